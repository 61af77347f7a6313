package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// A layer is a row of the table: some packages, what of ours they may import,
// and what of others they never reach, not even through another package of
// ours. A package stands for its subpackages too.
type layer struct {
	packages []string
	may      []string // of ours, beside the package's own folder
	never    []string // import paths of others
	standard bool     // imports the standard library only, beside ours
	others   []string // the only import paths of others, when not empty
}

var (
	ground = []string{"internal/fault", "internal/id", "internal/calendar", "internal/text"}
	rules  = slices.Concat(ground, []string{
		"internal/event", "internal/centre", "internal/account", "internal/chat", "internal/reply",
		"internal/presence", "internal/interview", "internal/roster", "internal/attachment", "booking", "internal/outbox", "internal/lobby",
	})
	acts = append(slices.Clone(rules), "internal/desk", "internal/office", "internal/agenda", "internal/meeting")
	// edge is what both ways in use: HTTP and the socket.
	edge = slices.Concat(acts, []string{"internal/door", "internal/wire", "signaling/protocol", "internal/ops"})
)

var (
	http  = []string{"net/http"}
	sql   = []string{"database/sql", "github.com/jackc/pgx", "modernc.org/sqlite", "github.com/pressly/goose"}
	redis = []string{"github.com/redis/go-redis"}
	gin   = []string{"github.com/gin-gonic/gin"}
	pion  = []string{"github.com/pion"}
)

// layers are all packages of the tree, from the ground up. The wiring and the
// program may import everything and are imported by nobody.
var layers = []layer{
	{packages: ground, may: []string{"internal/fault"}, standard: true},
	{
		packages: []string{"internal/calendar/feed"}, // reads what others write, hence with a library
		may:      ground,
		never:    slices.Concat(http, sql, redis, gin, pion),
		others:   []string{"github.com/arran4/golang-ical", "github.com/teambition/rrule-go"},
	},
	{packages: []string{"internal/event", "internal/outbox"}, may: ground, never: slices.Concat(http, sql, redis, gin, pion)},
	{packages: []string{"signaling/protocol"}, may: ground, standard: true},
	{
		packages: []string{"internal/centre", "internal/account", "internal/chat", "internal/reply", "internal/presence", "internal/interview", "internal/roster", "internal/attachment", "booking", "internal/lobby"},
		may:      slices.Concat(ground, []string{"internal/event", "internal/outbox", "internal/centre", "internal/account"}),
		never:    slices.Concat(http, sql, redis, gin, pion),
	},
	{packages: []string{"internal/desk", "internal/office", "internal/agenda", "internal/meeting"}, may: rules, never: slices.Concat(http, sql, redis, gin, pion)},
	{packages: []string{"sfu"}, never: slices.Concat(http, sql, redis, gin), others: slices.Concat(pion, []string{"golang.org/x"})},
	{
		packages: []string{"internal/store", "internal/live", "internal/ops"},
		may:      acts,
		never:    slices.Concat(gin, pion),
	},
	{packages: []string{"internal/outside"}, may: acts, never: slices.Concat(sql, redis, gin, pion)},
	{packages: []string{"internal/catalogue"}, standard: true},
	{
		packages: []string{"internal/mail", "internal/invite"},
		may:      slices.Concat(acts, []string{"internal/catalogue", "internal/invite"}),
		never:    slices.Concat(sql, redis, gin, pion),
	},
	{packages: []string{"internal/door"}, may: acts, never: slices.Concat(sql, redis, gin, pion)},
	{
		packages: []string{"internal/wire"},
		may:      slices.Concat(acts, []string{"signaling/protocol"}),
		never:    slices.Concat(http, sql, redis, gin, pion),
	},
	{
		packages: []string{"signaling"},
		may:      slices.Concat(edge, []string{"sfu"}),
		never:    slices.Concat(sql, redis, gin),
	},
	{
		packages: []string{"internal/callstats"},
		may:      []string{"internal/lobby", "sfu", "internal/catalogue", "static"},
		never:    slices.Concat(sql, redis, gin),
	},
	{
		packages: []string{"internal/web"},
		may:      slices.Concat(edge, []string{"static", "internal/invite"}),
		never:    slices.Concat(sql, redis, pion),
	},
	{packages: []string{"static"}, standard: true},
	{packages: []string{"internal/archtest"}},
	{packages: []string{"internal/certtest"}, standard: true},
}

// wiring may import everything. No layer may import it.
var wiring = []string{"internal/serve", "internal/doctor", "cmd/miti"}

// under reports whether a path is one of the folders or lies in one of them.
func under(p string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return p == f || strings.HasPrefix(p, f+"/") })
}

// layerOf finds the row of a package: the longest name that it lies under.
func layerOf(pkg string) (row layer, own string, ok bool) {
	for _, l := range layers {
		for _, p := range l.packages {
			if under(pkg, []string{p}) && len(p) > len(own) {
				row, own, ok = l, p, true
			}
		}
	}
	return row, own, ok
}

