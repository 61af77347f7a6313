package serve_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"miti/internal/callstats"
	"miti/internal/id"
	"miti/internal/live/livetest"
	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/signaling/protocol"
)

// joinBy takes offers of a media client to the room by a socket. One that comes
// back may have lost it with its path, so it takes another one.
func (w *wire) joinBy(room string) sfutest.JoinFunc {
	first := w
	return func(_ context.Context, j sfu.Join) (sfu.Answer, error) {
		if j.Generation != 0 {
			w = w.anew()
		}
		m := protocol.RoomOffer{Room: room, Generation: j.Generation, SDP: j.Offer, Senders: map[string]protocol.Source{}}
		for mid, source := range j.Senders {
			m.Senders[mid] = protocol.Source(source)
		}
		for _, on := range j.Sending {
			m.Sending.Microphone = m.Sending.Microphone || on == sfu.Microphone
			m.Sending.Camera = m.Sending.Camera || on == sfu.Camera
		}
		w.send("room.offer", m)
		a := decode[protocol.RoomAnswer](w.t, w.expect("room.answer").Data)
		first.relay = a.Relay
		answer := sfu.Answer{SDP: a.SDP, Generation: a.Generation}
		for _, s := range a.Seats {
			answer.Seats = append(answer.Seats, sfu.SeatLines{AudioMid: s.Audio, VideoMid: s.Video})
		}
		return answer, nil
	}
}

func (w *wire) client(room, name string, more ...func(*sfutest.Options)) *sfutest.Client {
	w.t.Helper()
	o := sfutest.Options{
		Join: w.joinBy(room), Room: room, Name: name, Seats: 3,
		Sources: []sfu.Source{sfu.Microphone, sfu.Camera}, Sending: []sfu.Source{sfu.Microphone},
	}
	if w.place.media != nil {
		w.place.media(w, &o)
	}
	for _, change := range more {
		change(&o)
	}
	c, err := sfutest.Dial(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(c.Close)
	if o.Servers != nil { // the first answer has granted the relay
		if err := c.Restart(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
	return c
}

// The main job, by the real program and on each pair of stores: a chat becomes
// an interview in which both hear each other, also when each is connected to
// another node.
func TestAChatBecomesAnInterview(t *testing.T) {
	t.Run("SQLite, all in the process", func(t *testing.T) {
		p := open(t)
		becomesAnInterview(t, p, p)
	})
	t.Run("PostgreSQL and Redis", func(t *testing.T) {
		p := open(t, shared(t)...)
		becomesAnInterview(t, p, p)
	})
	t.Run("two nodes over PostgreSQL and Redis", func(t *testing.T) {
		over := shared(t)
		becomesAnInterview(t, open(t, over...), open(t, over...))
	})
}

// shared is the configuration of nodes that are one Miti.
func shared(t *testing.T) []string {
	return []string{
		"DATABASE_URL=" + postgres.Database(t), "REDIS_URL=" + livetest.StartRedis(t).URL(), "MITI_DATA_DIR=" + t.TempDir(),
	}
}

func becomesAnInterview(t *testing.T, visitors, counsellors *place) {
	staff := counsellors.counsellor(t, "amelie")
	desk := staff.hello("/ws/staff", "queue")
	if got := decode[protocol.QueueSnapshot](t, desk.expect("queue").Data); len(got.Waiting) != 0 {
		t.Fatalf("somebody waits before anybody came: %v", got)
	}

	visitor, conversation := visitors.visitor(t)
	stream := "conversation:" + conversation
	page := visitor.hello("/ws/visitor", stream, "availability")
	snapshot := decode[protocol.ConversationSnapshot](t, page.expect("conversation").Data)
	if snapshot.Place == nil || snapshot.Place.Position != 1 || len(snapshot.Messages) == 0 {
		t.Errorf("the snapshot of somebody who waits is %+v", snapshot)
	}
	entered := decode[protocol.QueueEntered](t, desk.expect("queue.entered").Data)
	if entered.Conversation.ID != conversation || entered.Conversation.FirstMessage != "Bonjour" {
		t.Errorf("the queue shows %+v", entered)
	}

	staff.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/claim", nil)
	desk.expect("queue.left")
	page.await("conversation.changed", func(e protocol.Envelope) bool {
		c := decode[protocol.ConversationEvent](t, e.Data).Conversation
		return c.State == protocol.ConversationActive && c.Counsellor != nil && c.Counsellor.Name == "Amélie"
	})
	desk.send("watch", protocol.Watch{Position: protocol.Position{Stream: stream}})
	desk.expect("conversation")
	desk.expect("ok") // from here on the watch stands

	page.send("typing", protocol.Typing{Conversation: conversation})
	desk.expect("typing")
	staff.want(http.StatusCreated, "POST", "/api/conversations/"+conversation+"/messages",
		map[string]string{"id": id.New(), "text": "Bonjour, Amélie à l'appareil"})
	page.await("message", func(e protocol.Envelope) bool {
		m := decode[protocol.MessageEvent](t, e.Data).Message
		return m.Author == protocol.AuthorStaff && m.Name == "Amélie"
	})

	call := id.New()
	visitor.want(http.StatusCreated, "POST", "/api/conversations/"+conversation+"/interviews",
		map[string]string{"id": call, "mode": "audio"})
	desk.expect("interview")
	// While it rings both connect, and nobody is heard.
	hers, mine := page.client(call, "visitor"), desk.client(call, "counsellor")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, c := range []*sfutest.Client{hers, mine} {
		if err := c.AwaitConnected(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if heard := len(mine.View().Heard); heard != 0 {
		t.Errorf("%d were heard while it rang", heard)
	}
	staff.want(http.StatusOK, "POST", "/api/interviews/"+call+"/accept", nil)
	for c, other := range map[*sfutest.Client]string{hers: "counsellor", mine: "visitor"} {
		if err := c.AwaitMore(ctx, sfutest.Sender{Participant: other, Source: sfu.Microphone}, 20); err != nil {
			t.Fatal(err)
		}
	}
	page.await("room", func(e protocol.Envelope) bool {
		people := decode[protocol.RoomEvent](t, e.Data).Participants
		return len(people) == 2 && people[0].Connected && people[1].Connected
	})

	visitor.want(http.StatusOK, "POST", "/api/interviews/"+call+"/end", nil)
	desk.await("room", func(e protocol.Envelope) bool {
		return len(decode[protocol.RoomEvent](t, e.Data).Participants) == 0
	})
	page.await("message", func(e protocol.Envelope) bool {
		line := decode[protocol.MessageEvent](t, e.Data).Message.Line
		return line != nil && line.Kind == protocol.LineInterviewEnded
	})
	staff.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/close", nil)
	visitor.want(http.StatusNoContent, "POST", "/api/conversations/"+conversation+"/rating",
		map[string]int{"helped": 5, "easy": 4})
	counsellors.kept(t, call)
}

// kept waits until the operator reads what the call was like for both.
func (p *place) kept(t *testing.T, room string) {
	t.Helper()
	limit := time.After(15 * time.Second)
	looks := time.NewTicker(20 * time.Millisecond)
	defer looks.Stop()
	for {
		_, text := p.operator(t, "/webrtc/data")
		lines := 0
		for _, ended := range decode[callstats.View](t, text).Ended {
			if ended.Room == room && ended.Figures.Way == "udp" && ended.Figures.Connecting > 0 {
				lines++
			}
		}
		if lines == 2 {
			return
		}
		select {
		case <-looks.C:
		case <-limit:
			t.Fatalf("%d lines of what the call was like: %s", lines, text)
		}
	}
}
