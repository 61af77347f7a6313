package forward

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Nothing is sent that nobody sees, but for the smallest layer: to that one falls
// whose path gets narrow.
func TestWhatNobodyCanBeShownIsNotWanted(t *testing.T) {
	all := []int{0, 1, 2}
	for _, c := range []struct {
		what string
		most []int // of each who watches
		sent []int
		want []int
	}{
		{"nobody watches", nil, all, []int{}},
		{"one sees it whole", []int{2}, all, []int{0, 2}},
		{"one has no limit", []int{MaxLayers}, all, []int{0, 2}},
		{"one sees half of it", []int{1}, all, []int{0, 1}},
		{"one sees it small", []int{0}, all, []int{0}},
		{"one does not see it", []int{-1}, all, []int{}},
		{"one sees it small and one whole", []int{0, 2}, all, []int{0, 2}},
		{"one sees half of it and one all", []int{1, 2}, all, all},
		{"one sees it small and one does not", []int{-1, 0}, all, []int{0}},
		{"the greatest is not sent", []int{2}, []int{0, 1}, all},
		{"the smallest alone is sent", []int{2}, []int{0}, all},
		{"half of it is not sent", []int{1, 2}, []int{0, 2}, all},
		{"nothing is sent yet", []int{2}, nil, all},
	} {
		s := simulcast(&peer{})
		for _, most := range c.most {
			k := screen(&peer{})
			k.Watch(s, begin)
			k.SetMost(most, false, begin)
		}
		for _, i := range c.sent {
			s.layers[i].Receive(frame(10, true), begin)
		}
		if d := cmp.Diff(c.want, s.Wanted().Numbers()); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
	}
}

func TestASourceOfOneLayerIsWantedWhole(t *testing.T) {
	s, k := camera(&peer{}, 1), screen(&peer{})
	k.Watch(s, begin)
	if d := cmp.Diff([]int{0}, s.Wanted().Numbers()); d != "" {
		t.Error(d)
	}
}
