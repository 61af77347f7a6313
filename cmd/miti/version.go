package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

func versionCommand(_ context.Context, p program, _ []string) error {
	fmt.Fprintln(p.out, version())
	return nil
}

// version is the commit that the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return info.Main.Version
}
