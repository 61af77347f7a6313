package web

import (
	"net/url"
	"strconv"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/chat"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

type (
	slotBody struct {
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
	}
	slotsBody struct {
		Slots []slotBody `json:"slots"`
	}
	// siteBody is a centre as visitors find it.
	siteBody struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		City    string `json:"city"`
		Address string `json:"address,omitempty"`
		Phone   string `json:"phone,omitempty"`
		Zone    string `json:"zone"`
	}
	bookableBody struct {
		ID        string   `json:"id"`
		Name      string   `json:"name"`
		Centre    string   `json:"centre"`
		Kinds     []string `json:"kinds"`
		Topics    []string `json:"topics"`
		Languages []string `json:"languages"`
	}
	choiceBody struct {
		Kinds   []string       `json:"kinds"`
		Topics  []string       `json:"topics"`
		Staff   []bookableBody `json:"staff"`
		Centres []siteBody     `json:"centres"`
	}
	wishOfBody struct {
		Kind     string `json:"kind"`
		Topic    string `json:"topic"`
		Language string `json:"language"`
		Staff    string `json:"staff"`
		Centre   string `json:"centre"`
	}
	holdBody struct {
		ID      string    `json:"id"`
		Start   time.Time `json:"start"`
		End     time.Time `json:"end"`
		Session string    `json:"session"`
		wishOfBody
	}
	detailsBody struct {
		Name     string `json:"name"`
		Contact  string `json:"contact"`
		Question string `json:"question"`
	}
	bookForBody struct {
		holdBody
		detailsBody
		Conversation string `json:"conversation"`
	}
	moveBody struct {
		Start time.Time `json:"start"`
	}
	earlierBody struct {
		Wanted bool `json:"wanted"`
	}
	attendedBody struct {
		Came bool `json:"came"`
	}
	offerBody struct {
		ID string `json:"id"`
		wishOfBody
		Slots []struct {
			ID    string    `json:"id"`
			Start time.Time `json:"start"`
		} `json:"slots"`
	}
	appointmentsBody struct {
		Appointments []appointmentBody `json:"appointments"`
	}
	offeredBody struct {
		slotBody
		Until time.Time       `json:"until"`
		Staff protocol.Person `json:"staff"`
	}
	appointmentBody struct {
		ID           string          `json:"id"`
		State        string          `json:"state"`
		Kind         string          `json:"kind"`
		Topic        string          `json:"topic,omitempty"`
		Language     string          `json:"language"`
		Start        time.Time       `json:"start"`
		End          time.Time       `json:"end"`
		Centre       siteBody        `json:"centre"`
		Staff        protocol.Person `json:"staff"`
		Named        bool            `json:"named,omitempty"`
		HeldUntil    *time.Time      `json:"heldUntil,omitempty"`
		Conversation string          `json:"conversation,omitempty"`
		Name         string          `json:"name,omitempty"`
		Contact      string          `json:"contact,omitempty"`
		Question     string          `json:"question,omitempty"`
		CreatedAt    time.Time       `json:"createdAt"`
		BookedAt     *time.Time      `json:"bookedAt,omitempty"`
		CancelledAt  *time.Time      `json:"cancelledAt,omitempty"`
		CancelledBy  string          `json:"cancelledBy,omitempty"`
		Earlier      bool            `json:"earlier,omitempty"`
		ChangeUntil  *time.Time      `json:"changeUntil,omitempty"`
		OpensAt      *time.Time      `json:"opensAt,omitempty"`
		ClosesAt     *time.Time      `json:"closesAt,omitempty"`
		Offered      []offeredBody   `json:"offered,omitempty"`
	}
)

func (b wishOfBody) wish() booking.Wish {
	return booking.Wish{
		Kind: booking.Kind(b.Kind), Topic: centre.TopicID(b.Topic), Language: b.Language,
		Staff: account.StaffID(b.Staff), Centre: centre.ID(b.Centre),
	}
}

func (b holdBody) holding() agenda.Holding {
	return agenda.Holding{ID: booking.ID(b.ID), Wish: b.wish(), Slot: booking.Slot{Start: b.Start, End: b.End}}
}

func slotOf(s booking.Slot) slotBody { return slotBody(s) }

func siteOf(c centre.Centre) siteBody {
	return siteBody{ID: string(c.ID), Name: c.Name, City: c.City, Address: c.Address, Phone: c.Phone, Zone: c.Zone}
}

// when is a time that may be zero.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func appointmentOf(v agenda.View) appointmentBody {
	b := appointmentBody{
		ID: string(v.ID), State: string(v.State), Kind: string(v.Kind), Topic: string(v.Topic), Language: v.Language,
		Start: v.Start, End: v.End, Centre: siteOf(v.At), Staff: protocol.Person{ID: string(v.Staff), Name: v.StaffName},
		Named: v.Named, HeldUntil: when(v.HeldUntil), Conversation: v.Conversation, Name: v.Name, Contact: string(v.Contact),
		Question: v.Question, CreatedAt: v.CreatedAt, BookedAt: when(v.BookedAt), CancelledAt: when(v.CancelledAt),
		CancelledBy: string(v.CancelledBy), Earlier: v.Earlier, ChangeUntil: when(v.ChangeUntil),
	}
	if v.Kind == booking.Video || v.Kind == booking.Audio {
		b.OpensAt, b.ClosesAt = when(v.Start.Add(-booking.DoorOpens)), when(v.End.Add(booking.DoorCloses))
	}
	for _, o := range v.Offered {
		b.Offered = append(b.Offered, offeredBody{
			slotBody: slotBody{Start: o.Start, End: o.End}, Until: o.HeldUntil,
			Staff: protocol.Person{ID: string(o.Appointment.Staff), Name: o.StaffName},
		})
	}
	return b
}

