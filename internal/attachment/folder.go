package attachment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"

	"miti/internal/fault"
	"miti/internal/id"
)

// incoming is the subfolder of what is not whole yet. No conversation has an
// id like it.
const incoming = "incoming"

// whenFull is when it may be worth trying again to fill a full disk.
const whenFull = time.Minute

// Kept is a file that is in a folder. ID is its name there.
type Kept struct {
	ID            string
	Name          string
	Type          string
	Size          int64
	Width, Height int
}

// Folder keeps files by conversation. Several nodes share one by sharing the
// folder. It is safe for use by many goroutines at once.
type Folder struct {
	root *os.Root
	// bench has the places where a file is looked at: a picture takes many
	// times its size while it is made anew.
	bench chan struct{}
}

// OpenFolder opens the folder at path, and makes it when it is not there.
func OpenFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	if err := root.MkdirAll(incoming, 0o700); err != nil {
		return nil, errors.Join(fmt.Errorf("make the folder of files: %w", err), root.Close())
	}
	return &Folder{root: root, bench: make(chan struct{}, 2)}, nil
}

// Close gives the folder back.
func (f *Folder) Close() error { return f.root.Close() }

// Keep reads a file to its end, cleans it and keeps it for the conversation
// under a new id. It is there whole, or not at all. A full disk is
// fault.Unavailable; what the reader fails with comes back as it is.
func (f *Folder) Keep(ctx context.Context, conversation, name string, from io.Reader) (Kept, error) {
	if !id.Valid(conversation) {
		return Kept{}, fault.New(fault.NotFound)
	}
	// A slow sender fills a file, and neither memory nor a place at the bench.
	spool := incoming + "/" + id.New()
	defer f.root.Remove(spool) //nolint:errcheck // Tidy takes what stays
	if err := f.write(spool, func(w io.Writer) error { return readAtMost(w, from) }); err != nil {
		return Kept{}, err
	}
	select {
	case f.bench <- struct{}{}:
		defer func() { <-f.bench }()
	case <-ctx.Done():
		return Kept{}, ctx.Err()
	}
	content, err := f.root.ReadFile(spool)
	if err != nil {
		return Kept{}, fmt.Errorf("read a file that came: %w", err)
	}
	clean, err := Clean(name, content)
	if err != nil {
		return Kept{}, err
	}
	return f.keep(conversation, clean)
}

// readAtMost copies all of r, and fails with fault.TooLarge beyond MaxSize.
func readAtMost(w io.Writer, r io.Reader) error {
	n, err := io.Copy(w, io.LimitReader(r, MaxSize+1))
	if err == nil && n > MaxSize {
		return fault.New(fault.TooLarge)
	}
	return err
}

// keep writes a clean file beside its place, and then puts it there.
func (f *Folder) keep(conversation string, clean File) (Kept, error) {
	k := Kept{
		ID: id.New(), Name: clean.Name, Type: clean.Type, Size: int64(len(clean.Content)),
		Width: clean.Width, Height: clean.Height,
	}
	whole := incoming + "/" + k.ID
	defer f.root.Remove(whole) //nolint:errcheck // moved away when all went well
	err := f.write(whole, func(w io.Writer) error {
		_, err := w.Write(clean.Content)
		return err
	})
	if err != nil {
		return Kept{}, err
	}
	if err := f.root.MkdirAll(conversation, 0o700); err != nil {
		return Kept{}, onDisk("make a folder", err)
	}
	if err := f.root.Rename(whole, conversation+"/"+k.ID); err != nil {
		return Kept{}, onDisk("keep a file", err)
	}
	return k, f.settle(conversation)
}

// write makes a new file, and has it on the disk when it returns.
func (f *Folder) write(name string, fill func(io.Writer) error) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return onDisk("make a file", err)
	}
	err = fill(file)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return onDisk("write a file", err)
	}
	return nil
}

// settle makes sure that a folder's list of files survives a power cut.
func (f *Folder) settle(folder string) error {
	dir, err := f.root.Open(folder)
	if err != nil {
		return onDisk("open a folder", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return onDisk("write a folder", err)
	}
	return nil
}

// onDisk is a failure of the disk; a full one passes, when somebody makes room.
func onDisk(doing string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%s: %w: %w", doing, fault.RetryAfter(fault.Unavailable, whenFull), err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Open opens a file that was kept: fault.NotFound when it is not there.
func (f *Folder) Open(conversation, file string) (io.ReadSeekCloser, error) {
	if !id.Valid(conversation) || !id.Valid(file) {
		return nil, fault.New(fault.NotFound)
	}
	opened, err := f.root.Open(conversation + "/" + file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	return opened, nil
}

// Discard removes one file; that it is not there is fine.
func (f *Folder) Discard(conversation, file string) error {
	if !id.Valid(conversation) || !id.Valid(file) {
		return nil
	}
	if err := f.root.Remove(conversation + "/" + file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove a file: %w", err)
	}
	return nil
}

// Forget removes all files of a conversation; that there are none is fine.
func (f *Folder) Forget(conversation string) error {
	if !id.Valid(conversation) {
		return nil
	}
	if err := f.root.RemoveAll(conversation); err != nil {
		return fmt.Errorf("remove the files of a conversation: %w", err)
	}
	return nil
}

// Tidy removes what a crash left: files that no message names, and what never
// became whole. Named says which files a conversation has. What is younger
// than before stays: it may be on its way into a message.
func (f *Folder) Tidy(ctx context.Context, before time.Time,
	named func(ctx context.Context, conversation string) ([]string, error),
) error {
	all, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("list the folder of files: %w", err)
	}
	for _, entry := range all {
		conversation := entry.Name()
		var keep []string
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case conversation == incoming:
		case !id.Valid(conversation):
			continue // not ours
		default:
			if keep, err = named(ctx, conversation); err != nil {
				return err
			}
		}
		if err := f.prune(conversation, keep, before); err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) prune(folder string, keep []string, before time.Time) error {
	all, err := fs.ReadDir(f.root.FS(), folder)
	if err != nil {
		return fmt.Errorf("list a folder of files: %w", err)
	}
	left := 0
	for _, entry := range all {
		about, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("look at a file: %w", err)
		}
		if slices.Contains(keep, entry.Name()) || !about.ModTime().Before(before) {
			left++
			continue
		}
		if err := f.root.Remove(folder + "/" + entry.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a file: %w", err)
		}
	}
	if left > 0 || folder == incoming {
		return nil
	}
	return f.removeEmpty(folder, before)
}

// removeEmpty removes a folder to which nothing was added for a while.
func (f *Folder) removeEmpty(folder string, before time.Time) error {
	about, err := f.root.Stat(folder)
	if err != nil || !about.ModTime().Before(before) {
		return nil //nolint:nilerr // gone, or in use: the next time
	}
	if err := f.root.Remove(folder); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTEMPTY) {
		return fmt.Errorf("remove an empty folder: %w", err)
	}
	return nil
}
