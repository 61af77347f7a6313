package mail_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"miti/internal/catalogue"
	"miti/internal/centre"
	"miti/internal/id"
	miti "miti/internal/mail"
	"miti/internal/mail/mailtest"
	"miti/internal/outbox"
	"miti/static"
)

// post is a mail server that the test may turn against us.
func post(t *testing.T, address string) *miti.SMTP {
	t.Helper()
	p, err := miti.NewSMTP(address, "miti.example.org")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAMailServerTakesOurMails(t *testing.T) {
	server := mailtest.Start(t)
	carrier := miti.Carrier{Composer: composer(t, conversation()), Post: post(t, server.URL)}
	for _, k := range outbox.Kinds() {
		if err := carrier.Carry(t.Context(), letter(k, "fr")); err != nil {
			t.Fatalf("%s: %v", k, err)
		}
	}
	mails := server.Mails()
	if len(mails) != len(outbox.Kinds()) {
		t.Fatalf("%d mails", len(mails))
	}
	for i, raw := range mails {
		if got := headers(t, raw); !strings.Contains(got, "<aaaaaaaaaaaaaaaaaaaaaaaaaa@miti.example.org>") || !strings.Contains(got, "auto-generated") {
			t.Errorf("mail %d: %s", i, got)
		}
	}
}

func TestAServersNo(t *testing.T) {
	for _, c := range []struct {
		name  string
		code  int
		final bool
	}{
		{"greylisting", 451, false},
		{"a full mailbox", 452, false},
		{"nobody of that name", 550, true},
		{"a mailbox that does not exist", 553, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := mailtest.Start(t)
			server.Refuse(c.code, "<anna@mail.example> no")
			err := miti.Carrier{Composer: composer(t, conversation()), Post: post(t, server.URL)}.
				Carry(t.Context(), letter(outbox.ResumeLink, "fr"))
			if _, refused := errors.AsType[*outbox.Refusal](err); err == nil || refused != c.final {
				t.Errorf("%v is final: %v", err, refused)
			}
			if err != nil && (strings.Contains(err.Error(), "anna") || strings.Contains(err.Error(), "#r=")) {
				t.Errorf("it tells whom: %v", err)
			}
		})
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	p := post(t, "smtp://127.0.0.1:1")
	err := miti.Carrier{Composer: composer(t, conversation()), Post: p}.Carry(t.Context(), letter(outbox.ResumeLink, "fr"))
	if _, refused := errors.AsType[*outbox.Refusal](err); err == nil || refused || strings.Contains(err.Error(), "anna") {
		t.Errorf("got %v", err)
	}
	if err := p.Check(t.Context()); err == nil {
		t.Error("the doctor finds nothing")
	}
}

// A password goes to nobody who does not speak TLS.
func TestAPasswordStaysWhereItCannotBeHidden(t *testing.T) {
	server := mailtest.Start(t)
	p := post(t, strings.Replace(server.URL, "smtp://", "smtp://miti:swordfish@", 1))
	err := p.Check(t.Context())
	if err == nil || strings.Contains(err.Error(), "swordfish") {
		t.Errorf("got %v", err)
	}
	if err := post(t, server.URL).Check(t.Context()); err != nil {
		t.Errorf("without a password: %v", err)
	}
}

func TestAddressesOfMailServers(t *testing.T) {
	for address, ok := range map[string]bool{
		"smtp://mail.example": true, "smtps://a:b@mail.example:465": true, "smtp://": false, "http://mail.example": false, "smtp://h:x": false,
	} {
		if _, err := miti.NewSMTP(address, "h"); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// box is a folder with two mails in it, and its pages.
func box(t *testing.T) (pages http.Handler, first, second string) {
	t.Helper()
	f, err := miti.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	carrier := miti.Carrier{Composer: composer(t, conversation()), Post: f}
	a, b := letter(outbox.Transcript, "fr"), letter(outbox.FollowUpAnswer, "de")
	b.ID = strings.Repeat("b", id.Length)
	for _, l := range []outbox.Letter{a, b, a} {
		if err := carrier.Carry(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	texts, err := catalogue.Read(static.Catalogue(), centre.Languages()...)
	if err != nil {
		t.Fatal(err)
	}
	pages, err = miti.NewBox(f, "/demo/mail/", texts.In("en"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return pages, a.ID, b.ID
}

func TestTheBoxOfTheDemo(t *testing.T) {
	pages, first, second := box(t)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	list := get("/demo/mail/").Body.String()
	if strings.Count(list, "<li>") != 2 || !strings.Contains(list, "Votre conversation") || !strings.Contains(list, "anna@mail.example") {
		t.Errorf("list: %s", list)
	}
	shown := get("/demo/mail/" + first)
	if text := shown.Body.String(); strings.Contains(text, "<img") || !strings.Contains(text, "&lt;img") || !strings.Contains(text, `<iframe sandbox="allow-popups`) {
		t.Errorf("mail: %s", text)
	}
	page := get("/demo/mail/" + second + "/page")
	if policy := page.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox ") || strings.Contains(policy, "allow-scripts") {
		t.Errorf("policy %q", policy)
	}
	if !strings.Contains(page.Body.String(), `<base target="_blank">`) || !strings.Contains(page.Body.String(), "Das Gespräch fortsetzen") {
		t.Errorf("page: %s", page.Body)
	}
	for _, path := range []string{"/demo/mail/x", "/demo/mail/" + strings.Repeat("c", id.Length), "/demo/mail/../x/page"} {
		if got := get(path).Code; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
}
