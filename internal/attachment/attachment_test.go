package attachment

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"miti/internal/fault"
)

func TestWhatIsLetIn(t *testing.T) {
	for name, c := range map[string]struct {
		sent      string
		content   []byte
		kept, typ string
	}{
		"a PDF":                       {"CV.pdf", []byte("%PDF-1.7\n1 0 obj"), "CV.pdf", "application/pdf"},
		"a PDF under another name":    {"photo.jpg", []byte("%PDF-1.7\n1 0 obj"), "photo.pdf", "application/pdf"},
		"a text":                      {"lettre.TXT", []byte("Bonjour,\nje cherche… à me former."), "lettre.txt", "text/plain"},
		"a text with many commas":     {"cv.txt", []byte("a,b\nc,d\ne,f\n"), "cv.txt", "text/plain"},
		"a text of an old editor":     {"cv.txt", []byte("\xe9tudes"), "cv.txt", "text/plain"},
		"a document":                  {"a.docx", archive(t, "[Content_Types].xml", types(wordMain), "word/document.xml", "<x/>"), "a.docx", docx.mime},
		"a document without a name":   {"", archive(t, "[Content_Types].xml", types(wordMain)), "miti.docx", docx.mime},
		"a sheet":                     {"a.xlsx", archive(t, "[Content_Types].xml", types(xlsx.mime+".main+xml")), "a.xlsx", xlsx.mime},
		"slides":                      {"a.pptx", archive(t, "[Content_Types].xml", types(pptx.mime+".main+xml")), "a.pptx", pptx.mime},
		"an open document":            {"a.odt", archive(t, "mimetype", odt.mime, "content.xml", "<x/>"), "a.odt", odt.mime},
		"an open sheet":               {"a.ods", archive(t, "mimetype", ods.mime), "a.ods", ods.mime},
		"open slides":                 {"a.odp", archive(t, "mimetype", odp.mime), "a.odp", odp.mime},
		"an old document":             {"a.doc", ole("WordDocument"), "a.doc", doc.mime},
		"an old sheet":                {"a.xls", ole("Workbook"), "a.xls", xls.mime},
		"old slides":                  {"a.ppt", ole("PowerPoint Document"), "a.ppt", ppt.mime},
		"a sheet with a letter in it": {"a.xls", ole("Workbook", "WordDocument"), "a.xls", xls.mime},
		"a photo":                     {"IMG.JPEG", photo(t, halves(8, 4), 1), "IMG.jpeg", jpg.mime},
		"a picture":                   {"écran.png", asPNG(t, halves(8, 4)), "écran.png", png.mime},
		"a picture that moves":        {"a.gif", asGIF(t, halves(8, 4)), "a.png", png.mime},
		"a picture of the web":        {"a.webp", smallWebP, "a.png", png.mime},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Clean(c.sent, c.content)
			if err != nil {
				t.Fatal(err)
			}
			if f.Name != c.kept || f.Type != c.typ {
				t.Errorf("%s of type %s, want %s of type %s", f.Name, f.Type, c.kept, c.typ)
			}
			if IsPicture(f.Type) != (f.Width > 0 && f.Height > 0) {
				t.Errorf("%d × %d pixels", f.Width, f.Height)
			}
		})
	}
}

