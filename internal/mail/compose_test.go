package mail_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/id"
	"miti/internal/outbox"
)

var update = flag.Bool("update", false, "write the golden mails anew")

// token is the one thing in a mail that is another each time.
var token = regexp.MustCompile(`#r=[a-z2-7]+`)

func TestMailsAsTheyTravel(t *testing.T) {
	for _, k := range outbox.Kinds() {
		for _, language := range centre.Languages() {
			t.Run(string(k)+"."+language, func(t *testing.T) {
				raw := composed(t, composer(t, conversation()), letter(k, language))
				got := parts(t, raw)
				golden := filepath.Join("testdata", string(k)+"."+language)
				same(t, golden+".txt", headers(t, raw)+"\n"+token.ReplaceAllString(got["text/plain"], "#r=TOKEN"))
				same(t, golden+".html", token.ReplaceAllString(got["text/html"], "#r=TOKEN"))
			})
		}
	}
}

func same(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || string(want) != got {
		t.Errorf("%s is another now (go test ./internal/mail -update writes it): %v\n%s", name, err, got)
	}
}

// headers are those of the mail as its reader sees them.
func headers(t *testing.T, raw string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, name := range []string{"From", "To", "Reply-To", "Subject", "Date", "Message-Id", "Auto-Submitted", "Content-Language", "Bcc"} {
		value, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(name))
		if err != nil {
			t.Fatal(err)
		}
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	return b.String()
}

// parts are the versions of a mail, and what comes along, by their type.
func parts(t *testing.T, raw string) map[string]string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	collect(t, m.Header.Get("Content-Type"), m.Body, found)
	return found
}

func collect(t *testing.T, contentType string, body io.Reader, found map[string]string) {
	t.Helper()
	kind, values, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		if kind == "text/calendar" {
			found[kind+" "+values["method"]] = string(text)
			return
		}
		found[kind] = strings.ReplaceAll(string(text), "\r\n", "\n")
		return
	}
	r := multipart.NewReader(body, values["boundary"])
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		from := io.Reader(p)
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			from = base64.NewDecoder(base64.StdEncoding, p)
		}
		collect(t, p.Header.Get("Content-Type"), from, found)
	}
}

// CH-2: what somebody wrote stays text, in both versions and in the headers.
func TestWhatSomebodyWroteStaysText(t *testing.T) {
	for _, k := range outbox.Kinds() {
		raw := composed(t, composer(t, conversation()), letter(k, "fr"))
		got := parts(t, raw)
		if html := got["text/html"]; strings.Contains(html, "<img") || strings.Contains(html, "<b>deux") || strings.Contains(html, "src=\"") {
			t.Errorf("%s: a tag came through", k)
		}
		if regexp.MustCompile(`(?m)^(Bcc:|-- $\n^>)`).MatchString(got["text/plain"]) {
			t.Errorf("%s: a line of theirs stands as one of ours:\n%s", k, got["text/plain"])
		}
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil || m.Header.Get("Bcc") != "" {
			t.Errorf("%s: a header came through, %v", k, err)
		}
		for line := range strings.SplitSeq(raw, "\r\n") {
			if len(line) > 998 {
				t.Errorf("%s: a line of %d characters", k, len(line))
			}
		}
	}
}

// Whoever gives somebody else's address cannot make us send them a text.
func TestOnlyATranscriptHasWhatTheVisitorWrote(t *testing.T) {
	for _, k := range []outbox.Kind{outbox.FollowUpReceived, outbox.FollowUpAnswer, outbox.ResumeLink} {
		for kind, text := range parts(t, composed(t, composer(t, conversation()), letter(k, "en"))) {
			if strings.Contains(text, "onerror") || strings.Contains(text, "victim") {
				t.Errorf("%s, %s: %s", k, kind, text)
			}
		}
	}
}

func TestADeadlineAtMidnightIsTheDayThatEnds(t *testing.T) {
	l := outbox.Envelope{About: "c", To: "anna@mail.example", Language: "fr", Now: at(12, 0)}.FollowUpReceived(1, at(23, 0))
	if text := parts(t, composed(t, composer(t, conversation()), l))["text/plain"]; !strings.Contains(text, "au plus tard le mardi 1er décembre.") {
		t.Error(text)
	}
}

