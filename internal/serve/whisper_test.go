package serve_test

import (
	"bytes"
	"net/http"
	"testing"

	"miti/internal/id"
	"miti/signaling/protocol"
)

// What staff write for one another, and who reads along, never leaves for the
// visitor: not by HTTP, not in a snapshot, not as an event, not on resuming.
func TestWhatStaffKeepToThemselvesReachesNoVisitor(t *testing.T) {
	p := open(t)
	staff, colleague := p.counsellor(t, "amelie"), p.counsellor(t, "hugo")
	hugo := decode[struct{ ID string }](t, colleague.want(http.StatusOK, "GET", "/api/staff/me", nil)).ID
	visitor, conversation := p.visitor(t)
	c, stream := "/api/conversations/"+conversation, "conversation:"+conversation
	staff.want(http.StatusOK, "POST", c+"/claim", nil)
	page := visitor.hello("/ws/visitor", stream)
	at := page.expect("conversation")

	staff.want(http.StatusOK, "POST", c+"/colleagues", map[string]any{"colleague": hugo, "quiet": true})
	note := map[string]string{"id": id.New(), "text": "Zorglub"}
	first := colleague.want(http.StatusCreated, "POST", c+"/notes", note)
	if again := colleague.want(http.StatusCreated, "POST", c+"/notes", note); !bytes.Equal(first, again) {
		t.Errorf("the repeat got another answer: %s", again)
	}
	colleague.want(http.StatusForbidden, "POST", c+"/messages", map[string]string{"id": id.New(), "text": "Psst"})
	staff.want(http.StatusOK, "PUT", c+"/wrap-up", map[string]string{"outcome": "oriented", "next": "none"})
	if seen := staff.want(http.StatusOK, "GET", c, nil); !bytes.Contains(seen, []byte("Zorglub")) || !bytes.Contains(seen, []byte(hugo)) {
		t.Errorf("its counsellor sees %s", seen)
	}
	staff.want(http.StatusCreated, "POST", c+"/messages", map[string]string{"id": id.New(), "text": "the end"})

	none := func(where string, said []byte) {
		t.Helper()
		for _, secret := range []string{"Zorglub", hugo, "Hugo", "oriented", "quiet"} {
			if bytes.Contains(said, []byte(secret)) {
				t.Errorf("%s says %q: %s", where, secret, said)
			}
		}
	}
	isEnd := func(e protocol.Envelope) bool {
		return decode[protocol.MessageEvent](t, e.Data).Message.Text == "the end"
	}
	page.each("message", isEnd, func(e protocol.Envelope) {
		if e.Stream == stream && e.Type != "message" && e.Type != "read" {
			t.Errorf("the socket tells of %s: %s", e.Type, e.Data)
		}
		none("the socket", e.Data)
	})
	none("HTTP", visitor.want(http.StatusOK, "GET", c, nil))
	none("the list", visitor.want(http.StatusOK, "GET", "/api/visitor", nil))

	back := visitor.wire("/ws/visitor")
	back.send("hello", protocol.Hello{Streams: []protocol.Position{{Stream: stream, Epoch: at.Epoch, Seq: at.Seq}}})
	back.each("message", isEnd, func(e protocol.Envelope) { none("resuming", e.Data) })
	none("a new snapshot", visitor.hello("/ws/visitor", stream).expect("conversation").Data)
}