func TestWhatIsNotLetIn(t *testing.T) {
	const page = "<!doctype html><script>alert(1)</script>"
	for name, content := range map[string][]byte{
		"nothing":                       {},
		"a page":                        []byte(page),
		"a page after blank lines":      []byte(strings.Repeat("\n", 100) + page),
		"a drawing with a script":       []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
		"XML":                           []byte(`<?xml version="1.0"?><x/>`),
		"a program of Windows":          append([]byte("MZ"), make([]byte, 100)...),
		"a program of Linux":            append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 100)...),
		"a script":                      []byte("#!/bin/sh\nrm -rf ~\n"),
		"a program that begins as text": []byte(strings.Repeat("a", 5000) + "\x00\x01\x02"),
		"any archive":                   archive(t, "a.txt", "x"),
		"a program of Java":             archive(t, "META-INF/MANIFEST.MF", "x", "A.class", "\xca\xfe\xba\xbe"),
		"a document with macros":        archive(t, "[Content_Types].xml", types("application/vnd.ms-word.document.macroEnabled.main+xml")),
		"a document that hides macros":  archive(t, "[Content_Types].xml", types(wordMain), "word/vbaProject.bin", "x"),
		"a sheet with old macros":       archive(t, "[Content_Types].xml", types(xlsx.mime+".main+xml", "application/vnd.ms-excel.macrosheet+xml")),
		"a document with two lists":     archive(t, "[Content_Types].xml", types(wordMain), "[content_types].xml", types("application/vnd.ms-word.document.macroEnabled.main+xml")),
		"an open document with macros":  archive(t, "mimetype", odt.mime, "Basic/Standard/m.xml", "x"),
		"an open template":              archive(t, "mimetype", odt.mime+"-template"),
		"an old document with macros":   ole("WordDocument", "_VBA_PROJECT"),
		"an installer":                  ole("!_StringPool"),
		"half a photo":                  asJPEG(t, halves(64, 64))[:300],
		"a photo of nothing but scans":  bytes.Replace(asJPEG(t, halves(8, 8)), []byte{0xFF, 0xD9}, bytes.Repeat([]byte{0xFF, 0xDA, 0, 2}, 5000), 1),
		"a photo of an iPhone":          []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1"),
		"a film":                        []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, called := range []string{"cv.pdf", "photo.png", "photo.jpg", "lettre.docx", "lettre.txt"} {
				if f, err := Clean(called, content); fault.CodeOf(err) != fault.BadFile {
					t.Errorf("%s: let in as %q, %v", called, f.Type, err)
				}
			}
		})
	}
}

func TestWhatIsTooLarge(t *testing.T) {
	for name, content := range map[string][]byte{
		"more bytes than may come":           append([]byte("%PDF-1.7"), make([]byte, MaxSize)...),
		"few bytes that become many pixels":  bomb(t, 50_000, 50_000),
		"more pixels than an int32 can hold": bomb(t, 1<<31-1, 1<<31-1),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Clean("a", content); fault.CodeOf(err) != fault.TooLarge && fault.CodeOf(err) != fault.BadFile {
				t.Errorf("error %v", err)
			}
		})
	}
}

// What was hidden in a picture, or behind it, stays with its sender.
func TestNothingTravelsWithAPicture(t *testing.T) {
	for name, content := range map[string][]byte{
		"a photo with its place": photo(t, halves(64, 32), 1),
		"a page after a picture": append(asPNG(t, halves(64, 32)), where...),
		"a page after a photo":   append(asJPEG(t, halves(64, 32)), where...),
		"text in a picture":      append(asGIF(t, halves(64, 32)), where...),
	} {
		t.Run(name, func(t *testing.T) {
			if !bytes.Contains(content, []byte(where)) {
				t.Fatal("the picture has nothing to lose")
			}
			f, err := Clean("a.jpg", content)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(f.Content, []byte(where)) || bytes.Contains(f.Content, []byte("Exif")) {
				t.Error("it is still there")
			}
		})
	}
}

// A picture of two halves is upright however the telephone was held: of each
// turn, where the red half is.
func TestPhotosAreUpright(t *testing.T) {
	left, right, top, bottom := image.Pt(0, 1), image.Pt(2, 1), image.Pt(1, 0), image.Pt(1, 2)
	for turn, red := range []image.Point{left, left, right, right, left, top, top, bottom, bottom, left} {
		f, err := Clean("a.jpg", photo(t, halves(90, 60), turn))
		if err != nil {
			t.Fatal(err)
		}
		if upended := turn >= 5 && turn <= 8; (f.Width < f.Height) != upended {
			t.Errorf("turn %d: %d × %d", turn, f.Width, f.Height)
		}
		m, err := decode(f.Content, jpg)
		if err != nil {
			t.Fatal(err)
		}
		at := func(third image.Point) color.Color { return m.At(third.X*(f.Width-1)/2, third.Y*(f.Height-1)/2) }
		if r, _, b, _ := at(red).RGBA(); r < 0xC000 || b > 0x4000 {
			t.Errorf("turn %d: at %v there is %v", turn, red, at(red))
		}
	}
}

func TestPicturesAreNoLargerThanCanBeSeen(t *testing.T) {
	for name, c := range map[string]struct {
		content []byte
		w, h    int
	}{
		"a wide one":  {asJPEG(t, image.NewGray(image.Rect(0, 0, 4000, 1000))), 2560, 640},
		"a high one":  {asPNG(t, image.NewGray(image.Rect(0, 0, 1, 6000))), 1, 2560},
		"a small one": {asPNG(t, image.NewGray(image.Rect(0, 0, 20, 10))), 20, 10},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Clean("a", c.content)
			if err != nil || f.Width != c.w || f.Height != c.h {
				t.Errorf("%d × %d, %v, want %d × %d", f.Width, f.Height, err, c.w, c.h)
			}
		})
	}
}

