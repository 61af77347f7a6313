package attachment

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"context"

	"miti/internal/fault"
	"miti/internal/id"
)

func open(t *testing.T) (*Folder, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "files")
	f, err := OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, path
}

const cv = "%PDF-1.7 a life"

func keep(t *testing.T, f *Folder, conversation string) Kept {
	t.Helper()
	k, err := f.Keep(t.Context(), conversation, "CV.pdf", strings.NewReader(cv))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// files are all in the folder, whole or not.
func files(t *testing.T, path string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatIsKeptIsReadAgain(t *testing.T) {
	f, path := open(t)
	conversation := id.New()
	k := keep(t, f, conversation)
	if k.Name != "CV.pdf" || k.Type != "application/pdf" || k.Size != int64(len(cv)) || !id.Valid(k.ID) {
		t.Errorf("kept %+v", k)
	}
	content, err := f.Open(conversation, k.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	if got, err := io.ReadAll(content); err != nil || string(got) != cv {
		t.Errorf("%q, %v", got, err)
	}
	if all := files(t, path); len(all) != 1 {
		t.Errorf("in the folder are %v", all)
	}
	if about, err := os.Stat(filepath.Join(path, conversation, k.ID)); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", about.Mode(), err)
	}
}

func TestWhatIsNotKeptLeavesNothing(t *testing.T) {
	broken := errors.New("the line broke")
	for name, c := range map[string]struct {
		from io.Reader
		want error
	}{
		"a line that breaks":       {io.MultiReader(strings.NewReader(cv), iotest.ErrReader(broken)), broken},
		"a kind that is refused":   {strings.NewReader("<!doctype html>"), fault.New(fault.BadFile)},
		"a file that does not end": {io.MultiReader(strings.NewReader(cv), zeros{}), fault.New(fault.TooLarge)},
	} {
		t.Run(name, func(t *testing.T) {
			f, path := open(t)
			if _, err := f.Keep(t.Context(), id.New(), "CV.pdf", c.from); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if all := files(t, path); len(all) != 0 {
				t.Errorf("left behind: %v", all)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// A full disk is said as what passes. /dev/full is one.
func TestAFullDiskPasses(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	said := fault.Of(onDisk("write a file", readAtMost(full, strings.NewReader(cv))))
	if said.Code != fault.Unavailable || said.After == 0 {
		t.Errorf("a full disk is %+v", said)
	}
}

func TestNothingOutsideIsReached(t *testing.T) {
	f, path := open(t)
	outside := filepath.Join(filepath.Dir(path), "secret")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, way := range [][2]string{{"..", "secret"}, {".", "../secret"}, {id.New(), "../../secret"}, {incoming, id.New()}, {"", ""}} {
		if _, err := f.Open(way[0], way[1]); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("open %v: %v", way, err)
		}
		if err := errors.Join(f.Discard(way[0], way[1]), f.Forget(way[0])); err != nil {
			t.Errorf("remove %v: %v", way, err)
		}
		if _, err := f.Keep(t.Context(), way[0], "a", strings.NewReader(cv)); way[0] != "" && !id.Valid(way[0]) && fault.CodeOf(err) != fault.NotFound {
			t.Errorf("keep in %v: %v", way, err)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

func TestWhatIsForgottenIsGone(t *testing.T) {
	f, path := open(t)
	one, other := id.New(), id.New()
	first := keep(t, f, one)
	keep(t, f, one)
	stays := keep(t, f, other)
	for range 2 { // done again, it is done
		if err := f.Discard(one, first.ID); err != nil {
			t.Fatal(err)
		}
	}
	if all := files(t, path); len(all) != 2 {
		t.Errorf("after discarding one of three: %v", all)
	}
	for range 2 {
		if err := f.Forget(one); err != nil {
			t.Fatal(err)
		}
	}
	if all := files(t, path); len(all) != 1 || filepath.Base(all[0]) != stays.ID {
		t.Errorf("what stays is %v", all)
	}
}

// After a crash there may be files that no message has, and halves of files.
func TestTidyTakesWhatNobodyNames(t *testing.T) {
	f, path := open(t)
	conversation, erased := id.New(), id.New()
	named, orphan := keep(t, f, conversation), keep(t, f, conversation)
	keep(t, f, erased)
	half := filepath.Join(path, incoming, id.New())
	if err := os.WriteFile(half, []byte("%PD"), 0o600); err != nil {
		t.Fatal(err)
	}
	who := func(_ context.Context, c string) ([]string, error) {
		if c == conversation {
			return []string{named.ID}, nil
		}
		return nil, nil
	}
	now := time.Now()
	if err := f.Tidy(t.Context(), now.Add(-time.Hour), who); err != nil {
		t.Fatal(err)
	}
	if all := files(t, path); len(all) != 4 {
		t.Errorf("what is young was taken; left are %v", all)
	}
	for range 2 { // the empty folders go with the second
		if err := f.Tidy(t.Context(), now.Add(time.Hour), who); err != nil {
			t.Fatal(err)
		}
	}
	if all := files(t, path); len(all) != 1 || filepath.Base(all[0]) != named.ID {
		t.Errorf("left are %v, without the orphan %s", all, orphan.ID)
	}
	if _, err := os.Stat(filepath.Join(path, erased)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an empty folder stays")
	}
	unknown := errors.New("SQL is down")
	err := f.Tidy(t.Context(), now.Add(time.Hour), func(context.Context, string) ([]string, error) { return nil, unknown })
	if all := files(t, path); !errors.Is(err, unknown) || len(all) != 1 {
		t.Errorf("when it cannot be known, %v and left are %v", err, all)
	}
}

func TestManyAtOnce(t *testing.T) {
	f, path := open(t)
	conversation := id.New()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := f.Keep(t.Context(), conversation, "CV.pdf", strings.NewReader(cv)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if all := files(t, path); len(all) != 8 {
		t.Errorf("%d files of 8", len(all))
	}
}
