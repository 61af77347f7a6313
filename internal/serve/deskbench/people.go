package main

import (
	"context"
	"fmt"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/id"
	"miti/internal/presence"
)

// A counsellor of those who are live this morning.
type counsellor struct {
	actor    account.Actor
	declared account.Presence
	away     time.Time // until when the connection is gone
	contacts int
	livefor  time.Duration
	answers  map[chat.ID]time.Time // what rings, and when they answer
}

// A visitor of this morning.
type visitor struct {
	actor    account.Actor
	id       chat.ID
	topic    int
	comes    time.Time
	patience time.Duration // how long they stay on the page while nobody is there
	talks    time.Duration
	transfer bool // the counsellor hands them over in the middle
	answered bool // the counsellor answers what they write
	claimed  time.Time
	with     account.StaffID
	opened   bool
	gone     bool
	wrote    bool
}

// newVisitor is somebody who comes between nine and the end, most of them in
// the middle, talks for six minutes or so, and may lose patience.
func (m *morning) newVisitor() *visitor {
	share := (m.rand.Float64() + m.rand.Float64()) / 2
	v := &visitor{
		actor: account.Actor{Visitor: account.VisitorID(id.New())}, id: chat.ID(id.New()), topic: m.rand.IntN(3),
		comes:    m.nine.Add(time.Duration(share * float64(m.opens))).Truncate(step),
		patience: m.about(15 * time.Minute),
		talks:    90*time.Second + m.about(270*time.Second),
		transfer: m.chance(0.06), answered: !m.chance(0.03),
	}
	m.by[v.id] = v
	return v
}

// about is a time that is short for most and long for a few.
func (m *morning) about(mean time.Duration) time.Duration {
	return time.Duration(m.rand.ExpFloat64() * float64(mean)).Truncate(step)
}

func (m *morning) chance(p float64) bool { return m.rand.Float64() < p }

// comesAndGoes is a second of a visitor.
func (m *morning) comesAndGoes(ctx context.Context, v *visitor) error {
	switch {
	case v.gone || m.now.Before(v.comes):
		return nil
	case !v.opened:
		v.opened = true
		if err := m.Connected(ctx, v.actor, "page"); err != nil {
			return err
		}
		_, err := m.Open(ctx, v.actor, desk.Opening{
			ID: v.id, Topic: topics()[v.topic], Language: "fr", MessageID: chat.MessageID(id.New()), Text: "Bonjour",
		})
		return err
	}
	if m.isHeard(presence.VisitorEvery) {
		if err := m.Beat(ctx, v.actor, "page", false); err != nil {
			return err
		}
	}
	waited, talked := m.now.Sub(v.comes), m.now.Sub(v.claimed)
	switch {
	case v.claimed.IsZero() && waited >= v.patience:
		return m.leaves(ctx, v)
	case v.claimed.IsZero():
		return nil
	case !v.wrote && talked >= time.Minute:
		v.wrote = true
		_, err := m.Post(ctx, v.actor, v.id, chat.MessageID(id.New()), "Et comment ?")
		return refused(err)
	case talked >= v.talks:
		v.gone = true
		_, err := m.Close(ctx, v.actor, v.id)
		return refused(err)
	}
	return nil
}

// leaves is a visitor who does not want to wait any more: one of three leaves a
// message, the others close the page without a word.
func (m *morning) leaves(ctx context.Context, v *visitor) error {
	v.gone = true
	if m.chance(1.0 / 3) {
		_, err := m.LeaveMessage(ctx, v.actor, v.id, "somebody@home.example")
		return refused(err)
	}
	return m.Disconnected(ctx, v.actor, "page")
}

