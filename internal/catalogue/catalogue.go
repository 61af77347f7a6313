// Package catalogue says things to people from the catalogue that Go and the
// pages share: one file a language, a text for each key.
package catalogue

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// Catalogue is the texts of every language.
type Catalogue struct {
	texts     map[string]map[string]string
	languages []string
}

// Read reads a file of texts for each of the languages. Who speaks none of
// them gets the first.
func Read(files fs.FS, languages ...string) (Catalogue, error) {
	c := Catalogue{texts: map[string]map[string]string{}, languages: languages}
	for _, language := range languages {
		raw, err := fs.ReadFile(files, language+".json")
		if err != nil {
			return Catalogue{}, fmt.Errorf("read texts: %w", err)
		}
		var texts map[string]string
		if err := json.Unmarshal(raw, &texts); err != nil {
			return Catalogue{}, fmt.Errorf("read texts in %s: %w", language, err)
		}
		c.texts[language] = texts
	}
	return c, nil
}

// Languages are those that it speaks, the usual one first.
func (c Catalogue) Languages() []string { return c.languages }

// In is the catalogue in one language.
func (c Catalogue) In(language string) Texts {
	texts, ok := c.texts[language]
	if !ok {
		language = c.languages[0]
		texts = c.texts[language]
	}
	return Texts{Language: language, texts: texts}
}

// Texts says things in one language.
type Texts struct {
	Language string // ISO 639-1
	texts    map[string]string
}

// T is the text of a key with its {names} filled in: values are a name and
// what stands for it, and so on. What is filled in is not filled again.
func (t Texts) T(key string, values ...string) string {
	text, ok := t.texts[key]
	if !ok {
		return key
	}
	filled := make([]string, len(values))
	for i, v := range values {
		if i%2 == 0 {
			v = "{" + v + "}"
		}
		filled[i] = v
	}
	return strings.NewReplacer(filled...).Replace(text)
}

// Has tells whether there is such a text.
func (t Texts) Has(key string) bool {
	_, ok := t.texts[key]
	return ok
}

// Duration is "45 seconds" or "12 minutes".
func (t Texts) Duration(d time.Duration) string {
	if d = d.Round(time.Second); d < time.Minute {
		return t.count("time.seconds", int(d.Seconds()))
	}
	return t.count("time.minutes", int(d.Round(time.Minute).Minutes()))
}

// count is the form of a text for a number: in French none is one, too.
func (t Texts) count(stem string, n int) string {
	form := ".other"
	if n == 1 || n == 0 && t.Language == "fr" {
		form = ".one"
	}
	return t.T(stem+form, "count", strconv.Itoa(n))
}

// Moment is "Thursday 3 December at 10:30", by the clock of the time's own
// zone. Which one that is goes without saying where the reader lives.
func (t Texts) Moment(at time.Time) string {
	return t.T("mail.moment", "day", t.Day(at), "time", t.Time(at))
}

// Day is "Thursday 3 December".
func (t Texts) Day(at time.Time) string {
	date := strconv.Itoa(at.Day())
	if at.Day() == 1 {
		date = t.T("mail.date.first")
	}
	return t.T("mail.day", "weekday", t.T("mail.weekday."+strconv.Itoa(int(at.Weekday()))),
		"date", date, "month", t.T("mail.month."+strconv.Itoa(int(at.Month()))))
}

// Time is "10:30".
func (t Texts) Time(at time.Time) string {
	hour := strconv.Itoa(at.Hour())
	if at.Minute() == 0 {
		return t.T("mail.time.whole", "hour", hour)
	}
	return t.T("mail.time", "hour", hour, "minute", fmt.Sprintf("%02d", at.Minute()))
}
