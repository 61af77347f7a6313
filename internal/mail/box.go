package mail

import (
	"bytes"
	_ "embed" // the pages of the box
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"miti/internal/catalogue"
	"miti/internal/id"
)

//go:embed box.html
var boxHTML string

const (
	// maxListed is how many mails the list shows: the newest.
	maxListed = 200
	// The mail itself may show itself, and open links in a window of their own.
	mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'"
	boxPolicy  = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
)

// Box shows the mails of a folder to whoever asks: it is for a demo on one's
// own machine, and for nothing else. Path is where it is served.
type Box struct {
	folder *Folder
	texts  catalogue.Texts
	zone   *time.Location
	path   string
	pages  *template.Template
}

// NewBox makes the pages of a folder, under path, which ends with a slash.
func NewBox(f *Folder, path string, t catalogue.Texts, zone *time.Location) (*Box, error) {
	pages, err := template.New("box").Parse(boxHTML)
	if err != nil {
		return nil, fmt.Errorf("read box.html: %w", err)
	}
	return &Box{folder: f, texts: t, zone: zone, path: path, pages: pages}, nil
}

// received is a mail as it was found in the folder.
type received struct {
	ID, To, Subject string
	At              time.Time
	Text, HTML      string
}

// ServeHTTP shows the list, one mail, or the page that a mail has in it.
func (b *Box) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", boxPolicy)
	name, page := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, b.path), "/page")
	if name == "" {
		b.show(w, "list", b.list)
		return
	}
	m, err := b.folder.read(name)
	switch {
	case err != nil:
		http.NotFound(w, r)
	case page:
		w.Header().Set("Content-Security-Policy", mailPolicy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// A link must not open inside the frame, where nothing may run.
		_, _ = io.WriteString(w, strings.Replace(m.HTML, "<head>", `<head><base target="_blank">`, 1)) // who asked may have gone
	default:
		b.show(w, "mail", func() (any, error) { return m, nil })
	}
}

// shown is what a page of the box is made of.
type shown struct {
	*Box
	Of any
}

// T is a text of the catalogue.
func (s shown) T(key string, values ...string) string { return s.texts.T("mail.box."+key, values...) }

// Language is that of the page.
func (s shown) Language() string { return s.texts.Language }

// Path is where the box is.
func (s shown) Path() string { return s.path }

// Moment is when a mail was written.
func (s shown) Moment(m received) string { return s.texts.Moment(m.At.In(s.zone)) }

func (b *Box) show(w http.ResponseWriter, page string, of func() (any, error)) {
	what, err := of()
	var text bytes.Buffer
	if err == nil {
		err = b.pages.ExecuteTemplate(&text, page, shown{Box: b, Of: what})
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = text.WriteTo(w) // who asked may have gone
}

// list is the mails of the folder, newest first.
func (b *Box) list() (any, error) {
	entries, err := os.ReadDir(b.folder.path)
	if err != nil {
		return nil, err
	}
	var all []received
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok {
			if m, err := b.folder.read(name); err == nil {
				all = append(all, m)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y received) int { return y.At.Compare(x.At) })
	return all[:min(len(all), maxListed)], nil
}

// read reads a mail by its name, which must have the shape of one.
func (f *Folder) read(name string) (received, error) {
	if !id.Valid(name) {
		return received{}, fs.ErrNotExist
	}
	raw, err := os.ReadFile(filepath.Join(f.path, name+suffix))
	if err != nil {
		return received{}, err
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return received{}, err
	}
	found := received{ID: name, To: strings.Trim(m.Header.Get("To"), "<>")}
	if found.At, err = m.Header.Date(); err != nil {
		return received{}, err
	}
	if found.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return received{}, err
	}
	_, values, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return received{}, err
	}
	return found, found.readParts(multipart.NewReader(m.Body, values["boundary"]))
}

func (m *received) readParts(parts *multipart.Reader) error {
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return err
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			m.HTML = string(text)
		} else {
			m.Text = string(text)
		}
	}
}
