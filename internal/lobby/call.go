package lobby

import "time"

// Call is what the call of one participant in a room was like: figures, and
// nothing of who they are.
type Call struct {
	ID    string
	Room  string
	Staff bool // a counsellor or host, else a visitor
	// EndedAt is when the figures are of, while the call is not over.
	EndedAt time.Time
	Over    bool
	Figures Figures
}

// CutAfter is when a call was cut off of which nobody has said anything since:
// its node died.
const CutAfter = 3 * time.Minute

// Figures are what was measured of a call. Durations are in nanoseconds where
// they are kept.
type Figures struct {
	Way    string        `json:"way"` // how media came last: udp, tcp, relay, none
	Lasted time.Duration `json:"lasted"`
	// Connecting is from the first join until media could flow, 0 when it never could.
	Connecting time.Duration `json:"connecting"`
	// LossUp and LossDown are mean shares of the packets from and to the participant.
	LossUp        float64       `json:"lossUp"`
	LossDown      float64       `json:"lossDown"`
	Jitter        time.Duration `json:"jitter"`    // mean
	RoundTrip     time.Duration `json:"roundTrip"` // median
	RoundTripMost time.Duration `json:"roundTripMost"`
	Estimate      int           `json:"estimate"` // bits a second that the path carried, mean
	// Shown is for how long pictures were shown in each layer, the smallest first.
	Shown []time.Duration `json:"shown"`
	// Freezes, Frozen and Concealed are what the participant's page saw and heard.
	Freezes    int           `json:"freezes"`
	Frozen     time.Duration `json:"frozen"`
	Concealed  time.Duration `json:"concealed"`
	Good       time.Duration `json:"good"` // how long the connection was called so
	Weak       time.Duration `json:"weak"`
	Lost       time.Duration `json:"lost"`
	Reconnects int           `json:"reconnects"`
}
