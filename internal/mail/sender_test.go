package mail_test

import (
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"miti/internal/chat"
	"miti/internal/desk"
	miti "miti/internal/mail"
	"miti/internal/mail/mailtest"
	"miti/internal/outbox"
	"miti/internal/store/storetest"
)

// A mail server that says "not now" gets the same mail again, when it is time.
func TestWhatIsNotTakenNowIsTakenLater(t *testing.T) {
	server := mailtest.Start(t)
	server.Refuse(451, "come back later")
	s := storetest.SQLite(t)
	l := letter(outbox.FollowUpAnswer, "fr")
	_, err := s.Update(t.Context(), desk.About{Conversation: "c"}, func(desk.Case) (desk.Change, error) {
		return desk.Change{Conversation: chat.Conversation{ID: "c"}, Letters: []outbox.Letter{l}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var ahead atomic.Int64
	results := make(chan outbox.Result, 10)
	bell := outbox.NewBell()
	sender := outbox.NewSender(t.Context(), outbox.Deps{
		Queue: s, Carrier: miti.Carrier{Composer: composer(t, conversation()), Post: post(t, server.URL)}, Bell: bell,
		Count: func(_ outbox.Kind, r outbox.Result) { results <- r },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now:   func() time.Time { return at(12, 0).Add(time.Duration(ahead.Load())) },
	})
	defer sender.Close()
	if r := <-results; r != outbox.Later {
		t.Fatalf("the first try: %s", r)
	}
	server.Refuse(0, "")
	ahead.Store(int64(time.Hour))
	bell.Ring()
	if r := <-results; r != outbox.Sent {
		t.Fatalf("the second try: %s", r)
	}
	if mails := server.Mails(); len(mails) != 1 || !strings.Contains(mails[0], "<"+l.ID+"@miti.example.org>") {
		t.Errorf("%d mails", len(mails))
	}
}
