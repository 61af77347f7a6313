package layer

// Set is some layers of a picture. The zero value is none.
type Set uint8

// First are the n smallest layers.
func First(n int) Set { return 1<<n - 1 }

// With is the set with one more layer.
func (s Set) With(l int) Set { return s | 1<<l }

// Numbers are the layers of the set, the smallest first; not nil.
func (s Set) Numbers() []int {
	list := []int{}
	for l := range 8 {
		if s&(1<<l) != 0 {
			list = append(list, l)
		}
	}
	return list
}
