package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"miti/internal/fault"
	"miti/internal/id"
)

// page is one file of the built front end.
type page struct {
	content []byte
	zipped  []byte // nil when it was not compressed
	kind    string
	tag     string
	// named after its content, so that it never changes
	immutable bool
}

// pages are the files by the path that they are asked for under.
type pages map[string]page

// nowhere is the page for an address that leads nowhere. It is no path, so that
// the page has no address of its own.
const nowhere = "nowhere"

// addresses are the paths under which the pages themselves are asked for.
var addresses = map[string]string{
	"index.html":       "/",
	"book.html":        "/book",
	"meeting.html":     "/meetings",
	"counsellor.html":  "/counsellor",
	"coordinator.html": "/coordinator",
	"hosting.html":     "/hosting",
	"nowhere.html":     nowhere,
}

// newPages reads all files once: they are in memory with the binary anyway.
func newPages(files fs.FS) (pages, error) {
	all := pages{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".gz") || path.Base(name)[0] == '.' {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		zipped, err := zip(files, name, content)
		if err != nil {
			return err
		}
		address, ok := addresses[name]
		if !ok {
			address = "/" + name
		}
		all[address] = page{
			content: content, zipped: zipped, kind: kindOf(name),
			tag: id.Hash(string(content))[:32], immutable: strings.HasPrefix(name, "assets/"),
		}
		return nil
	})
	return all, err
}

// zip is the file as it was compressed when it was built, or else compressed
// now, where that is worth it.
func zip(files fs.FS, name string, content []byte) ([]byte, error) {
	built, err := fs.ReadFile(files, name+".gz")
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return built, err
	}
	kind := kindOf(name)
	if len(content) < 1024 || !strings.HasPrefix(kind, "text/") && !strings.HasPrefix(kind, "image/svg") {
		return nil, nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	default:
		if kind := mime.TypeByExtension(ext); kind != "" {
			return kind
		}
		return "application/octet-stream"
	}
}

// noRoute answers what is no operation: with a page, or not at all. A person is
// told so by a page.
func (s *server) noRoute(c *gin.Context, all pages) {
	reads := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if p, ok := all[c.Request.URL.Path]; ok && reads {
		c.Status(http.StatusOK) // gin has set 404 for what has no route
		p.serve(c.Writer, c.Request)
		return
	}
	if p, ok := all[nowhere]; ok && reads && isRead(c.Request) {
		content, _ := p.encoded(c.Writer.Header(), c.Request)
		c.Data(http.StatusNotFound, p.kind, content)
		return
	}
	s.fail(c, fault.New(fault.NotFound))
}

// isRead tells whether a person will read the answer: a browser that goes to a
// page asks for HTML, and scripts, pictures and programs do not.
func isRead(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path+"/", "/api/")
}

func (p page) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", p.kind)
	h.Set("Cache-Control", "no-cache") // ask whether it changed
	if p.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	content, tag := p.encoded(h, r)
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// encoded is the content as the request takes it, and its tag.
func (p page) encoded(h http.Header, r *http.Request) (content []byte, tag string) {
	if p.zipped == nil {
		return p.content, p.tag
	}
	h.Set("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return p.content, p.tag
	}
	h.Set("Content-Encoding", "gzip")
	return p.zipped, p.tag + "-gzip"
}

func (s *server) getOpenAPI(c *gin.Context) {
	c.Data(http.StatusOK, "application/yaml", openapi)
}
