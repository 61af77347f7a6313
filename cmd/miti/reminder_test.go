package main

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"miti/booking"
	"miti/internal/account"
	"miti/internal/agenda"
	"miti/internal/centre"
	"miti/internal/id"
	"miti/internal/mail/mailtest"
	"miti/internal/outbox"
	"miti/internal/store"
)

// withReminder writes an appointment of in a while, whose confirmation and last
// reminder are due.
func withReminder(t *testing.T, folder string) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := time.Now().UTC().Truncate(time.Minute)
	a := booking.Appointment{
		ID: booking.ID(id.New()), Visitor: "zoe", Staff: "amelie", Centre: "namur", Kind: booking.Video, Language: "fr", State: booking.Booked,
		Start: now.Add(50 * time.Minute), End: now.Add(95 * time.Minute), Name: "Zoé", Contact: "zoe@mail.example", CreatedAt: now, BookedAt: now,
	}
	e := outbox.Envelope{About: string(a.ID), To: "zoe@mail.example", Language: "fr", Now: now}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.SaveNetwork(t.Context(), []centre.Centre{{ID: "namur", Name: "Namur", Zone: "Europe/Brussels"}}, nil))
	must(s.SaveStaff(t.Context(), account.Staff{ID: "amelie", Email: "amelie@centre.example", Name: "Amélie", Centre: "namur"}, ""))
	must(s.ChangeAppointment(t.Context(), agenda.About{Appointment: a.ID, Staff: a.Staff, Start: a.Start, Now: now},
		func(agenda.Case) (agenda.Change, error) {
			return agenda.Change{Appointment: a, Letters: []outbox.Letter{
				e.AppointmentReminder(outbox.Reminder{Start: a.Start, Hours: 1}, a.Start.Add(-time.Hour)),
				e.AppointmentConfirmed(outbox.Change{}),
			}}, nil
		}))
}

// BK-5: killed after the mail server has taken a reminder, and before it could
// be noted, the program does not send it again. What is no reminder it does send.
func TestAReminderIsNotSentAgainAfterAKill(t *testing.T) {
	folder, server := t.TempDir(), mailtest.Start(t)
	withReminder(t, folder)
	server.Swallow(true)
	start := func() *exec.Cmd {
		p := exec.Command(os.Args[0], "serve")
		p.Env = append(os.Environ(), asProgram+"=1", "MITI_DATA_DIR="+folder, "MITI_LISTEN=127.0.0.1:0", "MITI_ADMIN_LISTEN=none",
			"MITI_PUBLIC_ORIGINS=http://miti.example", "MITI_MAIL_URL="+server.URL, "MITI_MAIL_FROM=miti@miti.example", "MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=none",
			"MITI_TURN_UDP=none", "MITI_TURN_TCP=none", "DATABASE_URL=", "REDIS_URL=")
		p.Stderr = os.Stderr
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = p.Process.Kill()
			_ = p.Wait()
		})
		return p
	}
	p := start()
	server.Await(t, 1)
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait()
	server.Swallow(false)

	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, store.FileName)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// The lease of who died runs out.
	if _, err := db.ExecContext(t.Context(), `UPDATE letters SET leased_until = 0`); err != nil {
		t.Fatal(err)
	}
	again := start()
	server.Await(t, 1) // the confirmation, which is due after the reminder
	if err := again.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := again.Wait(); err != nil {
		t.Error(err)
	}
	var state string
	if err := db.QueryRowContext(t.Context(), `SELECT state FROM letters WHERE kind = 'appointment_reminder'`).Scan(&state); err != nil {
		t.Fatal(err)
	}
	if state != "withdrawn" {
		t.Errorf("the reminder is %s", state)
	}
	reminders := 0
	for _, each := range server.Mails() {
		if strings.Contains(each, "Subject: Votre rendez-vous approche") {
			reminders++
		}
	}
	if all := len(server.Mails()); all != 2 || reminders != 1 {
		t.Errorf("%d mails came, of which %d are reminders", all, reminders)
	}
}
