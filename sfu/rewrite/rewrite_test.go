package rewrite

import (
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"

	"miti/sfu/codec"
	"miti/sfu/packet"
)

// begin is when tests begin.
var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

// MR-1: another source behind the same seat, a hundred times.
func TestASeatIsOneStreamOverChangesOfItsSource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := NewNumbers(true, rapid.Uint16().Draw(t, "first"))
		now := begin
		var last uint16
		var lastTime uint32
		for i := range 100 {
			seq, ts := rapid.Uint16().Draw(t, "seq"), rapid.Uint32().Draw(t, "ts")
			gap := time.Duration(rapid.IntRange(1, 3000).Draw(t, "gap")) * time.Millisecond
			now = now.Add(gap)
			n.Switch()
			for j := range uint16(rapid.IntRange(1, 5).Draw(t, "packets")) {
				out, outTime, ok := n.Next(seq+j, ts+uint32(j)*3000, now)
				switch {
				case !ok:
					t.Fatal("a packet was refused")
				case i+int(j) > 0 && out != last+1:
					t.Fatalf("number %d after %d", out, last)
				case i > 0 && j == 0:
					if moved, want := outTime-lastTime, uint32(gap.Milliseconds()*90); moved < want-90 || moved > want+90 {
						t.Fatalf("time moved by %d in %v", moved, gap)
					}
				}
				last, lastTime = out, outTime
			}
		}
	})
}

// MR-2: numbers and times go around, with packets in another order there.
func TestNumbersWrapAround(t *testing.T) {
	n := NewNumbers(false, 65533)
	seq, ts, step := uint16(65530), uint32(1<<32-1000), uint32(960)
	for i := range uint32(70_000) {
		at := seq + uint16(i)
		switch i % 10 { // each fifth pair is swapped
		case 4:
			at++
		case 5:
			at--
		}
		out, outTime, ok := n.Next(at, ts+uint32(at-seq)*step, begin)
		if want := at + 3; !ok || out != want || outTime != ts+uint32(at-seq)*step {
			t.Fatalf("packet %d: number %d (%v), want %d", i, out, ok, want)
		}
	}
}

// MR-3: gaps stay gaps, late packets get their own number, copies keep it.
func TestNumbersAreShiftedAndNotCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, start := rapid.Uint16().Draw(t, "first"), rapid.Uint16().Draw(t, "start")
		n := NewNumbers(false, first)
		if _, _, ok := n.Next(start, 0, begin); !ok {
			t.Fatal("the first was refused")
		}
		steps := rapid.SliceOfN(rapid.IntRange(-50, 60), 1, 200).Draw(t, "steps")
		at := 0
		for _, s := range steps {
			at = max(0, at+s)
			in := start + uint16(at)
			out, _, ok := n.Next(in, 0, begin)
			if want := first + uint16(at); !ok || out != want {
				t.Fatalf("source number %d became %d (%v), want %d", in, out, ok, want)
			}
			if back, ok := n.Source(out); !ok || back != in {
				t.Fatalf("%d goes back to %d (%v), want %d", out, back, ok, in)
			}
		}
	})
}

func TestWhatComesBeforeTheFirstOfASourceIsDropped(t *testing.T) {
	n := NewNumbers(false, 10)
	n.Next(100, 0, begin)
	n.Switch()
	n.Next(500, 0, begin)
	if out, _, ok := n.Next(499, 0, begin); ok {
		t.Errorf("a straggler took number %d of the source before", out)
	}
	if _, ok := n.Source(10); ok {
		t.Error("a number of the source before is given to this one")
	}
	n.Switch()
	if _, ok := n.Source(11); ok {
		t.Error("a source that has sent nothing has sent number 11")
	}
}

