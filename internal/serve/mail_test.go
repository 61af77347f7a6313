package serve_test

import (
	"context"
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/id"
	"miti/internal/mail/mailtest"
	"miti/internal/ops"
	"miti/internal/outbox"
	"miti/internal/serve"
	"miti/internal/store"
)

const address = "anna.canary@mail.example"

// withLetter writes a conversation with a letter about it, before anybody is served.
func withLetter(visitor account.VisitorID) func(context.Context, *store.Store) error {
	return func(ctx context.Context, s *store.Store) error {
		c := chat.Conversation{ID: chat.ID(id.New()), Visitor: visitor, State: chat.Left, Language: "fr"}
		e := outbox.Envelope{About: string(c.ID), To: address, Language: "fr", Now: time.Now()}
		_, err := s.Update(ctx, desk.About{Conversation: c.ID}, func(desk.Case) (desk.Change, error) {
			return desk.Change{Conversation: c, Letters: []outbox.Letter{e.ResumeLink("r")}}, nil
		})
		return err
	}
}

// openMail starts the program with a letter in its outbox.
func openMail(t *testing.T, shows bool, more ...string) *place {
	t.Helper()
	config, err := ops.Load(append([]string{
		"MITI_LISTEN=127.0.0.1:0", "MITI_PUBLIC_ORIGINS=http://127.0.0.1:0", "MITI_ADMIN_LISTEN=127.0.0.1:0",
		"MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=none", "MITI_TURN_UDP=none", "MITI_TURN_TCP=none", "MITI_DATA_DIR=" + t.TempDir(),
	}, more...), "")
	if err != nil {
		t.Fatal(err)
	}
	p := &place{config: config, log: &lines{}}
	p.Server, err = serve.Start(t.Context(), serve.Options{
		Config: config, Version: "test", Log: ops.NewLogger(p.log, slog.LevelDebug), ShowMails: shows,
		Prepare: withLetter(account.VisitorID(id.New())),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	p.base = "http://" + p.Addr().String()
	p.router = p.readDocument(t)
	return p
}

// AU-2: the link in a mail lets its reader in, and neither it nor the address
// is in any log.
func TestAMailedLinkLetsIn(t *testing.T) {
	server := mailtest.Start(t)
	p := openMail(t, false, "MITI_MAIL_URL="+server.URL, "MITI_MAIL_FROM=miti@centre.example", "MITI_LOG_LEVEL=debug")
	server.Await(t, 1)
	plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(server.Mails()[0])))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(regexp.QuoteMeta(p.base) + `/#r=([a-z2-7]{26})`).FindSubmatch(plain)
	if found == nil {
		t.Fatalf("no link in %s", plain)
	}
	token := string(found[1])
	b := p.browser(t)
	b.want(http.StatusOK, "POST", "/api/resume", map[string]string{"token": token})
	if log := p.log.String(); strings.Contains(log, token) || strings.Contains(log, "canary") {
		t.Errorf("log: %s", log)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if n := len(server.Mails()); n != 1 {
		t.Errorf("%d mails", n)
	}
}

func TestAMailServersNoIsLoggedWithoutTheAddress(t *testing.T) {
	server := mailtest.Start(t)
	server.Refuse(550, "<"+address+"> is nobody")
	p := openMail(t, false, "MITI_MAIL_URL="+server.URL, "MITI_MAIL_FROM=miti@centre.example")
	server.Await(t, 1)
	if err := p.Close(); err != nil { // when the try has been noted
		t.Error(err)
	}
	if log := p.log.String(); strings.Contains(log, "canary") || !strings.Contains(log, `"result":"failed"`) || !strings.Contains(log, "550 5.1.1") {
		t.Errorf("log: %s", log)
	}
}

// The mails of the folder are shown when the demo's command asks, and never
// because of a configuration.
func TestMailsAreShownInADemoOnly(t *testing.T) {
	for name, c := range map[string]struct {
		shows bool
		url   string
		want  int
	}{
		"a demo":                    {true, "file:", http.StatusOK},
		"a folder, and no demo":     {false, "file:", http.StatusNotFound},
		"a demo with a mail server": {true, "smtp://127.0.0.1:1", http.StatusNotFound},
		"no mail at all":            {true, "", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			p := openMail(t, c.shows, "MITI_MAIL_URL="+c.url, "MITI_MAIL_FROM=miti@centre.example")
			r, err := http.Get(p.base + "/demo/mail/")
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			if r.StatusCode != c.want {
				t.Errorf("%d", r.StatusCode)
			}
		})
	}
}
