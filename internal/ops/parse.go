package ops

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Each of these turns the text of a key into a value, or says in words what it
// should have been. The caller names the key; the text of a secret is not said.

func parsePort(to *string, s string) error {
	if _, err := strconv.ParseUint(s, 10, 16); err != nil {
		return fmt.Errorf("%q is not a port number (0 to 65535)", s)
	}
	*to = ":" + s
	return nil
}

func parseListen(to *string, s string) error {
	_, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("%q is not an address with a port, such as :8080 or 127.0.0.1:8080", s)
	}
	*to = s
	return nil
}

func parseOptionalListen(to *string, s string) error {
	if s == none {
		*to = ""
		return nil
	}
	return parseListen(to, s)
}

// parseMedia reads an address of a media socket. Without a host it is the
// wildcard of IPv4, which Go binds for both families where the machine has both.
func parseMedia(to *netip.AddrPort, s string) error {
	full := s
	if strings.HasPrefix(s, ":") {
		full = "[" + netip.IPv6Unspecified().String() + "]" + s // of both families
	}
	parsed, err := netip.ParseAddrPort(full)
	if err != nil {
		return fmt.Errorf("%q is not an IP address with a port, such as :3479 or 192.0.2.1:3479", s)
	}
	*to = parsed
	return nil
}

func parseOptionalMedia(to *netip.AddrPort, s string) error {
	if s == none {
		*to = netip.AddrPort{}
		return nil
	}
	return parseMedia(to, s)
}

// parseHost reads a name or an address as it stands in a URL.
func parseHost(to *string, s string) error {
	if u, err := url.Parse("https://" + s); err != nil || u.Host != s || u.Port() != "" {
		address, err := netip.ParseAddr(s) // IPv6 has brackets in a URL
		if err != nil || address.Zone() != "" {
			return fmt.Errorf("%q is not a name or an address, such as turn.example.org", s)
		}
	}
	*to = s
	return nil
}

func parseNumber(to *int, s string, least, most int) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return fmt.Errorf("%q is not a number from %d to %d", s, least, most)
	}
	*to = n
	return nil
}

// list splits a text at commas and white space.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}

func parsePrefixes(to *[]netip.Prefix, s string) error {
	var prefixes []netip.Prefix
	for _, item := range list(s) {
		prefix, err := netip.ParsePrefix(item)
		if address, single := netip.ParseAddr(item); single == nil {
			prefix, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return fmt.Errorf("%q is not an address or a network, such as 10.0.0.0/8", item)
		}
		prefixes = append(prefixes, prefix.Masked())
	}
	*to = prefixes
	return nil
}

func parseAddresses(to *[]netip.Addr, s string) error {
	var addresses []netip.Addr
	for _, item := range list(s) {
		address, err := netip.ParseAddr(item)
		if err != nil || address.IsUnspecified() || address.Zone() != "" {
			return fmt.Errorf("%q is not the IP address of a machine, such as 192.0.2.1", item)
		}
		addresses = append(addresses, address)
	}
	*to = addresses
	return nil
}

func parseAddress(to *Secret, s string, schemes ...string) error {
	u, err := url.Parse(s)
	if err != nil || !slices.Contains(schemes, u.Scheme) {
		// The text may hold a password, so it is not repeated.
		return fmt.Errorf("it is not an address that begins with %s://", strings.Join(schemes, ":// or "))
	}
	*to = Secret(s)
	return nil
}

// MailFolder is the MailURL that puts mails into a folder.
const MailFolder = "file:"

func parseMail(to *Secret, s string) error {
	if s == MailFolder {
		*to = MailFolder
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return errors.New("it is neither file: nor the address of a mail server, such as smtp://mail.example.org:587") // it may hold a password
	}
	*to = Secret(s)
	return nil
}

func parseMailbox(to *mail.Address, s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return fmt.Errorf("%q is not a mail address, such as Miti <orientation@example.org>", s)
	}
	*to = *a
	return nil
}

func parseChoice(to *string, s string, choices ...string) error {
	if !slices.Contains(choices, s) {
		return fmt.Errorf("%q is none of %s", s, strings.Join(choices, ", "))
	}
	*to = s
	return nil
}

func parseZone(to **time.Location, s string) error {
	zone, err := time.LoadLocation(s)
	if err != nil || s == "Local" {
		return fmt.Errorf("%q is not a time zone, such as Europe/Brussels", s)
	}
	*to = zone
	return nil
}

func parseLevel(to *slog.Level, s string) error {
	var name string
	if err := parseChoice(&name, strings.ToLower(s), "debug", "info", "warn", "error"); err != nil {
		return err
	}
	return to.UnmarshalText([]byte(name))
}

func parseDuration(to *time.Duration, s string) error {
	d, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is not a duration, such as 90s or 30m", s)
	}
	if d < 0 {
		return errors.New("a duration cannot be negative")
	}
	*to = d
	return nil
}