// works is a second of a counsellor.
func (m *morning) works(ctx context.Context, c *counsellor, open []desk.Case) error {
	if err := m.isThere(ctx, c); err != nil || m.now.Before(c.away) {
		return err
	}
	mine := 0
	for _, found := range open {
		if found.State == chat.Active && found.Counsellor.ID == c.actor.Staff {
			mine++
			if err := m.talks(ctx, c, found); err != nil {
				return err
			}
		}
	}
	if c.declared == account.Available {
		c.livefor += step
	}
	for _, found := range open {
		if err := m.hears(ctx, c, found); err != nil {
			return err
		}
	}
	if c.declared == account.Busy && mine == 0 && m.now.Sub(m.nine) > m.opens {
		return m.declares(ctx, c, account.Offline)
	}
	return nil
}

// isThere keeps the connection, or loses it; and says when they take no new
// ones, from the early closing on.
func (m *morning) isThere(ctx context.Context, c *counsellor) error {
	closing := m.now.Sub(m.nine) >= m.opens-early
	switch {
	case m.now.Before(c.away) || c.declared == account.Offline:
		return nil
	case c.declared == "":
		if err := m.Connected(ctx, c.actor, "tab"); err != nil {
			return err
		}
		return m.declares(ctx, c, account.Available)
	case closing && c.declared == account.Available:
		return m.declares(ctx, c, account.Busy)
	case m.chance(1.0 / 7200): // now and then, for a moment or for minutes
		c.away = m.now.Add(20*time.Second + m.about(2*time.Minute))
		c.answers = nil
		m.crashes++
		return nil
	case m.isHeard(presence.Every):
		return m.Beat(ctx, c.actor, "tab", false)
	}
	return nil
}

func (m *morning) declares(ctx context.Context, c *counsellor, p account.Presence) error {
	c.declared = p
	_, err := m.Declare(ctx, c.actor, p, true)
	return err
}

// hears is what a counsellor does about a conversation that rings at them, or
// at all: most take it after some seconds, some pass, some do not hear it.
func (m *morning) hears(ctx context.Context, c *counsellor, found desk.Case) error {
	rings := found.Seeks() && (found.Offer.To == c.actor.Staff || found.Offer.All && c.declared == account.Available)
	at, decided := c.answers[found.ID]
	switch {
	case !rings:
		delete(c.answers, found.ID)
		return nil
	case !decided:
		if c.answers == nil {
			c.answers = map[chat.ID]time.Time{}
		}
		c.answers[found.ID] = m.now.Add(3*time.Second + m.about(8*time.Second))
		return nil
	case m.now.Before(at):
		return nil
	}
	delete(c.answers, found.ID)
	if m.chance(0.08) {
		return refused(m.Pass(ctx, c.actor, found.ID, chat.PassBusy))
	}
	_, err := m.Claim(ctx, c.actor, found.ID)
	if err == nil {
		c.contacts++
	}
	return refused(err)
}

// talks is what a counsellor does in a conversation of theirs.
func (m *morning) talks(ctx context.Context, c *counsellor, found desk.Case) error {
	v := m.by[found.ID]
	waits := !found.UnansweredSince.IsZero() && m.now.Sub(found.UnansweredSince) >= 20*time.Second
	switch {
	case waits && v.answered:
		_, err := m.Post(ctx, c.actor, found.ID, chat.MessageID(id.New()), "Voici.")
		return refused(err)
	case !found.AskedAt.IsZero() && m.chance(0.01):
		v.answered = true
		_, err := m.Stay(ctx, c.actor, found.ID)
		return refused(err)
	case v.transfer && found.Transfer == nil && m.now.Sub(v.claimed) >= v.talks/2:
		v.transfer = false
		to := desk.Handover{Topic: topics()[(v.topic+1)%3], Note: "Please go on"}
		if m.chance(0.5) {
			to = desk.Handover{To: account.StaffID(fmt.Sprintf("c%03d", m.rand.IntN(m.live))), Note: "Please go on"}
		}
		if to.To == c.actor.Staff {
			return nil
		}
		_, err := m.Transfer(ctx, c.actor, found.ID, to)
		return refused(err)
	}
	return nil
}
