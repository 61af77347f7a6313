package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// benchmark is a run as a line that benchstat reads.
func (f figures) benchmark(out io.Writer) {
	fmt.Fprintf(out, "BenchmarkForward/%s/%s \t%8d\t%8.2f cpu-us/packet\t%8.3f cores\t%8.1f KB/participant\t%8.3f p50-ms\t%8.3f p99-ms\t%6d lost\n",
		f.kind, f.shape, f.forwarded, micros(f.cpu), f.cores, f.memory, millis(f.p50), millis(f.p99), f.lost)
	if f.saturated() || f.short() {
		fmt.Fprintf(out, "# %s/%s%s: the forwarder took %.2f cores, the load %.2f; %.1f %% of the packets not sent in time, %.0f %% of all forwarded\n",
			f.kind, f.shape, map[bool]string{true: " saturated"}[f.saturated()], f.cores, f.loadCPU, 100*f.slow, 100*f.share)
	}
}

func (j joins) benchmark(out io.Writer, n int) {
	fmt.Fprintf(out, "BenchmarkJoin/%s \t%8d\t%8.1f first-media-ms\t%8.1f video-ms\t%8.1f heard-ms\t%8.1f seen-ms\n",
		j.kind, n, millis(j.first), millis(j.video), millis(j.heard), millis(j.seen))
}

// summary is a line for programs: of each kind the best round, since what
// others do on the machine only adds.
func summary(out io.Writer, name string, all []figures) {
	us, pion, bare := best(all, name, ours), best(all, name, plain), best(all, name, floor)
	if us == nil {
		return
	}
	doubts := ""
	for _, f := range []*figures{us, pion, bare} {
		switch {
		case f == nil:
		case f.saturated():
			doubts += " saturated=" + string(f.kind)
		case f.short():
			doubts += fmt.Sprintf(" short=%s:%.2f", f.kind, f.share)
		}
	}
	fmt.Fprintf(out, "sfu %s cpu_us=%.1f cpu_vs_floor=%s cpu_vs_pion=%s kb_per_participant=%.0f p50_ms=%.2f p99_ms=%.2f lost=%d%s\n",
		name, micros(us.cpu), ratio(us, bare), ratio(us, pion), us.memory, millis(us.p50), millis(us.p99), us.lost, doubts)
}

// relaySummary is what the relay makes of it.
func relaySummary(out io.Writer, name string, all []figures) {
	by, direct := best(all, name, relayed), best(all, name, ours)
	if by == nil {
		return
	}
	doubts := ""
	if by.saturated() {
		doubts = " saturated=" + string(relayed)
	}
	fmt.Fprintf(out, "sfu %s-relayed cpu_us=%.1f cpu_vs_direct=%s p50_ms=%.2f p99_ms=%.2f lost=%d%s\n",
		name, micros(by.cpu), ratio(by, direct), millis(by.p50), millis(by.p99), by.lost, doubts)
}

// best is the run of a kind that took least of the CPU, of those that were
// not saturated if there are any.
func best(all []figures, name string, k kind) *figures {
	var runs []figures
	for _, f := range all {
		if f.shape == name && f.kind == k && f.forwarded > 0 {
			runs = append(runs, f)
		}
	}
	if len(runs) == 0 {
		return nil
	}
	f := slices.MinFunc(runs, func(a, b figures) int {
		if a.saturated() != b.saturated() {
			return map[bool]int{true: 1, false: -1}[a.saturated()]
		}
		return cmp.Compare(a.cpu, b.cpu)
	})
	return &f
}

// ratio of the CPU of a packet, "unknown" when the other was not measured.
func ratio(f, to *figures) string {
	if to == nil || to.cpu == 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.2f", float64(f.cpu)/float64(to.cpu))
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// names are the shapes of all runs, in their order.
func names(all []figures) (list []string) {
	for _, f := range all {
		if !slices.Contains(list, f.shape) {
			list = append(list, f.shape)
		}
	}
	return list
}

// header is what benchstat wants to know of the machine.
func header(out io.Writer, cpus int, model string) {
	fmt.Fprintf(out, "goos: linux\npkg: miti/internal/serve/sfubench\ncpu: %s (%d)\n", strings.TrimSpace(model), cpus)
}
