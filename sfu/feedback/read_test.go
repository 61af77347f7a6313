package feedback

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pion/rtcp"
)

// byPion is what Pion reads of a message.
func byPion(m *rtcp.TransportLayerCC) Report {
	r := Report{Base: m.BaseSequenceNumber, Reference: m.ReferenceTime}
	delta := 0
	for _, c := range m.PacketChunks {
		var symbols []uint16
		switch c := c.(type) {
		case *rtcp.RunLengthChunk:
			for range min(int(c.RunLength), int(m.PacketStatusCount)) {
				symbols = append(symbols, c.PacketStatusSymbol)
			}
		case *rtcp.StatusVectorChunk:
			symbols = c.SymbolList
		}
		for _, symbol := range symbols[:min(len(symbols), int(m.PacketStatusCount)-len(r.Packets))] {
			var p Told
			if symbol == small || symbol == large {
				p = Told{true, time.Duration(m.RecvDeltas[delta].Delta) * time.Microsecond}
				delta++
			}
			r.Packets = append(r.Packets, p)
		}
	}
	return r
}

// sameAsPion tests that a message is read as Pion reads it.
func sameAsPion(t *testing.T, b []byte) {
	t.Helper()
	var theirs rtcp.TransportLayerCC
	if theirs.Unmarshal(b) != nil || theirs.PacketStatusCount > mostRead {
		return
	}
	b = b[:4*(int(theirs.Header.Length)+1)]
	var ours Report
	if !Is(b) || !ours.Read(b) {
		t.Fatalf("not read: %x", b)
	}
	if d := cmp.Diff(byPion(&theirs), ours); d != "" {
		t.Errorf("%x: %s", b, d)
	}
}

// messages are of each sort of chunk.
func messages(t testing.TB) (list [][]byte) {
	deltas := func(kinds ...uint16) (all []*rtcp.RecvDelta) {
		for i, kind := range kinds {
			all = append(all, &rtcp.RecvDelta{Type: kind, Delta: int64(kind) * int64(1000*i-500*(i%2)*int(kind-1))})
		}
		return all
	}
	for _, m := range []rtcp.TransportLayerCC{
		{PacketStatusCount: 5, PacketChunks: []rtcp.PacketStatusChunk{&rtcp.RunLengthChunk{PacketStatusSymbol: small, RunLength: 5}},
			RecvDeltas: deltas(small, small, small, small, small)},
		{PacketStatusCount: 14, PacketChunks: []rtcp.PacketStatusChunk{&rtcp.StatusVectorChunk{
			Type: 1, SymbolList: []uint16{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}}, RecvDeltas: deltas(small, small)},
		{PacketStatusCount: 9, PacketChunks: []rtcp.PacketStatusChunk{
			&rtcp.StatusVectorChunk{Type: 1, SymbolSize: 1, SymbolList: []uint16{1, 2, 0, 2, 0, 0, 1}},
			&rtcp.RunLengthChunk{PacketStatusSymbol: missed, RunLength: 2},
		}, RecvDeltas: deltas(small, large, large, small)},
	} {
		m.Header = rtcp.Header{Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback}
		m.BaseSequenceNumber, m.ReferenceTime, m.MediaSSRC = 65533, 1<<24-1, 7
		n := 20 + 2*len(m.PacketChunks)
		for _, d := range m.RecvDeltas {
			n += int(d.Type)
		}
		m.Header.Padding, m.Header.Length = n%4 != 0, uint16((n+3)/4-1)
		b, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

func TestEverySortOfChunkIsRead(t *testing.T) {
	for _, b := range messages(t) {
		sameAsPion(t, b)
		var r Report
		if !r.Read(b) {
			t.Errorf("not read: %x", b)
		}
	}
}

func TestFeedbackDoesNotAllocate(t *testing.T) {
	var a Arrivals
	var r Report
	seq, now := uint16(0), begin
	if n := testing.AllocsPerRun(200, func() {
		for range 20 {
			a.Add(seq, now, 1)
			seq, now = seq+1, now.Add(5*time.Millisecond)
		}
		if !r.Read(a.Message(1)) {
			t.Fatal("not read")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// MR-11: whatever a peer sends is refused or read, as another reads it.
func FuzzRead(f *testing.F) {
	for _, b := range messages(f) {
		f.Add(b)
		f.Add(b[:len(b)-2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var r Report
		r.Read(b)
		if len(r.Packets) > mostRead {
			t.Errorf("%d packets", len(r.Packets))
		}
		sameAsPion(t, b)
	})
}
