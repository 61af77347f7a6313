package attachment

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the most bytes of a name without its extension: with it, every
// file system takes it.
const maxName = 150

// unnamed is what a file is called whose name says nothing.
const unnamed = "miti"

// known are the extensions that are taken off when they are another kind's.
// What is none of them is part of the name, and stays.
var known = []kind{pdf, text, jpg, png, gif, webp, docx, xlsx, pptx, odt, ods, odp, doc, xls, ppt}

// cleanName makes a name one short line of text that names a file and no
// place, with an extension of its kind.
func cleanName(name string, k kind) string {
	name = strings.ToValidUTF8(name, string(utf8.RuneError))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(visible, name)
	name = strings.Join(strings.Fields(name), " ")
	extension := path.Ext(name)
	switch {
	case k.has(extension):
		name = strings.TrimSuffix(name, extension)
	case isKnown(extension):
		name, extension = strings.TrimSuffix(name, extension), k.extensions[0]
	default:
		extension = k.extensions[0]
	}
	name = shorten(strings.Trim(name, ". "))
	if name == "" {
		name = unnamed
	}
	return name + strings.ToLower(extension)
}

// visible drops what changes the look of the characters around it and has
// none of its own: a name that reads from right to left can hide what the file
// is. A joiner stays, which makes one emoji of several.
func visible(r rune) rune {
	const joiner = '\u200d'
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r != joiner && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)):
		return -1
	default:
		return r
	}
}

func isKnown(extension string) bool {
	for _, k := range known {
		if k.has(extension) {
			return true
		}
	}
	return false
}

// shorten cuts a name between two characters.
func shorten(name string) string {
	if len(name) <= maxName {
		return name
	}
	end := maxName
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return strings.TrimRight(name[:end], ". ")
}
