package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"miti/booking"
	"miti/booking/ics"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/invite"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

type (
	agendaBody struct {
		Staff          protocol.Person    `json:"staff"`
		Zone           string             `json:"zone"`
		Appointments   []appointmentBody  `json:"appointments"`
		Availabilities []availabilityBody `json:"availabilities"`
		Absences       []absenceBody      `json:"absences"`
		Outside        *outsideBody       `json:"outside,omitempty"`
	}
	availabilityBody struct {
		ID         string          `json:"id,omitempty"`
		Staff      string          `json:"staff,omitempty"`
		Kinds      []string        `json:"kinds"`
		Topics     []string        `json:"topics"`
		Languages  []string        `json:"languages"`
		Week       []spanBody      `json:"week"`
		Exceptions []exceptionBody `json:"exceptions"`
	}
	absenceBody struct {
		ID    string        `json:"id,omitempty"`
		Staff string        `json:"staff,omitempty"`
		From  string        `json:"from"`
		To    string        `json:"to"`
		Hours []minutesBody `json:"hours"`
	}
	outsideBody struct {
		URL       string     `json:"url"`
		FetchedAt *time.Time `json:"fetchedAt,omitempty"`
		TriedAt   *time.Time `json:"triedAt,omitempty"`
		Problem   string     `json:"problem,omitempty"`
	}
	relieveBody struct {
		Staff string    `json:"staff"`
		From  time.Time `json:"from"`
		To    time.Time `json:"to"`
	}
	relievedBody struct {
		ID      string           `json:"id"`
		To      *protocol.Person `json:"to,omitempty"`
		Offered int              `json:"offered"`
	}
	reliefBody struct {
		Appointments []relievedBody `json:"appointments"`
	}
	agendaLinkBody struct {
		Token string `json:"token"`
	}
	urlBody struct {
		URL string `json:"url"`
	}
	policyBody struct {
		NoticeMinutes      int            `json:"noticeMinutes"`
		HorizonDays        int            `json:"horizonDays"`
		BufferMinutes      int            `json:"bufferMinutes"`
		StepMinutes        int            `json:"stepMinutes"`
		MostADay           int            `json:"mostADay"`
		Minutes            int            `json:"minutes"`
		ByTopic            map[string]int `json:"byTopic"`
		ChangeUntilMinutes int            `json:"changeUntilMinutes"`
	}
	centrePolicyBody struct {
		Centre siteBody   `json:"centre"`
		Policy policyBody `json:"policy"`
	}
	policiesBody struct {
		Policies []centrePolicyBody `json:"policies"`
	}
)

func spanOf(s calendar.Span) spanBody {
	return spanBody{Day: int(s.Day), minutesBody: minutesBody{From: s.From, To: s.To}}
}

func (b spanBody) span() calendar.Span {
	return calendar.Span{Day: time.Weekday(b.Day), From: b.From, To: b.To}
}

func exceptionOf(e calendar.Exception) exceptionBody {
	return exceptionBody{From: e.From.String(), To: e.To.String(), Name: e.Name, Hours: each(e.Hours, minutesOf)}
}

func (b exceptionBody) exception() calendar.Exception {
	return calendar.Exception{From: date(b.From), To: date(b.To), Name: b.Name, Hours: each(b.Hours, minutesBody.hours)}
}

func minutesOf(h calendar.Hours) minutesBody { return minutesBody(h) }

func (b minutesBody) hours() calendar.Hours { return calendar.Hours(b) }

func availabilityOf(a booking.Availability) availabilityBody {
	return availabilityBody{
		ID: string(a.ID), Kinds: wire.Texts(a.Kinds), Topics: wire.Texts(a.Topics), Languages: wire.Texts(a.Languages),
		Week: each(a.Week, spanOf), Exceptions: each(a.Exceptions, exceptionOf),
	}
}

func absenceOf(a booking.Absence) absenceBody {
	return absenceBody{ID: string(a.ID), From: a.From.String(), To: a.To.String(), Hours: each(a.Hours, minutesOf)}
}

func (s *server) getAgenda(c call) (answer, error) {
	q := c.Request.URL.Query()
	in, _ := span(q)
	w, err := s.Agenda.Week(c.Request.Context(), c.by, account.StaffID(q.Get("staff")), in)
	if err != nil {
		return answer{}, err
	}
	body := agendaBody{
		Staff: protocol.Person{ID: string(w.Staff.ID), Name: w.Staff.Name}, Zone: w.Zone.String(),
		Appointments: each(w.Appointments, appointmentOf), Availabilities: each(w.Availabilities, availabilityOf),
		Absences: each(w.Absences, absenceOf),
	}
	if o := w.Outside; o.URL != "" && c.by.Staff == w.Staff.ID { // who has the address can read the calendar
		body.Outside = &outsideBody{URL: o.URL, FetchedAt: when(o.FetchedAt), TriedAt: when(o.TriedAt), Problem: string(o.Problem)}
	}
	return done(body)
}

