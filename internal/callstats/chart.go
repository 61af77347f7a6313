package callstats

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"miti/sfu"
)

// The size of a chart in its own units; the page stretches it.
const (
	chartWidth  = 180.0
	chartHeight = 40.0
)

// chart is one small line chart of the last minutes, or two on one scale.
type chart struct {
	Title string
	Lines []line
	Words string // what it shows, for who cannot see it
}

type line struct {
	Name   string
	Class  string
	Points string // of an SVG polyline
}

// series is one thing that was measured.
type series struct {
	name, class string
	of          func(Moment) float64
}

// charts are those of a participant.
func charts(p Participant) []chart {
	up, down := "from the participant", "to the participant"
	return []chart{
		draw("Rate", p.Past, 100_000, bits,
			series{up, "up", func(m Moment) float64 { return float64(m.BitsUp) }},
			series{down, "down", func(m Moment) float64 { return float64(m.BitsDown) }}),
		draw("Loss", p.Past, 0.1, share,
			series{up, "up", func(m Moment) float64 { return m.LossUp }},
			series{down, "down", func(m Moment) float64 { return m.LossDown }}),
		draw("Round trip", p.Past, 100, milliseconds,
			series{"there and back", "down", func(m Moment) float64 { return float64(m.RoundTrip) }}),
	}
}

// draw makes a chart whose scale begins at 0 and is at least so high.
func draw(title string, past []Moment, least float64, say func(float64) string, all ...series) chart {
	top := least
	for _, s := range all {
		for _, m := range past {
			top = max(top, s.of(m))
		}
	}
	c := chart{Title: title}
	var words []string
	for _, s := range all {
		var points strings.Builder
		most, now := 0.0, 0.0
		for i, m := range past {
			now = s.of(m)
			most = max(most, now)
			x := chartWidth * float64(i) / float64(max(len(past)-1, 1))
			fmt.Fprintf(&points, "%.1f,%.1f ", x, chartHeight*(1-now/top))
		}
		c.Lines = append(c.Lines, line{s.name, s.class, strings.TrimSpace(points.String())})
		words = append(words, fmt.Sprintf("%s now %s, at most %s", s.name, say(now), say(most)))
	}
	c.Words = fmt.Sprintf("%s in the last %s: %s.", title, lasts(len(past)), strings.Join(words, "; "))
	return c
}

func lasts(moments int) time.Duration { return time.Duration(moments) * sfu.MeasureEvery }

// inWords says how often the connection was what in the last minutes.
func inWords(past []Moment) string {
	n := map[string]int{}
	for _, m := range past {
		n[m.Word]++
	}
	var said []string
	for _, word := range []string{"good", "weak", "lost"} {
		if n[word] > 0 {
			said = append(said, fmt.Sprintf("%s for %s", word, lasts(n[word])))
		}
	}
	return strings.Join(said, ", ")
}

func bits(n float64) string         { return fmt.Sprintf("%.0f kbit/s", n/1000) }
func share(n float64) string        { return fmt.Sprintf("%.1f %%", 100*n) }
func milliseconds(n float64) string { return fmt.Sprintf("%.0f ms", n) }

// words are how the page says figures.
func words() template.FuncMap {
	return template.FuncMap{
		"charts":  charts,
		"inWords": inWords,
		"bits":    func(n int) string { return bits(float64(n)) },
		"share":   share,
		"ms":      func(d time.Duration) string { return milliseconds(float64(d.Milliseconds())) },
		"round":   func(d time.Duration) time.Duration { return d.Round(time.Second) },
		"seconds": func(n int) time.Duration { return time.Duration(n) * time.Second },
		"clock":   func(t time.Time) string { return t.UTC().Format("15:04:05") },
		"join":    strings.Join,
	}
}
