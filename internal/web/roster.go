package web

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/office"
	"miti/internal/roster"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

type (
	// weekBody is the document's Roster.
	weekBody struct {
		Monday calendar.Date  `json:"monday"`
		Zone   string         `json:"zone"`
		Open   []intervalBody `json:"open"`
		Staff  []rosteredBody `json:"staff"`
		Shifts []shiftBody    `json:"shifts"`
		Needs  []needBody     `json:"needs"`
		Gaps   []protocol.Gap `json:"gaps"`
		Decide []shiftBody    `json:"decide"`
	}
	intervalBody struct {
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
	}
	rosteredBody struct {
		ID        string   `json:"id"`
		Name      string   `json:"name"`
		Centre    string   `json:"centre"`
		Topics    []string `json:"topics"`
		Languages []string `json:"languages"`
	}
	shiftBody struct {
		ID    string `json:"id,omitempty"`
		Staff string `json:"staff"`
		Date  string `json:"date"`
		From  int    `json:"from"`
		To    int    `json:"to"`
		// Not in a request: a shift that is entered anew is not to be given away.
		Name string    `json:"name,omitempty"`
		Swap *swapBody `json:"swap,omitempty"`
	}
	swapBody struct {
		To    string `json:"to,omitempty"`
		Taker string `json:"taker,omitempty"`
	}
	askSwapBody struct {
		To string `json:"to"`
	}
	takenSwapBody struct {
		Theirs bool `json:"theirs"`
	}
	myShiftsBody struct {
		Mine    []shiftBody `json:"mine"`
		Offered []shiftBody `json:"offered"`
	}
	needBody struct {
		Topic    string `json:"topic,omitempty"`
		Language string `json:"language,omitempty"`
		Minimum  int    `json:"minimum"`
	}
	needsBody struct {
		Needs []needBody `json:"needs"`
	}
	copyBody struct {
		From string `json:"from"`
		To   string `json:"to"`
	}
	copiedBody struct {
		Added int `json:"added"`
	}
)

// ofRoster are the operations of the roster.
func (s *server) ofRoster() map[string]handler {
	return map[string]handler{
		"getRoster":       s.getRoster,
		"putShift":        s.putShift,
		"removeShift":     s.removeShift,
		"copyWeek":        s.copyWeek,
		"saveNeeds":       s.saveNeeds,
		"getComingShifts": s.getComingShifts,
		"askSwap":         s.askSwap,
		"dropSwap":        s.dropSwap,
		"takeSwap":        s.takeSwap,
		"approveSwap":     s.approveSwap,
	}
}

func (s *server) getRoster(c call) (answer, error) {
	r, err := s.Office.Roster(c.Request.Context(), c.by, date(c.Query("week")))
	if err != nil {
		return answer{}, err
	}
	return done(weekOf(r))
}

// date reads one; what is none is the zero date, which the rules refuse in
// their own words.
func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		return calendar.Date{}
	}
	return d
}

func weekOf(r office.Roster) weekBody {
	return weekBody{
		Monday: r.Monday, Zone: r.Zone.String(), Open: each(r.Open, intervalOf),
		Staff: each(r.Staff, func(a account.Staff) rosteredBody {
			return rosteredBody{
				ID: string(a.ID), Name: a.Name, Centre: string(a.Centre), Topics: wire.Texts(a.Topics), Languages: wire.Texts(a.Languages),
			}
		}),
		Shifts: each(r.Shifts, shiftOf),
		Needs:  each(r.Needs, needOf),
		Gaps:   each(r.Gaps, wire.Gap),
		Decide: each(r.Decide, shiftOf),
	}
}

func shiftOf(s roster.Shift) shiftBody {
	b := shiftBody{ID: string(s.ID), Staff: string(s.Staff), Date: s.Date.String(), From: s.Hours.From, To: s.Hours.To}
	if s.Swap != nil {
		b.Swap = &swapBody{To: string(s.Swap.To), Taker: string(s.Swap.Taker)}
	}
	return b
}

func intervalOf(i calendar.Interval) intervalBody { return intervalBody{From: i.From, To: i.To} }

func needOf(n roster.Need) needBody {
	return needBody{Topic: string(n.Topic), Language: n.Language, Minimum: n.Minimum}
}

// each is never nil, so that the wire has [] for none.
func each[From, To any](all []From, f func(From) To) []To {
	to := make([]To, 0, len(all))
	for _, one := range all {
		to = append(to, f(one))
	}
	return to
}

func (s *server) putShift(c call) (answer, error) {
	b, err := decode[shiftBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	err = s.Office.PutShift(c.Request.Context(), c.by, roster.Shift{
		ID: roster.ShiftID(c.id()), Staff: account.StaffID(b.Staff), Date: date(b.Date),
		Hours: calendar.Hours{From: b.From, To: b.To},
	})
	if err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) removeShift(c call) (answer, error) {
	if err := s.Office.RemoveShift(c.Request.Context(), c.by, roster.ShiftID(c.id())); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) copyWeek(c call) (answer, error) {
	b, err := decode[copyBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	added, err := s.Office.CopyWeek(c.Request.Context(), c.by, date(b.From), date(b.To))
	if err != nil {
		return answer{}, err
	}
	return done(copiedBody{Added: added})
}

func (s *server) saveNeeds(c call) (answer, error) {
	b, err := decode[needsBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	err = s.Office.SaveNeeds(c.Request.Context(), c.by, each(b.Needs, func(n needBody) roster.Need {
		return roster.Need{Topic: centre.TopicID(n.Topic), Language: n.Language, Minimum: n.Minimum}
	}))
	if err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) getComingShifts(c call) (answer, error) {
	found, err := s.Office.MyShifts(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(myShiftsBody{Mine: each(found.Mine, shiftOf), Offered: each(found.Offered, func(r roster.Shift) shiftBody {
		b := shiftOf(r)
		if i := slices.IndexFunc(found.People, func(p account.Staff) bool { return p.ID == r.Staff }); i >= 0 {
			b.Name = found.People[i].Name
		}
		return b
	})})
}

func (s *server) askSwap(c call) (answer, error) {
	b, err := decode[askSwapBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Office.AskSwap(c.Request.Context(), c.by, roster.ShiftID(c.id()), account.StaffID(b.To)); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) dropSwap(c call) (answer, error) {
	if err := s.Office.DropSwap(c.Request.Context(), c.by, roster.ShiftID(c.id())); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) takeSwap(c call) (answer, error) {
	theirs, err := s.Office.TakeSwap(c.Request.Context(), c.by, roster.ShiftID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return done(takenSwapBody{Theirs: theirs})
}

func (s *server) approveSwap(c call) (answer, error) {
	if err := s.Office.ApproveSwap(c.Request.Context(), c.by, roster.ShiftID(c.id())); err != nil {
		return answer{}, err
	}
	return nothing()
}