// A photo that was saved without losses goes on as a photo, white where it
// could be seen through.
func TestAHeavyPictureBecomesAPhoto(t *testing.T) {
	noise := image.NewNRGBA(image.Rect(0, 0, 780, 780))
	seed := uint32(1)
	for i := range noise.Pix {
		seed = seed*1664525 + 1013904223
		noise.Pix[i] = byte(seed >> 24)
	}
	for x := range 64 {
		for y := range 64 {
			noise.Set(x, y, color.NRGBA{})
		}
	}
	f, err := Clean("bruit.png", asPNG(t, noise))
	if err != nil || f.Type != jpg.mime || f.Name != "bruit.jpg" {
		t.Fatalf("%s %s %v", f.Name, f.Type, err)
	}
	m, err := decode(f.Content, jpg)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := m.At(8, 8).RGBA(); min(r, g, b) < 0xF000 {
		t.Errorf("behind it is %v", m.At(8, 8))
	}
}

func TestNames(t *testing.T) {
	for name, c := range map[string]struct{ sent, kept string }{
		"markup is text":                {`"><svg onload=alert(1)>.jpg`, `"><svg onload=alert(1)>.pdf`},
		"a path leads nowhere":          {`../../etc/passwd`, `passwd.pdf`},
		"nor does one of Windows":       {`C:\fakepath\cv.pdf`, `cv.pdf`},
		"nothing but a path":            {`../..`, `miti.pdf`},
		"a hidden file":                 {`.htaccess`, `htaccess.pdf`},
		"no control characters":         {"a\x00b\r\nc\x7f.pdf", "ab c.pdf"},
		"nothing reads from the right":  {"cv\u202efdp.exe", "cvfdp.exe.pdf"},
		"nor is hidden":                 {"cv\u200b\ufeff\u2066.pdf", "cv.pdf"},
		"no line ends":                  {"a\u2028b\u2029c.pdf", "a b c.pdf"},
		"what is not UTF-8 can be seen": {"a\xffb.pdf", "a\ufffdb.pdf"},
		"joined emoji stay joined":      {"👩‍👩‍👧.pdf", "👩‍👩‍👧.pdf"},
		"an extension of another kind":  {"photo.HEIC.jpg", "photo.HEIC.pdf"},
		"a dot in a name":               {"CV v2.1", "CV v2.1.pdf"},
		"a long name":                   {strings.Repeat("é", 200) + ".pdf", strings.Repeat("é", 75) + ".pdf"},
		"dots and blanks at the ends":   {" . a . .pdf", "a.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := cleanName(c.sent, pdf); got != c.kept {
				t.Errorf("%q, want %q", got, c.kept)
			}
		})
	}
}

// Whatever comes: what is let in is of a known kind under a clean name, and
// letting it in again changes neither.
func FuzzClean(f *testing.F) {
	for _, content := range [][]byte{
		[]byte("%PDF-1.7"), []byte("Bonjour"), smallWebP, photo(f, halves(8, 4), 6), asPNG(f, halves(8, 4)), asGIF(f, halves(8, 4)),
		archive(f, "[Content_Types].xml", types(wordMain)), archive(f, "mimetype", odt.mime), ole("WordDocument"), bomb(f, 9, 1<<20),
	} {
		f.Add("\"><svg onload=alert(1)>.jpg", content)
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		clean, err := Clean(name, content)
		if err != nil {
			if code := fault.CodeOf(err); code != fault.BadFile && code != fault.TooLarge {
				t.Fatalf("error %v", err)
			}
			return
		}
		again, err := Clean(clean.Name, clean.Content)
		if err != nil || again.Name != clean.Name || again.Type != clean.Type {
			t.Errorf("%q of type %s becomes %q of type %s, %v", clean.Name, clean.Type, again.Name, again.Type, err)
		}
		if strings.ContainsAny(clean.Name, "/\\\x00\n") || len(clean.Name) > maxName+5 {
			t.Errorf("the name is %q", clean.Name)
		}
	})
}
