package callstats

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"miti/internal/catalogue"
)

// sayer says words and figures in one language.
type sayer struct{ catalogue.Texts }

// words are what the page says with.
func words(texts catalogue.Texts) template.FuncMap {
	s := sayer{texts}
	return template.FuncMap{
		"t":        s.t,
		"language": func(one string) string { return s.T("language." + one) },
		"term":     s.term,
		"terms":    s.terms,
		"charts":   s.charts,
		"spent":    s.spent,
		"spentAll": s.spentAll,
		"ways":     s.ways,
		"taken":    taken,
		"bits":     func(n int) string { return s.rate(float64(n)) },
		"share":    s.share,
		"ms":       func(d time.Duration) string { return s.milliseconds(float64(d.Milliseconds())) },
		"millis":   func(n int64) string { return s.milliseconds(float64(n)) },
		"span":     s.span,
		"seconds":  func(n int) string { return s.span(time.Duration(n) * time.Second) },
		"clock":    clock,
		"rfc3339":  func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	}
}

// numbered is a seat by its place.
type numbered struct {
	Number int
	Seat
}

// taken are the seats that somebody has.
func taken(seats []Seat) (all []numbered) {
	for i, s := range seats {
		if s.Participant != "" {
			all = append(all, numbered{i, s})
		}
	}
	return all
}

func clock(t time.Time) string { return t.UTC().Format("15:04:05") }

func (s sayer) t(key string, values ...any) string {
	said := make([]string, len(values))
	for i, v := range values {
		said[i] = fmt.Sprint(v)
	}
	return s.T("operator."+key, said...)
}

// term is the word for one of a list that the code keeps.
func (s sayer) term(list, one string) string {
	if one == "" {
		one = "none"
	}
	return s.t(list + "." + one)
}

func (s sayer) terms(list string, all []string) string {
	said := make([]string, len(all))
	for i, one := range all {
		said[i] = s.term(list, one)
	}
	return strings.Join(said, ", ")
}

// ways says how many come by which way, in one order always.
func (s sayer) ways(n map[string]int) string {
	var said []string
	for _, way := range []string{"udp", "tcp", "relay", "none"} {
		if n[way] > 0 {
			said = append(said, s.term("way", way)+" "+strconv.Itoa(n[way]))
		}
	}
	return strings.Join(said, ", ")
}

// spent says for how long a connection was what.
func (s sayer) spent(good, weak, lost time.Duration) string {
	var said []string
	for _, each := range []struct {
		word  string
		lasts time.Duration
	}{{"good", good}, {"weak", weak}, {"lost", lost}} {
		if each.lasts > 0 {
			said = append(said, s.term("word", each.word)+" "+s.span(each.lasts))
		}
	}
	return strings.Join(said, ", ")
}

// spentAll says for how long it was what in the last minutes.
func (s sayer) spentAll(past []Moment) string {
	n := map[string]int{}
	for _, m := range past {
		n[m.Word]++
	}
	return s.spent(lasts(n["good"]), lasts(n["weak"]), lasts(n["lost"]))
}

// span is "45 s", "12 min 5 s" or "1 h 20 min".
func (s sayer) span(d time.Duration) string {
	d = d.Round(time.Second)
	hours, minutes, seconds := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case hours > 0:
		return s.t("unit.hours", "h", hours, "m", minutes)
	case minutes > 0:
		return s.t("unit.minutes", "m", minutes, "s", seconds)
	}
	return s.t("unit.seconds", "s", seconds)
}

func (s sayer) rate(bits float64) string {
	return s.t("unit.rate", "n", fmt.Sprintf("%.0f", bits/1000))
}

func (s sayer) share(n float64) string {
	return s.t("unit.share", "n", strings.Replace(fmt.Sprintf("%.1f", 100*n), ".", s.t("unit.decimal"), 1))
}

func (s sayer) milliseconds(n float64) string { return s.t("unit.ms", "n", fmt.Sprintf("%.0f", n)) }
