package sfu_test

import (
	"fmt"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// MR-3: what is lost stays a gap, what is late gets its own number, and a
// duplicate is no packet.
func TestLossReorderingAndDuplicatesKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(3)
	clients := cast{"anna": s.client("anna", behind(r)), "bruno": s.client("bruno", nil)}
	s.everyPair(clients, "at first")
	r.Change(func(up, _ *sfutest.Path) { up.Loss, up.Reorder, up.Duplicate = 0.05, 0.02, 0.01 })
	clients["anna"].SetPace(sfu.Microphone, sfutest.Pace{Every: 5 * time.Millisecond, Parts: 1, Bytes: 80})
	s.must(clients["bruno"].AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Microphone}, 1000))
	voice, picture := clients["bruno"].View().Seats[0].Audio, clients["bruno"].View().Seats[0].Video
	s.isOneStream("voice", voice, voice.Packets/10)
	s.isOneStream("picture", picture, picture.Packets/10)
	if voice.Missing < voice.Packets/50 {
		t.Errorf("%d of %d voice packets are missing: the relay loses 5 %%", voice.Missing, voice.Packets)
	}
	if voice.Reordered == 0 {
		t.Error("no late packet came late")
	}
}

// MR-7, from the publisher: what is lost on the way to the SFU is asked for
// until it comes, and not after that.
func TestLossOnTheWayUpIsRepaired(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(7)
	anna, bruno := s.client("anna", behind(r)), s.client("bruno", nil)
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "at first")
	before := bruno.View().Seats[0].Video
	r.Change(func(up, _ *sfutest.Path) { up.Loss = 0.05 })
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: 10 * time.Millisecond, Parts: 2, KeyParts: 6, Bytes: 400})
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 1200))
	r.Change(func(up, _ *sfutest.Path) { up.Loss = 0 })
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 100)) // the last repairs come

	nacked := anna.Sent(sfu.Camera).Nacked
	asked := 0
	for number, times := range nacked {
		asked += times
		if times > 2*5 { // the most that there are tries, each of two
			t.Errorf("packet %d was asked for %d times", number, times)
		}
	}
	video := bruno.View().Seats[0].Video
	t.Logf("%d packets were asked for, %d times; %d of %d are missing in the end", len(nacked), asked, video.Missing, video.Packets)
	if len(nacked) < 20 {
		t.Fatalf("only %d packets were asked for: the relay loses 5 %%", len(nacked))
	}
	if missing := video.Missing - before.Missing; missing > len(nacked)/5 {
		t.Errorf("%d of %d lost packets were not recovered", missing, len(nacked))
	}
	s.isOneStream("picture", video, video.Packets/50)
	// Each is asked for twice at once, and once more where the repair is lost, too.
	if asked > 5*len(nacked)/2 {
		s.unlessLate("%d packets were asked for %d times", len(nacked), asked)
	}
}

// MR-7, from a publisher who is far away: what was asked for is on its way, and
// is neither asked for again nor given up for a key frame.
func TestLossOnALongWayUpIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(9)
	r.Change(func(up, down *sfutest.Path) { up.Delay, down.Delay = 200*time.Millisecond, 200*time.Millisecond })
	anna, bruno := s.client("anna", behind(r)), s.client("bruno", nil)
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "at first")
	camera := sfutest.Sender{Participant: "anna", Source: sfu.Camera}
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: 10 * time.Millisecond, Parts: 2, KeyParts: 6, Bytes: 400})
	s.must(bruno.AwaitMore(s.ctx, camera, 200))
	before := anna.Sent(sfu.Camera).KeyRequests
	r.Change(func(up, _ *sfutest.Path) { up.Loss = 0.03 })
	s.must(bruno.AwaitMore(s.ctx, camera, 1000)) // 5 s
	r.Change(func(up, _ *sfutest.Path) { up.Loss = 0 })
	s.must(bruno.AwaitMore(s.ctx, camera, 200)) // the last repairs come

	sent, asked := anna.Sent(sfu.Camera), 0
	for _, times := range sent.Nacked {
		asked += times
	}
	t.Logf("%d packets were asked for, %d times, and %d key frames", len(sent.Nacked), asked, sent.KeyRequests-before)
	if len(sent.Nacked) < 10 {
		t.Fatalf("only %d packets were asked for: the relay loses 3 %%", len(sent.Nacked))
	}
	// Each is asked for twice at once, and some repairs are lost, too.
	if n := sent.KeyRequests - before; n > 1 || asked > 3*len(sent.Nacked) {
		s.unlessLate("%d key frames were asked for, and %d packets %d times", n, len(sent.Nacked), asked)
	}
}

