package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"text/tabwriter"
	"time"

	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
)

// demoPassword is that of all counsellors of the demo. It is printed, and the
// demo listens on this machine alone unless told otherwise.
const demoPassword = "demo-miti-2026"

func demoCommand(ctx context.Context, p program, args []string) error {
	f := p.flags("demo")
	ahead := f.Duration("ahead", 0, "how far the clock of the demo goes ahead, such as 47h30m: what waits gets late")
	if err := parse(f, args); err != nil {
		return err
	}
	config, err := demoConfig(p.environ)
	if err != nil {
		return err
	}
	if *ahead != 0 && config.DatabaseURL != "" {
		return errors.New("-ahead is for the built-in database: another one has a time of its own")
	}
	now := func() time.Time { return time.Now().Add(*ahead) }
	s, err := serve.Start(ctx, serve.Options{
		Config: config, Version: version(), Log: ops.NewLogger(p.err, config.LogLevel),
		ShowMails: true, Now: now,
		Prepare: func(ctx context.Context, s *store.Store) error {
			if err := store.Demo(ctx, s, demoPassword); err != nil {
				return err
			}
			return store.DemoMeetings(ctx, s, now())
		},
	})
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	p.introduce(s.Addr(), config)
	return s.Run(ctx, p.signals)
}

// demoConfig is the operator's configuration with what a demo wants where
// nothing is said: media on this machine, any free ports, no relay, no admin port, a
// quiet log, a quick end, and mails that go no further than a folder.
func demoConfig(environ []string) (ops.Config, error) {
	defaults := []string{
		"MITI_MEDIA_UDP=127.0.0.1:0", "MITI_MEDIA_TCP=127.0.0.1:0", "MITI_ADMIN_LISTEN=none",
		"MITI_TURN_UDP=none", "MITI_TURN_TCP=none", "MITI_LOG_LEVEL=warn", "MITI_DRAIN_TIMEOUT=0s", "MITI_MAIL_URL=file:",
	}
	// Later entries win, as they do for every program.
	config, err := ops.Load(append(defaults, environ...), "")
	if _, port, e := net.SplitHostPort(config.Listen); e == nil && len(config.PublicOrigins) == 1 {
		config.PublicOrigins = append(config.PublicOrigins, "http://127.0.0.1:"+port)
	}
	if err == nil && config.MediaUDP.Addr().IsUnspecified() && len(config.MediaPublic) == 0 {
		config.MediaPublic = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	}
	return config, err
}

// introduce says where to go and how to sign in.
func (p program) introduce(at net.Addr, config ops.Config) {
	_, port, _ := net.SplitHostPort(at.String())
	home := "http://localhost:" + port
	t := tabwriter.NewWriter(p.out, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "\nMiti, a demo.\n\n")
	places := [][2]string{
		{"Visitors", "/"}, {"Appointments", "/book"}, {"Group meetings", "/meetings"},
		{"Counsellors", "/counsellor"}, {"Their meetings", "/hosting"}, {"Coordinator", "/coordinator"},
	}
	if config.MailURL == ops.MailFolder {
		places = append(places, [2]string{"Mails", "/demo/mail/"})
	}
	for _, place := range places {
		fmt.Fprintf(t, "  %s\t%s%s\n", place[0], home, place[1])
	}
	fmt.Fprintf(t, "  Password\t%s\n\n", demoPassword)
	for _, who := range store.DemoStaff() {
		does := fmt.Sprint(who.Centre, " ", who.Languages)
		if who.Coordinator {
			does = "coordinator of all centres"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\n", who.Email, who.Name, does)
	}
	fmt.Fprintf(t, "\nStop it with Ctrl+C. What is entered is kept in the data folder.\n")
	t.Flush() //nolint:errcheck // nobody reads it
}
