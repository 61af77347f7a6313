// Package outbox is what leaves the house by mail. A letter is written in the
// transaction of its cause, so that there is one for each cause that happened
// and none for what did not; a Sender brings it on its way afterwards, at least
// once, under an id that stays the same.
//
// A letter says whom to tell what. It holds no text that somebody wrote and no
// secret: both are read, or made, when it is sent.
package outbox

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"miti/internal/id"
)

// Kind is what a letter says.
type Kind string

// The kinds. For each the catalogue has the texts mail.KIND.*, and package mail
// a way to compose it.
const (
	FollowUpReceived Kind = "follow_up_received" // we have your question
	FollowUpAnswer   Kind = "follow_up_answer"   // here is the answer
	Transcript       Kind = "transcript"         // your conversation, to keep
	ResumeLink       Kind = "resume_link"        // your private link
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{FollowUpReceived, FollowUpAnswer, Transcript, ResumeLink} }

// Address is a mail address. It never shows in a log.
type Address string

// LogValue hides the address.
func (Address) LogValue() slog.Value { return slog.StringValue("[redacted]") }

// Letter is one mail that is to be sent, or was.
type Letter struct {
	// ID names the letter wherever it goes: it is the same at every try, so
	// that who gets it twice sees it once.
	ID string
	// Key names the cause. Of letters with the same key at most one is sent.
	Key      string
	Kind     Kind
	To       Address
	Language string // ISO 639-1
	// About is the conversation that the letter tells of. When that is erased,
	// the letter is withdrawn.
	About string
	// Data is what the kind needs to know besides.
	Data      json.RawMessage
	CreatedAt time.Time
	// Due is when it may leave; the next try when one has failed.
	Due time.Time
	// Attempt counts the tries, with the one that is going on.
	Attempt int
}

// Envelope is what every letter has, whatever it says.
type Envelope struct {
	About    string
	To       Address
	Language string
	Now      time.Time
}

// Receipt is the Data of FollowUpReceived.
type Receipt struct{ AnswerBy time.Time }

// Quote is the Data of FollowUpAnswer: the number of the message that answers.
type Quote struct{ Message uint64 }

// FollowUpReceived tells that a question was left, in the message with that
// number, and by when it is answered; zero when that cannot be said.
func (e Envelope) FollowUpReceived(message uint64, answerBy time.Time) Letter {
	return e.letter(FollowUpReceived, number(message), Receipt{AnswerBy: answerBy})
}

// FollowUpAnswer brings the answer that is the message with that number.
func (e Envelope) FollowUpAnswer(message uint64) Letter {
	return e.letter(FollowUpAnswer, number(message), Quote{Message: message})
}

// Transcript brings the conversation as it is when the letter is sent. Request
// is the client's id of the wish: the same wish again is the same letter.
func (e Envelope) Transcript(request string) Letter {
	return e.letter(Transcript, request, nil)
}

// ResumeLink brings a private link into the conversation. Request is as for
// Transcript.
func (e Envelope) ResumeLink(request string) Letter {
	return e.letter(ResumeLink, request, nil)
}

// letter is the letter of a kind for one cause among those of that kind about
// the same thing.
func (e Envelope) letter(k Kind, cause string, data any) Letter {
	raw, _ := json.Marshal(data) // our own structs
	return Letter{
		ID: id.New(), Key: strings.Join([]string{string(k), e.About, cause}, ":"), Kind: k,
		To: e.To, Language: e.Language, About: e.About, Data: raw, CreatedAt: e.Now, Due: e.Now,
	}
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
