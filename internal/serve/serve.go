// Package serve builds a whole Miti, in order, and closes it in reverse. The
// program is little more than this; tests start the real thing with it.
package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"miti/internal/agenda"
	"miti/internal/attachment"
	"miti/internal/callstats"
	"miti/internal/catalogue"
	"miti/internal/centre"
	"miti/internal/desk"
	"miti/internal/door"
	"miti/internal/invite"
	"miti/internal/lobby"
	"miti/internal/mail"
	"miti/internal/meeting"
	"miti/internal/office"
	"miti/internal/ops"
	"miti/internal/outbox"
	"miti/internal/outside"
	"miti/internal/store"
	"miti/internal/web"
	"miti/sfu"
	"miti/sfu/turn"
	"miti/signaling"
	"miti/static"
)

// Options is what a Server is built of, beside its configuration.
type Options struct {
	Config  ops.Config
	Version string
	Log     *slog.Logger
	// Now is the time of all that is kept; nil for the machine's. A database that
	// has a time of its own corrects it.
	Now func() time.Time
	// Prepare fills the store before anybody is served; nil for nothing.
	Prepare func(context.Context, *store.Store) error
	// ShowMails shows the mails of the folder "file:" to everybody, links and
	// all, at /demo/mail/. It is the demo's; the configuration cannot ask for it.
	ShowMails bool
}

// Server is a running Miti.
type Server struct {
	config    ops.Config
	log       *slog.Logger
	store     *store.Store
	clock     *store.Clock // the time of all nodes, for all that is kept
	desk      *desk.Desk
	agenda    *agenda.Agenda
	meetings  *meeting.Hall
	media     *sfu.Plane
	relay     *turn.Server // nil without one
	signaling *signaling.Server
	metrics   *ops.Metrics
	texts     catalogue.Catalogue
	box       *mail.Box  // nil but in a demo
	admin     *ops.Admin // nil without an admin port
	http      *http.Server
	listener  net.Listener
	serving   sync.WaitGroup
	sweeping  sync.WaitGroup

	once    sync.Once
	closing closing
}

// closing is what has been built so far, to be closed in reverse.
type closing []func() error

func (c *closing) later(f func() error) { *c = append(*c, f) }

func (c *closing) close() error {
	var all error
	for i := len(*c) - 1; i >= 0; i-- {
		all = errors.Join(all, (*c)[i]())
	}
	*c = nil
	return all
}

// Start builds everything and serves. What was built when a part fails is
// closed again.
func Start(ctx context.Context, o Options) (*Server, error) {
	s := &Server{config: o.Config, log: o.Log, metrics: ops.NewMetrics()}
	if err := s.build(ctx, o); err != nil {
		return nil, errors.Join(err, s.closing.close())
	}
	return s, nil
}

func (s *Server) build(ctx context.Context, o Options) error {
	if err := s.listen(ctx); err != nil {
		return err // before anything is touched: another one may be running
	}
	var err error
	bell := outbox.NewBell()
	s.store, err = store.Open(ctx, store.Options{
		DatabaseURL: s.config.DatabaseURL.Reveal(), Folder: s.config.DataDir, Posted: bell.Ring,
	})
	if err != nil {
		return err
	}
	s.closing.later(s.store.Close)
	if o.Now == nil {
		o.Now = time.Now
	}
	s.clock = s.store.Clock(o.Now)
	if err := s.clock.Adjust(ctx); err != nil {
		return err
	}
	if o.Prepare != nil {
		if err := o.Prepare(ctx, s.store); err != nil {
			return err
		}
	}
	shared, err := s.openShared(s.log)
	if err != nil {
		return err
	}
	s.closing.later(shared.close)
	files, err := attachment.OpenFolder(filepath.Join(s.config.DataDir, "files"))
	if err != nil {
		return err
	}
	s.closing.later(files.Close)
	if s.texts, err = catalogue.Read(static.Catalogue(), centre.Languages()...); err != nil {
		return err
	}
	s.desk = desk.New(desk.Deps{Store: s.store, Live: shared.live, Bus: shared.bus, Files: files, Now: s.clock.Now})
	s.agenda = agenda.New(agenda.Deps{Store: s.store, Chats: s.desk, Fetcher: outside.New(outside.Public), Now: s.clock.Now})
	s.meetings = meeting.New(meeting.Deps{Store: s.store, Bus: shared.bus, Now: s.clock.Now})
	origins, err := door.NewOrigins(s.origins())
	if err != nil {
		return err
	}
	entrance := &door.Door{
		Origins: origins, Addresses: door.Addresses{Trusted: s.config.TrustedProxies},
		Sessions: s.store, Now: s.clock.Now,
	}
	if err := s.buildCalls(ctx, o, shared, entrance); err != nil {
		return err
	}
	if err := s.buildMail(ctx, o, origins.Own(), bell); err != nil {
		return err
	}
	return s.buildServing(ctx, shared, entrance)
}

