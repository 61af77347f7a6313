package catalogue_test

import (
	"strings"
	"testing"
	"time"

	"miti/internal/catalogue"
	"miti/static"
)

func read(t *testing.T) catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Read(static.Catalogue(), "fr", "nl", "de", "en")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTimesAsPeopleSayThem(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	thursday := time.Date(2026, time.December, 3, 10, 30, 0, 0, zone)
	first := time.Date(2026, time.October, 1, 9, 0, 0, 0, zone)
	summer := time.Date(2026, time.July, 4, 21, 5, 0, 0, time.UTC).In(zone)
	for language, want := range map[string][3]string{
		"fr": {"jeudi 3 décembre à 10 h 30", "jeudi 1er octobre à 9 h", "samedi 4 juillet à 23 h 05"},
		"nl": {"donderdag 3 december om 10.30 uur", "donderdag 1 oktober om 9 uur", "zaterdag 4 juli om 23.05 uur"},
		"de": {"Donnerstag, 3. Dezember, um 10:30 Uhr", "Donnerstag, 1. Oktober, um 9 Uhr", "Samstag, 4. Juli, um 23:05 Uhr"},
		"en": {"Thursday 3 December at 10:30", "Thursday 1 October at 9:00", "Saturday 4 July at 23:05"},
	} {
		for i, at := range []time.Time{thursday, first, summer} {
			got := strings.ReplaceAll(read(t).In(language).Moment(at), "\u00a0", " ")
			if got != want[i] {
				t.Errorf("%s: %q, want %q", language, got, want[i])
			}
		}
	}
}

func TestDurations(t *testing.T) {
	for language, want := range map[string][3]string{"fr": {"0 seconde", "1 minute", "13 minutes"}, "en": {"0 seconds", "1 minute", "13 minutes"}} {
		for i, d := range []time.Duration{0, time.Minute, 12*time.Minute + 50*time.Second} {
			if got := read(t).In(language).Duration(d); got != want[i] {
				t.Errorf("%s: %q, want %q", language, got, want[i])
			}
		}
	}
}

func TestWhatIsFilledInIsNotFilledAgain(t *testing.T) {
	if got := read(t).In("en").T("mail.transcript.said", "name", "{moment}", "moment", "now"); got != "{moment}, now" {
		t.Error(got)
	}
}

func TestALanguageThatIsNotSpokenIsTheFirst(t *testing.T) {
	if got := read(t).In("pt"); got.Language != "fr" {
		t.Error(got.Language)
	}
}
