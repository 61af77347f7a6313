package ops

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// compose is the part of compose.yaml that can be wrong without anybody seeing.
type compose struct {
	Services map[string]service
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
}

type service struct {
	Image       string
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Environment map[string]string
	Secrets     []string
	Ports       []string
	Volumes     []string
	Healthcheck struct{ Test []string }
}

func readCompose(t *testing.T) compose {
	t.Helper()
	text, err := os.ReadFile("../../compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&c); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"miti", "postgres", "redis"} {
		if _, ok := c.Services[name]; !ok {
			t.Fatalf("compose.yaml has no service %s", name)
		}
	}
	return c
}

var variable = regexp.MustCompile(`\$\{\w+:-([^}]*)\}`)

// configured loads what the container of Miti would be told.
func (c compose) configured(t *testing.T) Config {
	t.Helper()
	var environ []string
	for name, value := range c.Services["miti"].Environment {
		value = variable.ReplaceAllString(value, "$1")
		if secret, ok := strings.CutPrefix(value, "/run/secrets/"); ok {
			if _, known := c.Secrets[secret]; !known {
				t.Errorf("%s names the secret %s, which is not declared", name, secret)
			}
			value = filepath.Join(t.TempDir(), secret)
			if err := os.WriteFile(value, []byte("postgres://miti:x@postgres/miti"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		environ = append(environ, name+"="+value)
	}
	config, err := Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestComposeIsUnderstood(t *testing.T) {
	c := readCompose(t)
	config := c.configured(t)
	if config.DatabaseURL == "" || config.RedisURL == "" {
		t.Error("Miti is not told of its database or of its Redis")
	}
	ports := c.Services["miti"].Ports
	for _, want := range []string{
		"8080" + config.Listen,
		port(config.MediaUDP.Port(), "udp"),
		port(config.MediaTCP.Port(), "tcp"),
		port(config.TURNUDP.Port(), "udp"),
		port(config.TURNTCP.Port(), "tcp"),
	} {
		if !slices.Contains(ports, want) {
			t.Errorf("the port %s is not published: %q", want, ports)
		}
	}
	if _, admin, _ := strings.Cut(config.AdminListen, ":"); slices.ContainsFunc(ports, func(p string) bool { return strings.Contains(p, admin) }) {
		t.Errorf("the admin port %s is published", admin)
	}
}

// port is a media port as compose publishes it: the same number on both sides,
// because it is the one that browsers are told.
func port(n uint16, protocol string) string {
	p := strconv.Itoa(int(n))
	return p + ":" + p + "/" + protocol
}

func TestComposeHangsTogether(t *testing.T) {
	c := readCompose(t)
	for name, s := range c.Services {
		for other, how := range s.DependsOn {
			if how.Condition == "service_healthy" && len(c.Services[other].Healthcheck.Test) == 0 {
				t.Errorf("%s waits for the health of %s, which has no check", name, other)
			}
		}
		for _, secret := range s.Secrets {
			if _, ok := c.Secrets[secret]; !ok {
				t.Errorf("%s uses the secret %s, which is not declared", name, secret)
			}
		}
		for _, mount := range s.Volumes {
			volume, _, _ := strings.Cut(mount, ":")
			if _, ok := c.Volumes[volume]; !ok {
				t.Errorf("%s uses the volume %s, which is not declared", name, volume)
			}
		}
		if _, tag, _ := strings.Cut(s.Image, ":"); name != "miti" && (tag == "" || tag == "latest") {
			t.Errorf("%s runs %s: say which version", name, s.Image)
		}
	}
}

func TestImageKeepsItsDataWhereComposeMountsIt(t *testing.T) {
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	dockerfile := string(text)
	_, mounted, _ := strings.Cut(readCompose(t).Services["miti"].Volumes[0], ":")
	for _, want := range []string{"ENV MITI_DATA_DIR=" + mounted, "VOLUME " + mounted, "\nUSER 10001"} {
		if !strings.Contains(dockerfile, want) {
			t.Errorf("the Dockerfile does not say %q", want)
		}
	}
}
