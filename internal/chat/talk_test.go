package chat_test

import (
	"testing"
	"time"

	"miti/internal/chat"
	"miti/internal/fault"
)

func TestPostAgain(t *testing.T) {
	c := in(t, chat.Active)
	d := draft(t, "once")
	first, err := c.Post(visitor(t, c), d, nil, noon)
	check(t, err)
	check(t, c.Close(visitor(t, c), noon))
	n := c.LastMessage

	again, err := c.Post(visitor(t, c), d, &first, noon.Add(time.Hour))
	if err != nil || again != first || c.LastMessage != n {
		t.Errorf("the same again, after the end, got %+v (%v)", again, err)
	}
	_, err = c.Post(as(t, c, anna), d, &first, noon)
	expect(t, err, fault.Conflict)
}

func TestReadNeverGoesBackNorAhead(t *testing.T) {
	c := in(t, chat.Active) // one message, two lines
	for _, p := range []struct{ upTo, want uint64 }{{2, 2}, {1, 2}, {99, 3}, {0, 3}} {
		if c.Read(as(t, c, anna), p.upTo); c.ReadByStaff != p.want {
			t.Errorf("read up to %d is %d, want %d", p.upTo, c.ReadByStaff, p.want)
		}
	}
	if c.ReadByVisitor != 1 {
		t.Errorf("what staff read moved the visitor's mark to %d", c.ReadByVisitor)
	}
}
