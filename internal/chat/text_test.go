package chat_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"miti/internal/chat"
	"miti/internal/fault"
	"miti/internal/id"
)

// textOf is the text of a draft, as it would be posted.
func textOf(d chat.Draft) string {
	return string(chat.Begin(chat.Beginning{First: d}, noon).Added[0].Text)
}

// CH-3: a character that breaks more than its message.
func TestNewDraft(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain text stays", "Bonjour, j'ai une question.", "Bonjour, j'ai une question."},
		{"blank ends go", "  \n hello \u00a0\t\n", "hello"},
		{"lines and tabs stay", "a\n\tb", "a\n\tb"},
		{"line ends of every system are one", "a\r\nb\rc", "a\nb\nc"},
		{"NUL and other control characters go", "a\x00b\x07c\x1bd", "abcd"},
		{"what is not UTF-8 shows that something was there", "a\xffb", "a\ufffdb"},
		{"a lone surrogate is not UTF-8", "a\xed\xa0\x80b", "a\ufffdb"},
		{"markup is text", `<img src=x onerror=alert(1)>`, `<img src=x onerror=alert(1)>`},
		{"emoji with joiners stay whole", "👩🏽‍🚀", "👩🏽‍🚀"},
		{"separators of lines and paragraphs stay inside", "a\u2028b\u2029c", "a\u2028b\u2029c"},
		{"4000 characters are enough", strings.Repeat("😀", chat.MaxText), strings.Repeat("😀", chat.MaxText)},
		{"blanks do not count", strings.Repeat(" ", chat.MaxText) + "a", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := chat.NewDraft(chat.MessageID(id.New()), c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := textOf(d); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNewDraftRefuses(t *testing.T) {
	good := id.New()
	for _, c := range []struct {
		name, id, text string
		want           fault.Code
	}{
		{"nothing", good, "", fault.Malformed},
		{"nothing to see", good, " \n\u200b\ufeff\x00 ", fault.Malformed},
		{"4001 characters", good, strings.Repeat("é", chat.MaxText+1), fault.TooLarge},
		{"an id that is none", "1", "hello", fault.Malformed},
		{"the id of a line", "line:2", "hello", fault.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := chat.NewDraft(chat.MessageID(c.id), c.text)
			expect(t, err, c.want)
		})
	}
}

func FuzzNewDraft(f *testing.F) {
	f.Add("a\r\n\x00\xff\u2028 ")
	f.Add("\ufeff \ufeffa")
	message := chat.MessageID(id.New())
	f.Fuzz(func(t *testing.T, s string) {
		d, err := chat.NewDraft(message, s)
		if err != nil {
			return
		}
		got := textOf(d)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\r") || utf8.RuneCountInString(got) > chat.MaxText {
			t.Errorf("%q became %q", s, got)
		}
		again, err := chat.NewDraft(message, got)
		if err != nil || textOf(again) != got {
			t.Errorf("%q, cleaned again, became %q (%v)", got, textOf(again), err)
		}
	})
}

func expect(t *testing.T, err error, want fault.Code) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != want {
		t.Errorf("got %v, want fault %s", err, want)
	}
}
