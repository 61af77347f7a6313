package main

import (
	"context"

	"miti/internal/ops"
)

// healthCommand asks the program that runs with the same configuration whether
// it is alive. An empty image has no other program to ask with.
func healthCommand(ctx context.Context, p program, args []string) error {
	config, err := p.configuration(p.flags("health"), args)
	if err != nil {
		return err
	}
	return ops.AskHealth(ctx, config.AdminListen)
}
