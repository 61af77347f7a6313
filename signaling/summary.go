package signaling

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"miti/internal/account"
	"miti/internal/lobby"
	"miti/sfu"
)

// Calls keeps what calls were like.
type Calls interface {
	KeepCall(ctx context.Context, c lobby.Call) error
}

// summed notes what the call of a participant was like: a line in the log once it
// is over, and the same in the store, as far as it has come, before.
func (s *Server) summed(e sfu.Summed) {
	call := lobby.Call{
		ID: e.Call, Room: e.Room, Staff: account.IsStaff(e.Participant), EndedAt: s.Now(), Over: e.Over, Figures: figures(e.Summary),
	}
	if e.Over {
		s.Logger.LogAttrs(s.ctx, slog.LevelInfo, "call ended", append([]slog.Attr{
			slog.String("room", e.Room), slog.Bool("staff", call.Staff),
		}, inWords(call.Figures)...)...)
	}
	s.hub.errand(func(ctx context.Context) {
		if err := s.Calls.KeepCall(ctx, call); err != nil {
			s.Logger.LogAttrs(ctx, slog.LevelWarn, "call not kept", slog.String("room", e.Room), slog.Any("error", err))
		}
	})
}

func figures(s sfu.Summary) lobby.Figures {
	return lobby.Figures{
		Way: string(s.Way), Lasted: s.Lasted, Connecting: s.Connecting, LossUp: s.LossUp, LossDown: s.LossDown,
		Jitter: s.Jitter, RoundTrip: s.RoundTrip, RoundTripMost: s.RoundTripMost, Estimate: s.Estimate, Shown: s.Shown[:],
		Freezes: s.Seen.Freezes, Frozen: s.Seen.Frozen, Concealed: s.Seen.Concealed,
		Good: s.Good, Weak: s.Weak, Lost: s.Lost, Reconnects: s.Reconnects,
	}
}

// inWords are the figures for the log: times in milliseconds, or in seconds for
// what takes long.
func inWords(f lobby.Figures) []slog.Attr {
	ms := func(name string, d time.Duration) slog.Attr { return slog.Int64(name+"_ms", d.Milliseconds()) }
	seconds := func(name string, d time.Duration) slog.Attr { return slog.Int(name+"_s", int(d.Seconds())) }
	shown := make([]string, len(f.Shown))
	for i, d := range f.Shown {
		shown[i] = d.Round(time.Second).String()
	}
	return []slog.Attr{
		slog.String("way", f.Way), seconds("lasted", f.Lasted), ms("connecting", f.Connecting),
		slog.Float64("loss_up", f.LossUp), slog.Float64("loss_down", f.LossDown), ms("jitter", f.Jitter),
		ms("round_trip", f.RoundTrip), ms("round_trip_most", f.RoundTripMost), slog.Int("estimate", f.Estimate),
		slog.String("shown", strings.Join(shown, " ")),
		slog.Int("freezes", f.Freezes), ms("frozen", f.Frozen), ms("concealed", f.Concealed),
		seconds("good", f.Good), seconds("weak", f.Weak), seconds("lost", f.Lost), slog.Int("reconnects", f.Reconnects),
	}
}
