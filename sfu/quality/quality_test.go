package quality

import (
	"testing"
	"time"
)

func TestAConnectionHasAWord(t *testing.T) {
	good, far := Sample{LossDown: 0.02, RoundTrip: 80 * time.Millisecond}, Sample{RoundTrip: time.Second}
	lossy, silent := Sample{LossUp: 0.1}, Sample{Silent: true}
	var j Judge
	for i, c := range []struct {
		what   string
		sample Sample
		want   Word
	}{
		{"a clean path", good, Good},
		{"a bad moment", lossy, Good},
		{"is forgotten", good, Good},
		{"bad again", Sample{LossDown: 0.2}, Good},
		{"and still", Sample{Jitter: time.Second}, Weak},
		{"a good moment", good, Weak},
		{"among bad ones", far, Weak},
		{"nothing is heard", silent, Lost},
		{"heard again", good, Weak},
		{"and still", good, Weak},
		{"for long enough", good, Good},
		{"a picture that does not fit", Sample{Paused: true}, Good},
		{"for a while", Sample{Paused: true}, Weak},
	} {
		if got := j.Next(c.sample); got != c.want {
			t.Errorf("%d, %s: %s, want %s", i, c.what, got, c.want)
		}
	}
}
