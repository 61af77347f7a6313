package archtest

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
)

// forwarding are the packages that do nothing but what a packet, or what is
// reckoned of packets, goes through. They belong to one loop: each file of them
// holds no lock, no channel and no goroutine.
var forwarding = []string{
	"sfu/forward", "sfu/history", "sfu/rewrite", "sfu/reception", "sfu/layer", "sfu/packet",
	"sfu/codec", "sfu/speaker", "sfu/estimate", "sfu/feedback", "sfu/quality",
}

// waiting are import paths with which a package could wait, or wake somebody.
var waiting = []string{"sync", "context", "net", "os", "runtime", "log", "github.com/pion/srtp", "github.com/pion/dtls"}

func TestForwardingTakesNoLockAndWakesNobody(t *testing.T) {
	holds(t, forwardingWaits)
}

func forwardingWaits(f file) []string {
	if !slices.Contains(forwarding, f.pkg()) || f.isTest() {
		return nil
	}
	found := waitsOrWakes(f, f.syntax)
	for _, imported := range f.imports() {
		next, isOurs := ours(imported)
		switch {
		case isOurs && !slices.Contains(forwarding, next):
			found = append(found, f.path+": a packet on its way does not go through "+next)
		case !isOurs && under(imported, waiting):
			found = append(found, f.path+": what forwards packets has no use for "+imported)
		}
	}
	return found
}

// byTimer are functions of package time that wait, or wake somebody later.
var byTimer = []string{"Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}

// byLock are methods of what is in package sync that wait or wake. Once and
// atomic numbers are not in it: what they do is done without the others.
var byLock = []string{"Lock", "RLock", "TryLock", "TryRLock", "Wait", "Signal", "Broadcast", "Go"}

// waitsOrWakes finds what may take a lock, wait for another goroutine, or wake one.
func waitsOrWakes(f file, in ast.Node) []string {
	var found []string
	complain := func(at ast.Node, what string) { found = append(found, f.at(at)+": "+what) }
	ast.Inspect(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			complain(n, "starts a goroutine")
		case *ast.SendStmt:
			complain(n, "sends on a channel")
		case *ast.SelectStmt:
			complain(n, "selects")
		case *ast.ChanType:
			complain(n, "has a channel")
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				complain(n, "receives from a channel")
			}
		case *ast.CallExpr:
			if what := callWaits(n); what != "" {
				complain(n, what)
			}
		}
		return true
	})
	return found
}

// callWaits says what is wrong with a call, "" for nothing.
func callWaits(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		if fun.Name == "close" {
			return "closes a channel"
		}
	case *ast.SelectorExpr:
		of, _ := fun.X.(*ast.Ident)
		switch {
		case of != nil && of.Name == "time" && slices.Contains(byTimer, fun.Sel.Name):
			return "calls time." + fun.Sel.Name
		case slices.Contains(byLock, fun.Sel.Name):
			return "calls " + fun.Sel.Name
		}
	}
	return ""
}

func TestForwardingWaits(t *testing.T) {
	in := func(body string) string { return "package forward\nfunc f() {\n" + body + "\n}\n" }
	path := "sfu/forward/x.go"
	judges(t, forwardingWaits, []sample{
		{name: "reckoning", path: path, source: in("x := a + b; k.send(x, now)")},
		{name: "a time", path: path, source: "package forward\nimport \"time\"\nfunc f(now time.Time) { _ = now.Add(time.Second) }\n"},
		{name: "a goroutine", path: path, source: in("go g()"), broken: true},
		{name: "a goroutine of a group", path: path, source: in("tasks.Go(g)"), broken: true},
		{name: "a lock", path: path, source: in("x.mu.Lock()"), broken: true},
		{name: "a send", path: path, source: in("c <- 1"), broken: true},
		{name: "a receipt", path: path, source: in("x := <-c"), broken: true},
		{name: "a select", path: path, source: in("select {}"), broken: true},
		{name: "a closed channel", path: path, source: in("close(c)"), broken: true},
		{name: "a field for one", path: path, source: "package forward\ntype t struct { c chan int }\n", broken: true},
		{name: "a timer", path: path, source: in("time.AfterFunc(d, f)"), broken: true},
		{name: "package sync", path: path, source: "package forward\nimport \"sync\"\n", broken: true},
		{name: "atomic numbers", path: path, source: "package forward\nimport \"sync/atomic\"\n", broken: true},
		{name: "another package of ours", path: path, source: "package forward\nimport \"miti/sfu/transport\"\n", broken: true},
		{name: "one of the same kind", path: path, source: "package forward\nimport \"miti/sfu/history\"\n"},
		{name: "in a test", path: "sfu/forward/x_test.go", source: in("go g()")},
		{name: "elsewhere", path: "sfu/turn/x.go", source: in("go g()")},
	})
}

// shared are the packages through which a packet goes by some functions of many.
var shared = []string{"sfu", "sfu/transport"}

// entries are where a packet comes into them: from the socket, from the transport,
// and from what has forwarded it.
var entries = []string{
	"sfu/transport socket.read", "sfu/transport socket.packet", "sfu/transport Loop.receive", "sfu session.RTP",
	"sfu/transport Conn.SendRTP", "sfu/transport Conn.SendRTCP", "sfu/transport socket.flush",
}

