package serve

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
)

// certificate is one that is kept in two files, and is read again when they
// change: it is renewed while Miti runs. One that cannot be read, or is half
// written, leaves the one before.
type certificate struct {
	files [2]string // the chain, the key
	log   *slog.Logger

	mu   sync.Mutex
	seen [2]os.FileInfo // as they were when they were last read; nil for none
	held *tls.Certificate
}

func openCertificate(chain, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{files: [2]string{chain, key}, log: log}
	c.seen = c.look()
	pair, err := tls.LoadX509KeyPair(chain, key)
	c.held = &pair
	return c, err
}

// look is how the files are now.
func (c *certificate) look() (now [2]os.FileInfo) {
	for i, file := range c.files {
		if info, err := os.Stat(file); err == nil {
			now[i] = info
		}
	}
	return now
}

// get is a GetCertificate of tls.Config.
func (c *certificate) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	now := c.look()
	c.mu.Lock()
	held, same := c.held, unchanged(c.seen[0], now[0]) && unchanged(c.seen[1], now[1])
	c.seen = now // whoever comes meanwhile gets the one before
	c.mu.Unlock()
	if same {
		return held, nil
	}
	pair, err := tls.LoadX509KeyPair(c.files[0], c.files[1])
	if err != nil {
		c.log.LogAttrs(hello.Context(), slog.LevelWarn, "certificate not read, the one before is kept",
			slog.String("file", c.files[0]), slog.Any("error", err))
		return held, nil
	}
	c.log.LogAttrs(hello.Context(), slog.LevelInfo, "certificate read",
		slog.String("file", c.files[0]), slog.Time("ends", pair.Leaf.NotAfter))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = &pair
	return c.held, nil
}

func unchanged(before, now os.FileInfo) bool {
	if before == nil || now == nil {
		return before == nil && now == nil
	}
	return os.SameFile(before, now) && before.ModTime().Equal(now.ModTime()) && before.Size() == now.Size()
}
