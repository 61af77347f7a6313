package main

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"miti/internal/store"
	"miti/internal/store/storetest"
)

func TestASmallNetworkIsMeasuredOnBothEngines(t *testing.T) {
	small := load{counsellors: 10, days: 30, lasts: 200 * time.Millisecond, readers: []int{1, 10}, bookers: 5}
	var out bytes.Buffer
	if err := run(t.Context(), small, &out); err != nil {
		t.Fatal(err, out.String())
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		last := regexp.MustCompile(`(?m)^booking engine=` + engine + ` slots_p50_ms=\d+\.\d slots_p99_ms=\d+\.\d bookings_per_s=\d+\.\d double=0$`)
		if !last.MatchString(out.String()) {
			t.Errorf("no last line of %s in\n%s", engine, out.String())
		}
	}
}

// The measuring is known to be able to fail: appointments that overlap are
// counted.
func TestWhatOverlapsIsCounted(t *testing.T) {
	var out bytes.Buffer
	b := open(t, &out)
	db, err := b.open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	day := time.Date(2026, time.December, 7, 8, 0, 0, 0, time.UTC)
	for i, start := range []time.Time{day, day.Add(45 * time.Minute), day.Add(60 * time.Minute)} {
		if _, err := db.ExecContext(t.Context(), `INSERT INTO appointments VALUES `+rowOf(0, 0, i, start)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := b.doubled(t.Context()); err != nil || n != 1 {
		t.Errorf("%d overlap, %v", n, err)
	}
}

func open(t *testing.T, out *bytes.Buffer) *bench {
	t.Helper()
	o := store.Options{Folder: t.TempDir()}
	return &bench{engine: "sqlite", store: storetest.Open(t, o), options: o, out: out}
}
