package chat

import (
	"testing"
	"time"

	"miti/internal/fault"
	"miti/internal/id"
)

func TestAFileNeedsNoText(t *testing.T) {
	for name, text := range map[string]string{"no text": "", "nothing to see": " \u200b\n", "a text": "Mon CV"} {
		t.Run(name, func(t *testing.T) {
			d, err := NewFileDraft(MessageID(id.New()), text)
			if err != nil {
				t.Fatal(err)
			}
			cv := Attachment{ID: "f", Name: "CV.pdf", Type: "application/pdf", Size: 7}
			thread := Thread{Conversation: Conversation{ID: "c", State: Waiting}}
			m, err := thread.Post(Author{Role: Visitor}, d.With(cv), nil, time.Now())
			if err != nil || m.Attachment == nil || *m.Attachment != cv || d.With(cv).Size() != 7 {
				t.Errorf("posted %+v, %v", m, err)
			}
		})
	}
}

func TestRoomForFiles(t *testing.T) {
	many := func(n int, size int64) []Attachment {
		all := make([]Attachment, n)
		for i := range all {
			all[i].Size = size
		}
		return all
	}
	for name, c := range map[string]struct {
		has  []Attachment
		size int64
		full bool
	}{
		"the first":                  {nil, 10 << 20, false},
		"the last in number":         {many(MaxFiles-1, 1), 1, false},
		"one too many":               {many(MaxFiles, 1), 1, true},
		"exactly as much as may be":  {many(9, 10<<20), 10 << 20, false},
		"a byte more than there may": {many(9, 10<<20), 10<<20 + 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := RoomFor(c.has, c.size); (fault.CodeOf(err) == fault.FilesFull) != c.full || (err != nil) != c.full {
				t.Errorf("error %v", err)
			}
		})
	}
}