// aside are functions that the way of a packet leads past, and why they may wait
// or wake somebody.
var aside = map[string]string{
	"sfu/transport Loop.recovered": "is for a fault",
	"sfu/transport Loop.onSTUN":    "takes a check of the path, every few seconds",
	"sfu/transport Conn.onDTLS":    "takes a packet of the handshake",
	"sfu/transport pipe.finish":    "ends the handshake, once",
	"sfu/transport stream.send":    "hands the packet to the writer of a TCP connection: only UDP needs nobody else",
	"sfu/transport Relayed.send":   "hands the packet to the relay, whose own goroutine has the client's socket",
}

// A body is a function of one of the shared packages, with its file.
type body struct {
	file file
	decl *ast.FuncDecl
}

// name is the package, and the function or the type with the method.
func (b body) name() string {
	if b.decl.Recv == nil {
		return b.file.pkg() + " " + b.decl.Name.Name
	}
	return b.file.pkg() + " " + receiver(b.decl) + "." + b.decl.Name.Name
}

// way follows a packet through the shared packages by the names of what is
// called, which may be more than is called in truth, and says what on it waits
// or wakes. It tells which functions it came through.
func way(files []file) (found []string, met map[string]bool) {
	byName, bodies := map[string][]body{}, map[string][]body{}
	for _, f := range files {
		if f.isTest() || !slices.Contains(shared, f.pkg()) {
			continue
		}
		for _, decl := range f.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				b := body{f, fn}
				bodies[b.name()] = append(bodies[b.name()], b)
				called := f.pkg() + " " + fn.Name.Name
				byName[called] = append(byName[called], b)
			}
		}
	}
	met = map[string]bool{}
	seen := map[*ast.FuncDecl]bool{}
	var visit func(all []body)
	visit = func(all []body) {
		for _, b := range all {
			name := b.name()
			met[name] = true
			if seen[b.decl] || aside[name] != "" {
				continue
			}
			seen[b.decl] = true
			for _, complaint := range waitsOrWakes(b.file, b.decl.Body) {
				found = append(found, complaint+", on the way of a packet, in "+name)
			}
			for called := range calledIn(b.decl.Body) {
				for _, pkg := range reached(b.file) {
					visit(byName[pkg+" "+called])
				}
			}
		}
	}
	for _, entry := range entries {
		visit(bodies[entry])
	}
	return found, met
}

// calledIn are the names of all that is called in a function, or handed on.
func calledIn(in ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(in, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if fun, ok := n.Fun.(*ast.Ident); ok {
				names[fun.Name] = true
			}
		case *ast.SelectorExpr:
			names[n.Sel.Name] = true
		}
		return true
	})
	return names
}

// reached are the shared packages whose functions a file can call.
func reached(f file) []string {
	all := []string{f.pkg()}
	for _, imported := range f.imports() {
		if next, ok := ours(imported); ok && slices.Contains(shared, next) {
			all = append(all, next)
		}
	}
	return all
}

// The hot path takes no lock and wakes no goroutine: neither what only forwards,
// see above, nor what of the sessions and the transport is before and after it.
func TestAPacketOnItsWayTakesNoLockAndWakesNobody(t *testing.T) {
	found, met := way(sources(t))
	for _, complaint := range found {
		t.Error(complaint)
	}
	known := []string{
		"sfu/transport Conn.onRTP", "sfu/transport Conn.dispatch", "sfu/transport socket.add", "sfu session.sendFeedback",
	}
	for _, must := range slices.Concat(slices.Sorted(maps.Keys(aside)), entries, known) {
		if !met[must] {
			t.Errorf("the way of a packet does not lead by %s: the table is out of date", must)
		}
	}
}

func TestWay(t *testing.T) {
	transport := func(rest string) string {
		return "package transport\nfunc (l *Loop) receive(b []byte) { l.next(b) }\n" + rest
	}
	for _, c := range []struct{ name, source, want string }{
		{"nothing", transport("func (l *Loop) next(b []byte) { l.n++ }"), ""},
		{"a lock one call on", transport("func (l *Loop) next(b []byte) { l.mu.Lock() }"), "calls Lock, on the way of a packet, in sfu/transport Loop.next"},
		{"two calls on", transport("func (l *Loop) next(b []byte) { f(b) }\nfunc f(b []byte) { c <- b }"), "sends on a channel"},
		{"in a function that is handed on", transport("func (l *Loop) next(b []byte) { guard(l.wake) }\nfunc (l *Loop) wake() { go f() }"), "starts a goroutine"},
		{"beside the way", transport("func (l *Loop) next(b []byte) {}\nfunc (l *Loop) Close() { l.mu.Lock() }"), ""},
		{"what is told aside", transport("func (l *Loop) next(b []byte) { l.onSTUN(b) }\nfunc (l *Loop) onSTUN(b []byte) { l.mu.Lock() }"), ""},
		{"its namesake is not", transport("func (l *Loop) next(b []byte) { l.onSTUN(b) }\nfunc (c *Conn) onSTUN(b []byte) { l.mu.Lock() }"), "calls Lock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, _ := way([]file{parse(t, "sfu/transport/x.go", c.source)})
			if got := strings.Join(found, "\n"); c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	two := []file{
		parse(t, "sfu/x.go", "package sfu\nimport \"miti/sfu/transport\"\nfunc (s *session) RTP(b []byte) { s.loop.Do(nil) }\n"),
		parse(t, "sfu/transport/x.go", "package transport\nfunc (l *Loop) Do(f func()) { l.mu.Lock() }\n"),
	}
	if found, _ := way(two); len(found) != 1 {
		t.Errorf("a lock in the other package: %q", found)
	}
}
