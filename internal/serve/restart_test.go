package serve_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"miti/internal/id"
	"miti/internal/lobby"
	"miti/internal/store"
	"miti/sfu"
	"miti/sfu/sfutest"
	"miti/signaling/protocol"
)

// live is a conversation with an interview in which both are connected.
type live struct {
	place                *place
	visitor, counsellor  *browser
	conversation, call   string
	theirs, counsellors  *wire
	visitorClient, other *sfutest.Client
}

func (p *place) live(t *testing.T) *live {
	t.Helper()
	l := &live{place: p, counsellor: p.counsellor(t, "amelie"), call: id.New()}
	l.counsellors = l.counsellor.hello("/ws/staff")
	l.visitor, l.conversation = p.visitor(t)
	l.counsellor.want(http.StatusOK, "POST", "/api/conversations/"+l.conversation+"/claim", nil)
	l.visitor.want(http.StatusCreated, "POST", "/api/conversations/"+l.conversation+"/interviews",
		map[string]string{"id": l.call, "mode": "audio"})
	l.counsellor.want(http.StatusOK, "POST", "/api/interviews/"+l.call+"/accept", nil)
	l.join(t)
	return l
}

// join brings both into the room, and waits until they hear each other.
func (l *live) join(t *testing.T) {
	t.Helper()
	l.theirs = l.visitor.hello("/ws/visitor", "conversation:"+l.conversation)
	l.counsellors = l.counsellor.hello("/ws/staff")
	l.visitorClient, l.other = l.theirs.client(l.call, "visitor"), l.counsellors.client(l.call, "counsellor")
	l.hear(t)
}

func (l *live) hear(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := l.visitorClient.AwaitMore(ctx, sfutest.Sender{Participant: "counsellor", Source: sfu.Microphone}, 10); err != nil {
		t.Fatal(err)
	}
	if err := l.other.AwaitMore(ctx, sfutest.Sender{Participant: "visitor", Source: sfu.Microphone}, 10); err != nil {
		t.Fatal(err)
	}
}

// A stop that cuts calls leaves what they were like, in the log and for the
// operator's page after the next start.
func TestACallThatAStopCutsLeavesALine(t *testing.T) {
	p := open(t)
	p.live(t)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(p.log.String(), `"call ended"`); n != 2 {
		t.Errorf("%d lines of a call of two:\n%s", n, p.log)
	}
	p.start(t)
	_, text := p.operator(t, "/webrtc/data")
	var seen struct{ Ended []struct{ Cut bool } }
	if err := json.Unmarshal(text, &seen); err != nil {
		t.Fatal(err)
	}
	if len(seen.Ended) != 2 || seen.Ended[0].Cut || seen.Ended[1].Cut {
		t.Errorf("the operator sees %+v of a call of two", seen.Ended)
	}
}

// A process that is killed says nothing of its calls any more: what it said while
// they went on is there after the next start, as of calls that were cut off.
func TestACallThatAKillCutsLeavesALineToo(t *testing.T) {
	env := environment(t)
	p := configured(t, env)
	kill := p.startApart(t, env)
	p.live(t)
	beside, err := store.Look(t.Context(), store.Options{Folder: p.config.DataDir})
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close() //nolint:errcheck // it only reads
	later := func() time.Time { return time.Now().Add(lobby.CutAfter + time.Minute) }
	kept := func() []lobby.Call {
		calls, err := beside.Calls(t.Context(), time.Now().Add(-time.Hour), later(), 10)
		if err != nil {
			t.Fatal(err)
		}
		return calls
	}
	for wait := time.NewTicker(50 * time.Millisecond); len(kept()) < 2; <-wait.C {
	}
	kill()
	p.now = later
	p.start(t)
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, text := p.operator(t, "/webrtc/data")
	var seen struct{ Ended []struct{ Cut bool } }
	if err := json.Unmarshal(text, &seen); err != nil {
		t.Fatal(err)
	}
	if len(seen.Ended) != 2 || !seen.Ended[0].Cut || !seen.Ended[1].Cut {
		t.Errorf("the operator sees %+v of a call of two that was cut off", seen.Ended)
	}
}

// startApart runs the program in a process of its own. The function that it
// returns kills that.
func (p *place) startApart(t *testing.T, environment []string) (kill func()) {
	t.Helper()
	miti := exec.Command(os.Args[0])
	miti.Env = append(environment, asProgram+"=1")
	miti.Stderr = os.Stderr
	in, err := miti.StdinPipe() // it ends with us
	if err != nil {
		t.Fatal(err)
	}
	out, err := miti.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := miti.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = in.Close()
		_ = miti.Process.Kill()
		_ = miti.Wait()
	})
	t.Cleanup(kill)
	at, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	p.base = "http://" + strings.TrimSpace(at)
	p.router = p.readDocument(t)
	return kill
}

