package serve

import (
	"context"

	"miti/internal/ops"
	"miti/sfu"
)

// seen takes in what the media plane saw: it is counted, and goes on to the
// sockets.
func (s *Server) seen(e sfu.Event) {
	switch e := e.(type) {
	case sfu.Quality:
		s.metrics.Connection(ops.Connection{
			Word: string(e.Word), LossUp: e.LossUp, LossDown: e.LossDown, RoundTrip: e.RoundTrip, Estimate: e.Estimate,
		})
	case sfu.Summed:
		if e.Over {
			s.metrics.CallEnded(string(e.Way), e.Connecting)
		}
	}
	s.signaling.Seen(e)
}

// mediaStats are the present numbers of the media plane.
func (s *Server) mediaStats(ctx context.Context) (ops.Media, error) {
	st, err := s.media.Stats(ctx)
	if err != nil {
		return ops.Media{}, err
	}
	m := ops.Media{
		Rooms: st.Rooms, Ways: map[string]int{},
		PacketsIn: st.PacketsIn, PacketsOut: st.PacketsOut, BytesIn: st.BytesIn, BytesOut: st.BytesOut,
	}
	for way, n := range st.Ways {
		m.Ways[string(way)] = n
	}
	return m, nil
}
