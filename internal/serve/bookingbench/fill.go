package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/calendar"
	"miti/internal/centre"
	"miti/internal/store"
)

var (
	topics    = []centre.TopicID{"orientation", "training", "studies", "business", "other"}
	languages = []string{"fr", "nl", "de", "en"}
)

// centres is how many there are.
const centres = 10

// fill makes a network with everybody's hours, and appointments in most of them.
func (b *bench) fill(ctx context.Context) error {
	var places []centre.Centre
	for i := range centres {
		places = append(places, centre.Centre{ID: centreOf(i), Name: "Centre", Zone: "Europe/Brussels", Holidays: calendar.BelgianHolidays})
	}
	if err := b.store.SaveNetwork(ctx, places, topics); err != nil {
		return err
	}
	policy := booking.DefaultPolicy()
	policy.Horizon = 366 * 24 * time.Hour
	for _, c := range places {
		if err := b.store.SavePolicy(ctx, c.ID, policy); err != nil {
			return err
		}
	}
	for i := range b.counsellors {
		if err := b.hire(ctx, i); err != nil {
			return err
		}
	}
	db, err := b.open()
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it has done its work
	return b.fillYear(ctx, db)
}

func centreOf(i int) centre.ID { return centre.ID(fmt.Sprintf("centre-%02d", i%centres)) }

func staffOf(i int) account.StaffID { return account.StaffID(fmt.Sprintf("staff-%03d", i)) }

func (b *bench) hire(ctx context.Context, i int) error {
	who := account.Staff{
		ID: staffOf(i), Email: fmt.Sprintf("%d@centre.example", i), Name: "Amélie", Centre: centreOf(i), Capacity: 3, Declared: account.Offline,
		Topics: []centre.TopicID{topics[i%5], topics[(i+1)%5], topics[(i+2)%5]}, Languages: []string{"fr", languages[i%4]},
	}
	if err := b.store.SaveStaff(ctx, who, "hash"); err != nil {
		return err
	}
	a := booking.Availability{
		ID: booking.AvailabilityID(who.ID), Staff: who.ID, Kinds: []booking.Kind{booking.Video, booking.Audio, booking.OnSite},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		a.Week = append(a.Week, calendar.Span{Day: day, From: 9 * 60, To: 12 * 60}, calendar.Span{Day: day, From: 13 * 60, To: 17 * 60})
	}
	return b.store.SaveAvailability(ctx, a)
}

// open opens the database beside the store: a year of appointments by the acts of
// the agenda would take longer than all the rest.
func (b *bench) open() (*sql.DB, error) {
	if b.options.DatabaseURL != "" {
		return sql.Open("pgx", b.options.DatabaseURL)
	}
	return sql.Open("sqlite", "file:"+filepath.Join(b.options.Folder, store.FileName)+"?_pragma=busy_timeout(10000)")
}

// hours are when the appointments of a day begin, by UTC: the first weeks are
// booked out, and there is less and less later on.
var hours = []int{8, 9, 10, 12, 13, 14}

func (b *bench) fillYear(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	today := time.Now().UTC().Truncate(24 * time.Hour)
	for day := range b.days {
		var rows []string
		date := today.AddDate(0, 0, day)
		if date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
			continue
		}
		for i := range b.counsellors {
			for n, hour := range hours {
				if day >= 14 && (day*7+i*3+n)%10 == 0 {
					continue
				}
				rows = append(rows, rowOf(i, day, n, date.Add(time.Duration(hour)*time.Hour)))
			}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO appointments VALUES `+strings.Join(rows, ", ")); err != nil {
			return err
		}
	}
	cells := make([]string, 9)
	for n := range cells {
		cells[n] = fmt.Sprintf("SELECT %d AS n", n)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO cells SELECT staff, start_at / 300000000 + n, id FROM appointments, (`+
		strings.Join(cells, " UNION ALL ")+`) AS numbers`); err != nil {
		return err
	}
	return tx.Commit()
}

func rowOf(i, day, n int, start time.Time) string {
	end := start.Add(45 * time.Minute)
	return fmt.Sprintf(`('a-%d-%d-%d', 'visitor', '%s', FALSE, '%s', 'video', '', 'fr', %d, %d, 'booked', 0, '', '', 'Nora', 'nora@mail.example', '', %d, %d, 0, '', 0, FALSE, 0)`,
		day, i, n, staffOf(i), centreOf(i), start.UnixMicro(), end.UnixMicro(), start.UnixMicro(), start.UnixMicro())
}
