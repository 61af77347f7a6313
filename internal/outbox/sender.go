package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"miti/internal/id"
)

const (
	// pollEvery is how soon a sender sees a letter that another process wrote,
	// or one that becomes due.
	pollEvery = 5 * time.Second
	// sendWithin is how long one try may take. What has begun when the sender
	// is closed may still arrive, so that it need not be sent twice.
	sendWithin = 30 * time.Second
	// settleWithin is how long noting a try may take.
	settleWithin = 10 * time.Second
	// leaseFor is longer than a try with its note can take.
	leaseFor = 2 * time.Minute
	// firstPause doubles with each try, up to longestPause.
	firstPause   = 30 * time.Second
	longestPause = 2 * time.Hour
	// lastAttempt is about three days after the first one: a mail server that
	// failed on a Friday evening is back by then.
	lastAttempt = 44
)

// ErrUnneeded says that what a letter would tell is not so any more.
var ErrUnneeded = errors.New("no longer needed")

// A Refusal is an error that no further try would mend.
type Refusal struct{ Cause error }

// Error is the cause's.
func (r *Refusal) Error() string { return r.Cause.Error() }

// Unwrap is the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// A Carrier composes a letter and hands it over to whoever brings it.
type Carrier interface {
	// Carry returns nil when the letter is out of our hands, ErrUnneeded, a
	// *Refusal, or an error after which it is worth trying again. The text of
	// the error goes to the log: there is no address and no secret in it.
	Carry(ctx context.Context, l Letter) error
}

// A Bell tells a sender in the same process that letters were written.
type Bell struct{ rung chan struct{} }

// NewBell makes a bell. It may ring with nobody to hear it.
func NewBell() Bell { return Bell{make(chan struct{}, 1)} }

// Ring never waits.
func (b Bell) Ring() {
	select {
	case b.rung <- struct{}{}:
	default: // it has been rung, and not heard yet
	}
}

// Deps is what a Sender works with.
type Deps struct {
	Queue   Queue
	Carrier Carrier
	Bell    Bell
	// Count is told of each try.
	Count func(Kind, Result)
	Log   *slog.Logger
	Now   func() time.Time
}

// Sender brings letters on their way, one after the other, each at least once.
// Several nodes may each have one: none sends what another has in hand.
type Sender struct {
	Deps
	stop  context.CancelFunc
	tasks sync.WaitGroup
}

// NewSender sends what is due until Close.
func NewSender(ctx context.Context, d Deps) *Sender {
	ctx, stop := context.WithCancel(ctx)
	s := &Sender{Deps: d, stop: stop}
	s.tasks.Go(func() { s.run(ctx) })
	return s
}

// Close takes up no more letters, and returns when the one on its way has
// arrived or failed.
func (s *Sender) Close() {
	s.stop()
	s.tasks.Wait()
}

func (s *Sender) run(ctx context.Context) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		s.sendDue(ctx)
		select {
		case <-ctx.Done():
			return
		case <-s.Bell.rung:
		case <-poll.C:
		}
	}
}

// sendDue tries every letter that is due.
func (s *Sender) sendDue(ctx context.Context) {
	for ctx.Err() == nil {
		tried, err := s.sendNext(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.LogAttrs(ctx, slog.LevelError, "outbox failed", slog.Any("error", err))
		}
		if !tried || err != nil {
			return
		}
	}
}

// sendNext tries the letter that has been due longest, if there is one.
func (s *Sender) sendNext(ctx context.Context) (tried bool, err error) {
	now := s.Now()
	lease := Lease{ID: id.New(), Now: now, Until: now.Add(leaseFor)}
	l, ok, err := s.Queue.LeaseLetter(ctx, lease)
	if err != nil || !ok {
		return false, err
	}
	// From here on it is finished, whoever closes.
	ctx = context.WithoutCancel(ctx)
	o := s.judge(ctx, l, s.carry(ctx, l))
	o.Lease = lease.ID
	s.Count(l.Kind, o.Result)
	settling, stop := context.WithTimeout(ctx, settleWithin)
	defer stop()
	return true, s.Queue.SettleLetter(settling, o)
}

func (s *Sender) carry(ctx context.Context, l Letter) error {
	sending, stop := context.WithTimeout(ctx, sendWithin)
	defer stop()
	return s.Carrier.Carry(sending, l)
}

// judge turns how a try went into what becomes of the letter.
func (s *Sender) judge(ctx context.Context, l Letter, err error) Outcome {
	o := Outcome{Letter: l.ID, Result: Sent, At: s.Now()}
	if err == nil {
		return o
	}
	_, refused := errors.AsType[*Refusal](err)
	level := slog.LevelWarn
	switch {
	case errors.Is(err, ErrUnneeded):
		o.Result, level = Unneeded, slog.LevelInfo
	case refused, l.Attempt >= lastAttempt:
		o.Result, level = Failed, slog.LevelError
	default:
		o.Result, o.Next = Later, o.At.Add(pause(l.Attempt))
	}
	s.Log.LogAttrs(ctx, level, "letter not sent", slog.String("letter", l.ID), slog.String("kind", string(l.Kind)),
		slog.String("result", string(o.Result)), slog.Int("attempt", l.Attempt), slog.Any("error", err))
	return o
}

// pause is how long to wait after a try that failed.
func pause(attempt int) time.Duration {
	p := firstPause
	for range attempt - 1 {
		if p >= longestPause {
			break
		}
		p *= 2
	}
	return min(p, longestPause)
}
