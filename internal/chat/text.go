package chat

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"miti/internal/fault"
	"miti/internal/id"
)

// The limits, in characters. They are those of signaling/protocol.
const (
	MaxText = 4000
	MaxName = 60
	// maxFirst is how much of the first message the queue shows.
	maxFirst = 300
	// maxContact is the longest mail address (RFC 5321, section 4.5.3.1).
	maxContact = 254
)

// Draft is a message that may be posted. NewDraft makes it.
type Draft struct {
	id         MessageID
	text       Text
	attachment *Attachment
}

// ID is the client's name of the message.
func (d Draft) ID() MessageID { return d.id }

// Size is the bytes of its file, 0 without one.
func (d Draft) Size() int64 {
	if d.attachment == nil {
		return 0
	}
	return d.attachment.Size
}

// NewDraft checks and cleans what somebody wants to say: fault.Malformed for
// an id that is none or a text without a character to see, fault.TooLarge for
// a long one.
func NewDraft(m MessageID, text string) (Draft, error) {
	d, err := NewFileDraft(m, text)
	if err == nil && d.text == "" {
		return Draft{}, fault.New(fault.Malformed)
	}
	return d, err
}

// NewFileDraft is NewDraft of a message that a file will come with, and which
// so needs no text.
func NewFileDraft(m MessageID, text string) (Draft, error) {
	if !id.Valid(string(m)) {
		return Draft{}, fault.New(fault.Malformed)
	}
	text = clean(text, func(r rune) bool { return r == '\n' || r == '\t' })
	if utf8.RuneCountInString(text) > MaxText {
		return Draft{}, fault.New(fault.TooLarge)
	}
	return Draft{id: m, text: Text(text)}, nil
}

// With is the draft with the file that was kept for it.
func (d Draft) With(a Attachment) Draft {
	d.attachment = &a
	return d
}

// CleanName makes a visitor's name one clean line: fault.TooLarge for a long
// one. No name at all is fine.
func CleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(clean(name, func(rune) bool { return false })), " ")
	if utf8.RuneCountInString(name) > MaxName {
		return "", fault.New(fault.TooLarge)
	}
	return name, nil
}

// clean makes a text that every store and every page can hold: valid UTF-8,
// no control characters but those kept, one kind of line end, no blank ends.
// What cannot be read becomes U+FFFD, so that the reader sees that something
// was there.
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

// first is as much of a text as the queue shows.
func first(t Text) Text {
	runes := []rune(string(t))
	return Text(runes[:min(len(runes), maxFirst)])
}

// NewContact checks where an answer shall go: a mail address, or a telephone
// number with or without its country. fault.ContactRequired when it is empty,
// fault.BadContact when it is neither.
func NewContact(s string) (Contact, error) {
	s = clean(s, func(rune) bool { return false })
	switch {
	case s == "":
		return "", fault.New(fault.ContactRequired)
	case len(s) <= maxContact && (isAddress(s) || isNumber(s)):
		return Contact(s), nil
	default:
		return "", fault.New(fault.BadContact)
	}
}

// isAddress wants a bare address, without a display name, at a host of the
// public network.
func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" {
		return false
	}
	_, host, _ := strings.Cut(s, "@")
	return strings.Contains(strings.Trim(host, "."), ".") && !strings.HasPrefix(host, "[")
}

// isNumber wants the 8 to 15 digits of E.164, grouped as people write them.
func isNumber(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" ./-()\u00a0", r):
		default:
			return false
		}
	}
	return digits >= 8 && digits <= 15
}
