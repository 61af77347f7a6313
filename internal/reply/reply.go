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

// How many replies there may be: all that somebody may use are sent to their
// page at once.
const (
	// Max is for the network with its centres.
	Max = 500
	// MaxOwn is for one member of staff.
	MaxOwn = 100
)

// Limit is how many of the same owner there may be.
func Limit(r Reply) int {
	if r.Staff != "" {
		return MaxOwn
	}
	return Max
}

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
	// Centre is whose it is, "" for the whole network, or for Staff.
	Centre centre.ID
	// Staff is whose own it is, "" for one that is shared.
	Staff account.StaffID
}

// A Store keeps the replies.
type Store interface {
	// Replies reads those that are shared and somebody's own, ordered by
	// shortcut, then id.
	Replies(ctx context.Context, of account.StaffID) ([]Reply, error)
	// Reply reads one: fault.NotFound when there is none.
	Reply(ctx context.Context, r ID) (Reply, error)
	// SaveReply writes one, new or anew. A shortcut that another one of the same
	// centre, or the same person, has is fault.Conflict; a new one beyond Max or
	// MaxOwn is fault.Full.
	SaveReply(ctx context.Context, r Reply) error
	// RemoveReply removes one. It does nothing when there is none.
	RemoveReply(ctx context.Context, r ID) error
}

// Check cleans a reply: fault.Malformed for an id or a shortcut that is none, a
// language that is not of the guidance, one's own that is a centre's too, or no
// text at all; fault.TooLarge for a long text.
func Check(r Reply) (Reply, error) {
	if !id.Valid(string(r.ID)) || !isShortcut(r.Shortcut) || r.Staff != "" && r.Centre != "" {
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

// MayUse tells whether a reply is one for this member of staff: their own, the
// network's, or their centre's. Who runs the network sees all that are shared.
func MayUse(s account.Staff, r Reply) bool {
	if r.Staff != "" {
		return r.Staff == s.ID
	}
	return r.Centre == "" || r.Centre == s.Centre || MayEdit(s, r)
}

// MayEdit tells whether they may change it: everybody their own, who runs the
// network all that are shared, who runs a centre those of the centre.
func MayEdit(s account.Staff, r Reply) bool {
	if r.Staff != "" {
		return r.Staff == s.ID
	}
	return s.Coordinator && (s.Centre == "" || s.Centre == r.Centre)
}
