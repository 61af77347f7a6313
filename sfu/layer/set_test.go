package layer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestASetIsItsLayers(t *testing.T) {
	for _, c := range []struct {
		set  Set
		want []int
	}{
		{Set(0), []int{}},
		{First(0), []int{}},
		{First(3), []int{0, 1, 2}},
		{Set(0).With(2).With(0).With(2), []int{0, 2}},
	} {
		if d := cmp.Diff(c.want, c.set.Numbers()); d != "" {
			t.Error(d)
		}
	}
}
