// Package event is how a change reaches those who watch: streams of numbered
// events, stored in the transaction of their cause, and a bus that brings them
// at once. The bus may lose; the log may not.
package event

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// Stream names a sequence of events: one conversation's, or the queue's.
type Stream string

// Queue is the stream of who waits.
const Queue Stream = "queue"

// Inbox is the stream of the questions that are answered later.
const Inbox Stream = "inbox"

// Board is the stream of those who run a centre: the whole floor, as transient
// events.
const Board Stream = "board"

// Availability carries who is there, as transient events.
const Availability Stream = "availability"

const (
	conversationPrefix = "conversation:"
	meetingPrefix      = "meeting:"
)

// Conversation is the stream of the conversation with that id.
func Conversation(id string) Stream { return Stream(conversationPrefix + id) }

// ConversationID is the conversation that s is the stream of.
func (s Stream) ConversationID() (string, bool) {
	return strings.CutPrefix(string(s), conversationPrefix)
}

// Meeting is the stream of the meeting with that id.
func Meeting(id string) Stream { return Stream(meetingPrefix + id) }

// MeetingID is the meeting that s is the stream of.
func (s Stream) MeetingID() (string, bool) { return strings.CutPrefix(string(s), meetingPrefix) }

// Event is something that happened in a stream.
type Event struct {
	Stream Stream `json:"stream"`
	// Seq counts from 1 in its stream, without gaps. 0 is a transient event:
	// it is not stored, and a client that missed it misses nothing that the
	// next one, or a snapshot, does not say.
	Seq  uint64    `json:"seq"`
	Type Type      `json:"type"`
	At   time.Time `json:"at"`
	// Staff events are not for visitors.
	Staff bool `json:"staff,omitempty"`
	// Subject is the conversation that an event of another stream is about, so
	// that erasing the one finds the other.
	Subject string `json:"subject,omitempty"`
	// Data is the JSON of the struct that belongs to Type.
	Data json.RawMessage `json:"data"`
}

// Type says what happened, and so which struct Data holds.
type Type string

// A Log keeps events. Appending is the store's own, in the transaction of the
// cause.
type Log interface {
	// Epoch is the random value that a restore of the data renews: positions
	// of another epoch mean nothing.
	Epoch(ctx context.Context) (string, error)
	// After reads up to limit events of a stream that follow seq, in order.
	After(ctx context.Context, s Stream, seq uint64, limit int) ([]Event, error)
	// Last is the number of each stream's newest event, 0 for a new stream.
	Last(ctx context.Context, streams []Stream) (map[Stream]uint64, error)
}

// A Bus brings events to every node, soon, usually once, perhaps never.
type Bus interface {
	Publish(ctx context.Context, e Event) error
	// Subscribe calls f for each event, in order of arrival, from one
	// goroutine; f must not wait. It returns when the subscription stands;
	// stop ends it and returns when f is no longer called.
	Subscribe(ctx context.Context, f func(Event)) (stop func(), err error)
}
