package store_test

import (
	"fmt"
	"testing"

	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/store"
	"miti/internal/store/storetest"
)

// BenchmarkPost is a message in a conversation: locked, read, written, with
// its event, and safe on the disk (PostgreSQL's is a test server that does not
// sync).
func BenchmarkPost(b *testing.B) {
	for name, open := range map[string]func() *store.Store{
		"SQLite":     func() *store.Store { return storetest.SQLite(b) },
		"PostgreSQL": func() *store.Store { return postgres.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			s := open()
			n := 0
			for b.Loop() {
				n++
				c := chat.ID(fmt.Sprint(n % 8))
				if _, err := s.Update(b.Context(), desk.About{Conversation: c}, func(is desk.Case) (desk.Change, error) {
					is.ID = c
					is.Say(chat.Line{Kind: chat.LineTaken}, is.CreatedAt)
					e := event.Event{Stream: event.Conversation(string(c)), Type: event.TypeMessage, Data: []byte(`{}`)}
					return desk.Change{Conversation: is.Conversation, Messages: is.Added, Events: []event.Event{e}}, nil
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
