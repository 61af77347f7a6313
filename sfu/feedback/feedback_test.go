package feedback

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

var begin = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

// told reads a message as a peer does: which numbers it says have arrived.
func told(t *testing.T, a *Arrivals) (arrived []uint16, base uint16, count int) {
	t.Helper()
	b := a.Message(1)
	if b == nil {
		t.Fatal("no message")
	}
	if len(b) > 1300 {
		t.Errorf("a message of %d bytes", len(b))
	}
	var read rtcp.TransportLayerCC
	if err := read.Unmarshal(b); err != nil {
		t.Fatal(err)
	}
	seq := read.BaseSequenceNumber
	for _, c := range read.PacketChunks {
		for _, symbol := range c.(*rtcp.StatusVectorChunk).SymbolList {
			if symbol != rtcp.TypeTCCPacketNotReceived {
				arrived = append(arrived, seq)
			}
			seq++
		}
	}
	if len(read.RecvDeltas) != len(arrived) {
		t.Errorf("%d times of %d packets", len(read.RecvDeltas), len(arrived))
	}
	sameAsPion(t, b)
	return arrived, read.BaseSequenceNumber, int(read.PacketStatusCount)
}

func TestArrivalsAreToldOnceAndInOrder(t *testing.T) {
	var a Arrivals
	if a.Message(1) != nil {
		t.Error("a message of nothing")
	}
	for i, seq := range []uint16{65534, 1, 65535, 1} {
		a.Add(seq, begin.Add(time.Duration(i)*time.Millisecond), 7)
	}
	arrived, base, count := told(t, &a)
	if len(arrived) != 3 || arrived[0] != 65534 || arrived[2] != 1 || base != 65534 || count != 4 {
		t.Errorf("%v from %d, %d numbers", arrived, base, count)
	}
	a.Add(0, begin, 7) // told as lost before
	a.Add(2, begin.Add(time.Second), 7)
	if arrived, _, _ = told(t, &a); len(arrived) != 1 || arrived[0] != 2 {
		t.Errorf("%v", arrived)
	}
}

// MR-8: much in one message, and long between two.
func TestAMessageFitsADatagram(t *testing.T) {
	var a Arrivals
	messages := 0
	for i := range uint16(3000) {
		seq := i * 2
		if a.Add(seq, begin.Add(time.Duration(i)*20*time.Millisecond), 7) {
			messages++
			told(t, &a)
		}
	}
	if messages < 9 {
		t.Errorf("%d messages", messages)
	}
	a.Add(50_000, begin.Add(time.Hour), 7)
	if arrived, base, count := told(t, &a); len(arrived) != 1 || base != 50_000 || count != 1 {
		t.Errorf("after a jump: %v from %d, %d numbers", arrived, base, count)
	}
}
