package desk

import (
	"context"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/event"
	"miti/internal/fault"
	"miti/internal/interview"
)

// Network is not there yet.
func (d *Desk) Network(ctx context.Context) (Network, error) {
	return Network{}, fault.New(fault.Unavailable)
}

// Availability is not there yet.
func (d *Desk) Availability(ctx context.Context) (Availability, error) {
	return Availability{}, fault.New(fault.Unavailable)
}

// Visitor is not there yet.
func (d *Desk) Visitor(ctx context.Context, by account.Actor) ([]View, error) {
	return nil, fault.New(fault.Unavailable)
}

// Erase is not there yet.
func (d *Desk) Erase(ctx context.Context, by account.Actor) error {
	return fault.New(fault.Unavailable)
}

// Open is not there yet.
func (d *Desk) Open(ctx context.Context, by account.Actor, o Opening) (Snapshot, error) {
	return Snapshot{}, fault.New(fault.Unavailable)
}

// Conversation is not there yet.
func (d *Desk) Conversation(ctx context.Context, by account.Actor, id chat.ID) (Snapshot, error) {
	return Snapshot{}, fault.New(fault.Unavailable)
}

// Post is not there yet.
func (d *Desk) Post(ctx context.Context, by account.Actor, id chat.ID, m chat.MessageID, text string) (chat.Message, error) {
	return chat.Message{}, fault.New(fault.Unavailable)
}

// Read is not there yet.
func (d *Desk) Read(ctx context.Context, by account.Actor, id chat.ID, upTo uint64) error {
	return fault.New(fault.Unavailable)
}

// Typing is not there yet.
func (d *Desk) Typing(ctx context.Context, by account.Actor, id chat.ID) error {
	return fault.New(fault.Unavailable)
}

// Close is not there yet.
func (d *Desk) Close(ctx context.Context, by account.Actor, id chat.ID) (View, error) {
	return View{}, fault.New(fault.Unavailable)
}

// LeaveMessage is not there yet.
func (d *Desk) LeaveMessage(ctx context.Context, by account.Actor, id chat.ID, contact string) (View, error) {
	return View{}, fault.New(fault.Unavailable)
}

// Reopen is not there yet.
func (d *Desk) Reopen(ctx context.Context, by account.Actor, id chat.ID) (View, error) {
	return View{}, fault.New(fault.Unavailable)
}

// Rate is not there yet.
func (d *Desk) Rate(ctx context.Context, by account.Actor, id chat.ID, helped, easy int) error {
	return fault.New(fault.Unavailable)
}

// ResumeLink is not there yet.
func (d *Desk) ResumeLink(ctx context.Context, by account.Actor, id chat.ID) (string, time.Time, error) {
	return "", time.Time{}, fault.New(fault.Unavailable)
}

// Resume is not there yet.
func (d *Desk) Resume(ctx context.Context, token string) (account.VisitorID, error) {
	return "", fault.New(fault.Unavailable)
}

// Claim is not there yet.
func (d *Desk) Claim(ctx context.Context, by account.Actor, id chat.ID) (Snapshot, error) {
	return Snapshot{}, fault.New(fault.Unavailable)
}

// Invite is not there yet.
func (d *Desk) Invite(ctx context.Context, by account.Actor, id chat.ID, colleague account.StaffID) (View, error) {
	return View{}, fault.New(fault.Unavailable)
}

// Ring is not there yet.
func (d *Desk) Ring(ctx context.Context, by account.Actor, c chat.ID, id interview.ID, mode interview.Mode) (interview.Interview, error) {
	return interview.Interview{}, fault.New(fault.Unavailable)
}

// Interview is not there yet.
func (d *Desk) Interview(ctx context.Context, by account.Actor, id interview.ID) (interview.Interview, error) {
	return interview.Interview{}, fault.New(fault.Unavailable)
}

// Accept is not there yet.
func (d *Desk) Accept(ctx context.Context, by account.Actor, id interview.ID) (interview.Interview, error) {
	return interview.Interview{}, fault.New(fault.Unavailable)
}

// Decline is not there yet.
func (d *Desk) Decline(ctx context.Context, by account.Actor, id interview.ID) (interview.Interview, error) {
	return interview.Interview{}, fault.New(fault.Unavailable)
}

// Cancel is not there yet.
func (d *Desk) Cancel(ctx context.Context, by account.Actor, id interview.ID) (interview.Interview, error) {
	return interview.Interview{}, fault.New(fault.Unavailable)
}

// End is not there yet.
func (d *Desk) End(ctx context.Context, by account.Actor, id interview.ID) (interview.Interview, error) {
	return interview.Interview{}, fault.New(fault.Unavailable)
}

// Declare is not there yet.
func (d *Desk) Declare(ctx context.Context, by account.Actor, p account.Presence) (account.Staff, error) {
	return account.Staff{}, fault.New(fault.Unavailable)
}

// Queue is not there yet.
func (d *Desk) Queue(ctx context.Context, by account.Actor) ([]View, error) {
	return nil, fault.New(fault.Unavailable)
}

// Conversations is not there yet.
func (d *Desk) Conversations(ctx context.Context, by account.Actor) ([]View, error) {
	return nil, fault.New(fault.Unavailable)
}

// Colleagues is not there yet.
func (d *Desk) Colleagues(ctx context.Context, by account.Actor) ([]Colleague, error) {
	return nil, fault.New(fault.Unavailable)
}

// Place is not there yet.
func (d *Desk) Place(ctx context.Context, id chat.ID) (*Place, error) {
	return nil, fault.New(fault.Unavailable)
}

// MayWatch is not there yet.
func (d *Desk) MayWatch(ctx context.Context, by account.Actor, s event.Stream) error {
	return fault.New(fault.Unavailable)
}

// MayServe is not there yet.
func (d *Desk) MayServe(s account.Staff, c chat.Conversation) bool {
	return false
}

// MayJoin is not there yet.
func (d *Desk) MayJoin(ctx context.Context, by account.Actor, id interview.ID) (RoomPass, error) {
	return RoomPass{}, fault.New(fault.Unavailable)
}

// Connected is not there yet.
func (d *Desk) Connected(ctx context.Context, by account.Actor, connection string) error {
	return fault.New(fault.Unavailable)
}

// Beat is not there yet.
func (d *Desk) Beat(ctx context.Context, by account.Actor, connection string) error {
	return fault.New(fault.Unavailable)
}

// Disconnected is not there yet.
func (d *Desk) Disconnected(ctx context.Context, by account.Actor, connection string) error {
	return fault.New(fault.Unavailable)
}

// RoomEmpty is not there yet.
func (d *Desk) RoomEmpty(id interview.ID, since time.Time) {

}

// RoomOccupied is not there yet.
func (d *Desk) RoomOccupied(id interview.ID) {

}

// Sweep is not there yet.
func (d *Desk) Sweep(ctx context.Context) error {
	return fault.New(fault.Unavailable)
}