// appointment answers with one, and appointments with several.
func appointment(v agenda.View, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return done(appointmentOf(v))
}

func appointments(all []agenda.View, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return done(appointmentsBody{Appointments: each(all, appointmentOf)})
}

func (s *server) getBooking(c call) (answer, error) {
	found, err := s.Agenda.Choice(c.Request.Context())
	if err != nil {
		return answer{}, err
	}
	return done(choiceBody{
		Kinds: wire.Texts(found.Kinds), Topics: wire.Texts(found.Topics), Centres: each(found.Centres, siteOf),
		Staff: each(found.Staff, func(b agenda.Bookable) bookableBody {
			return bookableBody{
				ID: string(b.ID), Name: b.Name, Centre: string(b.Centre), Kinds: wire.Texts(b.Kinds),
				Topics: wire.Texts(b.Topics), Languages: wire.Texts(b.Languages),
			}
		}),
	})
}

// fewSlots are the first that a page shows.
const fewSlots = 20

// span reads from when to when, and how many. The document has checked them.
func span(q url.Values) (in calendar.Interval, limit int) {
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = fewSlots
	}
	return calendar.Interval{From: timeOf(q.Get("from")), To: timeOf(q.Get("to"))}, limit
}

func timeOf(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

func (s *server) getSlots(c call) (answer, error) {
	q := c.Request.URL.Query()
	w := wishOfBody{Kind: q.Get("kind"), Topic: q.Get("topic"), Language: q.Get("language"), Staff: q.Get("staff"), Centre: q.Get("centre")}
	in, limit := span(q)
	return slots(s.Agenda.Slots(c.Request.Context(), c.by, w.wish(), in, limit))
}

func slots(found []booking.Slot, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return done(slotsBody{Slots: each(found, slotOf)})
}

func (s *server) getAppointments(c call) (answer, error) {
	return appointments(s.Agenda.Mine(c.Request.Context(), c.by))
}

func (s *server) holdAppointment(c call) (answer, error) {
	b, err := decode[holdBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return s.asVisitor(c, b.Session, func(c call) (answer, error) { return s.hold(c, b) })
}

func (s *server) hold(c call, b holdBody) (answer, error) {
	v, err := s.Agenda.Hold(c.Request.Context(), c.by, b.holding())
	if err != nil {
		return answer{}, err
	}
	return created(appointmentOf(v))
}

func (s *server) getAppointment(c call) (answer, error) {
	return appointment(s.Agenda.Appointment(c.Request.Context(), c.by, booking.ID(c.id())))
}

func (s *server) bookAppointment(c call) (answer, error) {
	b, err := decode[detailsBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.allowConfirmation(&c, b.Contact); err != nil {
		return answer{}, err
	}
	return appointment(s.Agenda.Book(c.Request.Context(), c.by, booking.ID(c.id()), agenda.Details(b)))
}

func (s *server) getAppointmentSlots(c call) (answer, error) {
	in, limit := span(c.Request.URL.Query())
	return slots(s.Agenda.Places(c.Request.Context(), c.by, booking.ID(c.id()), in, limit))
}

func (s *server) moveAppointment(c call) (answer, error) {
	b, err := decode[moveBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return appointment(s.Agenda.Move(c.Request.Context(), c.by, booking.ID(c.id()), booking.Slot{Start: b.Start}))
}

func (s *server) cancelAppointment(c call) (answer, error) {
	return appointment(s.Agenda.Cancel(c.Request.Context(), c.by, booking.ID(c.id())))
}

func (s *server) wantEarlier(c call) (answer, error) {
	b, err := decode[earlierBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return appointment(s.Agenda.Earlier(c.Request.Context(), c.by, booking.ID(c.id()), b.Wanted))
}

func (s *server) noteAttended(c call) (answer, error) {
	b, err := decode[attendedBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return appointment(s.Agenda.Attended(c.Request.Context(), c.by, booking.ID(c.id()), b.Came))
}

func (s *server) offerTimes(c call) (answer, error) {
	b, err := decode[offerBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	o := agenda.Offer{ID: booking.OfferID(b.ID), Wish: b.wish()}
	for _, one := range b.Slots {
		o.Slots = append(o.Slots, agenda.OfferedSlot{ID: booking.ID(one.ID), Start: one.Start})
	}
	held, err := s.Agenda.OfferTimes(c.Request.Context(), c.by, chat.ID(c.id()), o)
	if err != nil {
		return answer{}, err
	}
	return created(appointmentsBody{Appointments: each(held, appointmentOf)})
}

func (s *server) bookForVisitor(c call) (answer, error) {
	b, err := decode[bookForBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	v, err := s.Agenda.BookFor(c.Request.Context(), c.by, b.holding(), chat.ID(b.Conversation), agenda.Details(b.detailsBody))
	if err != nil {
		return answer{}, err
	}
	return created(appointmentOf(v))
}

func (s *server) enterRoom(c call) (answer, error) {
	room, err := s.Agenda.Enter(c.Request.Context(), c.by, booking.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	snapshot, err := s.Desk.Conversation(c.Request.Context(), c.by, room)
	if err != nil {
		return answer{}, err
	}
	return done(wire.Snapshot(snapshot, wire.ReaderOf(c.by)))
}
