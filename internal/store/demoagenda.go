package store

import (
	"context"
	"fmt"
	"time"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/id"
)

// fillAgendas lets the counsellors of the demo be met, so that a time can be
// booked at once. Who has said when stays as they said.
func fillAgendas(ctx context.Context, s *Store) error {
	for i, who := range DemoStaff() {
		found, _, err := s.Credential(ctx, who.Email)
		if err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
		page, err := s.Page(ctx, found.ID)
		if err != nil {
			return fmt.Errorf("fill demo: %w", err)
		}
		if len(page.Availabilities) > 0 {
			continue
		}
		for _, a := range demoAvailabilities(found.ID, i) {
			if err := s.SaveAvailability(ctx, a); err != nil {
				return fmt.Errorf("fill demo: %w", err)
			}
		}
	}
	return nil
}

// demoAvailabilities are at a distance all week, and at the centre on two days,
// which are others for each.
func demoAvailabilities(who account.StaffID, n int) []booking.Availability {
	apart := booking.Availability{
		ID: booking.AvailabilityID(id.New()), Staff: who, Kinds: []booking.Kind{booking.Video, booking.Audio, booking.Phone},
	}
	there := booking.Availability{ID: booking.AvailabilityID(id.New()), Staff: who, Kinds: []booking.Kind{booking.OnSite}}
	for day := time.Monday; day <= time.Friday; day++ {
		hours := []calendar.Span{{Day: day, From: 9 * 60, To: 12 * 60}, {Day: day, From: 13 * 60, To: 17 * 60}}
		if d := (int(day) + n) % 5; d == 0 || d == 2 {
			there.Week = append(there.Week, hours...)
		}
		apart.Week = append(apart.Week, hours...)
	}
	return []booking.Availability{apart, there}
}
