package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"miti/internal/attachment"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/wire"
)

const (
	// maxUpload is a file of the greatest size with the form around it.
	maxUpload = attachment.MaxSize + 64<<10
	// uploadWithin is how long a file may take, either way: 10 MB at 300 kbit/s.
	uploadWithin = 5 * time.Minute
	// Files of one session, and of one address, where somebody could begin one
	// session after the other to fill the disk.
	fileBurst        = 20
	fileEvery        = 5 * time.Second
	fileAddressBurst = 200
	fileAddressEvery = 5 * time.Second
)

// readRest reads what is left of a form with a file. A browser that is cut off
// in its sending never hears why.
func readRest(op operation, c *gin.Context) {
	if op.takesFile {
		// What does not come, or is more than anybody may send, is cut off.
		_, _ = io.Copy(io.Discard, http.MaxBytesReader(c.Writer, c.Request.Body, maxUpload))
	}
}

func (s *server) postFile(c call) (answer, error) {
	if err := s.allow(&c, "file:"+c.by.Participant(), fileBurst, fileEvery); err != nil {
		return answer{}, err
	}
	if err := s.allow(&c, "files:"+s.Door.Addresses.Key(c.Request), fileAddressBurst, fileAddressEvery); err != nil {
		return answer{}, err
	}
	takeTime(c)
	u, err := readUpload(c)
	if err != nil {
		return answer{}, err
	}
	m, err := s.Desk.Attach(c.Request.Context(), c.by, chat.ID(c.id()), u)
	if err != nil {
		return answer{}, err
	}
	return created(wire.Message(m))
}

// takeTime lets the request of a file last as long as a slow line needs.
func takeTime(c call) {
	control, until := http.NewResponseController(c.Writer), time.Now().Add(uploadWithin)
	// A writer of a test has no deadlines, and needs none.
	_ = control.SetReadDeadline(until)
	_ = control.SetWriteDeadline(until)
}

// readUpload reads the form up to the content of its file.
func readUpload(c call) (desk.Upload, error) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxUpload)
	form, err := c.Request.MultipartReader()
	if err != nil {
		return desk.Upload{}, fault.New(fault.Malformed)
	}
	var u desk.Upload
	for {
		part, err := form.NextPart()
		if err != nil {
			return desk.Upload{}, asFault(err)
		}
		switch part.FormName() {
		case "file":
			u.Name, u.Content = fileName(part), formReader{part}
			return u, nil
		case "id", "text":
			value, err := io.ReadAll(io.LimitReader(part, maxBody))
			if err != nil {
				return desk.Upload{}, asFault(err)
			}
			if part.FormName() == "id" {
				u.Message = chat.MessageID(value)
			} else {
				u.Text = string(value)
			}
		default:
			return desk.Upload{}, fault.New(fault.Malformed)
		}
	}
}

// fileName is the name as it was sent. That of the part itself stops at what
// looks like a folder.
func fileName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	// Browsers write a quotation mark so (HTML, section 4.10.22.8).
	return strings.ReplaceAll(params["filename"], "%22", `"`)
}

// A formReader reads a file out of a form, and fails with a fault.
type formReader struct{ io.Reader }

// Read implements io.Reader.
func (r formReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = asFault(err)
	}
	return n, err
}

// asFault is what is wrong with a form that cannot be read.
func asFault(err error) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return fault.New(fault.TooLarge)
	}
	return fault.New(fault.Malformed)
}

func (s *server) getFile(c call) (answer, error) {
	about, content, err := s.Desk.File(c.Request.Context(), c.by, chat.ID(c.id()), c.Param("file"))
	if err != nil {
		return answer{}, err
	}
	takeTime(c)
	return answer{write: func(c *gin.Context) {
		defer content.Close() //nolint:errcheck // it was only read
		fileHeaders(c.Writer.Header(), about)
		http.ServeContent(c.Writer, c.Request, "", time.Time{}, content)
	}}, nil
}

// fileHeaders are those of what other people sent: a browser shows it if it is
// pixels, else saves it, and runs nothing of it.
func fileHeaders(h http.Header, about chat.Attachment) {
	shown := "attachment"
	if attachment.IsPicture(about.Type) {
		shown = "inline"
	}
	// RFC 6266, with the name in RFC 8187's encoding alone: every browser of
	// today reads it, and no quoting can go wrong.
	h.Set("Content-Disposition", shown+"; filename*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(about.Name), "+", "%20"))
	h.Set("Content-Type", about.Type)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
}
