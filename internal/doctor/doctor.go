// Package doctor examines what a configuration names, from where the server
// stands, and says in a sentence each what is wrong, what that means for
// people, and what to do. It is meant to run in place of the server: then it
// has a call with itself, and sees how requests for the pages arrive.
package doctor

import (
	"context"
	"crypto/x509"
	"fmt"
	"iter"
	"net"
	"net/netip"
	"strings"
	"time"

	"miti/internal/ops"
)

// State is what an examination came to.
type State string

// The states.
const (
	Well  State = "ok"
	Off   State = "off"   // is not configured, or could not be tried
	Doubt State = "look"  // may be meant so
	Wrong State = "wrong" // needs attention
)

// Finding is a sentence about one thing.
type Finding struct {
	Name  string
	State State
	Says  string // empty if all is well
}

// Doctor is what an examination is made with. Only Config is needed.
type Doctor struct {
	Config ops.Config
	Now    func() time.Time
	// Resolve finds the addresses of a host; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Roots are the authorities that browsers are taken to trust; nil are the
	// system's.
	Roots *x509.CertPool
}

// patience is how long one examination may take.
const patience = 15 * time.Second

// examination looks at one thing, and says what it finds; nothing if all is
// well.
type examination struct {
	name string
	run  func(ctx context.Context, p *patient, r *report)
}

// examinations are all, what others rest on first.
func examinations() []examination {
	return []examination{
		{"database", database},
		{"clock", clock},
		{"disk", disk},
		{"redis", redis},
		{"mail", mailServer},
		{"certificate", certificate},
		{"pages", pages},
		{"proxy", proxy},
		{"udp port", udpPort},
		{"tcp port", tcpPort},
		{"addresses", addresses},
		{"call by udp", callByUDP},
		{"call by tcp", callByTCP},
		{"relay", relay},
	}
}

// Examine makes one examination after the other and yields what each finds. It
// takes the ports of the server meanwhile, those that are free.
func (d Doctor) Examine(ctx context.Context) iter.Seq[Finding] {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Resolve == nil {
		d.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return func(yield func(Finding) bool) {
		p := prepare(ctx, d)
		defer p.close()
		for _, e := range examinations() {
			r := &report{name: e.name}
			within, stop := context.WithTimeout(ctx, patience)
			e.run(within, p, r)
			stop()
			if len(r.found) == 0 && !r.skipped {
				r.say(Well, "")
			}
			for _, f := range r.found {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// report is what one examination has found so far.
type report struct {
	name  string
	found []Finding
	// skipped is set where there is nothing to look at.
	skipped bool
}

func (r *report) say(s State, format string, values ...any) {
	said := strings.Join(strings.Fields(fmt.Sprintf(format, values...)), " ") // an error may have lines
	r.found = append(r.found, Finding{Name: r.name, State: s, Says: said})
}

func (r *report) wrong(format string, values ...any) { r.say(Wrong, format, values...) }
func (r *report) doubt(format string, values ...any) { r.say(Doubt, format, values...) }
func (r *report) off(format string, values ...any)   { r.say(Off, format, values...) }