// buildCalls makes the media plane and the sockets, which know each other.
func (s *Server) buildCalls(ctx context.Context, o Options, shared *shared, entrance *door.Door) error {
	var err error
	s.media, err = sfu.NewPlane(sfu.Config{
		UDP: s.config.MediaUDP, TCP: s.config.MediaTCP, Public: s.config.MediaPublic, Log: s.log,
		// Nobody can join before signaling is there, so nothing happens before.
		Event: func(e sfu.Event) { s.seen(e) },
	}, s.config.MediaLoops)
	if err != nil {
		return err
	}
	s.closing.later(s.media.Close)
	relay, err := s.openRelay(entrance.Origins.Own()[0])
	if err != nil {
		return err
	}
	s.signaling, err = signaling.New(ctx, signaling.Deps{
		Desk: s.desk, Meetings: s.meetings, Owners: []lobby.Owner{s.desk, s.meetings}, Log: s.store, Bus: shared.bus, Media: s.media, Calls: s.store, Relay: relay, Nodes: shared.nodes, Door: entrance, Accounts: s.store,
		Now: s.clock.Now, Version: o.Version, Logger: s.log,
	})
	if err != nil {
		return err
	}
	s.closing.later(func() error { s.signaling.Close(); return nil })
	return nil
}

// buildServing opens the ports, when everything behind them is there.
func (s *Server) buildServing(ctx context.Context, shared *shared, entrance *door.Door) error {
	s.metrics.Watch(s.sources())
	pages, err := web.New(web.Deps{
		Desk: s.desk, Office: office.New(s.store, s.clock.Now), Agenda: s.agenda, Meetings: s.meetings, Door: entrance, Trials: s.signaling, Accounts: s.store, Allow: shared.allow, Pages: static.Pages(),
		Invites:     invite.Writer{Catalogue: s.texts, Network: s.config.NetworkName, Origin: entrance.Origins.Own()[0]},
		NetworkName: s.config.NetworkName, Count: s.metrics.Request, Log: s.log, Now: time.Now,
	})
	if err != nil {
		return err
	}
	if err := s.serve(ctx, pages); err != nil {
		return err
	}
	if s.config.AdminListen != "" {
		calls, err := callstats.New(callstats.Deps{Rooms: s.media.Inspect, Ended: s.store.Calls, Texts: s.texts, Now: s.clock.Now, Log: s.log})
		if err != nil {
			return err
		}
		s.admin, err = ops.NewAdmin(ctx, ops.AdminConfig{
			Listen: s.config.AdminListen, Metrics: s.metrics, Calls: calls, Log: s.log,
			Checks: append([]ops.Check{{Name: "sql", Run: s.store.Ping}}, shared.checks...),
		})
		if err != nil {
			return err
		}
		s.closing.later(s.admin.Close)
	}
	sweeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.sweeping.Go(func() { s.sweep(sweeping) })
	s.sweeping.Go(func() { s.tidy(sweeping) })
	s.sweeping.Go(func() { s.fetch(sweeping) })
	s.closing.later(func() error { stop(); s.sweeping.Wait(); return nil })
	return nil
}

// listen opens the port of the pages.
func (s *Server) listen(ctx context.Context) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("listen for the pages: %w", err)
	}
	s.listener = listener
	s.closing.later(func() error { return ignoreClosed(listener.Close()) })
	return nil
}

