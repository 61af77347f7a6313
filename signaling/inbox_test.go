package signaling

import (
	"testing"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/event"
	"miti/internal/id"
	"miti/signaling/protocol"
)

// Every open page of the staff is right by itself: who owns a question has it,
// who no longer does has lost it, and whom it never concerned hears nothing.
func TestAQuestionIsInTheInboxesWhereItBelongs(t *testing.T) {
	h := build(t, unhurried())
	ada, bea := h.counsellor("Ada", "studies"), h.counsellor("Bea", "studies")
	other := h.counsellor("Cléo", "business")
	inbox := protocol.Position{Stream: string(event.Inbox)}
	hers, bees, others := h.connect(ada, inbox), h.connect(bea, inbox), h.connect(other, inbox)
	for _, c := range []*client{hers, bees, others} {
		c.expect(protocol.TypeInbox)
	}
	visitor, c := account.Actor{Visitor: account.VisitorID(id.New())}, chat.ID(id.New())
	_, err := h.Desk.Open(t.Context(), visitor, desk.Opening{
		ID: c, Topic: "studies", Language: "fr", Leave: true, Contact: "lea@example.org",
		MessageID: chat.MessageID(id.New()), Text: "Bonsoir",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []*client{hers, bees} {
		one := dataOf[protocol.InboxEntered](t, w.expect("inbox.entered")).FollowUp
		if one.Conversation.ID != string(c) || one.Way != protocol.AnswerByMail || one.Conversation.Contact != "" {
			t.Errorf("it entered as %+v", one)
		}
	}
	if _, err := h.Desk.Take(t.Context(), ada, c); err != nil {
		t.Fatal(err)
	}
	hers.expect("inbox.entered")
	bees.expect("inbox.left")
	if _, err := h.Desk.HandOn(t.Context(), ada, c, desk.Receiver{To: bea.Staff}); err != nil {
		t.Fatal(err)
	}
	hers.expect("inbox.left")
	bees.expect("inbox.entered")
	if got := dataOf[protocol.InboxSnapshot](t, h.connect(bea, inbox).expect(protocol.TypeInbox)); len(got.FollowUps) != 1 {
		t.Errorf("Bea's inbox is %+v", got)
	}
	if _, err := h.Desk.Phoned(t.Context(), bea, c); err != nil {
		t.Fatal(err)
	}
	bees.expect("inbox.left")
	h.settle()
	if heard := others.sync(); len(heard) != 0 {
		t.Errorf("whom it does not concern heard %v", heard)
	}
}

func TestNoVisitorWatchesTheInbox(t *testing.T) {
	h := build(t, unhurried())
	visitor, _ := h.visitor("studies")
	w := h.connect(visitor)
	w.send(protocol.TypeWatch, protocol.Watch{Position: protocol.Position{Stream: string(event.Inbox)}})
	if f := dataOf[protocol.Failure](t, w.expect(protocol.TypeError)); f.Code != "not_found" {
		t.Errorf("refused with %q", f.Code)
	}
}
