package main

import (
	"bytes"
	"os"
	"regexp"
	"testing"
	"time"

	"miti/sfu"
)

// The test's own program is the forwarder, too.
func TestMain(m *testing.M) {
	if k := os.Getenv(serverEnv); k != "" {
		os.Exit(serverMain(kind(k)))
	}
	os.Exit(m.Run())
}

func TestSmallShapesAreMeasuredOnAllThree(t *testing.T) {
	two := calls("two", 1, sfu.Microphone, sfu.Camera)
	two.relayed = true
	small := []shape{
		two,
		meeting("layers", 3, 1, 1, simulcast),
	}
	p := plan{window: 500 * time.Millisecond, joins: 1}
	var out bytes.Buffer
	if err := run(t.Context(), p, small, 1, &out); err != nil {
		t.Fatal(err, out.String())
	}
	for _, want := range []string{
		`(?m)^BenchmarkJoin/(ours|pion) \t +1\t +\d+\.\d first-media-ms\t +\d+\.\d video-ms\t +\d+\.\d heard-ms\t +\d+\.\d seen-ms$`,
		`(?m)^BenchmarkForward/ours/two \t +\d\d+\t`,
		`(?m)^BenchmarkForward/pion/layers \t +\d\d+\t`,
		`(?m)^BenchmarkForward/floor/layers \t +\d\d+\t`,
		`(?m)^sfu two cpu_us=\d+\.\d cpu_vs_floor=\d+\.\d\d cpu_vs_pion=\d+\.\d\d kb_per_participant=-?\d+ p50_ms=\d+\.\d\d p99_ms=\d+\.\d\d lost=\d+`,
		`(?m)^sfu two-relayed cpu_us=\d+\.\d cpu_vs_direct=\d+\.\d\d p50_ms=\d+\.\d\d p99_ms=\d+\.\d\d lost=\d+`,
		`(?m)^sfu layers cpu_us=`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no line like %s in\n%s", want, out.String())
		}
	}
}

func TestTheLoadIsWhatTheShapesSay(t *testing.T) {
	for name, c := range map[string]struct {
		shape shape
		want  float64
	}{
		"a voice and a picture each": {calls("", 10, sfu.Microphone, sfu.Camera), 10 * 2 * (50 + 135)},
		"voices":                     {calls("", 50, sfu.Microphone), 50 * 2 * 50},
		"four voices, one picture, others listen":          {meeting("", 34, 4, 1, 1), 4*50 + 135},
		"six who send three layers: a whole, half, fourth": {meeting("", 30, 6, 6, simulcast), 6 * (50 + 135 + 60 + 30)},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := c.shape.due(); int(got+0.5) != int(c.want) {
				t.Errorf("%.1f packets a second, want %.1f", got, c.want)
			}
		})
	}
}

func TestTheBestRoundIsOneThatTheMachineCarried(t *testing.T) {
	all := []figures{
		{kind: ours, shape: "s", forwarded: 1000, share: 1, cpu: 30},
		{kind: ours, shape: "s", forwarded: 1000, share: 1, cpu: 20},
		{kind: ours, shape: "s", forwarded: 1000, share: 1, cpu: 10, slow: 0.2},
		{kind: ours, shape: "s", forwarded: 1000, share: 1, cpu: 10, lost: 100},
		{kind: ours, shape: "other", forwarded: 1000, share: 1, cpu: 1},
		{kind: floor, shape: "s", forwarded: 1000, share: 1, cpu: 16},
	}
	f := best(all, "s", ours)
	if f == nil || f.cpu != 20 {
		t.Fatalf("%+v", f)
	}
	var out bytes.Buffer
	summary(&out, "s", all)
	if !bytes.Contains(out.Bytes(), []byte("cpu_vs_floor=1.25 cpu_vs_pion=unknown")) {
		t.Error(out.String())
	}
}
