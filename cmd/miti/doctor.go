package main

import (
	"context"
	"fmt"
	"net"

	"miti/internal/live"
	"miti/internal/ops"
	"miti/internal/serve"
	"miti/internal/store"
)

// doctorCommand says, a line each, whether what the configuration names is
// there.
func doctorCommand(ctx context.Context, p program, args []string) error {
	config, err := p.configuration("doctor", args)
	if err != nil {
		return err
	}
	sick := 0
	for _, c := range examinations(config) {
		if err := c.Run(ctx); err != nil {
			sick++
			fmt.Fprintf(p.out, "%-12s wrong: %v\n", c.Name, err)
		} else {
			fmt.Fprintf(p.out, "%-12s ok\n", c.Name)
		}
	}
	if config.MailURL == "" {
		fmt.Fprintf(p.out, "%-12s off: answers to questions that were left cannot leave by mail (see MITI_MAIL_URL)\n", "mail")
	}
	if sick > 0 {
		return fmt.Errorf("%d of the above need attention", sick)
	}
	return nil
}

func examinations(config ops.Config) []ops.Check {
	checks := []ops.Check{
		{Name: "database", Run: func(ctx context.Context) error {
			s, err := store.Open(ctx, store.Options{DatabaseURL: config.DatabaseURL.Reveal(), Folder: config.DataDir})
			if err != nil {
				return err
			}
			return s.Close()
		}},
		{Name: "media port", Run: func(ctx context.Context) error {
			var l net.ListenConfig
			c, err := l.ListenPacket(ctx, "udp", config.MediaUDP.String())
			if err != nil {
				return fmt.Errorf("is Miti running already? %w", err)
			}
			return c.Close()
		}},
	}
	if config.RedisURL != "" {
		checks = append(checks, ops.Check{Name: "redis", Run: func(ctx context.Context) error {
			r, err := live.OpenRedis(config.RedisURL.Reveal())
			if err != nil {
				return err
			}
			defer r.Close() //nolint:errcheck // it was only asked
			return r.Ping(ctx)
		}})
	}
	if config.MailURL != "" && config.MailURL != ops.MailFolder {
		checks = append(checks, ops.Check{Name: "mail", Run: func(ctx context.Context) error {
			server, err := serve.MailServer(config, config.PublicOrigins[0])
			if err != nil {
				return err
			}
			return server.Check(ctx)
		}})
	}
	return checks
}
