package turn

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"
)

// longest is how long after its expiry a grant still keeps alive what was
// allocated with it: a call goes on that was begun in time, but not for ever.
const longest = 12 * time.Hour

// Grant is what a participant needs to be relayed, as a browser takes it.
type Grant struct {
	// URLs are those of the relay (RFC 7065), by UDP, by TCP and by TLS.
	URLs []string
	// Username is the expiry, in seconds since 1970, and whose grant it is.
	Username, Password string
}

// After the expiry comes what the grant is for, and a name.
const (
	ofParticipant = ":"
	ofTrial       = "?"
)

// Grant lets a participant allocate from now on, for a while.
func (s *Server) Grant(participant string) Grant {
	return s.grant(s.lifetime, ofParticipant+participant)
}

// Trial lets somebody allocate who tests the connection, and whom nobody knows:
// each has a grant of their own, for little and for a short while.
func (s *Server) Trial() Grant { return s.grant(s.trial, ofTrial+rand.Text()) }

func isTrial(holder string) bool { return strings.HasPrefix(holder, ofTrial) }

func (s *Server) grant(lifetime time.Duration, holder string) Grant {
	name := strconv.FormatInt(s.now().Add(lifetime).Unix(), 10) + holder
	return Grant{URLs: s.urls, Username: name, Password: s.password(name)}
}

func (s *Server) password(name string) string {
	mac := hmac.New(sha256.New, s.secret[:])
	mac.Write([]byte(name))
	return base64.RawStdEncoding.EncodeToString(mac.Sum(nil))
}

// authorise finds the key of a request (RFC 8489 section 9.2). A grant that has
// expired allocates nothing any more, but the client of a running call may still
// refresh what it has. The holder is who has the grant, and what it is for.
func (s *Server) authorise(r *pion.RequestAttributes) (holder string, key []byte, ok bool) {
	at := strings.IndexAny(r.Username, ofParticipant+ofTrial)
	if at < 0 {
		return "", nil, false
	}
	holder = r.Username[at:]
	seconds, err := strconv.ParseInt(r.Username[:at], 10, 64)
	if err != nil {
		return "", nil, false
	}
	ends := time.Unix(seconds, 0)
	if r.Method != stun.MethodAllocate && !isTrial(holder) {
		ends = ends.Add(longest)
	}
	if !s.now().Before(ends) {
		return "", nil, false
	}
	return holder, pion.GenerateAuthKey(r.Username, realm, s.password(r.Username)), true
}

// addresses are the URLs of the relay: UDP first, which serves a call best, and
// TLS last, which passes where nothing else does.
func (s *Server) addresses(c Config) []string {
	var urls []string
	hosts := []string{c.Name}
	if c.Name == "" {
		hosts = s.hosts()
	}
	add := func(scheme, host string, at netip.AddrPort, transport string) {
		port := strconv.Itoa(int(at.Port()))
		urls = append(urls, scheme+":"+net.JoinHostPort(host, port)+"?transport="+transport)
	}
	for _, host := range hosts {
		if s.bound.udp.IsValid() {
			add("turn", host, s.bound.udp, "udp")
		}
	}
	for _, host := range hosts {
		if s.bound.tcp.IsValid() {
			add("turn", host, s.bound.tcp, "tcp")
		}
	}
	if s.bound.tls.IsValid() {
		add("turns", c.TLSName, s.bound.tls, "tcp")
	}
	return urls
}

// maxHosts bounds how many addresses have URLs: a browser allocates by each.
const maxHosts = 4

// hosts are the media addresses, each once and one of each family first: those of
// one network do not lead everybody here. This machine's own lead nobody else,
// and are named only where there are no others.
func (s *Server) hosts() []string {
	var all, own []netip.Addr
	for _, media := range s.media.MediaAddresses() {
		to := &all
		if media.Addr().IsLoopback() {
			to = &own
		}
		if !slices.Contains(*to, media.Addr()) {
			*to = append(*to, media.Addr())
		}
	}
	if all == nil {
		all = own
	}
	var first, more []string
	named := map[bool]bool{} // whether of IPv6
	for _, a := range all {
		if named[a.Is6()] {
			more = append(more, a.String())
		} else {
			first = append(first, a.String())
		}
		named[a.Is6()] = true
	}
	hosts := slices.Concat(first, more)
	return hosts[:min(len(hosts), maxHosts)]
}
