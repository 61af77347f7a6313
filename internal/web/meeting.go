package web

import (
	"cmp"
	"context"
	"time"

	"miti/booking"
	"miti/booking/ics"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/invite"
	"miti/internal/meeting"
	"miti/internal/wire"
	"miti/signaling/protocol"
)

type (
	meetingsBody struct {
		Meetings []protocol.Meeting `json:"meetings"`
	}
	peopleBody struct {
		People    []protocol.MeetingPerson `json:"people"`
		Afterword *afterwordBody           `json:"afterword,omitempty"`
	}
	afterwordBody struct {
		ID    string            `json:"id,omitempty"`
		Texts map[string]string `json:"texts"`
		To    string            `json:"to"`
		Name  string            `json:"name,omitempty"`
		At    *time.Time        `json:"at,omitempty"`
	}
	planBody struct {
		Centre       string                     `json:"centre"`
		Hosts        []string                   `json:"hosts"`
		Titles       map[string]string          `json:"titles"`
		Descriptions map[string]string          `json:"descriptions"`
		Languages    []string                   `json:"languages"`
		Start        time.Time                  `json:"start"`
		End          time.Time                  `json:"end"`
		Capacity     int                        `json:"capacity"`
		Mode         string                     `json:"mode"`
		Admission    string                     `json:"admission"`
		Questions    []protocol.MeetingQuestion `json:"questions"`
		Weekly       *weeklyBody                `json:"weekly"`
		Following    bool                       `json:"following"`
	}
	weeklyBody struct {
		Times   int         `json:"times"`
		Without []string    `json:"without"`
		Moved   []movedBody `json:"moved"`
	}
	movedBody struct {
		Date  string    `json:"date"`
		Start time.Time `json:"start"`
	}
	cancelBody struct {
		Following bool `json:"following"`
	}
	registerBody struct {
		ID       string   `json:"id"`
		Session  string   `json:"session"`
		Name     string   `json:"name"`
		Contact  string   `json:"contact"`
		Language string   `json:"language"`
		Answers  []string `json:"answers"`
	}
	handBody struct {
		Raised bool `json:"raised"`
	}
	admitBody struct {
		People []booking.RegistrationID `json:"people"`
	}
	steerBody struct {
		Mode      *booking.MeetingMode `json:"mode"`
		Locked    *bool                `json:"locked"`
		Spotlight *string              `json:"spotlight"`
	}
	voiceBody struct {
		Speaks bool `json:"speaks"`
	}
)

func meetingID(c call) booking.MeetingID { return booking.MeetingID(c.id()) }

func person(c call) booking.RegistrationID { return booking.RegistrationID(c.Param("person")) }

// meetings answers with some of them.
func meetings(views []meeting.View, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return done(meetingsBody{Meetings: each(views, wire.Meeting)})
}

func (s *server) getMeetings(c call) (answer, error) {
	return meetings(s.Meetings.Upcoming(c.Request.Context(), meeting.Wish{
		Language: c.Query("language"), Centre: centre.ID(c.Query("centre")),
	}))
}

func (s *server) getRegistrations(c call) (answer, error) {
	return meetings(s.Meetings.Mine(c.Request.Context(), c.by))
}

func (s *server) getStaffMeetings(c call) (answer, error) {
	return meetings(s.Meetings.Arranged(c.Request.Context(), c.by))
}

