package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"miti/internal/ops"
	"miti/internal/serve"
)

func serveCommand(ctx context.Context, p program, args []string) error {
	config, err := p.configuration(p.flags("serve"), args)
	if err != nil {
		return err
	}
	log := ops.NewLogger(p.err, config.LogLevel)
	s, err := serve.Start(ctx, serve.Options{Config: config, Version: version(), Log: log})
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	log.LogAttrs(ctx, slog.LevelInfo, "serving", slog.String("address", s.Addr().String()), slog.String("version", version()))
	return s.Run(ctx, p.signals)
}

// listenForSignals hands on the signals that ask the program to stop.
func listenForSignals() (signals <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	return c, func() { signal.Stop(c) }
}
