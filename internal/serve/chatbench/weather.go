package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// weather is what the machine does to everybody on it, whatever the server is
// like: no message can be acknowledged before the disk has made it safe, nor be
// seen before its page gets the processor.
type weather struct {
	syncs []time.Duration // to make a page of the disk safe
	lates []time.Duration // from when a timer was due until somebody ran
}

// watchWeather looks several times a second, until the returned function is
// called, which says what was seen.
func watchWeather(ctx context.Context, folder string) func() weather {
	ctx, stop := context.WithCancel(ctx)
	var w weather
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			due := time.Now().Add(50 * time.Millisecond)
			if pause(ctx, time.Until(due)) != nil {
				return
			}
			w.lates = append(w.lates, time.Since(due))
			if took, err := timeSync(filepath.Join(folder, "sync")); err == nil {
				w.syncs = append(w.syncs, took)
			}
		}
	})
	return func() weather {
		stop()
		watching.Wait()
		slices.Sort(w.syncs)
		slices.Sort(w.lates)
		return w
	}
}

// timeSync is how long the disk takes to make a page of a file safe.
func timeSync(name string) (time.Duration, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	_, err = f.Write(make([]byte, 4096))
	err = errors.Join(err, f.Sync())
	return time.Since(began), errors.Join(err, f.Close())
}
