package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"miti/internal/id"
)

// asProgram makes a run of the test binary one of the program.
const asProgram = "MITI_RUN_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Unsetenv(asProgram)
		main()
	}
	os.Exit(m.Run())
}

// process is a miti of its own.
type process struct {
	*exec.Cmd
	base string
}

// startDemo starts a demo in the folder and waits until it says where it is.
func startDemo(t *testing.T, folder string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], "demo")}
	p.Env = append(os.Environ(), asProgram+"=1", "PORT=0", "MITI_DATA_DIR="+folder)
	p.Stderr = os.Stderr
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "Visitors"); ok {
			p.base = strings.TrimSuffix(strings.TrimSpace(at), "/")
		}
		if strings.Contains(lines.Text(), "Ctrl+C") {
			return p
		}
	}
	t.Fatal("the demo did not start")
	return nil
}

func (p *process) ask(t *testing.T, c *http.Client, method, path string, body any) (int, []byte) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	if body == nil {
		text = nil
	}
	r, err := http.NewRequestWithContext(t.Context(), method, p.base+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", p.base)
	r.Header.Set("Content-Type", "application/json")
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, got
}

// What was acknowledged is there after the power went, once and in order.
func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	folder := t.TempDir()
	p := startDemo(t, folder)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	conversation := id.New()
	status, answer := p.ask(t, c, "POST", "/api/conversations", map[string]any{
		"id": conversation, "intent": "chat", "language": "fr", "message": map[string]string{"id": id.New(), "text": "message 0"},
	})
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, answer)
	}
	const messages = 20
	for n := 1; n < messages; n++ {
		m := map[string]string{"id": id.New(), "text": fmt.Sprint("message ", n)}
		if status, answer := p.ask(t, c, "POST", "/api/conversations/"+conversation+"/messages", m); status != http.StatusCreated {
			t.Fatalf("%d %s", status, answer)
		}
	}
	if err := p.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait()

	again := startDemo(t, folder)
	status, answer = again.ask(t, c, "GET", "/api/conversations/"+conversation, nil)
	var snapshot struct{ Messages []struct{ Text string } }
	if err := json.Unmarshal(answer, &snapshot); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	n := 0
	for _, m := range snapshot.Messages {
		if m.Text == "" {
			continue // a line
		}
		if m.Text != fmt.Sprint("message ", n) {
			t.Errorf("%q in place of message %d", m.Text, n)
		}
		n++
	}
	if n != messages {
		t.Errorf("%d messages, want %d", n, messages)
	}
	if err := again.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := again.Wait(); err != nil {
		t.Errorf("a stop that was asked for ends with %v", err)
	}
}

// run runs the program in this process.
func run(t *testing.T, in string, environ []string, args ...string) (code int, out, errors string) {
	t.Helper()
	var o, e bytes.Buffer
	p := program{environ: environ, in: strings.NewReader(in), out: &o, err: &e}
	code = p.run(context.Background(), args)
	return code, o.String(), e.String()
}

func TestUsers(t *testing.T) {
	environ := []string{"MITI_DATA_DIR=" + t.TempDir()}
	add := []string{"user", "add", "-email", "anna@miti.example", "-name", "Anna", "-languages", "fr,nl"}
	const password = "a long enough password\n"
	for _, step := range []struct {
		name, in string
		args     []string
		code     int
		says     string
	}{
		{"a short password", "short\n", add, 1, "at least 15"},
		{"a new one", password, add, 0, "can sign in now"},
		{"the same again", password, add, 1, "has an account already"},
		{"no address", password, []string{"user", "add", "-name", "Anna"}, 1, "-email"},
		{"no language of ours", password, append(add, "-languages", "es"), 1, "none of the languages"},
		{"something else", "", []string{"user", "drop"}, 2, "usage"},
	} {
		code, out, errors := run(t, step.in, environ, step.args...)
		if code != step.code || !strings.Contains(out+errors, step.says) {
			t.Errorf("%s: %d %s%s", step.name, code, out, errors)
		}
	}
}

func TestCommandLine(t *testing.T) {
	folder := "MITI_DATA_DIR=" + t.TempDir()
	free := []string{folder, "PORT=0", "MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=127.0.0.1:0", "MITI_TURN_UDP=127.0.0.1:0", "MITI_TURN_TCP=127.0.0.1:0"}
	for name, c := range map[string]struct {
		environ, args []string
		code          int
		says          string
	}{
		"nothing":              {nil, nil, 2, "usage"},
		"an unknown command":   {nil, []string{"dance"}, 2, "usage"},
		"an unknown flag":      {nil, []string{"migrate", "-x"}, 2, "-config"},
		"help":                 {nil, []string{"serve", "-h"}, 0, "-config"},
		"the version":          {nil, []string{"version"}, 0, "\n"},
		"migrate":              {[]string{folder}, []string{"migrate"}, 0, "up to date"},
		"an unknown key":       {[]string{"MITI_LISTN=:1"}, []string{"serve"}, 1, "MITI_LISTEN"},
		"doctor, well":         {free, []string{"doctor"}, 0, "relay        ok"},
		"doctor, without mail": {free, []string{"doctor"}, 0, "mail         off"},
		"doctor, ill":          {append(free, "REDIS_URL=redis://127.0.0.1:1/0"), []string{"doctor"}, 1, "redis        wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errors := run(t, "", c.environ, c.args...)
			if code != c.code || !strings.Contains(out+errors, c.says) {
				t.Errorf("%d %s%s", code, out, errors)
			}
		})
	}
}
