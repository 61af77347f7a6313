package serve_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miti/internal/attachment"
	"miti/internal/id"
	"miti/signaling/protocol"
)

const cv = "%PDF-1.7 a life"

// form is a file as a page sends it.
type form struct {
	id, name string
	content  []byte
}

func newForm(name, content string) form {
	return form{id: id.New(), name: name, content: []byte(content)}
}

func (f form) encode(t *testing.T) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("id", f.id); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", f.name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(f.content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// sent is the message that a file became.
func (b *browser) sent(conversation string, f form) protocol.Message {
	b.t.Helper()
	return decode[protocol.Message](b.t, b.want(http.StatusCreated, "POST", "/api/conversations/"+conversation+"/files", f))
}

// get asks for a file, and is its content with the headers that it came with.
func (b *browser) get(path string) (http.Header, string) {
	b.t.Helper()
	r, err := b.http.Get(b.place.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	content, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %d, %v", path, r.StatusCode, err)
	}
	return r.Header, string(content)
}

func pixels(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// CH-2 for files: what comes back cannot run, whatever it is called.
func TestFilesComeBackHarmless(t *testing.T) {
	p := open(t)
	visitor, conversation := p.visitor(t)
	for name, c := range map[string]struct {
		sent             form
		kept, kind, says string
	}{
		"a photo": {
			newForm(`%22><svg onload=alert(1)>.jpg`, pixels(t)), `"><svg onload=alert(1)>.jpg`, "image/jpeg",
			"inline; filename*=UTF-8''%22%3E%3Csvg%20onload%3Dalert%281%29%3E.jpg",
		},
		"a document": {
			newForm("C:\\été\\CV.html", cv), "CV.html.pdf", "application/pdf", "attachment; filename*=UTF-8''CV.html.pdf",
		},
		"a name that no store could hold": {
			newForm("a\xff\u2028b\u202efdp.pdf", cv), "a\ufffd bfdp.pdf", "application/pdf", "attachment; filename*=UTF-8''a%EF%BF%BD%20bfdp.pdf",
		},
		"a text": {newForm("à+b.txt", "Bonjour"), "à+b.txt", "text/plain", "attachment; filename*=UTF-8''%C3%A0%2Bb.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			visitor.t = t
			a := visitor.sent(conversation, c.sent).Attachment
			if a == nil || a.Name != c.kept || a.Type != c.kind {
				t.Fatalf("it became %+v", a)
			}
			header, content := visitor.get("/api/conversations/" + conversation + "/files/" + a.ID)
			if len(content) != a.Size {
				t.Errorf("%d bytes, want %d", len(content), a.Size)
			}
			for key, want := range map[string]string{
				"Content-Type": c.kind, "Content-Disposition": c.says, "X-Content-Type-Options": "nosniff",
				"Content-Security-Policy":      "sandbox; default-src 'none'",
				"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "private, no-store",
			} {
				if got := strings.Join(header.Values(key), " | "); got != want {
					t.Errorf("%s: %s, want %s", key, got, want)
				}
			}
		})
	}
}

func TestWhatIsNoFileIsRefusedInWords(t *testing.T) {
	p := open(t)
	visitor, conversation := p.visitor(t)
	files := "/api/conversations/" + conversation + "/files"
	before := visitor.want(http.StatusOK, "GET", "/api/conversations/"+conversation, nil)
	for name, c := range map[string]struct {
		body   any
		status int
		code   string
	}{
		"a page that says it is a picture": {newForm("photo.png", "<!doctype html><script>alert(1)</script>"), 422, "bad_file"},
		"a drawing with a script":          {newForm("a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 422, "bad_file"},
		"a file that is too large":         {newForm("a.pdf", cv+strings.Repeat("x", attachment.MaxSize)), 413, "too_large"},
		"a form that is too large":         {newForm("a.pdf", cv+strings.Repeat("x", attachment.MaxSize+1<<20)), 413, "too_large"},
		"an id of another make":            {form{id: "1", name: "a.pdf", content: []byte(cv)}, 400, "malformed"},
		"no form":                          {map[string]string{"id": id.New()}, 400, "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			visitor.t = t
			status, answer := visitor.ask("POST", files, c.body)
			if got := decode[protocol.Failure](t, answer); status != c.status || got.Code != c.code {
				t.Errorf("%d %s, want %d %s", status, answer, c.status, c.code)
			}
		})
	}
	visitor.t = t
	if after := visitor.want(http.StatusOK, "GET", "/api/conversations/"+conversation, nil); !bytes.Equal(before, after) {
		t.Error("what was refused changed the conversation")
	}
	if left, err := filepath.Glob(filepath.Join(p.config.DataDir, "files", "*", "*")); err != nil || len(left) != 0 {
		t.Errorf("what was refused left %v, %v", left, err)
	}
}

// What a visitor erases is gone from the disk, and its name from everywhere.
func TestAnErasedFileIsGone(t *testing.T) {
	p := open(t)
	visitor, conversation := p.visitor(t)
	staff := p.counsellor(t, "amelie")
	staff.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/claim", nil)
	sent := visitor.sent(conversation, newForm("secret-canary.pdf", cv))
	at := filepath.Join(p.config.DataDir, "files", conversation, sent.Attachment.ID)
	if content, err := os.ReadFile(at); err != nil || string(content) != cv {
		t.Fatalf("on the disk is %q, %v", content, err)
	}
	visitor.want(http.StatusNoContent, "DELETE", "/api/visitor", nil)
	if _, err := os.Stat(filepath.Dir(at)); !os.IsNotExist(err) {
		t.Errorf("its folder: %v", err)
	}
	staff.want(http.StatusNotFound, "GET", "/api/conversations/"+conversation+"/files/"+sent.Attachment.ID, nil)
	if seen := staff.want(http.StatusOK, "GET", "/api/conversations/"+conversation, nil); strings.Contains(string(seen), "canary") {
		t.Errorf("its name is still told: %s", seen)
	}
	if strings.Contains(p.log.String(), "canary") {
		t.Error("its name is in the log")
	}
}

// A page that shows a picture can send no header with it: the address says as
// whom it asks.
func TestAFileIsAskedForAsWhoThePageIsFor(t *testing.T) {
	p := open(t)
	visitor, conversation := p.visitor(t)
	both := p.counsellor(t, "amelie")
	both.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/claim", nil)
	file := visitor.sent(conversation, newForm("CV.pdf", cv)).Attachment.ID
	both.want(http.StatusCreated, "POST", "/api/conversations", opening(id.New())) // a visitor in the same browser
	at := "/api/conversations/" + conversation + "/files/" + file
	both.want(http.StatusNotFound, "GET", at, nil)
	both.want(http.StatusOK, "GET", at+"?as=staff", nil)
	both.want(http.StatusNotFound, "GET", at+"?as=visitor", nil)
}

// The other side hears of a file at once.
func TestAFileReachesTheOtherSide(t *testing.T) {
	p := open(t)
	visitor, conversation := p.visitor(t)
	staff := p.counsellor(t, "amelie")
	staff.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/claim", nil)
	page := staff.hello("/ws/staff", "conversation:"+conversation)
	page.expect("conversation")
	sent := visitor.sent(conversation, newForm("photo.jpg", pixels(t)))
	page.await("message", func(e protocol.Envelope) bool {
		a := decode[protocol.MessageEvent](t, e.Data).Message.Attachment
		return a != nil && *a == *sent.Attachment && a.Width == 40 && a.Height == 30
	})
}