func TestALinkIsMadeWhenTheMailIsAndKeptAsItsHash(t *testing.T) {
	g := conversation()
	c := composer(t, g)
	first := composed(t, c, letter(outbox.ResumeLink, "fr"))
	second := composed(t, c, letter(outbox.ResumeLink, "fr"))
	if len(g.links) != 2 {
		t.Fatalf("%d links", len(g.links))
	}
	for i, raw := range []string{first, second} {
		found := strings.TrimPrefix(token.FindString(parts(t, raw)["text/plain"]), "#r=")
		if l := g.links[i]; l.Hash != id.Hash(found) || l.Visitor != "v" || l.Opens != account.Conversation("c") || !l.ExpiresAt.Equal(at(12, 0).AddDate(0, 0, 30)) {
			t.Errorf("link %+v", l)
		}
	}
	if headers(t, first) != headers(t, second) {
		t.Error("the second try has other headers")
	}
}

func TestWhatIsGoneIsNotTold(t *testing.T) {
	erased := conversation()
	erased.history.ErasedAt = at(11, 0)
	emptied := conversation()
	emptied.history.Messages[2].Text = ""
	for name, g := range map[string]*guidance{"no conversation": {}, "erased": erased, "an answer that was emptied": emptied} {
		if _, err := composer(t, g).Compose(t.Context(), letter(outbox.FollowUpAnswer, "fr")); !errors.Is(err, outbox.ErrUnneeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsNoAddressIsRefusedWithoutSayingIt(t *testing.T) {
	for _, to := range []outbox.Address{"0470 12 34 56", "", "anna@mail.example\r\nBcc: all@victim.example"} {
		l := letter(outbox.ResumeLink, "fr")
		l.To = to
		_, err := composer(t, conversation()).Compose(t.Context(), l)
		if _, refused := errors.AsType[*outbox.Refusal](err); !refused || to != "" && strings.Contains(err.Error(), string(to)) {
			t.Errorf("%q: %v", to, err)
		}
	}
}

// A key under mail. that no mail and no page of them uses would be translated
// for nobody; the pages' own test leaves these keys to this one.
func TestEveryTextHasAUse(t *testing.T) {
	used := readSources(t)
	for key := range readKeys(t) {
		kind, name, _ := strings.Cut(strings.TrimPrefix(key, "mail."), ".")
		written := strings.Contains(used, `"`+key+`"`)
		ofKind := strings.Contains(used, `= "`+kind+`"`) && strings.Contains(used, `w.text("`+name+`"`)
		ofBox := kind == "box" && strings.Contains(used, `.T "`+name+`"`)
		if counted := kind == "weekday" || kind == "month"; !written && !ofKind && !ofBox && !counted {
			t.Errorf("%s has no use", key)
		}
	}
}

func TestAnAnswerInSeveralMessagesIsOneMail(t *testing.T) {
	g := conversation()
	write := func(m chat.Message) uint64 {
		m.Number = uint64(len(g.history.Messages) + 1)
		g.history.Messages = append(g.history.Messages, m)
		return m.Number
	}
	said := func(last uint64) string {
		l := letter(outbox.FollowUpAnswer, "fr")
		l.Data = json.RawMessage(fmt.Sprintf(`{"Message":%d}`, last))
		return composed(t, composer(t, g), l)
	}
	write(chat.Message{Author: chat.ByVisitor, Text: "Et le soir ?"})
	write(chat.Message{Author: chat.ByStaff, Name: "Amélie", Text: "Je cherche cela."})
	write(chat.Message{Author: chat.BySystem, Line: &chat.Line{Kind: chat.LineMessageLeft}})
	first := write(chat.Message{Author: chat.ByStaff, Name: "Amélie", Text: "Oui, le mardi."})
	second := write(chat.Message{Author: chat.ByStaff, Name: "Amélie", Text: "Et le jeudi.", Attachment: &chat.Attachment{Name: "horaire.pdf"}})
	write(chat.Message{Author: chat.ByStaff, Name: "Amélie", Text: "Et le samedi."})
	if m := said(second); !strings.Contains(m, "> Oui, le mardi.") || !strings.Contains(m, "> Et le jeudi.") || !strings.Contains(m, "> horaire.pdf") {
		t.Errorf("not both answers: %s", m)
	} else if strings.Contains(m, "Je cherche") || strings.Contains(m, "samedi") || strings.Contains(m, "pistes") {
		t.Errorf("more than the answers: %s", m)
	}
	if m := said(first); strings.Contains(m, "Et le jeudi") {
		t.Errorf("more than the first answer: %s", m)
	}
}
