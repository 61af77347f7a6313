package ops

import (
	"fmt"
	"log/slog"
	"net/mail"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// zones are equal when their names are.
var zones = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

var addresses = cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })

func defaults(t *testing.T) Config {
	t.Helper()
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Listen:          ":8080",
		AdminListen:     "127.0.0.1:9090",
		PublicOrigins:   []string{"http://localhost:8080"},
		DataDir:         "./data",
		MediaUDP:        netip.MustParseAddrPort("[::]:3479"),
		MediaTCP:        netip.MustParseAddrPort("[::]:3479"),
		TURNUDP:         netip.MustParseAddrPort("[::]:3478"),
		TURNTCP:         netip.MustParseAddrPort("[::]:3478"),
		MediaLoops:      1,
		NetworkName:     "Miti",
		DefaultLanguage: "fr",
		TimeZone:        brussels,
		LogLevel:        slog.LevelInfo,
		DrainTimeout:    30 * time.Minute,
	}
}

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name    string
		environ []string
		change  func(*Config)
	}{
		{"nothing is given", nil, func(*Config) {}},
		{"what is not ours is not read", []string{"HOME=x", "PATH=y", "PORT_FILE=z", "noise"}, func(*Config) {}},
		{"an empty value is as if not given", []string{"MITI_LISTEN=", "DATABASE_URL="}, func(*Config) {}},
		{"a port moves the origin along", []string{"PORT=9000"}, func(c *Config) {
			c.Listen, c.PublicOrigins = ":9000", []string{"http://localhost:9000"}
		}},
		{"an address says more than a port", []string{"MITI_LISTEN=127.0.0.1:81", "PORT=9000"}, func(c *Config) {
			c.Listen, c.PublicOrigins = "127.0.0.1:81", []string{"http://localhost:81"}
		}},
		{"a mail server", []string{"MITI_MAIL_URL=smtp://a:b@mail.example:587", "MITI_MAIL_FROM=Miti <miti@mail.example>"}, func(c *Config) {
			c.MailURL, c.MailFrom = "smtp://a:b@mail.example:587", mail.Address{Name: "Miti", Address: "miti@mail.example"}
		}},
		{"a folder of mails needs no more", []string{"MITI_MAIL_URL=file:"}, func(c *Config) { c.MailURL = MailFolder }},
		{"a certificate makes the origin secure", []string{"MITI_TLS_CERT=a", "MITI_TLS_KEY=b"}, func(c *Config) {
			c.TLSCert, c.TLSKey, c.PublicOrigins = "a", "b", []string{"https://localhost:8080"}
			c.TURNCert, c.TURNKey = "a", "b"
		}},
		{"origins stand between commas, spaces or both", []string{"MITI_PUBLIC_ORIGINS=https://miti.example.org, http://localhost http://x:81,"}, func(c *Config) {
			c.PublicOrigins = []string{"https://miti.example.org", "http://localhost", "http://x:81"}
		}},
		{"proxies are networks or single addresses", []string{"MITI_TRUSTED_PROXIES=10.1.2.3/8,::1"}, func(c *Config) {
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
		}},
		{"state outside the process", []string{"DATABASE_URL=postgres://u:p@h/d", "REDIS_URL=rediss://h:1", "MITI_DATA_DIR=/d"}, func(c *Config) {
			c.DatabaseURL, c.RedisURL, c.DataDir = "postgres://u:p@h/d", "rediss://h:1", "/d"
		}},
		{"media", []string{"MITI_MEDIA_UDP=192.0.2.1:1", "MITI_MEDIA_TCP=none", "MITI_MEDIA_PUBLIC_ADDRESSES=198.51.100.7,2001:db8::1", "MITI_MEDIA_LOOPS=4"}, func(c *Config) {
			c.MediaUDP, c.MediaTCP = netip.MustParseAddrPort("192.0.2.1:1"), netip.AddrPort{}
			c.MediaPublic = []netip.Addr{netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("2001:db8::1")}
			c.MediaLoops = 4
		}},
		{"no relay", []string{"MITI_TURN_UDP=none", "MITI_TURN_TCP=none"}, func(c *Config) {
			c.TURNUDP, c.TURNTCP = netip.AddrPort{}, netip.AddrPort{}
		}},
		{"a relay by TLS", []string{"MITI_TURN_TLS=192.0.2.2:443", "MITI_TURN_TLS_CERT=a", "MITI_TURN_TLS_KEY=b", "MITI_TURN_NAME=turn.example.org"}, func(c *Config) {
			c.TURNTLS, c.TURNCert, c.TURNKey, c.TURNName = netip.MustParseAddrPort("192.0.2.2:443"), "a", "b", "turn.example.org"
		}},
		{"a relay by address", []string{"MITI_TURN_NAME=2001:db8::1"}, func(c *Config) { c.TURNName = "2001:db8::1" }},
		{"operation", []string{"MITI_ADMIN_LISTEN=none", "MITI_LOG_LEVEL=WARN", "MITI_DRAIN_TIMEOUT=90s"}, func(c *Config) {
			c.AdminListen, c.LogLevel, c.DrainTimeout = "", slog.LevelWarn, 90*time.Second
		}},
		{"the network", []string{"MITI_NETWORK_NAME=Carrefour", "MITI_DEFAULT_LANGUAGE=nl", "MITI_TIME_ZONE=UTC"}, func(c *Config) {
			c.NetworkName, c.DefaultLanguage, c.TimeZone = "Carrefour", "nl", time.UTC
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := defaults(t)
			c.change(&want)
			got, err := Load(c.environ, "")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got, zones, addresses, cmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		environ []string
		want    string
	}{
		{"a key with a slip of the pen", []string{"MITI_LISTNE=:80"}, "MITI_LISTNE is not a key (in the environment): did you mean MITI_LISTEN?"},
		{"a key that is near none", []string{"MITI_COLOUR_OF_THE_DOOR=red"}, "docs/configuration.md lists all keys"},
		{"a file for what is no secret", []string{"MITI_LISTEN_FILE=x"}, "MITI_LISTEN_FILE is not a key"},
		{"a port that is none", []string{"PORT=http"}, `PORT (in the environment): "http" is not a port number`},
		{"a port that is too high", []string{"MITI_LISTEN=:70000"}, "is not an address with a port"},
		{"an address without a port", []string{"MITI_LISTEN=localhost"}, "is not an address with a port"},
		{"a proxy by name", []string{"MITI_TRUSTED_PROXIES=proxy"}, "is not an address or a network"},
		{"one half of a certificate", []string{"MITI_TLS_CERT=a"}, "go together"},
		{"a database that is none of ours", []string{"DATABASE_URL=mysql://h/d"}, "begins with postgres:// or postgresql://"},
		{"a mail server that is none", []string{"MITI_MAIL_URL=http://h"}, "neither file: nor the address of a mail server"},
		{"a mail server, and nobody to write", []string{"MITI_MAIL_URL=smtp://h"}, "MITI_MAIL_FROM does not say"},
		{"a sender that is none", []string{"MITI_MAIL_FROM=miti"}, "is not a mail address"},
		{"media on a name", []string{"MITI_MEDIA_UDP=localhost:1"}, "is not an IP address with a port"},
		{"media nowhere", []string{"MITI_MEDIA_UDP=none"}, "MITI_MEDIA_UDP"},
		{"a relay by TLS without a certificate", []string{"MITI_TURN_TLS=:5349"}, "MITI_TURN_TLS needs a certificate"},
		{"one half of the relay's certificate", []string{"MITI_TURN_TLS_KEY=a"}, "MITI_TURN_TLS_CERT and MITI_TURN_TLS_KEY go together"},
		{"a relay with a port in its name", []string{"MITI_TURN_NAME=turn.example.org:443"}, "is not a name or an address"},
		{"a relay by URL", []string{"MITI_TURN_NAME=turn:example.org"}, "is not a name or an address"},
		{"a public address that is every address", []string{"MITI_MEDIA_PUBLIC_ADDRESSES=0.0.0.0"}, "is not the IP address of a machine"},
		{"no loop at all", []string{"MITI_MEDIA_LOOPS=0"}, "is not a number from 1 to 64"},
		{"a language without texts", []string{"MITI_DEFAULT_LANGUAGE=it"}, "is none of fr, nl, de, en"},
		{"a zone of nowhere", []string{"MITI_TIME_ZONE=Europe/Namur"}, "is not a time zone"},
		{"the zone of whatever machine it is", []string{"MITI_TIME_ZONE=Local"}, "is not a time zone"},
		{"a level", []string{"MITI_LOG_LEVEL=loud"}, "is none of debug, info, warn, error"},
		{"a duration without a unit", []string{"MITI_DRAIN_TIMEOUT=90"}, "is not a duration"},
		{"a duration into the past", []string{"MITI_DRAIN_TIMEOUT=-1s"}, "cannot be negative"},
		{"a secret's file that is not there", []string{"DATABASE_URL_FILE=/nowhere/at/all"}, "DATABASE_URL_FILE (in the environment) names a file that cannot be read"},
		{"a secret said twice", []string{"REDIS_URL=redis://h", "REDIS_URL_FILE=x"}, "REDIS_URL and REDIS_URL_FILE are both given"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(c.environ, "")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestLoadSaysEverythingThatIsWrong(t *testing.T) {
	_, err := Load([]string{"MITI_LOG_LEVEL=loud", "MITI_LISTNE=:80", "PORT=x"}, "")
	for _, want := range []string{"MITI_LOG_LEVEL", "MITI_LISTNE", "PORT"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %s in %v", want, err)
		}
	}
}

func TestLoadDoesNotRepeatASecret(t *testing.T) {
	for _, variable := range []string{"DATABASE_URL=postgre://u:tell-nobody@h", "MITI_MAIL_URL=mail://u:tell-nobody@h"} {
		_, err := Load([]string{variable}, "")
		if err == nil || strings.Contains(err.Error(), "tell-nobody") {
			t.Errorf("got %v", err)
		}
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadFile(t *testing.T) {
	secret := write(t, "db", "postgres://u:p@h/d\n")
	path := write(t, "miti.env", "# Our network\n\nMITI_NETWORK_NAME = \"Carrefour des métiers\"\nPORT=9000\nDATABASE_URL_FILE="+secret+"\n")
	c, err := Load([]string{"PORT=9001"}, path)
	if err != nil {
		t.Fatal(err)
	}
	if c.NetworkName != "Carrefour des métiers" || c.Listen != ":9001" || c.DatabaseURL.Reveal() != "postgres://u:p@h/d" {
		t.Errorf("got %+v", c)
	}
}

func TestLoadFileRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"an unknown key", "PORT=1\nHOME=x\n", "line 2"},
		{"a line that is none", "listen on 8080\n", "line 1 is not of the form KEY=VALUE"},
		{"a key said twice", "PORT=1\nPORT=2\n", "line 2 says PORT again, after"},
		{"a value that cannot be", "PORT=x\n", "line 1): \"x\" is not a port number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(nil, write(t, "miti.env", c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := Load(nil, filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("a file that is not there was taken")
	}
}

func TestSecretDoesNotPrint(t *testing.T) {
	c := Config{DatabaseURL: "postgres://u:tell-nobody@h"}
	var out strings.Builder
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("x", slog.Any("config", c), slog.Any("url", c.DatabaseURL))
	for _, printed := range []string{fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), c.DatabaseURL.String(), fmt.Sprintf("%q", c.DatabaseURL), out.String()} {
		if strings.Contains(printed, "tell-nobody") {
			t.Errorf("shown: %s", printed)
		}
	}
}
