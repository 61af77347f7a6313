package serve_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"miti/internal/id"
	"miti/sfu"
	"miti/sfu/sfutest"
)

// An interview for which both networks let nothing through but the relay: the
// join's answer grants it, and a restart of ICE uses that.
func TestAnInterviewByTheRelayAlone(t *testing.T) {
	for i, by := range []string{"udp", "tcp"} {
		t.Run(by, func(t *testing.T) {
			p := open(t)
			staff := p.counsellor(t, "amelie")
			visitor, conversation := p.visitor(t)
			desk, page := staff.hello("/ws/staff", "queue"), visitor.hello("/ws/visitor", "availability")
			staff.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/claim", nil)
			call := id.New()
			visitor.want(http.StatusCreated, "POST", "/api/conversations/"+conversation+"/interviews",
				map[string]string{"id": call, "mode": "audio"})
			staff.want(http.StatusOK, "POST", "/api/interviews/"+call+"/accept", nil)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			clients := map[string]*sfutest.Client{"counsellor": desk.client(call, "counsellor", desk.onlyBy(i)), "visitor": page.client(call, "visitor", page.onlyBy(i))}
			for name, other := range map[string]string{"counsellor": "visitor", "visitor": "counsellor"} {
				if err := clients[name].AwaitMore(ctx, sfutest.Sender{Participant: other, Source: sfu.Microphone}, 20); err != nil {
					t.Fatal(err)
				}
			}
			first := desk.grantEnds()
			if left := time.Until(first); left < 59*time.Minute || left > 61*time.Minute {
				t.Errorf("the grant lasts %v, want an hour", left)
			}
			// A restart after a while is granted the relay anew, and goes by that.
			voice := sfutest.Sender{Participant: "visitor", Source: sfu.Microphone}
			for time.Until(first) > time.Hour-2*time.Second { // a grant counts whole seconds
				if err := clients["counsellor"].AwaitMore(ctx, voice, 20); err != nil {
					t.Fatal(err)
				}
			}
			if err := clients["counsellor"].Restart(ctx); err != nil {
				t.Fatal(err)
			}
			if again := desk.grantEnds(); !again.After(first) {
				t.Errorf("the grant lasts until %v, and after a restart until %v", first, again)
			}
			if err := clients["counsellor"].AwaitMore(ctx, voice, 20); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// grantEnds is until when the relay was granted with the last answer.
func (w *wire) grantEnds() time.Time {
	w.t.Helper()
	seconds, _, _ := strings.Cut(w.relay.Username, ":")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		w.t.Fatal(err)
	}
	return time.Unix(n, 0)
}

// onlyBy has a client come by one of the relay's URLs that the last answer
// named, and by nothing else.
func (w *wire) onlyBy(url int) func(*sfutest.Options) {
	return func(o *sfutest.Options) {
		o.Servers = func() []webrtc.ICEServer {
			if w.relay == nil {
				return nil
			}
			return []webrtc.ICEServer{{URLs: w.relay.URLs[url:][:1], Username: w.relay.Username, Credential: w.relay.Credential}}
		}
	}
}