// ours turns an import path into a path from the root of the module.
func ours(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

func fromStandardLibrary(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") && first != module
}

// A graph has the imports of each package of the tree, tests left out.
type graph map[string]map[string]bool

func graphOf(files []file) graph {
	g := graph{}
	for _, f := range files {
		if f.isTest() {
			continue
		}
		if g[f.pkg()] == nil {
			g[f.pkg()] = map[string]bool{}
		}
		for _, p := range f.imports() {
			g[f.pkg()][p] = true
		}
	}
	return g
}

// reach follows the imports of a package through ours and returns, for each
// package of others that is met, which of ours imports it.
func (g graph) reach(pkg string) map[string]string {
	met := map[string]string{}
	seen := map[string]bool{}
	var visit func(string)
	visit = func(p string) {
		if seen[p] {
			return
		}
		seen[p] = true
		for imported := range g[p] {
			if next, ok := ours(imported); ok {
				visit(next)
			} else {
				met[imported] = p
			}
		}
	}
	visit(pkg)
	return met
}

// broken says what is wrong with the imports of the graph, in order.
func (g graph) broken() []string {
	var found []string
	for _, pkg := range slices.Sorted(maps.Keys(g)) {
		if under(pkg, wiring) {
			continue
		}
		row, own, ok := layerOf(pkg)
		if !ok {
			found = append(found, pkg+": has no row in the table of layers: decide what it may import")
			continue
		}
		found = append(found, g.brokenDirect(pkg, own, row)...)
		if forTests(pkg) {
			continue // a package of tests may reach a driver or a client to test with
		}
		for imported, by := range g.reach(pkg) {
			if under(imported, row.never) {
				found = append(found, fmt.Sprintf("%s: reaches %s (imported by %s)", pkg, imported, by))
			}
		}
	}
	return found
}

func (g graph) brokenDirect(pkg, own string, row layer) []string {
	var found []string
	for imported := range g[pkg] {
		next, isOurs := ours(imported)
		switch {
		case isOurs && !under(next, append(slices.Clone(row.may), own)):
			found = append(found, fmt.Sprintf("%s: may not import %s", pkg, next))
		case isOurs && forTests(next) && !forTests(pkg):
			found = append(found, fmt.Sprintf("%s: imports %s, which is for tests", pkg, next))
		case isOurs || fromStandardLibrary(imported) || forTests(pkg):
		case row.standard:
			found = append(found, fmt.Sprintf("%s: imports %s, and may import the standard library only", pkg, imported))
		case len(row.others) > 0 && !under(imported, row.others):
			found = append(found, fmt.Sprintf("%s: may not import %s", pkg, imported))
		}
	}
	return found
}

func TestImportsPointDownwards(t *testing.T) {
	for _, complaint := range graphOf(sources(t)).broken() {
		t.Error(complaint)
	}
}

func TestBroken(t *testing.T) {
	imports := func(paths ...string) map[string]bool {
		set := map[string]bool{}
		for _, p := range paths {
			set[p] = true
		}
		return set
	}
	for _, c := range []struct {
		name string
		g    graph
		want string
	}{
		{"the ground imports nothing of ours", graph{"internal/fault": imports("miti/internal/id")}, "internal/fault: may not import internal/id"},
		{"the ground imports nobody else's", graph{"internal/id": imports("github.com/a/b")}, "internal/id: imports github.com/a/b"},
		{"the calendar's reckoning is the standard library's", graph{"internal/calendar": imports("github.com/arran4/golang-ical")}, "internal/calendar: imports github.com/arran4/golang-ical"},
		{"who reads a feed has a library", graph{"internal/calendar/feed": imports("miti/internal/calendar", "github.com/arran4/golang-ical")}, ""},
		{"rules know the centres", graph{"internal/chat": imports("miti/internal/centre", "time")}, ""},
		{"rules do not know one another", graph{"internal/chat": imports("miti/internal/presence")}, "may not import internal/presence"},
		{"acts know all rules", graph{"internal/desk": imports("miti/internal/chat", "miti/booking")}, ""},
		{"rules reach no HTTP, not even through the calendar", graph{
			"internal/chat":   imports("miti/internal/centre"),
			"internal/centre": imports("net/http"),
		}, "internal/chat: reaches net/http (imported by internal/centre)"},
		{"the protocol is not the signalling", graph{"signaling/protocol": imports("miti/internal/chat")}, "signaling/protocol: may not import internal/chat"},
		{"the forwarding has its own packages", graph{"sfu": imports("miti/sfu/history", "github.com/pion/rtp", "golang.org/x/net/ipv4")}, ""},
		{"the forwarding knows no signalling", graph{"sfu/turn": imports("miti/signaling")}, "sfu/turn: may not import signaling"},
		{"the forwarding knows Pion only", graph{"sfu": imports("github.com/a/b")}, "sfu: may not import github.com/a/b"},
		{"the pages' server knows no media", graph{"internal/web": imports("miti/sfu")}, "internal/web: may not import sfu"},
		{"a driver stays in its place", graph{"signaling": imports("github.com/redis/go-redis/v9")}, "signaling: reaches github.com/redis/go-redis/v9"},
		{"nobody imports the wiring", graph{"internal/web": imports("miti/internal/serve")}, "may not import internal/serve"},
		{"what is for tests stays with tests", graph{"internal/chat": imports("miti/internal/chat/chattest")}, "which is for tests"},
		{"a package of tests follows its parent", graph{"internal/chat/chattest": imports("miti/internal/chat", "testing")}, ""},
		{"a package of tests may have a client", graph{"sfu/sfutest": imports("miti/sfu", "net/http", "github.com/a/b")}, ""},
		{"a new folder is decided on", graph{"internal/new": imports()}, "internal/new: has no row"},
		{"the wiring imports everything", graph{"internal/serve": imports("miti/sfu", "net/http", "github.com/a/b")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(c.g.broken(), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
