package agenda

import (
	"context"
	"slices"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/fault"
	"miti/internal/id"
)

// Limits of what one counsellor enters.
const (
	maxAvailabilities = 50
	maxAbsences       = 200
	// maxAbsence is how many days one absence has at most.
	maxAbsence = 366
	// maxWeek is how much of an agenda is shown at once.
	maxWeek = 62 * 24 * time.Hour
)

// Week is what a counsellor's page shows of their agenda.
type Week struct {
	Staff        account.Staff
	Zone         *time.Location
	Appointments []View
	Page
}

// Week is the agenda of a counsellor in a time: their own, or one at a centre
// that the actor coordinates.
func (a *Agenda) Week(ctx context.Context, by account.Actor, of account.StaffID, span calendar.Interval) (Week, error) {
	who, err := a.whose(ctx, by, of)
	if err != nil {
		return Week{}, err
	}
	if !span.From.Before(span.To) || span.To.Sub(span.From) > maxWeek {
		return Week{}, fault.New(fault.Malformed)
	}
	w := Week{Staff: who}
	all, err := a.Store.Within(ctx, who.ID, span)
	if err != nil {
		return Week{}, err
	}
	if w.Appointments, err = a.views(ctx, all, booking.ByStaff); err != nil {
		return Week{}, err
	}
	if w.Page, err = a.Store.Page(ctx, who.ID); err != nil {
		return Week{}, err
	}
	w.Zone, err = a.zone(ctx, who)
	return w, err
}

// zone is where somebody's clock hangs.
func (a *Agenda) zone(ctx context.Context, of account.Staff) (*time.Location, error) {
	n, err := a.Store.Network(ctx)
	if err != nil {
		return nil, err
	}
	if c := n.Centre(of.Centre); c.ID != "" {
		return c.Calendar().Zone(), nil
	}
	return centre.Network(n.Centres).Zone(), nil
}

// SaveAvailability writes when somebody may be met: their own, or for a
// coordinator of their centre.
func (a *Agenda) SaveAvailability(ctx context.Context, by account.Actor, v booking.Availability) error {
	who, err := a.whose(ctx, by, v.Staff)
	if err != nil {
		return err
	}
	v.Staff = who.ID
	if err := v.Check(); err != nil {
		return err
	}
	page, err := a.Store.Page(ctx, who.ID)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(page.Availabilities, func(o booking.Availability) bool { return o.ID == v.ID })
	if !id.Valid(string(v.ID)) || !known && len(page.Availabilities) >= maxAvailabilities {
		return fault.New(fault.Malformed)
	}
	return a.Store.SaveAvailability(ctx, v)
}

// RemoveAvailability takes one away; the appointments in it stay.
func (a *Agenda) RemoveAvailability(ctx context.Context, by account.Actor, of account.StaffID, v booking.AvailabilityID) error {
	who, err := a.whose(ctx, by, of)
	if err != nil {
		return err
	}
	return a.Store.RemoveAvailability(ctx, who.ID, v)
}