// MR-7, towards the viewer: the SFU answers requests from its history, by RTX.
func TestLossOnTheWayDownIsRepaired(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	r := s.relay(8)
	anna, bruno := s.client("anna", nil), s.client("bruno", behind(r))
	s.everyPair(cast{"anna": anna, "bruno": bruno}, "at first")
	r.Change(func(_, down *sfutest.Path) { down.Loss = 0.05 })
	anna.SetPace(sfu.Camera, sfutest.Pace{Every: 10 * time.Millisecond, Parts: 2, KeyParts: 6, Bytes: 400})
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 1200))
	_, down := r.Tallies()
	r.Change(func(_, down *sfutest.Path) { down.Loss = 0 })
	s.must(bruno.AwaitMore(s.ctx, sfutest.Sender{Participant: "anna", Source: sfu.Camera}, 200))
	video := bruno.View().Seats[0].Video
	t.Logf("%d packets were lost in all; repaired %d, missing %d of %d", down.Lost, video.Repaired, video.Missing, video.Packets)
	if video.Repaired < 20 {
		t.Errorf("%d packets came by RTX", video.Repaired)
	}
	if video.Missing > 12 { // a fifth of about sixty
		t.Errorf("%d packets were not recovered: %+v", video.Missing, video)
	}
	if asked := len(anna.Sent(sfu.Camera).Nacked); asked > 10 {
		t.Errorf("the publisher was asked for %d packets that the SFU had", asked)
	}
}

// A path that is far and loses packets, both ways, carries the call: of the
// voice no more is missing than was lost, and the picture is repaired.
func TestAFarPathThatLosesCarriesTheCall(t *testing.T) {
	t.Parallel()
	for i, loss := range []float64{0.02, 0.1} {
		t.Run(fmt.Sprint(loss), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 0)
			r := s.relay(uint64(20 + i))
			r.Change(func(up, down *sfutest.Path) {
				up.Delay, up.Loss = 150*time.Millisecond, loss
				down.Delay, down.Loss = 150*time.Millisecond, loss
			})
			clients := cast{"anna": s.client("anna", behind(r)), "bruno": s.client("bruno", nil)}
			s.everyPair(clients, "at first")
			befores := map[string]sfutest.Seat{"anna": clients["anna"].View().Seats[0], "bruno": clients["bruno"].View().Seats[0]}
			for to, from := range map[string]string{"anna": "bruno", "bruno": "anna"} {
				before := befores[to]
				s.must(clients[to].AwaitMore(s.ctx, sfutest.Sender{Participant: from, Source: sfu.Camera}, 240))
				now := clients[to].View().Seats[0]
				voice, lost := now.Audio.Packets-before.Audio.Packets, now.Audio.Missing-before.Audio.Missing
				picture, holes := now.Video.Packets-before.Video.Packets, now.Video.Missing-before.Video.Missing
				t.Logf("%s: %d of %d voice packets are missing, %d of %d of the picture", to, lost, voice, holes, picture)
				if float64(lost) > 2*loss*float64(voice)+5 {
					t.Errorf("%s: %d of %d voice packets are missing", to, lost, voice)
				}
				if holes > picture/20+5 { // what is on its way again is among them
					t.Errorf("%s: %d of %d packets of the picture are missing", to, holes, picture)
				}
			}
		})
	}
}
