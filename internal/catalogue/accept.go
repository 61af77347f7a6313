package catalogue

import (
	"strconv"
	"strings"
)

// acceptMost is how many languages of a reader are looked at.
const acceptMost = 20

// Accepted is the catalogue in the language that a reader likes best of those
// that it speaks, by the header Accept-Language.
func (c Catalogue) Accepted(header string) Texts {
	best, most := "", 0.0
	for i, each := range strings.Split(header, ",") {
		if i == acceptMost {
			break
		}
		tag, parameter, _ := strings.Cut(each, ";")
		language, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		weight := 1.0
		if said, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			weight, _ = strconv.ParseFloat(said, 64) // what cannot be read weighs nothing
		}
		if c.texts[language] != nil && weight > most {
			best, most = language, weight
		}
	}
	return c.In(best)
}
