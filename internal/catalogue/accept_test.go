package catalogue_test

import (
	"strings"
	"testing"
)

func TestTheLanguageThatAReaderLikesBest(t *testing.T) {
	for header, want := range map[string]string{
		"":                                 "fr",
		"nl-BE":                            "nl",
		"en-US,en;q=0.9,de;q=0.8":          "en",
		"pt-PT, DE-at;q=0.7, en;q=0.4":     "de",
		"en;q=0.2,nl;q=0.8":                "nl",
		"de;q=0":                           "fr",
		"de;q=never, en;q=0.1":             "en",
		"*":                                "fr",
		";;q=,,=":                          "fr",
		strings.Repeat("pt,", 1000) + "de": "fr",
	} {
		if got := read(t).Accepted(header).Language; got != want {
			t.Errorf("%.40q: %s, want %s", header, got, want)
		}
	}
}