// SaveAbsence notes when somebody is not there, and returns the appointments
// that lie in it: they stay until they are moved.
func (a *Agenda) SaveAbsence(ctx context.Context, by account.Actor, v booking.Absence) ([]View, error) {
	who, err := a.whose(ctx, by, v.Staff)
	if err != nil {
		return nil, err
	}
	v.Staff = who.ID
	if err := v.Check(); err != nil {
		return nil, err
	}
	page, err := a.Store.Page(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	known := slices.ContainsFunc(page.Absences, func(o booking.Absence) bool { return o.ID == v.ID })
	if !id.Valid(string(v.ID)) || !known && len(page.Absences) >= maxAbsences || v.From.DaysUntil(v.To) > maxAbsence {
		return nil, fault.New(fault.Malformed)
	}
	if err := a.Store.SaveAbsence(ctx, v); err != nil {
		return nil, err
	}
	return a.inside(ctx, who, v)
}

// inside are the appointments to come that somebody has while they are absent.
func (a *Agenda) inside(ctx context.Context, who account.Staff, v booking.Absence) ([]View, error) {
	zone, err := a.zone(ctx, who)
	if err != nil {
		return nil, err
	}
	rules := calendar.Rules{Zone: zone.String(), Absences: []calendar.Absence{v.Absence}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		rules.Week = append(rules.Week, calendar.Span{Day: day, From: 0, To: 24 * 60})
	}
	there, err := calendar.New(rules)
	if err != nil {
		return nil, err
	}
	start, _ := there.At(v.From, 0)
	end, _ := there.At(v.To.AddDays(1), 0)
	all, err := a.Store.Within(ctx, who.ID, calendar.Interval{From: start, To: end})
	if err != nil {
		return nil, err
	}
	now := a.clock()
	all = slices.DeleteFunc(all, func(ap booking.Appointment) bool {
		open := there.Between(ap.Start, ap.End)
		free := len(open) == 1 && open[0].From.Equal(ap.Start) && open[0].To.Equal(ap.End)
		return ap.State != booking.Booked || ap.Start.Before(now) || free
	})
	return a.views(ctx, all, booking.ByStaff)
}

// RemoveAbsence takes one away.
func (a *Agenda) RemoveAbsence(ctx context.Context, by account.Actor, of account.StaffID, v booking.AbsenceID) error {
	who, err := a.whose(ctx, by, of)
	if err != nil {
		return err
	}
	return a.Store.RemoveAbsence(ctx, who.ID, v)
}

// CentrePolicy is how a centre lets people book.
type CentrePolicy struct {
	Centre centre.Centre
	booking.Policy
}

// Policies are those of the centres that the coordinator arranges.
func (a *Agenda) Policies(ctx context.Context, by account.Actor) ([]CentrePolicy, error) {
	asks, err := a.staff(ctx, by)
	if err != nil {
		return nil, err
	}
	if !asks.Coordinator {
		return nil, fault.New(fault.Forbidden)
	}
	n, err := a.Store.Network(ctx)
	var all []CentrePolicy
	for _, c := range n.Centres {
		if asks.Coordinates(c.ID) {
			all = append(all, CentrePolicy{Centre: c, Policy: policyOf(n.Policies, c.ID)})
		}
	}
	return all, err
}

// SavePolicy writes that of a centre.
func (a *Agenda) SavePolicy(ctx context.Context, by account.Actor, of centre.ID, p booking.Policy) error {
	asks, err := a.staff(ctx, by)
	if err != nil {
		return err
	}
	if !asks.Coordinates(of) {
		return fault.New(fault.Forbidden)
	}
	if err := p.Check(); err != nil {
		return err
	}
	n, err := a.Store.Network(ctx)
	if err != nil {
		return err
	}
	if n.Centre(of).ID == "" {
		return fault.New(fault.NotFound)
	}
	return a.Store.SavePolicy(ctx, of, p)
}

// Choice is what visitors may choose from before they look for a time.
type Choice struct {
	Kinds  []booking.Kind
	Topics []centre.TopicID
	// Staff are those who may be met, in order of their names, with how.
	Staff []Bookable
	// Centres are those where it can be.
	Centres []centre.Centre
}

// Bookable is a counsellor who may be met.
type Bookable struct {
	account.Staff
	Kinds []booking.Kind
}

// Choice is what can be booked at all.
func (a *Agenda) Choice(ctx context.Context) (Choice, error) {
	diaries, err := a.shelf.look(ctx, a.Store, a.clock)
	if err != nil {
		return Choice{}, err
	}
	topics, err := a.Store.Topics(ctx)
	if err != nil {
		return Choice{}, err
	}
	c := Choice{Topics: topics}
	for _, d := range diaries {
		b := Bookable{Staff: d.Staff}
		for _, v := range d.Availabilities {
			b.Kinds = append(b.Kinds, v.Kinds...)
		}
		if len(b.Kinds) == 0 {
			continue
		}
		slices.Sort(b.Kinds)
		b.Kinds = slices.Compact(b.Kinds)
		c.Staff = append(c.Staff, b)
		c.Kinds = append(c.Kinds, b.Kinds...)
		if slices.Contains(b.Kinds, booking.OnSite) && !slices.ContainsFunc(c.Centres, func(at centre.Centre) bool { return at.ID == d.Centre.ID }) {
			c.Centres = append(c.Centres, d.Centre)
		}
	}
	c.Kinds = slices.DeleteFunc(booking.Kinds(), func(k booking.Kind) bool { return !slices.Contains(c.Kinds, k) })
	slices.SortFunc(c.Staff, func(x, y Bookable) int {
		if x.Name != y.Name {
			return map[bool]int{true: -1, false: 1}[x.Name < y.Name]
		}
		return 0
	})
	return c, nil
}
