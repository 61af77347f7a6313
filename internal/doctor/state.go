package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"miti/internal/live"
	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
)

const (
	steady   = 2 * time.Second // by which two clocks may differ
	diskLeft = 1 << 30         // bytes; less is little for what people send
)

// look opens the database as it is: an examination changes nothing.
func look(ctx context.Context, c ops.Config) (*store.Store, error) {
	return store.Look(ctx, store.Options{DatabaseURL: c.DatabaseURL.Reveal(), Folder: c.DataDir})
}

func database(ctx context.Context, p *patient, r *report) {
	var due []string
	s, err := look(ctx, p.Config)
	if err == nil {
		due, err = s.Due(ctx)
		err = errors.Join(err, s.Close())
	}
	switch {
	case errors.Is(err, store.ErrNone):
		r.off("there is none yet: Miti makes it when it starts")
	case err == nil && len(due) > 0:
		r.doubt("it is of an older Miti (%s to come), and is brought up to date when Miti starts, from where there is no way back: make a backup before", strings.Join(due, ", "))
	case err == nil:
	case p.Config.DatabaseURL == "":
		r.wrong("the database in the data folder cannot be used (%v), so Miti does not start: let the user that it runs as write to %s (MITI_DATA_DIR)", err, p.Config.DataDir)
	default:
		r.wrong("the database cannot be used (%v), so Miti does not start: see that it runs and lets this machine in, and correct DATABASE_URL", err)
	}
}

// clock compares ours with the database's, where that may be another one.
func clock(ctx context.Context, p *patient, r *report) {
	if p.Config.DatabaseURL == "" {
		r.skipped = true
		return
	}
	s, err := look(ctx, p.Config)
	if err != nil {
		r.off("there is no database to compare it with")
		return
	}
	defer s.Close() //nolint:errcheck // it was only asked
	c := s.Clock(p.Now)
	if err := c.Adjust(ctx); err != nil {
		r.off("the database does not say its time: %v", err)
		return
	}
	if off := p.Now().Sub(c.Now()); off > steady || off < -steady {
		r.wrong("this machine's clock is %v off the database's, so sign-in codes and links are refused or last too long: keep both by a time server (NTP)", off.Round(time.Second))
	}
}

func disk(_ context.Context, p *patient, r *report) {
	folder := p.Config.DataDir
	for { // one that is not there yet is made in the first above it that is
		above := filepath.Dir(folder)
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) || above == folder {
			break
		}
		folder = above
	}
	f, err := os.CreateTemp(folder, ".doctor-*")
	if err != nil {
		r.wrong("nothing can be written to the data folder (%v), so files that people send are refused: let the user that Miti runs as write to %s (MITI_DATA_DIR)", err, p.Config.DataDir)
		return
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	if left, ok := freeSpace(folder); ok && left < diskLeft {
		r.wrong("only %d MB are left on the disk of %s, and when they are used up files and messages are refused: make room", left>>20, p.Config.DataDir)
	}
}

func redis(ctx context.Context, p *patient, r *report) {
	if p.Config.RedisURL == "" {
		r.skipped = true
		return
	}
	c, err := live.OpenRedis(p.Config.RedisURL.Reveal())
	if err == nil {
		defer c.Close() //nolint:errcheck // it was only asked
		err = c.Ping(ctx)
	}
	if err != nil {
		r.wrong("Redis does not answer (%v), so nobody is shown as available and nodes do not hear of each other: see that it runs, and correct REDIS_URL", err)
	}
}

func mailServer(ctx context.Context, p *patient, r *report) {
	switch p.Config.MailURL {
	case "":
		r.off("no mail leaves: whoever left a question gets no answer by mail, and nobody a reminder; name a mail server in MITI_MAIL_URL")
		return
	case ops.MailFolder:
		return
	}
	server, err := serve.MailServer(p.Config, p.Config.PublicOrigins[0])
	if err == nil {
		err = server.Check(ctx)
	}
	if err != nil {
		r.wrong("%v, so answers, links and reminders wait: correct MITI_MAIL_URL, or let this machine reach the server", err)
	}
}