// ignoreClosed takes it as done that a listener is closed already: its server
// closes it too.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// origins are the configured ones. Where any free port was asked for, they
// have the one that was found.
func (s *Server) origins() []string {
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	var found []string
	for _, o := range s.config.PublicOrigins {
		if free, ok := strings.CutSuffix(o, ":0"); ok {
			o = free + ":" + port
		}
		found = append(found, o)
	}
	return found
}

// serve answers pages, commands and sockets on one port.
func (s *Server) serve(ctx context.Context, pages http.Handler) error {
	listener := s.listener
	if s.config.TLSCert != "" {
		pair, err := openCertificate(s.config.TLSCert, s.config.TLSKey, s.log)
		if err != nil {
			return fmt.Errorf("read the certificate: %w", err)
		}
		listener = tls.NewListener(listener, &tls.Config{GetCertificate: pair.get, MinVersion: tls.VersionTLS12})
	}
	mux := http.NewServeMux()
	mux.Handle("/ws/", s.signaling.Handler())
	mux.Handle("/", pages)
	if s.box != nil {
		mux.Handle("GET "+boxPath, s.box)
	}
	s.http = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.serving.Go(func() {
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.LogAttrs(ctx, slog.LevelError, "server ended", slog.Any("error", err))
		}
	})
	s.closing.later(func() error {
		closing, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		err := s.http.Shutdown(closing)
		if err != nil {
			err = errors.Join(err, s.http.Close())
		}
		s.serving.Wait()
		return err
	})
	return nil
}

// sources are the present numbers for the metrics.
func (s *Server) sources() ops.Sources {
	return ops.Sources{
		Sockets: s.signaling.Sockets,
		Media:   s.mediaStats,
		Relay:   s.relayed(),
		Waiting: func(ctx context.Context) (int, error) {
			a, err := s.desk.Availability(ctx)
			return a.Waiting, err
		},
		Letters: func(ctx context.Context) (int, error) { return s.store.LettersWaiting(ctx, s.clock.Now()) },
	}
}

// adjustEvery is how often the clock is compared with the database's: what an
// ordinary one drifts apart in that time is less than is corrected.
const adjustEvery = time.Minute

// sweep does each second what time does.
func (s *Server) sweep(ctx context.Context) {
	ticker, adjusting := time.NewTicker(time.Second), time.NewTicker(adjustEvery)
	defer ticker.Stop()
	defer adjusting.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-adjusting.C:
			if err := s.clock.Adjust(ctx); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelWarn, "clock not adjusted", slog.Any("error", err))
			}
		case <-ticker.C:
			if err := errors.Join(s.desk.Sweep(ctx), s.meetings.Sweep(ctx)); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "sweep failed", slog.Any("error", err))
			}
		}
	}
}

// fetch reads the calendars that counsellors have elsewhere, when they are due, and
// tells of times whose holds have run out.
func (s *Server) fetch(ctx context.Context) {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.agenda.Fetch(ctx); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "fetching calendars failed", slog.Any("error", err))
			}
			if err := s.agenda.Lapse(ctx); err != nil && ctx.Err() == nil {
				s.log.LogAttrs(ctx, slog.LevelError, "telling of lapsed holds failed", slog.Any("error", err))
			}
		}
	}
}

// tidy removes, now and each day, what a crash or nobody left behind.
func (s *Server) tidy(ctx context.Context) {
	ticker := time.NewTicker(24 * time.Hour)
	defer ticker.Stop()
	for {
		if err := s.desk.TidyFiles(ctx); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "tidying files failed", slog.Any("error", err))
		}
		if err := s.agenda.Tidy(ctx); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "tidying the agenda failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Addr is where the pages are served.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// AdminAddr is where the admin server listens; nil when there is none.
func (s *Server) AdminAddr() net.Addr {
	if s.admin == nil {
		return nil
	}
	return s.admin.Addr()
}

// Close stops at once what Start began, in reverse, and waits. It may be
// called twice.
func (s *Server) Close() error {
	var err error
	s.once.Do(func() { err = s.closing.close() })
	return err
}
