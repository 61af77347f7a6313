package protocol_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"miti/signaling/protocol"
)

// named is an entry with the file that shows it. A request and an event may
// have one type.
type named struct {
	protocol.Entry
	file string
}

func entries() []named {
	var all []named
	taken := map[string]bool{}
	for _, e := range protocol.Replies() {
		taken[e.Type] = true
		all = append(all, named{e, e.Type + ".json"})
	}
	for _, e := range protocol.Requests() {
		file := e.Type + ".json"
		if taken[e.Type] {
			file = e.Type + ".request.json"
		}
		all = append(all, named{e, file})
	}
	return all
}

// The wire is a file: each message is read without anything left over, and
// written back the same.
func TestEveryMessageHasAFile(t *testing.T) {
	known := map[string]bool{}
	for _, e := range entries() {
		known[e.file] = true
		t.Run(e.file, func(t *testing.T) { roundTrip(t, e) })
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !known[filepath.Base(f)] {
			t.Errorf("%s is no message of the table", f)
		}
	}
}

func roundTrip(t *testing.T, e named) {
	text, err := os.ReadFile(filepath.Join("testdata", e.file))
	if err != nil {
		t.Fatal(err)
	}
	var envelope protocol.Envelope
	strictly(t, text, &envelope)
	if envelope.Type != e.Type {
		t.Errorf("its type is %q", envelope.Type)
	}
	if (e.Kind == protocol.Stored || e.Kind == protocol.Snapshot) != (envelope.Seq > 0) {
		t.Errorf("a message of kind %s with the number %d", e.Kind, envelope.Seq)
	}
	if e.New != nil {
		data := e.New()
		strictly(t, envelope.Data, data)
		envelope.Data, err = json.Marshal(data)
		if err != nil {
			t.Fatal(err)
		}
	} else if envelope.Data != nil {
		t.Errorf("%s has no data", e.Type)
	}
	again, err := json.Marshal(envelope)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain(t, text), plain(t, again)); diff != "" {
		t.Errorf("written back it differs (-file +written):\n%s", diff)
	}
}

func strictly(t *testing.T, text []byte, to any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		t.Fatal(err)
	}
}

func plain(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Every request names an answer that exists.
func TestRequestsAreAnsweredByWhatThereIs(t *testing.T) {
	replies := map[string]bool{"": true}
	for _, e := range protocol.Replies() {
		replies[e.Type] = true
	}
	for _, e := range protocol.Requests() {
		if !replies[e.Answer] {
			t.Errorf("%s is answered by %q, which is no message", e.Type, e.Answer)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range entries() {
		text, err := os.ReadFile(filepath.Join("testdata", e.file))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var envelope protocol.Envelope
		if json.Unmarshal(text, &envelope) != nil {
			return
		}
		for _, e := range entries() {
			if e.Type != envelope.Type || e.New == nil {
				continue
			}
			data := e.New()
			if json.Unmarshal(envelope.Data, data) != nil {
				continue
			}
			first, err := json.Marshal(data)
			if err != nil {
				t.Fatalf("%s was read and cannot be written: %v", e.Type, err)
			}
			again := e.New()
			if err := json.Unmarshal(first, again); err != nil {
				t.Fatalf("%s cannot be read again: %v", strings.ToValidUTF8(string(first), "?"), err)
			}
		}
	})
}
