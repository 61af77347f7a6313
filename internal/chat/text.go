package chat

import (
	"miti/internal/fault"
	"miti/internal/id"
	"miti/internal/text"
)

// The limits, in characters. MaxText is that of signaling/protocol.
const (
	MaxText = 4000
	// maxFirst is how much of the first message the queue shows.
	maxFirst = 300
)

// Draft is a message that may be posted. NewDraft makes it.
type Draft struct {
	id         MessageID
	text       Text
	attachment *Attachment
}

// ID is the client's name of the message.
func (d Draft) ID() MessageID { return d.id }

// HasFile tells whether a file comes with it.
func (d Draft) HasFile() bool { return d.attachment != nil }

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
func NewDraft(m MessageID, said string) (Draft, error) {
	d, err := NewFileDraft(m, said)
	if err == nil && d.text == "" {
		return Draft{}, fault.New(fault.Malformed)
	}
	return d, err
}

// NewFileDraft is NewDraft of a message that a file will come with, and which
// so needs no text.
func NewFileDraft(m MessageID, said string) (Draft, error) {
	if !id.Valid(string(m)) {
		return Draft{}, fault.New(fault.Malformed)
	}
	said, err := text.Block(said, MaxText)
	if err != nil {
		return Draft{}, err
	}
	return Draft{id: m, text: Text(said)}, nil
}

// With is the draft with the file that was kept for it.
func (d Draft) With(a Attachment) Draft {
	d.attachment = &a
	return d
}

// first is as much of a text as the queue shows.
func first(t Text) Text {
	runes := []rune(string(t))
	return Text(runes[:min(len(runes), maxFirst)])
}
