package main

import (
	"context"
	"fmt"

	"miti/internal/doctor"
)

// doctorCommand says, a line each, whether what the configuration names is
// there and does what people need.
func doctorCommand(ctx context.Context, p program, args []string) error {
	config, err := p.configuration(p.flags("doctor"), args)
	if err != nil {
		return err
	}
	sick := 0
	for f := range (doctor.Doctor{Config: config}).Examine(ctx) {
		if f.State == doctor.Wrong {
			sick++
		}
		if f.Says == "" {
			fmt.Fprintf(p.out, "%-12s %s\n", f.Name, f.State)
		} else {
			fmt.Fprintf(p.out, "%-12s %s: %s\n", f.Name, f.State, f.Says)
		}
	}
	if sick > 0 {
		return fmt.Errorf("%d of the above need attention", sick)
	}
	return nil
}
