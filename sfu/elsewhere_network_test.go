package sfu_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"miti/sfu"
	"miti/sfu/sfutest"
)

// clientsEnv says in a process that it is nothing but clients, with a microphone,
// and which: each a room and a name, as a path.
const clientsEnv = "MITI_TEST_CLIENTS"

// joined is what the clients of another process are told of a join.
type joined struct {
	Answer  sfu.Answer
	Refused string
}

// elsewhere are clients in a process of their own. What the process of a test
// has is then the server's, and theirs can be stopped.
type elsewhere struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	tasks sync.WaitGroup
}

// elsewhere starts such a process, which waits for begin.
func (s *stage) elsewhere(clients ...string) *elsewhere {
	s.Helper()
	self, err := os.Executable()
	s.must(err)
	e := &elsewhere{cmd: exec.Command(self)}
	e.cmd.Env = append(os.Environ(), clientsEnv+"="+strings.Join(clients, " "))
	e.cmd.Stderr = os.Stderr
	e.in, err = e.cmd.StdinPipe()
	s.must(err)
	out, err := e.cmd.StdoutPipe()
	s.must(err)
	e.out = bufio.NewReader(out)
	s.must(e.cmd.Start())
	s.Cleanup(e.kill)
	_, err = e.out.ReadString('\n') // it is there
	s.must(err)
	return e
}

// kill ends the process, whatever it does.
func (e *elsewhere) kill() {
	_ = e.cmd.Process.Kill()
	e.tasks.Wait()
	_ = e.cmd.Wait()
}

// begin has the clients join, and returns when the last one has its answer.
func (e *elsewhere) begin(s *stage, clients int) {
	s.Helper()
	_, err := e.in.Write([]byte("\n"))
	s.must(err)
	for range clients {
		var j sfu.Join
		line, err := e.out.ReadBytes('\n')
		s.must(err)
		s.must(json.Unmarshal(line, &j))
		var to joined
		if to.Answer, err = s.sfu.Join(s.ctx, j); err != nil {
			to.Refused = err.Error()
		}
		b, err := json.Marshal(to)
		s.must(err)
		_, err = e.in.Write(append(b, '\n'))
		s.must(err)
	}
}

// signal sends one to the process.
func (e *elsewhere) signal(s *stage, sig syscall.Signal) {
	s.Helper()
	s.must(e.cmd.Process.Signal(sig))
}

// liveElsewhere is all that such a process does, until nobody talks to it.
func liveElsewhere(clients []string) error {
	in, out := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	fmt.Println("here")
	if _, err := in.ReadString('\n'); err != nil {
		return err
	}
	join := func(_ context.Context, j sfu.Join) (sfu.Answer, error) {
		if err := out.Encode(j); err != nil {
			return sfu.Answer{}, err
		}
		line, err := in.ReadBytes('\n')
		if err != nil {
			return sfu.Answer{}, err
		}
		var got joined
		if err := json.Unmarshal(line, &got); err != nil {
			return sfu.Answer{}, err
		}
		if got.Refused != "" {
			return sfu.Answer{}, errors.New(got.Refused)
		}
		return got.Answer, nil
	}
	voice := []sfu.Source{sfu.Microphone}
	for _, who := range clients {
		if _, err := sfutest.Dial(context.Background(), sfutest.Options{
			Join: join, Room: path.Dir(who), Name: path.Base(who), Seats: 3, Sources: voice, Sending: voice, Unmeasured: true,
		}); err != nil {
			return err
		}
	}
	_, err := in.ReadString('\n')
	return err
}

// The server has no goroutine for who is connected by UDP, however many they
// are: those of the handshakes end. Not parallel: it counts what the whole process
// has, which the clients are not in.
func TestNoGoroutineForWhoIsConnected(t *testing.T) {
	const clients = 50
	s := newStage(t, 0)
	var names []string
	for i := range clients {
		names = append(names, fmt.Sprintf("room%d/client%d", i/2, i))
	}
	e := s.elsewhere(names...)
	before := runtime.NumGoroutine()
	e.begin(s, clients)
	connected := map[string]bool{}
	_, err := s.events.Await(s.ctx, func(all []sfu.Event) bool {
		for _, event := range all {
			if c, ok := event.(sfu.Connected); ok {
				connected[c.Participant] = true
			}
		}
		return len(connected) == clients
	})
	s.must(err)
	s.comesDown("goroutines", runtime.NumGoroutine, before)
	if n := s.stats().Participants; n != clients {
		t.Errorf("%d participants, %d had come", n, clients)
	}
}

// gaps finds the longest time in which nothing of a sender came.
type gaps struct {
	mu    sync.Mutex
	last  map[sfutest.Sender]time.Time
	worst time.Duration
	of    sfutest.Sender
}

func (g *gaps) heard(a sfutest.Arrival) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if last, ok := g.last[a.From]; ok && a.At.Sub(last) > g.worst {
		g.worst, g.of = a.At.Sub(last), a.From
	}
	g.last[a.From] = a.At
}

// begin forgets what was before.
func (g *gaps) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last, g.worst = map[sfutest.Sender]time.Time{}, 0
}

// MT-4: the machine of one stands still in the middle of a call, as one that is
// shut. Those in the room and in another one go on, and so does the one who comes
// back.
func TestWhoseMachineIsStoppedLeavesNoGapForOthers(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0)
	heard := map[string]*gaps{}
	listens := func(name, room string) *sfutest.Client {
		g := &gaps{last: map[sfutest.Sender]time.Time{}}
		heard[name] = g
		return s.client(name, func(o *sfutest.Options) { o.Room, o.Heard = room, g.heard })
	}
	with := cast{"anna": listens("anna", "room"), "bruno": listens("bruno", "room")}
	without := cast{"clara": listens("clara", "another"), "denis": listens("denis", "another")}
	e := s.elsewhere("room/elise")
	e.begin(s, 1)
	s.everyPair(with, "at first")
	s.everyPair(without, "at first, in another room")
	voice := sfutest.Sender{Participant: "elise", Source: sfu.Microphone}
	s.must(with["anna"].AwaitMore(s.ctx, voice, 10))

	for _, g := range heard {
		g.begin()
	}
	e.signal(s, syscall.SIGSTOP)
	lost := func(e sfu.Event) bool {
		l, ok := e.(sfu.Lost)
		return ok && l.Participant == "elise"
	}
	s.must(s.events.AwaitOne(s.ctx, lost))
	before := with["anna"].View()
	for name, from := range map[string]string{"anna": "bruno", "bruno": "anna"} {
		s.must(with[name].AwaitMore(s.ctx, sfutest.Sender{Participant: from, Source: sfu.Microphone}, 150)) // 3 s
	}
	for name, from := range map[string]string{"clara": "denis", "denis": "clara"} {
		s.must(without[name].AwaitMore(s.ctx, sfutest.Sender{Participant: from, Source: sfu.Microphone}, 150))
	}
	for name, g := range heard {
		g.mu.Lock()
		s.took(fmt.Sprintf("%s without %v", name, g.of), g.worst, 300*time.Millisecond)
		g.mu.Unlock()
	}
	if n := with["anna"].View().Heard[voice].Packets - before.Heard[voice].Packets; n > 0 {
		t.Errorf("%d packets came from a machine that stands still", n)
	}

	e.signal(s, syscall.SIGCONT)
	s.must(with["anna"].AwaitMore(s.ctx, voice, 10))
	s.everyPair(with, "when it goes on")
}
