package layer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWhatThereIsIsShared(t *testing.T) {
	camera := func(r Rank, now int) Wish {
		return Wish{Rank: r, Bits: []int{100, 400, 1200}, Most: 2, Now: now}
	}
	screen := Wish{Rank: Screen, Bits: []int{800}, Most: 0, Now: 0}
	small := camera(Other, 2)
	small.Most = 0
	for _, c := range []struct {
		what   string
		bits   int
		wishes []Wish
		grow   bool
		want   []int
	}{
		{"enough for all", 3000, []Wish{camera(Other, 2), camera(Other, 2)}, true, []int{2, 2}},
		{"the speaker grows first", 1400, []Wish{camera(Other, 2), camera(Speaker, 2)}, true, []int{0, 2}},
		{"the pinned before the speaker", 1400, []Wish{camera(Speaker, 2), camera(Pinned, 2)}, true, []int{0, 2}},
		{"each is small before one grows", 450, []Wish{camera(Speaker, 2), camera(Other, 2)}, true, []int{0, 0}},
		{"the screen before faces", 900, []Wish{camera(Speaker, 2), screen}, true, []int{0, 0}},
		{"a screen that does not fit leaves room for faces", 700, []Wish{camera(Speaker, 2), screen}, true, []int{1, None}},
		{"not even the smallest", 90, []Wish{camera(Speaker, 2)}, true, []int{None}},
		{"one that just fits stays", 400, []Wish{camera(Other, 1)}, true, []int{1}},
		{"one that just fits does not grow", 400, []Wish{camera(Other, 0)}, true, []int{0}},
		{"nothing grows where it must not", 5000, []Wish{camera(Other, 0), camera(Other, None)}, false, []int{0, None}},
		{"what is shown small needs no more", 5000, []Wish{small}, true, []int{0}},
		{"nothing is known of a picture", 5000, []Wish{{Most: 2}}, true, []int{None}},
	} {
		if d := cmp.Diff(c.want, Share(c.bits, c.wishes, c.grow, nil)); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
	}
}

func TestNoMoreIsSharedThanThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var wishes []Wish
		for range rapid.IntRange(0, 8).Draw(t, "wishes") {
			w := Wish{Rank: Rank(rapid.IntRange(0, 2).Draw(t, "rank")), Most: rapid.IntRange(-1, 3).Draw(t, "most"), Now: rapid.IntRange(-1, 2).Draw(t, "now")}
			sum := 0
			for range rapid.IntRange(0, 3).Draw(t, "layers") {
				sum += rapid.IntRange(1, 1000).Draw(t, "bits")
				w.Bits = append(w.Bits, sum)
			}
			wishes = append(wishes, w)
		}
		bits := rapid.IntRange(0, 5000).Draw(t, "bits")
		sum := 0
		for i, l := range Share(bits, wishes, rapid.Bool().Draw(t, "grow"), nil) {
			if l > wishes[i].Most {
				t.Errorf("layer %d, at most %d is of use", l, wishes[i].Most)
			}
			if l != None {
				sum += wishes[i].Bits[l]
			}
		}
		if sum > bits {
			t.Errorf("%d bits of %d", sum, bits)
		}
	})
}
