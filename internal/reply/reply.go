// Package reply is the canned replies: texts that counsellors write again and
// again, in each language of the guidance.
package reply

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"miti/internal/account"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
)

// The limits, in characters.
const (
	MaxShortcut = 24
	MaxText     = 1200
)

// Max is how many replies a network may have: all of them are sent to every
// page at once.
const Max = 500

// ID names a reply; its client made it.
type ID string

// Reply is one text, found by its shortcut. {visitor}, {counsellor}, {centre},
// {next_opening} and {answer_by} in it are filled in by the page.
type Reply struct {
	ID       ID
	Shortcut string
	// Texts has a text for each language that it exists in. None replaces
	// another without the counsellor's saying so.
	Texts map[string]string
	// Centre is whose it is, "" for the whole network.
	Centre centre.ID
}

// A Store keeps the replies.
type Store interface {
	// Replies reads all of them, ordered by shortcut, then id.
	Replies(ctx context.Context) ([]Reply, error)
	// Reply reads one: fault.NotFound when there is none.
	Reply(ctx context.Context, r ID) (Reply, error)
	// SaveReply writes one, new or anew. A shortcut that another one of the same
	// centre has is fault.Conflict; a new one beyond Max is fault.Full.
	SaveReply(ctx context.Context, r Reply) error
	// RemoveReply removes one. It does nothing when there is none.
	RemoveReply(ctx context.Context, r ID) error
}

// Check cleans a reply: fault.Malformed for an id or a shortcut that is none, a
// language that is not of the guidance, or no text at all; fault.TooLarge for a
// long text.
func Check(r Reply) (Reply, error) {
	if !id.Valid(string(r.ID)) || !isShortcut(r.Shortcut) {
		return r, fault.New(fault.Malformed)
	}
	texts := map[string]string{}
	for language, text := range r.Texts {
		text = strings.TrimSpace(text)
		switch {
		case !slices.Contains(centre.Languages(), language):
			return r, fault.New(fault.Malformed)
		case utf8.RuneCountInString(text) > MaxText:
			return r, fault.New(fault.TooLarge)
		case text != "":
			texts[language] = text
		}
	}
	if len(texts) == 0 {
		return r, fault.New(fault.Malformed)
	}
	r.Texts = texts
	return r, nil
}

// isShortcut wants what is typed quickly: small letters, digits and hyphens.
func isShortcut(s string) bool {
	return s != "" && len(s) <= MaxShortcut && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// MayUse tells whether a reply is one for this member of staff: the network's,
// or their centre's. Who runs the network sees all.
func MayUse(s account.Staff, r Reply) bool {
	return r.Centre == "" || r.Centre == s.Centre || MayEdit(s, r)
}

// MayEdit tells whether they may change it: who runs the network all of them,
// who runs a centre those of the centre.
func MayEdit(s account.Staff, r Reply) bool {
	return s.Coordinator && (s.Centre == "" || s.Centre == r.Centre)
}
