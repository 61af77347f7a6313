package mail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

const suffix = ".eml"

// Folder is a post that brings mails no further than a folder of this machine,
// for a demo and for those who try Miti.
type Folder struct{ path string }

// NewFolder makes the folder when it is not there.
func NewFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of mails: %w", err)
	}
	return &Folder{path: path}, nil
}

// Deliver implements Post. The same mail again takes the place of the first.
func (f *Folder) Deliver(_ context.Context, m *gomail.Msg) error {
	name, _, _ := strings.Cut(strings.Trim(m.GetMessageID(), "<>"), "@")
	file, err := os.CreateTemp(f.path, "new-*")
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	defer os.Remove(file.Name()) //nolint:errcheck // it has its name by then
	_, err = m.WriteTo(file)
	if e := file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(f.path, name+suffix))
	}
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return nil
}