func (s *server) putMeeting(c call) (answer, error) {
	b, err := decode[planBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	p := meeting.Planning{ID: meetingID(c), Following: b.Following, Plan: booking.Plan{
		Centre: centre.ID(b.Centre), Titles: b.Titles, Descriptions: b.Descriptions, Languages: b.Languages,
		Start: b.Start, End: b.End, Capacity: b.Capacity, Mode: booking.MeetingMode(b.Mode), Admission: booking.Admission(b.Admission),
		Hosts: each(b.Hosts, func(id string) booking.Host { return booking.Host{Staff: account.StaffID(id)} }),
		Questions: each(b.Questions, func(q protocol.MeetingQuestion) booking.Question {
			return booking.Question{Text: q.Texts, Required: q.Required}
		}),
	}}
	if w := b.Weekly; w != nil {
		p.Weekly = &booking.Weekly{Times: w.Times, Without: each(w.Without, date), Moved: map[calendar.Date]time.Time{}}
		for _, m := range w.Moved {
			p.Weekly.Moved[date(m.Date)] = m.Start
		}
	}
	return meetings(s.Meetings.Plan(c.Request.Context(), c.by, p))
}

// meetingAct is a handler of an act on a meeting that needs no more than that.
func (s *server) meetingAct(act func(context.Context, account.Actor, booking.MeetingID) (meeting.View, error)) handler {
	return func(c call) (answer, error) { return oneMeeting(act(c.Request.Context(), c.by, meetingID(c))) }
}

func oneMeeting(v meeting.View, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return done(wire.Meeting(v))
}

// meetingWish is a handler of an act on a meeting with a body.
func meetingWish[B any](act func(ctx context.Context, c call, b B) (meeting.View, error)) handler {
	return func(c call) (answer, error) {
		b, err := decode[B](c.Request)
		if err != nil {
			return answer{}, err
		}
		return oneMeeting(act(c.Request.Context(), c, b))
	}
}

func (s *server) cancelMeeting(ctx context.Context, c call, b cancelBody) (meeting.View, error) {
	return s.Meetings.Cancel(ctx, c.by, meetingID(c), b.Following)
}

func (s *server) raiseHand(ctx context.Context, c call, b handBody) (meeting.View, error) {
	return s.Meetings.RaiseHand(ctx, c.by, meetingID(c), b.Raised)
}

func (s *server) admitGuests(ctx context.Context, c call, b admitBody) (meeting.View, error) {
	return s.Meetings.Admit(ctx, c.by, meetingID(c), b.People)
}

func (s *server) steerMeeting(ctx context.Context, c call, b steerBody) (meeting.View, error) {
	return s.Meetings.Steer(ctx, c.by, meetingID(c), meeting.Steering{Mode: b.Mode, Locked: b.Locked, Spotlight: b.Spotlight})
}

func (s *server) letSpeak(ctx context.Context, c call, b voiceBody) (meeting.View, error) {
	return s.Meetings.LetSpeak(ctx, c.by, meetingID(c), person(c), b.Speaks)
}

func (s *server) nameHost(c call) (answer, error) {
	return oneMeeting(s.Meetings.NameHost(c.Request.Context(), c.by, meetingID(c), account.StaffID(c.Param("staff"))))
}

func (s *server) dismissHost(c call) (answer, error) {
	return oneMeeting(s.Meetings.DismissHost(c.Request.Context(), c.by, meetingID(c), account.StaffID(c.Param("staff"))))
}

func (s *server) writeAfterword(ctx context.Context, c call, b afterwordBody) (meeting.View, error) {
	return s.Meetings.Afterword(ctx, c.by, meetingID(c), booking.Afterword{ID: b.ID, Texts: b.Texts, To: booking.Readers(b.To)})
}

func (s *server) removeGuest(c call) (answer, error) {
	return oneMeeting(s.Meetings.Remove(c.Request.Context(), c.by, meetingID(c), person(c)))
}

func (s *server) register(c call) (answer, error) {
	b, err := decode[registerBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	if err := s.allowConfirmation(&c, b.Contact); err != nil {
		return answer{}, err
	}
	return s.asVisitor(c, b.Session, func(c call) (answer, error) { return s.registered(c, b) })
}

func (s *server) registered(c call, b registerBody) (answer, error) {
	v, err := s.Meetings.Register(c.Request.Context(), c.by, meetingID(c), booking.Entry{
		ID: booking.RegistrationID(b.ID), Name: b.Name, Contact: b.Contact, Language: b.Language, Answers: b.Answers,
	})
	if err != nil {
		return answer{}, err
	}
	return created(wire.Meeting(v))
}

func (s *server) getMeetingFile(c call) (answer, error) {
	v, err := s.Meetings.Meeting(c.Request.Context(), c.by, meetingID(c))
	if err != nil {
		return answer{}, err
	}
	to := invite.For{Language: cmp.Or(c.Query("language"), v.Languages[0])}
	page := s.Invites.Origin + "/meetings?m=" + string(v.ID)
	return s.calendarFile(s.Invites.Meeting(v.Meeting, to, ics.Publish, page, s.Now()))
}

func (s *server) getMeetingLive(c call) (answer, error) {
	l, err := s.Meetings.Live(c.Request.Context(), c.by, meetingID(c))
	if err != nil {
		return answer{}, err
	}
	return done(wire.MeetingLive(l))
}

func (s *server) getMeetingPeople(c call) (answer, error) {
	all, err := s.Meetings.People(c.Request.Context(), c.by, meetingID(c))
	if err != nil {
		return answer{}, err
	}
	body := peopleBody{People: each(all.Registrations, func(r booking.Registration) protocol.MeetingPerson {
		return wire.MeetingRegistration(all.Meeting, r)
	})}
	if a := all.Afterword; a != nil {
		body.Afterword = &afterwordBody{Texts: a.Texts, To: string(a.To), Name: a.Name, At: when(a.At)}
	}
	return done(body)
}

func (s *server) postMeetingMessage(c call) (answer, error) {
	b, err := decode[messageBody](c.Request)
	if err != nil {
		return answer{}, err
	}
	m, err := s.Meetings.Say(c.Request.Context(), c.by, meetingID(c), meeting.MessageID(b.ID), b.Text)
	if err != nil {
		return answer{}, err
	}
	return created(wire.MeetingMessage(m))
}
