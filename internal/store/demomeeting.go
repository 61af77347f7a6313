package store

import (
	"context"
	"fmt"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/fault"
	"miti/internal/id"
)

// DemoMeetings plans the meetings of the demo where there are none to come: one
// next Tuesday, and a series on Thursdays.
func DemoMeetings(ctx context.Context, s *Store, now time.Time) error {
	there, err := s.MeetingsBetween(ctx, calendar.Interval{From: now, To: now.AddDate(1, 0, 0)})
	if err != nil || len(there) > 0 {
		return err
	}
	hosts := map[string]booking.Host{}
	for _, address := range []string{"amelie", "bram", "driss"} {
		who, _, err := s.Credential(ctx, address+"@demo.example")
		if fault.CodeOf(err) == fault.NotFound {
			return nil // the demo's counsellors have been removed
		}
		if err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
		hosts[address] = hostOf(who)
	}
	clock, err := calendar.New(calendar.Rules{Zone: demoCentres()[0].Zone})
	if err != nil {
		return fmt.Errorf("fill demo: %w", err)
	}
	single := demoMeeting(clock, next(now.In(clock.Zone()), time.Tuesday), 10*60)
	single.Centre, single.Hosts = "charleroi", []booking.Host{hosts["amelie"], hosts["bram"]}
	single.Titles = map[string]string{
		"fr": "Un CV qui parle de vous", "nl": "Een cv dat over u gaat", "de": "Ein Lebenslauf, der von Ihnen spricht", "en": "A CV that speaks of you",
	}
	single.Descriptions = map[string]string{"fr": "Une heure et demie, des exemples, vos questions."}
	single.Questions = []booking.Question{{Text: map[string]string{"fr": "Quel métier visez-vous ?", "en": "Which job are you aiming for?"}}}
	weekly := demoMeeting(clock, next(now.In(clock.Zone()), time.Thursday), 16*60)
	weekly.Centre, weekly.Hosts, weekly.Mode, weekly.Admission = "namur", []booking.Host{hosts["driss"]}, booking.Everyone, booking.AtStart
	weekly.Languages, weekly.Capacity = []string{"fr", "nl"}, 12
	weekly.Titles = map[string]string{
		"fr": "Le café des métiers", "nl": "Het beroepencafé", "de": "Das Berufecafé", "en": "The jobs café",
	}
	weekly.Descriptions = map[string]string{"fr": "Chaque jeudi, quelqu’un raconte son métier."}
	return planDemo(ctx, s, clock, now, single, weekly)
}

func hostOf(s account.Staff) booking.Host { return booking.Host{Staff: s.ID, Name: s.Name} }

// next is the first such day after today.
func next(today time.Time, day time.Weekday) calendar.Date {
	d := calendar.DateOf(today).AddDays(1)
	for d.Weekday() != day {
		d = d.AddDays(1)
	}
	return d
}

func demoMeeting(clock calendar.Calendar, on calendar.Date, minute int) booking.Plan {
	start, _ := clock.At(on, minute)
	return booking.Plan{
		Languages: []string{"fr"}, Start: start, End: start.Add(90 * time.Minute), Capacity: 20,
		Mode: booking.Audience, Admission: booking.ByHand,
	}
}

// planDemo writes a single meeting and one of eight weeks.
func planDemo(ctx context.Context, s *Store, clock calendar.Calendar, now time.Time, single, weekly booking.Plan) error {
	var all []booking.Meeting
	for times, p := range map[int]booking.Plan{1: single, 8: weekly} {
		m, err := booking.NewMeeting(booking.MeetingID(id.New()), p, now)
		if err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
		m.Zone = clock.Zone().String()
		meetings, err := booking.Series(m, booking.Weekly{Times: times}, clock, func() booking.MeetingID { return booking.MeetingID(id.New()) })
		if err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
		if times == 1 {
			meetings[0].Series = ""
		}
		all = append(all, meetings...)
	}
	return s.AddMeetings(ctx, all)
}
