package ops

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
)

const (
	prefix     = "MITI_" // every variable of the environment that begins so is ours
	fileSuffix = "_FILE"
)

// Load makes a configuration of the environment, in the form of os.Environ,
// and of a file with KEY=VALUE lines when path is not empty. The environment
// wins. A key that nobody knows is refused. The error has a sentence for the
// operator for everything that is wrong, not only for the first.
func Load(environ []string, path string) (Config, error) {
	l := loader{given: map[string]given{}}
	if path != "" {
		l.readFile(path)
	}
	l.readEnvironment(environ)
	c := l.config()
	if err := errors.Join(l.problems...); err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	return c, nil
}

// given is the text of a key and where it was said.
type given struct{ text, from string }

type loader struct {
	given    map[string]given
	problems []error
}

func (l *loader) problem(format string, values ...any) {
	l.problems = append(l.problems, fmt.Errorf(format, values...))
}

// known are all keys by name.
func known() map[string]key {
	all := map[string]key{}
	for _, s := range sections() {
		for _, k := range s.keys {
			all[k.name] = k
		}
	}
	return all
}

// lookUp finds the key of a name, which is the key's own or, for a secret, that
// of a file with its value.
func lookUp(keys map[string]key, name string) (key, bool) {
	if k, ok := keys[name]; ok {
		return k, true
	}
	k, ok := keys[strings.TrimSuffix(name, fileSuffix)]
	return k, ok && k.secret
}

func (l *loader) readFile(path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		l.problem("the configuration file cannot be read: %w", err)
		return
	}
	said := map[string]given{}
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		from := fmt.Sprintf("%s line %d", path, i+1)
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		switch _, twice := said[name]; {
		case !ok:
			l.problem("%s is not of the form KEY=VALUE", from)
		case twice:
			l.problem("%s says %s again, after %s", from, name, said[name].from)
		default:
			said[name] = given{text: unquote(strings.TrimSpace(value)), from: from}
		}
	}
	l.take(said)
}

// unquote takes a pair of quotes off, as env files have them.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == s[len(s)-1] && (s[0] == '"' || s[0] == '\'') {
		return s[1 : len(s)-1]
	}
	return s
}

func (l *loader) readEnvironment(environ []string) {
	keys := known()
	said := map[string]given{}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		// Others have a say in the rest of the environment.
		if _, ok := lookUp(keys, name); ok || strings.HasPrefix(name, prefix) {
			said[name] = given{text: value, from: "the environment"}
		}
	}
	l.take(said)
}

// take adds what one source says to what the sources before it said.
func (l *loader) take(said map[string]given) {
	keys := known()
	for _, name := range sortedNames(said) {
		g := said[name]
		k, ok := lookUp(keys, name)
		if !ok {
			l.problem("%s is not a key (in %s): %s", name, g.from, suggestion(name, keys))
			continue
		}
		if g.text == "" {
			continue // as when it is not said: compose files pass empty ones on
		}
		if name == k.name {
			l.given[name] = g
			continue
		}
		if other, both := said[k.name]; both && other.text != "" {
			l.problem("%s and %s are both given in %s: one of them is enough", k.name, name, g.from)
			continue
		}
		text, err := os.ReadFile(g.text)
		if err != nil {
			l.problem("%s (in %s) names a file that cannot be read: %w", name, g.from, err)
			continue
		}
		l.given[k.name] = given{text: strings.TrimSpace(string(text)), from: g.text}
	}
}

func sortedNames(said map[string]given) []string {
	names := make([]string, 0, len(said))
	for name := range said {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// config makes the configuration of what was given and the initial values.
func (l *loader) config() Config {
	var c Config
	for _, s := range sections() {
		for _, k := range s.keys {
			g := cmp.Or(l.given[k.name], given{text: k.initial, from: "the defaults"})
			if g.text == "" {
				continue
			}
			if err := k.set(&c, g.text); err != nil {
				l.problem("%s (in %s): %w", k.name, g.from, err)
			}
		}
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		l.problem("MITI_TLS_CERT and MITI_TLS_KEY go together: give both or neither")
	}
	if (c.TURNCert == "") != (c.TURNKey == "") {
		l.problem("MITI_TURN_TLS_CERT and MITI_TURN_TLS_KEY go together: give both or neither")
	}
	if c.TURNCert == "" {
		c.TURNCert, c.TURNKey = c.TLSCert, c.TLSKey
	}
	if c.TURNTLS.IsValid() && c.TURNCert == "" {
		l.problem("MITI_TURN_TLS needs a certificate: MITI_TURN_TLS_CERT and MITI_TURN_TLS_KEY")
	}
	if c.MailURL != "" && c.MailURL != MailFolder && c.MailFrom.Address == "" {
		l.problem("MITI_MAIL_URL names a mail server, and MITI_MAIL_FROM does not say whom mails are from")
	}
	if len(c.PublicOrigins) == 0 {
		c.PublicOrigins = []string{localOrigin(c)}
	}
	return c
}

// localOrigin is how a browser on this machine reaches the pages.
func localOrigin(c Config) string {
	_, port, _ := net.SplitHostPort(c.Listen)
	if c.TLSCert != "" {
		return "https://localhost:" + port
	}
	return "http://localhost:" + port
}
