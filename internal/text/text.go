// Package text makes what people write such that every store and every page can
// hold it.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"miti/internal/fault"
)

// Block cleans a text of several lines: fault.TooLarge when it has more than
// most characters.
func Block(s string, most int) (string, error) {
	return within(clean(s, func(r rune) bool { return r == '\n' || r == '\t' }), most)
}

// Line cleans a text and makes it one line, with single blanks: fault.TooLarge
// when it has more than most characters.
func Line(s string, most int) (string, error) {
	return within(strings.Join(strings.Fields(clean(s, func(rune) bool { return false })), " "), most)
}

func within(s string, most int) (string, error) {
	if utf8.RuneCountInString(s) > most {
		return "", fault.New(fault.TooLarge)
	}
	return s, nil
}

// clean leaves valid UTF-8, no control characters but those kept, one kind of
// line end, no blank ends. What cannot be read becomes U+FFFD, so that the
// reader sees that something was there.
func clean(s string, keep func(rune) bool) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case keep(r) || !unicode.IsControl(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		default:
			return -1
		}
	}, s)
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

// invisible is a character that alone leaves nothing to see. Inside a text it
// may matter: a joiner makes one emoji of several.
func invisible(r rune) bool {
	return r == '\u200b' || r == '\u2060' || r == '\ufeff'
}