// After a restart the interview is still live, the same sessions hold, and
// both come back into the room by an offer.
func TestACallOutlivesARestart(t *testing.T) {
	p := open(t)
	l := p.live(t)
	epoch := l.theirs.epoch.Epoch
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	l.theirs.closed(protocol.CloseDraining)
	p.config.Listen = p.Addr().String() // the address that the pages know
	p.start(t)
	l.theirs = l.visitor.hello("/ws/visitor", "conversation:"+l.conversation)
	if l.theirs.epoch.Epoch != epoch {
		t.Error("the epoch is another one: every client would begin anew")
	}
	c := decode[protocol.ConversationSnapshot](t, l.theirs.expect("conversation").Data).Conversation
	if c.Interview == nil || c.Interview.State != protocol.InterviewLive {
		t.Fatalf("the interview is %+v", c.Interview)
	}
	l.theirs.send("room.state", protocol.RoomState{Room: l.call, Generation: 1})
	if f := decode[protocol.Failure](t, l.theirs.expect("error").Data); f.Code != "not_found" {
		t.Errorf("the room of before: %q", f.Code)
	}
	l.join(t)
}

// With several nodes a call outlives the one that has its room: the pages come
// to another one with the sessions that they have, and meet there.
func TestACallGoesOverToAnotherNode(t *testing.T) {
	over := shared(t)
	here, there := open(t, over...), open(t, over...)
	l := here.live(t)
	if err := here.Close(); err != nil {
		t.Fatal(err)
	}
	for _, person := range []*browser{l.visitor, l.counsellor} {
		person.moves(there)
	}
	l.join(t)
}

// moves brings a browser with its cookies to another node: both are behind one
// address for it.
func (b *browser) moves(to *place) {
	from := mustParse(b.place.base)
	b.place = to
	b.http.Jar.SetCookies(mustParse(to.base), b.http.Jar.Cookies(from))
}

// SIGTERM waits for a call, and for nothing else; readiness is down meanwhile.
func TestAStopWaitsForTheCallThatGoesOn(t *testing.T) {
	p := open(t)
	p.ready(t, http.StatusOK)
	l := p.live(t)
	idle := p.browser(t).hello("/ws/visitor", "availability")
	signals, ended := make(chan os.Signal, 2), make(chan error, 1)
	go func() { ended <- p.Run(context.Background(), signals) }()
	signals <- syscall.SIGTERM
	idle.closed(protocol.CloseDraining)
	p.ready(t, http.StatusServiceUnavailable)
	l.hear(t)
	select {
	case err := <-ended:
		t.Fatalf("stopped in the middle of the call: %v", err)
	default:
	}
	l.visitor.want(http.StatusOK, "POST", "/api/interviews/"+l.call+"/end", nil)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestASecondSignalStopsAtOnce(t *testing.T) {
	p := open(t)
	p.live(t)
	signals := make(chan os.Signal, 2)
	signals <- syscall.SIGTERM
	signals <- syscall.SIGTERM
	if err := p.Run(context.Background(), signals); err != nil {
		t.Error(err)
	}
}

// Two of them cannot have one port, and the second one touches nothing.
func TestAPortThatIsTaken(t *testing.T) {
	p := open(t)
	second := &place{config: p.config, log: &lines{}}
	second.config.Listen = p.Addr().String()
	if err := second.tryStart(t.Context()); err == nil {
		t.Fatal("both listen")
	}
	p.browser(t).want(http.StatusOK, "GET", "/api/network", nil)
}

func (p *place) ready(t *testing.T, want int) {
	t.Helper()
	r, err := http.Get("http://" + p.AdminAddr().String() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != want {
		t.Errorf("ready is %d, want %d", r.StatusCode, want)
	}
}

// A certificate that is not there is said at the start, not to the first who
// comes.
func TestACertificateThatCannotBeRead(t *testing.T) {
	p := open(t)
	second := &place{config: p.config, log: &lines{}}
	second.config.DataDir = t.TempDir()
	second.config.TLSCert, second.config.TLSKey = "nowhere.pem", "nowhere.key"
	if err := second.tryStart(t.Context()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Fatalf("the start says %v", err)
	}
}
