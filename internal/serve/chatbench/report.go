package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// verdict is an error when a message was lost, doubled, out of order, or
// refused: then the figures are those of something that does not work.
func (f *figures) verdict() error {
	if f.lost+f.doubled+f.disordered+f.refused > 0 || f.sent == 0 {
		return errors.New("not every message that was sent was seen once, in order")
	}
	return nil
}

// print says what was measured and what bounds it. The last line is for
// programs.
func (f *figures) print(out io.Writer) {
	perMessage := float64(f.busy.cpu) / float64(max(f.sent, 1))
	idle := f.idle.cpu.Seconds() / f.idle.over.Seconds()
	fmt.Fprintf(out, "\nlive store: %s. %d sockets, %d conversations, %d messages a second for %v\n",
		f.store, f.sockets, f.load.conversations, f.load.perSecond, f.load.lasts)
	f.printCPU(out, perMessage, idle)
	f.printMemory(out)
	f.printTimes(out)
	fmt.Fprintf(out, "messages: %d sent, %d refused, %d not seen, %d seen twice, %d out of order\n",
		f.sent, f.refused, f.lost, f.doubled, f.disordered)
	fmt.Fprintf(out, "chat store=%s cpu_ms_per_message=%.2f kb_per_socket=%.1f p50_ms=%.1f p99_ms=%.1f lost=%d doubled=%d\n",
		f.store, perMessage/float64(time.Millisecond), f.perSocket(float64(f.resident)),
		millis(quantile(f.seen, 0.5)), millis(quantile(f.seen, 0.99)), f.lost, f.doubled)
}

func (f *figures) printCPU(out io.Writer, perMessage, idle float64) {
	share := idle * f.busy.over.Seconds() / max(f.busy.cpu.Seconds(), 0.01)
	fmt.Fprintf(out, "CPU: %.2f s a 1,000 messages, everything included; %.1f %% of a core while nobody writes (%.0f %% of it)\n",
		perMessage/float64(time.Millisecond), 100*idle, 100*share)
	fmt.Fprintf(out, "  by cause: %s\n", list(f.causes))
	fmt.Fprintf(out, "  by work:  %s\n", list(f.work))
}

func (f *figures) printMemory(out io.Writer) {
	heap := float64(f.after.HeapAlloc) - float64(f.before.HeapAlloc)
	stacks := float64(f.after.StackInuse) - float64(f.before.StackInuse)
	fmt.Fprintf(out, "memory: %.1f kB resident an idle socket: %.1f stacks, %.1f heap, %.1f that the collector keeps free and SQL's\n",
		f.perSocket(float64(f.resident)), f.perSocket(stacks), f.perSocket(heap), f.perSocket(float64(f.resident)-stacks-heap))
	fmt.Fprintf(out, "  the heap: %s\n", list(f.held))
}

func (f *figures) printTimes(out io.Writer) {
	for _, t := range []struct {
		name  string
		times []time.Duration
	}{
		{"send → seen", f.seen},
		{"send → answered", f.answered},
		{"  of these, the disk making a page safe", f.weather.syncs},
		{"  of these, a process waiting for its turn", f.weather.lates},
	} {
		fmt.Fprintf(out, "%s: p50 %.1f ms, p99 %.1f ms\n", t.name, millis(quantile(t.times, 0.5)), millis(quantile(t.times, 0.99)))
	}
}

// perSocket is a part of so many bytes, in kB.
func (f *figures) perSocket(bytes float64) float64 { return bytes / float64(max(f.sockets, 1)) / 1000 }

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// list names shares of at least a hundredth.
func list(shares []share) string {
	var named []string
	for _, s := range shares {
		if s.part >= 0.01 {
			named = append(named, fmt.Sprintf("%s %.0f %%", s.name, 100*s.part))
		}
	}
	return strings.Join(named, ", ")
}
