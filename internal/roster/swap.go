package roster

import (
	"slices"
	"time"

	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
)

// Swap is the wish of a shift's person that somebody else takes it.
type Swap struct {
	// To is the colleague who is asked, "" for whoever can.
	To account.StaffID `json:"to,omitempty"`
	// Taker is who would take it, while a coordinator has not said yes or no: the
	// roster would lack somebody more than now.
	Taker account.StaffID `json:"taker,omitempty"`
}

// Ask gives the shift the wish, for its person: fault.Forbidden for another one,
// or when they ask themselves; fault.Conflict when somebody has said already
// that they would take it.
func (s Shift) Ask(by, to account.StaffID) (Shift, error) {
	switch {
	case s.Staff != by || to == by:
		return s, fault.New(fault.Forbidden)
	case s.Swap != nil && s.Swap.Taker != "":
		return s, fault.New(fault.Conflict)
	}
	s.Swap = &Swap{To: to}
	return s, nil
}

// IsOfferedTo tells whether somebody may take the shift.
func (s Shift) IsOfferedTo(who account.StaffID) bool {
	return s.Swap != nil && s.Staff != who && s.Swap.Taker == "" && (s.Swap.To == "" || s.Swap.To == who)
}

// Day is what decides a swap: the roster of the shift's day, and what that day
// needs.
type Day struct {
	Centres []centre.Centre
	Staff   []account.Staff
	Needs   []Need
	Open    []calendar.Interval
}

// Take makes the shift the taker's, when the day lacks nobody more than before; else it waits for a coordinator. fault.Forbidden for who is not
// asked, fault.Taken when somebody was faster, fault.Conflict when the taker is
// on duty then.
func (d Day) Take(there []Shift, id ShiftID, by account.StaffID) (Shift, error) {
	s, err := offered(there, id)
	switch {
	case err != nil:
		return s, err
	case s.Swap.Taker != "" && s.Swap.Taker != by:
		return s, fault.New(fault.Taken)
	case !s.IsOfferedTo(by) && s.Swap.Taker != by:
		return s, fault.New(fault.Forbidden)
	}
	given, err := Give(there, id, by)
	if err != nil {
		return s, err
	}
	after := append(slices.DeleteFunc(slices.Clone(there), func(each Shift) bool { return each.ID == id }), given)
	if d.lacks(after) > d.lacks(there) {
		s.Swap = &Swap{To: s.Swap.To, Taker: by}
		return s, nil
	}
	return given, nil
}

// Give makes a shift somebody else's: fault.Conflict when they are on duty then.
func Give(there []Shift, id ShiftID, to account.StaffID) (Shift, error) {
	s, err := offered(there, id)
	if err != nil {
		return s, err
	}
	s.Staff, s.Swap = to, nil
	_, err = Add(there, s)
	return s, err
}

// lacks is for how long people are missing, each of them counted.
func (d Day) lacks(shifts []Shift) time.Duration {
	var sum time.Duration
	for _, gap := range Gaps(d.Open, d.Needs, Duties(d.Centres, d.Staff, shifts)) {
		sum += gap.Time.To.Sub(gap.Time.From) * time.Duration(gap.Need.Minimum-gap.Have)
	}
	return sum
}

// offered finds a shift that is to be given away: fault.NotFound.
func offered(there []Shift, id ShiftID) (Shift, error) {
	i := slices.IndexFunc(there, func(s Shift) bool { return s.ID == id })
	if i < 0 || there[i].Swap == nil {
		return Shift{}, fault.New(fault.NotFound)
	}
	return there[i], nil
}
