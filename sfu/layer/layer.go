// Package layer shares out what a path carries among the pictures that its
// receiver would see: in which size, or not at all.
package layer

// Rank is what comes first when there is not enough. Sound is before all of
// them: its bits are not here to be shared.
type Rank uint8

// The ranks.
const (
	Screen Rank = iota // has to be read
	Pinned             // whom this receiver would see before others
	Speaker
	Other
)

// None is the layer of a picture that is not sent.
const None = -1

// Wish is a picture that a receiver would see.
type Wish struct {
	Rank Rank
	// Bits are what each layer takes in a second, the smallest first.
	Bits []int
	// Most is the greatest layer that the receiver has a use for.
	Most int
	// Now is the layer that it was given before.
	Now int
}

// margin is how much more must be free before a picture grows than it takes,
// so that it does not grow and shrink all the time.
const margin = 1.15

// Share gives each wish a layer, or None. First each gets its smallest, by
// rank and among equals in their order; then they grow, again by rank. Where
// grow is false nothing grows beyond what it was. The result is as long as
// wishes and takes the place of into.
func Share(bits int, wishes []Wish, grow bool, into []int) []int {
	into = into[:0]
	for range wishes {
		into = append(into, None)
	}
	for i := range byRank(wishes) {
		w := &wishes[i]
		if len(w.Bits) > 0 && w.Most >= 0 && w.fits(0, bits, grow) {
			into[i], bits = 0, bits-w.Bits[0]
		}
	}
	for i := range byRank(wishes) {
		w := &wishes[i]
		if into[i] == None {
			continue
		}
		bits += w.Bits[0]
		for l := min(w.Most, len(w.Bits)-1); l > 0; l-- {
			if w.fits(l, bits, grow) {
				into[i] = l
				break
			}
		}
		bits -= w.Bits[into[i]]
	}
	return into
}

// fits tells whether a wish can have a layer.
func (w *Wish) fits(l, bits int, grow bool) bool {
	if l <= w.Now {
		return w.Bits[l] <= bits
	}
	return grow && margin*float64(w.Bits[l]) <= float64(bits)
}

// byRank goes through the numbers of the wishes.
func byRank(wishes []Wish) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for r := Screen; r <= Other; r++ {
			for i := range wishes {
				if wishes[i].Rank == r && !yield(i) {
					return
				}
			}
		}
	}
}

// Wanted is how many bits a second it would take to give all what they wish.
func Wanted(wishes []Wish) int {
	sum := 0
	for _, w := range wishes {
		if l := min(w.Most, len(w.Bits)-1); l >= 0 {
			sum += w.Bits[l]
		}
	}
	return int(margin * float64(sum))
}
