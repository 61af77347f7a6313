package serve_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"miti/internal/id"
	"miti/signaling/protocol"
)

// CH-3 through the real program, on both engines: what somebody writes is kept,
// cleaned or refused in words, never an error of ours, and what comes after it
// still loads, at the counsellor's too.
func TestACharacterBreaksNoMoreThanItsMessage(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { takesAnyCharacter(t, open(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { takesAnyCharacter(t, open(t, shared(t)...)) })
}

func takesAnyCharacter(t *testing.T, p *place) {
	staff := p.counsellor(t, "amelie")
	visitor, conversation := p.visitor(t)
	staff.want(http.StatusOK, "POST", "/api/conversations/"+conversation+"/claim", nil)
	for name, text := range map[string]string{
		"NUL":                        `a\u0000b`,
		"a lone surrogate":           `a\ud83db`,
		"bytes that are not UTF-8":   "a\xff\xfe\xc3b",
		"line separators":            `a\u2028b\u2029c`,
		"emoji with joiners":         `👩🏽‍🎓👨‍👩‍👧`,
		"letters without a space":    strings.Repeat("a", protocol.MaxText),
		"more letters than may be":   strings.Repeat("a", 5000),
		"nothing that could be seen": `\u0000\u200b`,
		"right to left":              `\u202eabc`,
	} {
		for who, by := range map[string]*browser{"the visitor": visitor, "the counsellor": staff} {
			body := json.RawMessage(`{"id":"` + id.New() + `","text":"` + text + `"}`)
			status, answer := by.ask("POST", "/api/conversations/"+conversation+"/messages", body)
			if status != http.StatusCreated && status != http.StatusBadRequest && status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s by %s: %d %s", name, who, status, answer)
			}
		}
	}
	staff.want(http.StatusCreated, "POST", "/api/conversations/"+conversation+"/messages", map[string]string{"id": id.New(), "text": "Fin"})
	for path, by := range map[string]*browser{"/ws/visitor": visitor, "/ws/staff": staff} {
		page := by.hello(path, "conversation:"+conversation)
		got := decode[protocol.ConversationSnapshot](t, page.expect("conversation").Data)
		if last := got.Messages[len(got.Messages)-1]; last.Text != "Fin" {
			t.Errorf("%s: the last message is %q", path, last.Text)
		}
	}
	staff.hello("/ws/staff", "queue").expect("queue")
}