func (s *server) saveAvailability(c call) (answer, error) {
	b, err := decode[availabilityBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	err = s.Agenda.SaveAvailability(c.Request.Context(), c.by, booking.Availability{
		ID: booking.AvailabilityID(c.id()), Staff: account.StaffID(b.Staff),
		Kinds:     each(b.Kinds, func(k string) booking.Kind { return booking.Kind(k) }),
		Topics:    each(b.Topics, func(t string) centre.TopicID { return centre.TopicID(t) }),
		Languages: b.Languages, Week: each(b.Week, spanBody.span), Exceptions: each(b.Exceptions, exceptionBody.exception),
	})
	if err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) removeAvailability(c call) (answer, error) {
	err := s.Agenda.RemoveAvailability(c.Request.Context(), c.by, account.StaffID(c.Query("staff")), booking.AvailabilityID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) saveAbsence(c call) (answer, error) {
	b, err := decode[absenceBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	return appointments(s.Agenda.SaveAbsence(c.Request.Context(), c.by, booking.Absence{
		ID: booking.AbsenceID(c.id()), Staff: account.StaffID(b.Staff),
		Absence: calendar.Absence{From: date(b.From), To: date(b.To), Hours: each(b.Hours, minutesBody.hours)},
	}))
}

func (s *server) removeAbsence(c call) (answer, error) {
	err := s.Agenda.RemoveAbsence(c.Request.Context(), c.by, account.StaffID(c.Query("staff")), booking.AbsenceID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) relieve(c call) (answer, error) {
	b, err := decode[relieveBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	all, err := s.Agenda.Relieve(c.Request.Context(), c.by, account.StaffID(b.Staff), calendar.Interval{From: b.From, To: b.To})
	if err != nil {
		return answer{}, err
	}
	return done(reliefBody{Appointments: each(all, func(r agenda.Relief) relievedBody {
		one := relievedBody{ID: string(r.Appointment), Offered: r.Offered}
		if r.To.ID != "" {
			one.To = &protocol.Person{ID: string(r.To.ID), Name: r.To.Name}
		}
		return one
	})})
}

func (s *server) makeAgendaLink(c call) (answer, error) {
	token, err := s.Agenda.MakeFeedLink(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return created(agendaLinkBody{Token: token})
}

func (s *server) revokeAgendaLink(c call) (answer, error) {
	if err := s.Agenda.RevokeFeedLink(c.Request.Context(), c.by); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) setOutsideCalendar(c call) (answer, error) {
	b, err := decode[urlBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Agenda.SetOutside(c.Request.Context(), c.by, b.URL); err != nil {
		return answer{}, err
	}
	return nothing()
}

func policyOf(p booking.Policy) policyBody {
	b := policyBody{
		NoticeMinutes: int(p.Notice / time.Minute), HorizonDays: int(p.Horizon / (24 * time.Hour)), BufferMinutes: int(p.Buffer / time.Minute),
		StepMinutes: p.Step, MostADay: p.MostADay, Minutes: p.Minutes, ByTopic: map[string]int{}, ChangeUntilMinutes: int(p.ChangeUntil / time.Minute),
	}
	for topic, minutes := range p.ByTopic {
		b.ByTopic[string(topic)] = minutes
	}
	return b
}

func (b policyBody) policy() booking.Policy {
	p := booking.Policy{
		Notice: time.Duration(b.NoticeMinutes) * time.Minute, Horizon: time.Duration(b.HorizonDays) * 24 * time.Hour,
		Buffer: time.Duration(b.BufferMinutes) * time.Minute, Step: b.StepMinutes, MostADay: b.MostADay, Minutes: b.Minutes,
		ChangeUntil: time.Duration(b.ChangeUntilMinutes) * time.Minute, ByTopic: map[centre.TopicID]int{},
	}
	for topic, minutes := range b.ByTopic {
		p.ByTopic[centre.TopicID(topic)] = minutes
	}
	return p
}

func (s *server) getPolicies(c call) (answer, error) {
	all, err := s.Agenda.Policies(c.Request.Context(), c.by)
	if err != nil {
		return answer{}, err
	}
	return done(policiesBody{Policies: each(all, func(p agenda.CentrePolicy) centrePolicyBody {
		return centrePolicyBody{Centre: siteOf(p.Centre), Policy: policyOf(p.Policy)}
	})})
}

func (s *server) savePolicy(c call) (answer, error) {
	b, err := decode[policyBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.Agenda.SavePolicy(c.Request.Context(), c.by, centre.ID(c.id()), b.policy()); err != nil {
		return answer{}, err
	}
	return nothing()
}

func (s *server) getAppointmentFile(c call) (answer, error) {
	v, err := s.Agenda.Appointment(c.Request.Context(), c.by, booking.ID(c.id()))
	if err != nil {
		return answer{}, err
	}
	return s.calendarFile(s.Invites.Appointment(v, ics.Publish, s.Invites.Origin+"/book", s.Now()))
}

// getAgendaFeed answers programs, which have no session: the token alone opens it.
func (s *server) getAgendaFeed(c call) (answer, error) {
	f, err := s.Agenda.Feed(c.Request.Context(), c.Param("token"))
	if err != nil {
		return answer{}, err
	}
	return s.calendarFile(s.Invites.Agenda(f, s.Now()))
}

func (s *server) calendarFile(file []byte) (answer, error) {
	return answer{write: func(c *gin.Context) {
		c.Header("Content-Disposition", `attachment; filename="rendez-vous.ics"`)
		c.Data(http.StatusOK, invite.Type+"; charset=utf-8", file)
	}}, nil
}
