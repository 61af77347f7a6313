package serve_test

import (
	"context"
	"net/http"
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
		})
	}
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
