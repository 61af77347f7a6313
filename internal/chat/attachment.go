package chat

import "miti/internal/fault"

// How many files a conversation may have, and how many bytes of them.
const (
	MaxFiles = 50
	MaxBytes = 100 << 20
)

// Attachment is a file that somebody sent, as it was kept. What the message
// says of it is all that is known: who may read the message may read it.
type Attachment struct {
	ID            string
	Name          string
	Type          string
	Size          int64
	Width, Height int // of a picture, 0 for what is none
}

// RoomFor tells whether a conversation with these files may have one more of
// that size: fault.FilesFull when not.
func RoomFor(has []Attachment, size int64) error {
	for _, a := range has {
		size += a.Size
	}
	if len(has) >= MaxFiles || size > MaxBytes {
		return fault.New(fault.FilesFull)
	}
	return nil
}
