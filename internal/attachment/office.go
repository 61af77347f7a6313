package attachment

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"path"
	"strings"
	"unicode/utf16"
)

// maxPart is the most that is unpacked of a document to find out what it is:
// many times what a list of its parts needs.
const maxPart = 1 << 20

// officeOfZip tells the office documents among the archives. One with macros,
// or whose parts cannot be told apart without doubt, is not let in.
func officeOfZip(content []byte) (kind, bool) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return kind{}, false
	}
	var types []*zip.File
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		switch {
		case name == "[content_types].xml":
			types = append(types, part)
		case path.Base(name) == "vbaproject.bin", strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"):
			return kind{}, false
		}
	}
	switch {
	case len(types) == 1:
		return openXML(types[0])
	case len(types) == 0 && len(archive.File) > 0 && archive.File[0].Name == "mimetype":
		return openDocument(archive.File[0])
	default:
		return kind{}, false
	}
}

// contentTypes is the list of its parts that an Office Open XML file begins
// with (ECMA-376, part 2).
type contentTypes struct {
	Default  []contentType
	Override []contentType
}

type contentType struct {
	ContentType string `xml:",attr"`
}

// openXML reads the kind from the main part. Macro sheets, VBA and documents
// that may carry them all say "macro" or "vba" in a type.
func openXML(types *zip.File) (kind, bool) {
	text, err := unpack(types)
	if err != nil {
		return kind{}, false
	}
	var list contentTypes
	if err := xml.Unmarshal(text, &list); err != nil {
		return kind{}, false
	}
	mains := map[string]kind{}
	for _, k := range []kind{docx, xlsx, pptx} {
		mains[k.mime+".main+xml"] = k
	}
	var found kind
	for _, part := range append(list.Default, list.Override...) {
		said := strings.ToLower(part.ContentType)
		if strings.Contains(said, "macro") || strings.Contains(said, "vba") {
			return kind{}, false
		}
		if k, ok := mains[said]; ok {
			found = k
		}
	}
	return found, found.mime != ""
}

// openDocument reads the kind from the part that comes first for this purpose
// (OpenDocument 1.3, part 2, section 3.3).
func openDocument(mimetype *zip.File) (kind, bool) {
	text, err := unpack(mimetype)
	if err != nil {
		return kind{}, false
	}
	for _, k := range []kind{odt, ods, odp} {
		if string(text) == k.mime {
			return k, true
		}
	}
	return kind{}, false
}

func unpack(part *zip.File) ([]byte, error) {
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it only reads
	return io.ReadAll(io.LimitReader(r, maxPart))
}

// The names in the directory of an old office document ([MS-CFB]) that tell
// what it is, and that it has macros.
var (
	streams = []struct {
		name string
		kind kind
	}{{"WordDocument", doc}, {"Workbook", xls}, {"Book", xls}, {"PowerPoint Document", ppt}}
	macros = []string{"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"}
)

// officeOfOLE tells the old office documents. A document may have another
// inside: then the name decides, of those that it could be.
func officeOfOLE(name string, content []byte) (kind, bool) {
	entries := entriesOf(content)
	for _, m := range macros {
		if entries[strings.ToUpper(m)] {
			return kind{}, false
		}
	}
	var found []kind
	for _, s := range streams {
		if entries[strings.ToUpper(s.name)] {
			found = append(found, s.kind)
		}
	}
	for _, k := range found {
		if k.has(path.Ext(name)) {
			return k, true
		}
	}
	if len(found) == 0 {
		return kind{}, false
	}
	return found[0], true
}

// entriesOf has all that looks like an entry of the directory, in upper case.
// An entry has 128 bytes, begins with its name in UTF-16 and the name's length
// in bytes with the NUL after it, and sectors begin at multiples of 512.
func entriesOf(content []byte) map[string]bool {
	const size, room = 128, 64
	found := map[string]bool{}
	for at := 512; at+size <= len(content); at += size {
		entry := content[at : at+size]
		length := int(binary.LittleEndian.Uint16(entry[room:]))
		if length < 4 || length > room || length%2 != 0 {
			continue
		}
		units := make([]uint16, length/2-1)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(entry[2*i:])
		}
		found[strings.ToUpper(string(utf16.Decode(units)))] = true
	}
	return found
}
