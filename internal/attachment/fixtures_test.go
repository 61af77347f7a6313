package attachment

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	stdgif "image/gif"
	"image/jpeg"
	stdpng "image/png"
	"testing"
	"unicode/utf16"
)

// where is what nobody but the sender of a photo should learn from it.
const where = "50.4674 N 4.8720 E, rue de la Gare"

// halves is a picture whose left half is red and whose right half is blue.
func halves(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.NRGBA{B: 255, A: 255})
			if x < w/2 {
				m.Set(x, y, color.NRGBA{R: 255, A: 255})
			}
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdpng.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asGIF is a picture that moves: m, and then white.
func asGIF(t testing.TB, m image.Image) []byte {
	t.Helper()
	moves := stdgif.GIF{Delay: []int{10, 10}}
	for _, frame := range []image.Image{m, image.NewUniform(color.White)} {
		p := image.NewPaletted(m.Bounds(), color.Palette{color.White, color.NRGBA{R: 255, A: 255}, color.NRGBA{B: 255, A: 255}})
		for y := range m.Bounds().Dy() {
			for x := range m.Bounds().Dx() {
				p.Set(x, y, frame.At(x, y))
			}
		}
		moves.Image = append(moves.Image, p)
	}
	var b bytes.Buffer
	if err := stdgif.EncodeAll(&b, &moves); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photo is a JPEG as a telephone makes one: turned, with the place in its Exif
// and in a comment.
func photo(t testing.TB, m image.Image, turn int) []byte {
	t.Helper()
	tiff := []byte("MM\x00*\x00\x00\x00\x08")
	tiff = append(tiff, 0, 2)                                              // entries
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(turn), 0, 0) // orientation
	tiff = append(tiff, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38)         // GPS directory
	tiff = append(append(tiff, 0, 0, 0, 0), where...)
	var marks []byte
	for marker, body := range map[byte][]byte{0xE1: append([]byte("Exif\x00\x00"), tiff...), 0xFE: []byte(where)} {
		marks = append(marks, 0xFF, marker)
		marks = binary.BigEndian.AppendUint16(marks, uint16(len(body)+2))
		marks = append(marks, body...)
	}
	plain := asJPEG(t, m)
	return append(append(bytes.Clone(plain[:2]), marks...), plain[2:]...)
}

// bomb is a PNG of a few bytes whose head promises w times h pixels.
func bomb(t testing.TB, w, h uint32) []byte {
	t.Helper()
	b := asPNG(t, halves(1, 1))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// smallWebP is one red pixel, lossless.
var smallWebP = []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")

// archive is a zip of names and contents, in order.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// types is a list of parts with these content types.
func types(all ...string) string {
	list := `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="xml" ContentType="application/xml"/>`
	for _, one := range all {
		list += `<Override PartName="/part" ContentType="` + one + `"/>`
	}
	return list + `</Types>`
}

const wordMain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

// ole is an old office document with these entries in its directory.
func ole(names ...string) []byte {
	b := make([]byte, 512)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	b[26], b[28], b[29], b[30] = 3, 0xFE, 0xFF, 9
	for _, name := range append([]string{"Root Entry"}, names...) {
		entry := make([]byte, 128)
		for i, unit := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(entry[2*i:], unit)
		}
		binary.LittleEndian.PutUint16(entry[64:], uint16(2*len(name)+2))
		b = append(b, entry...)
	}
	return b
}
