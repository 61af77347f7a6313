// Package attachment is the files that people send each other: which are let
// in, what is made of them so that they can do no harm and tell nothing that
// their sender did not mean to tell, and the folder that keeps them.
package attachment

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"miti/internal/fault"
)

// MaxSize is the most bytes that a file may have as it comes in.
const MaxSize = 10 << 20

// File is one that may be kept: what it says it is, it is.
type File struct {
	// Name has the extension of Type, and no character that leads anywhere.
	Name string
	Type string
	// Width and Height are a picture's, in pixels, 0 for what is none.
	Width, Height int
	Content       []byte
}

// kind is one that is let in. Its first extension is the one that it gets
// when a name has none of them.
type kind struct {
	mime       string
	extensions []string
}

var (
	pdf  = kind{"application/pdf", []string{".pdf"}}
	text = kind{"text/plain", []string{".txt"}}
	jpg  = kind{"image/jpeg", []string{".jpg", ".jpeg"}}
	png  = kind{"image/png", []string{".png"}}
	gif  = kind{"image/gif", []string{".gif"}}
	webp = kind{"image/webp", []string{".webp"}}

	docx = kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}}
	xlsx = kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}}
	pptx = kind{"application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{".pptx"}}
	odt  = kind{"application/vnd.oasis.opendocument.text", []string{".odt"}}
	ods  = kind{"application/vnd.oasis.opendocument.spreadsheet", []string{".ods"}}
	odp  = kind{"application/vnd.oasis.opendocument.presentation", []string{".odp"}}
	doc  = kind{"application/msword", []string{".doc"}}
	xls  = kind{"application/vnd.ms-excel", []string{".xls"}}
	ppt  = kind{"application/vnd.ms-powerpoint", []string{".ppt"}}
)

// IsPicture tells whether a type is one that Clean makes of pictures: pixels
// and nothing else, so that a page may show it.
func IsPicture(mime string) bool { return mime == jpg.mime || mime == png.mime }

// Clean lets a file in, or not. What it is, its content decides and its name
// does not: fault.BadFile for what is not on the list, fault.TooLarge for more
// than MaxSize or a picture of too many pixels. Pictures are made anew from
// their pixels, so that where and with what one was taken stays with its
// sender; documents come out as they went in.
func Clean(name string, content []byte) (File, error) {
	if len(content) > MaxSize {
		return File{}, fault.New(fault.TooLarge)
	}
	k, ok := sniff(name, content)
	if !ok {
		return File{}, fault.New(fault.BadFile)
	}
	f := File{Type: k.mime, Content: content}
	switch k.mime {
	case jpg.mime, png.mime, gif.mime, webp.mime:
		made, err := redraw(content, k)
		if err != nil {
			return File{}, err
		}
		k, f = made.kind, made.File
	}
	f.Name = cleanName(name, k)
	return f, nil
}

// sniff finds out what a file is. It reports false for what is not let in.
func sniff(name string, content []byte) (kind, bool) {
	found := mimetype.Detect(content)
	switch {
	case len(content) == 0:
		return kind{}, false
	case found.Is("text/plain"), found.Is("text/csv"), found.Is("text/tab-separated-values"):
		return text, isText(content)
	}
	for m := found; m != nil; m = m.Parent() {
		for _, k := range []kind{pdf, jpg, png, gif, webp} {
			if m.Is(k.mime) {
				return k, true
			}
		}
		switch {
		case m.Is("application/zip"):
			return officeOfZip(content)
		case m.Is("application/x-ole-storage"):
			return officeOfOLE(name, content)
		}
	}
	return kind{}, false
}

// isText wants no byte that no editor writes, up to the end: the sniffer looks
// at the beginning only.
func isText(content []byte) bool {
	return !bytes.ContainsFunc(content, func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\t\n\f\r", r)
	})
}

func (k kind) has(extension string) bool {
	return slices.Contains(k.extensions, strings.ToLower(extension))
}
