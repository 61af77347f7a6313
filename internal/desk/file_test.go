package desk_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"miti/internal/account"
	"miti/internal/chat"
	"miti/internal/desk"
	"miti/internal/fault"
	"miti/internal/id"
)

const cv = "%PDF-1.7 a life"

func upload() desk.Upload {
	return desk.Upload{Message: newMessage(), Name: "CV.pdf", Content: strings.NewReader(cv)}
}

// readFile is the content of a file, as somebody reads it.
func (h *house) readFile(by account.Actor, c chat.ID, file string) (string, error) {
	_, content, err := h.File(h.t.Context(), by, c, file)
	if err != nil {
		return "", err
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	return string(text), err
}

func TestAFileIsAMessage(t *testing.T) {
	h, by := newHouse(t), visitor()
	ctx, anna := t.Context(), h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	h.bus.take()
	u := upload()
	m, err := h.Attach(ctx, by, c, u)
	h.must(err)
	equal(t, "events", h.bus.types(), "message read")
	if a := m.Attachment; a == nil || a.Name != "CV.pdf" || a.Type != "application/pdf" || a.Size != int64(len(cv)) || m.Author != chat.ByVisitor {
		t.Fatalf("the message is %+v", m)
	}
	for who, reader := range map[string]account.Actor{"its visitor": by, "its counsellor": anna} {
		if got, err := h.readFile(reader, c, m.Attachment.ID); err != nil || got != cv {
			t.Errorf("%s reads %q, %v", who, got, err)
		}
	}
	back, err := h.Attach(ctx, anna, c, upload())
	if h.must(err); back.Name != "Anna" {
		t.Errorf("the counsellor's is by %q", back.Name)
	}

	// The same again is the same, and its content is not even read.
	u.Content = iotest.ErrReader(errors.New("it was read"))
	again, err := h.Attach(ctx, by, c, u)
	h.must(err)
	if !reflect.DeepEqual(again, m) {
		t.Errorf("the repeat is %+v, want %+v", again, m)
	}
	_, err = h.Attach(ctx, anna, c, u)
	h.expect(err, fault.Conflict)
}

func TestNobodyElseHasTheFile(t *testing.T) {
	h, by, other := newHouse(t), visitor(), visitor()
	ctx, anna, bo := t.Context(), h.counsellor("Anna", "namur"), h.counsellor("Bo", "charleroi")
	c, another := h.talks(by, anna), h.talks(other, bo)
	m, err := h.Attach(ctx, by, c, upload())
	h.must(err)
	for who, a := range map[string]account.Actor{"another visitor": other, "another counsellor": bo, "nobody": {}} {
		_, err := h.readFile(a, c, m.Attachment.ID)
		h.expect(err, fault.NotFound)
		u := upload()
		u.Content = iotest.ErrReader(errors.New(who + " sends, and it is read"))
		_, err = h.Attach(ctx, a, c, u)
		h.expect(err, fault.NotFound)
	}
	// Nor is it another conversation's, for those who are in both.
	_, err = h.readFile(other, another, m.Attachment.ID)
	h.expect(err, fault.NotFound)
	_, err = h.readFile(by, c, id.New())
	h.expect(err, fault.NotFound)
}

// A counsellor who talks with a visitor reads the former contacts, files and all.
func TestAFileOfAFormerContactIsRead(t *testing.T) {
	h, by := newHouse(t), visitor()
	ctx, anna, bo := t.Context(), h.counsellor("Anna", "namur"), h.counsellor("Bo", "charleroi")
	former := h.talks(by, anna)
	m, err := h.Attach(ctx, by, former, upload())
	h.must(err)
	_, err = h.Close(ctx, anna, former)
	h.must(err)
	_, err = h.readFile(bo, former, m.Attachment.ID)
	h.expect(err, fault.NotFound)
	h.talks(by, bo)
	if got, err := h.readFile(bo, former, m.Attachment.ID); err != nil || got != cv {
		t.Errorf("who talks with the visitor now reads %q, %v", got, err)
	}
}

// A file goes where a text would: into a conversation that was over, too.
func TestAFileGoesOnWithAConversation(t *testing.T) {
	h, by := newHouse(t), visitor()
	ctx, anna := t.Context(), h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	_, err := h.Close(ctx, anna, c)
	h.must(err)
	_, err = h.Attach(ctx, by, c, upload())
	h.must(err)
	if got := h.state(c); got.State != chat.Left {
		t.Errorf("it is %s", got.State)
	}
}

func TestAFileThatIsRefusedLeavesNothing(t *testing.T) {
	h, by := newHouse(t), visitor()
	ctx, anna := t.Context(), h.counsellor("Anna", "namur")
	c := h.talks(by, anna)
	before := h.state(c)
	u := upload()
	u.Content = strings.NewReader("<!doctype html><script>alert(1)</script>")
	_, err := h.Attach(ctx, by, c, u)
	h.expect(err, fault.BadFile)
	_, err = h.Attach(ctx, by, c, desk.Upload{Message: "1", Content: strings.NewReader(cv)})
	h.expect(err, fault.Malformed)
	if after := h.state(c); !reflect.DeepEqual(after, before) {
		t.Errorf("the conversation is %+v, was %+v", after, before)
	}

	// It was closed while the file was on its way.
	u = upload()
	u.Content = io.MultiReader(strings.NewReader(cv), act(func() { _, err := h.Close(ctx, by, c); h.must(err) }))
	_, err = h.Attach(ctx, anna, c, u)
	h.expect(err, fault.Conflict)
	h.expectFiles(c)
}

// act does something when it is read, and has nothing to read.
type act func()

func (a act) Read([]byte) (int, error) { a(); return 0, io.EOF }

func TestAConversationHoldsSoManyFiles(t *testing.T) {
	h, by := newHouse(t), visitor()
	c := h.opens(by)
	var last chat.Message
	for range chat.MaxFiles {
		var err error
		last, err = h.Attach(t.Context(), by, c, upload())
		h.must(err)
	}
	u := upload()
	u.Content = iotest.ErrReader(errors.New("it was read"))
	_, err := h.Attach(t.Context(), by, c, u)
	h.expect(err, fault.FilesFull)
	repeat := upload()
	repeat.Message = last.ID
	again, err := h.Attach(t.Context(), by, c, repeat)
	h.must(err)
	if !reflect.DeepEqual(again, last) {
		t.Errorf("the repeat of the last is %+v, want %+v", again, last)
	}
}

func TestWhatIsErasedHasNoFiles(t *testing.T) {
	h, by, other := newHouse(t), visitor(), visitor()
	c, stays := h.opens(by), h.opens(other)
	m, err := h.Attach(t.Context(), by, c, upload())
	h.must(err)
	theirs, err := h.Attach(t.Context(), other, stays, upload())
	h.must(err)
	h.must(h.Erase(t.Context(), by))
	h.expectFiles(c)
	h.expectFiles(stays, theirs.Attachment.ID)
	for _, left := range h.state(c).Messages {
		if left.Attachment != nil {
			t.Errorf("the message still says %+v", left.Attachment)
		}
	}
	_, err = h.readFile(by, c, m.Attachment.ID)
	h.expect(err, fault.NotFound)
}

// A crash may come between a file and its message, and between an erasure and
// its files.
func TestWhatACrashLeavesIsTidied(t *testing.T) {
	h, by := newHouse(t), visitor()
	c := h.opens(by)
	m, err := h.Attach(t.Context(), by, c, upload())
	h.must(err)
	orphan, err := h.files.Keep(t.Context(), string(c), "CV.pdf", strings.NewReader(cv))
	h.must(err)
	unknown := chat.ID(id.New())
	_, err = h.files.Keep(t.Context(), string(unknown), "CV.pdf", strings.NewReader(cv))
	h.must(err)
	h.clock.pass(time.Since(h.clock.Now())) // files are as old as the disk says
	h.must(h.TidyFiles(t.Context()))
	h.expectFiles(c, m.Attachment.ID, orphan.ID)
	h.clock.pass(2 * time.Hour)
	h.must(h.TidyFiles(t.Context()))
	h.expectFiles(c, m.Attachment.ID)
	h.expectFiles(unknown)
}

// expectFiles wants these files of a conversation in the folder, and no others.
func (h *house) expectFiles(c chat.ID, want ...string) {
	h.t.Helper()
	got := []string{}
	entries, err := os.ReadDir(filepath.Join(h.folder, string(c)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		h.t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.t.Errorf("in the folder are %v, want %v", got, want)
	}
}
