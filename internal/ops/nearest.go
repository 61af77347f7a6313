package ops

import (
	"maps"
	"slices"
)

// suggestion is the end of the sentence about an unknown key: the key that was
// probably meant, when one is near.
func suggestion(name string, keys map[string]key) string {
	best, distance := "", len(name)/3+1
	for _, known := range slices.Sorted(maps.Keys(keys)) {
		if d := edits(name, known); d < distance {
			best, distance = known, d
		}
	}
	if best == "" {
		return "docs/configuration.md lists all keys"
	}
	return "did you mean " + best + "?"
}

// edits counts the letters to add, drop or change between two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