// MR-10: where the clocks are known a change does not move the stream's time, not
// for what came late, not for what was shown already, and not after a while in
// which packets were left out; nor does it ever go back.
func TestAChangeKeepsTheTimeOfTheStream(t *testing.T) {
	const frame = codec.VideoClock / 30
	for _, c := range []struct {
		what     string
		ahead    int           // of the last picture of the source before, in pictures
		behind   time.Duration // that the first packet came after it was made
		pictures int           // after which the time is the stream's again
	}{
		{"the next picture", 1, 0, 0},
		{"the next picture, which came late", 1, 300 * time.Millisecond, 0},
		{"the same picture", 0, 40 * time.Millisecond, 1},
		{"the picture before", -1, 80 * time.Millisecond, 2},
		{"pictures of the last two seconds", -60, 0, 61},
	} {
		n := NewNumbers(true, 1)
		last := uint32(1000 * frame)
		_, lastOut, _ := n.Next(7, last, begin)
		const shift = 5_000_000 // between the clocks of the two
		n.Switch()
		n.Align(shift)
		at := begin.Add(time.Duration(c.ahead)*time.Second/30 + c.behind)
		for i := range 100 {
			made := last + uint32((c.ahead+i)*frame)
			_, out, ok := n.Next(uint16(500+i), made-shift, at.Add(time.Duration(i)*time.Second/30))
			if !ok || int32(out-lastOut) <= 0 {
				t.Fatalf("%s: picture %d is at %d after %d (%v)", c.what, i, out, lastOut, ok)
			}
			if again := n.Timestamp(made - shift); again != out {
				t.Fatalf("%s: picture %d was at %d and is sent again at %d", c.what, i, out, again)
			}
			if i >= c.pictures && out != made {
				t.Fatalf("%s: picture %d is at %d, made at %d", c.what, i, out, made)
			}
			if n.Clock(made-shift) != made {
				t.Fatalf("%s: the clock is off by %d", c.what, n.Clock(made-shift)-made)
			}
			lastOut = out
		}
	}
}

// MR-10: a voice that was left out for a while is where it was in time.
func TestWhatIsLeftOutOfAVoiceMovesNoTime(t *testing.T) {
	n := NewNumbers(false, 1)
	n.Next(0, 0, begin)
	n.Next(1, 960, begin.Add(20*time.Millisecond))
	n.Omit()
	n.Omit()
	seq, out, ok := n.Next(10, 9600, begin.Add(290*time.Millisecond)) // 90 ms late
	if !ok || seq != 3 || out != 9600 {
		t.Errorf("number %d at %d, want 3 at 9600", seq, out)
	}
}

// Sound that overlaps what was heard before is not played: it comes after that.
func TestSoundNeverOverlaps(t *testing.T) {
	n := NewNumbers(false, 1)
	_, last, _ := n.Next(0, 0, begin)
	for i, aligned := range []bool{false, true} {
		n.Switch()
		if aligned {
			n.Align(last - 4800)
		}
		_, out, _ := n.Next(0, 0, begin.Add(-100*time.Millisecond))
		if out != last+960 {
			t.Errorf("change %d: at %d after %d", i, out, last)
		}
		last = out
	}
}

func payload(id uint16, tl0 uint8) []byte {
	return []byte{0x90, 0xc0, 0x80 | byte(id>>8), byte(id), tl0, 0}
}

func TestPictureIDsGoOnOverChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Pictures
		var last uint16
		var lastTL0 uint8
		for i := range 20 {
			id, tl0 := rapid.Uint16Range(0, 0x7fff).Draw(t, "id"), rapid.Uint8().Draw(t, "tl0")
			p.Switch()
			for j := range uint16(3) {
				b := payload((id+j)&0x7fff, tl0+uint8(j))
				of, ok := packet.VP8(b)
				if !ok {
					t.Fatal("the payload cannot be read")
				}
				for range 2 { // a copy keeps its ids
					p.Apply(b, of)
					got, gotTL0 := binary.BigEndian.Uint16(b[2:])&0x7fff, b[4]
					if i+int(j) > 0 && (got != (last+1)&0x7fff || gotTL0 != lastTL0+1) {
						t.Fatalf("picture %d, %d after %d, %d", got, gotTL0, last, lastTL0)
					}
				}
				last, lastTL0 = binary.BigEndian.Uint16(b[2:])&0x7fff, b[4]
			}
		}
	})
}
