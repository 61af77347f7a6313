package callstats

import (
	"fmt"
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
func (s sayer) charts(p Participant) []chart {
	up, down := s.t("up"), s.t("down")
	return []chart{
		s.draw(s.t("rate"), p.Past, 100_000, s.rate,
			series{up, "up", func(m Moment) float64 { return float64(m.BitsUp) }},
			series{down, "down", func(m Moment) float64 { return float64(m.BitsDown) }}),
		s.draw(s.t("loss"), p.Past, 0.1, s.share,
			series{up, "up", func(m Moment) float64 { return m.LossUp }},
			series{down, "down", func(m Moment) float64 { return m.LossDown }}),
		s.draw(s.t("trip"), p.Past, 100, s.milliseconds,
			series{s.t("chart.now"), "down", func(m Moment) float64 { return float64(m.RoundTrip) }}),
	}
}

// draw makes a chart whose scale begins at 0 and is at least so high.
func (s sayer) draw(title string, past []Moment, least float64, say func(float64) string, all ...series) chart {
	top := least
	for _, one := range all {
		for _, m := range past {
			top = max(top, one.of(m))
		}
	}
	c := chart{Title: title}
	var lines []string
	for _, one := range all {
		var points strings.Builder
		most, now := 0.0, 0.0
		for i, m := range past {
			now = one.of(m)
			most = max(most, now)
			x := chartWidth * float64(i) / float64(max(len(past)-1, 1))
			fmt.Fprintf(&points, "%.1f,%.1f ", x, chartHeight*(1-now/top))
		}
		c.Lines = append(c.Lines, line{one.name, one.class, strings.TrimSpace(points.String())})
		lines = append(lines, s.t("chart.line", "name", one.name, "now", say(now), "most", say(most)))
	}
	c.Words = s.t("chart", "what", title, "span", s.span(lasts(len(past))), "lines", strings.Join(lines, " · "))
	return c
}

func lasts(moments int) time.Duration { return time.Duration(moments) * sfu.MeasureEvery }
