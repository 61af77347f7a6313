// Package storetest opens stores on both engines for tests: SQLite in a folder
// of the test, and a real PostgreSQL.
package storetest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"miti/internal/id"
)

// A Server is a PostgreSQL for the tests of one package, on a socket of its
// own: no port can be taken. It never syncs to disk.
type Server struct {
	once   sync.Once
	err    error
	folder string
	kill   context.CancelFunc
	ended  chan struct{}
	output bytes.Buffer
}

// Database makes an empty database of the test's own, and is its address. The
// first call starts the server. Without one installed the test fails.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	address, err := s.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// Make is Database for what is no test: a benchmark that is a program.
func (s *Server) Make(ctx context.Context) (address string, err error) {
	s.once.Do(func() { s.err = s.start() })
	if s.err != nil {
		return "", fmt.Errorf("no PostgreSQL (is it installed?): %w", s.err)
	}
	name := "test_" + id.New()
	if err := s.run(ctx, "CREATE DATABASE "+name); err != nil {
		return "", fmt.Errorf("create database: %w", err)
	}
	return s.address(name), nil
}

// Stop ends the server. TestMain calls it when the tests have run.
func (s *Server) Stop() {
	if s.kill != nil {
		s.kill()
		<-s.ended
	}
	if s.folder != "" {
		_ = os.RemoveAll(s.folder)
	}
}

func (s *Server) address(database string) string {
	q := url.Values{"host": {s.folder}, "user": {"miti"}}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: q.Encode()}).String()
}

func (s *Server) run(ctx context.Context, statement string) error {
	db, err := sql.Open("pgx", s.address("postgres"))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it has done its work
	_, err = db.ExecContext(ctx, statement)
	return err
}

func (s *Server) start() (err error) {
	programs, err := findPrograms()
	if err != nil {
		return err
	}
	if s.folder, err = os.MkdirTemp("", "miti-postgres"); err != nil {
		return err
	}
	as, err := s.owner()
	if err != nil {
		return err
	}
	data := filepath.Join(s.folder, "data")
	initdb := exec.Command(filepath.Join(programs, "initdb"), "-D", data, "-U", "miti", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	initdb.Dir, initdb.SysProcAttr = s.folder, &syscall.SysProcAttr{Credential: as}
	if output, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, output)
	}
	s.launch(filepath.Join(programs, "postgres"), data, as)
	return s.await()
}

// findPrograms finds the folder of PostgreSQL's programs: Debian keeps them
// out of the path, in a folder for each version.
func findPrograms() (string, error) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) > 0 {
		return filepath.Dir(slices.Max(found)), nil
	}
	found, err := exec.LookPath("initdb")
	return filepath.Dir(found), err
}

// owner is whom the server runs as. It refuses root, so root gives the folder
// to the user that the package has made.
func (s *Server) owner() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(s.folder, int(uid), int(gid))
}

func (s *Server) launch(program, data string, as *syscall.Credential) {
	ctx, kill := context.WithCancel(context.Background())
	s.kill, s.ended = kill, make(chan struct{})
	// Stop waits for it. The thread is its own until the end: the server dies
	// with the thread that began it, and so with a test that is killed.
	go func() {
		defer close(s.ended)
		runtime.LockOSThread()
		cmd := exec.CommandContext(ctx, program, "-D", data, "-k", s.folder, "-c", "listen_addresses=",
			"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
		cmd.Dir, cmd.Stdout, cmd.Stderr = s.folder, &s.output, &s.output
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT}
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGQUIT) } // at once, with its children
		_ = cmd.Run()
	}()
}

func (s *Server) await() error {
	late := time.After(30 * time.Second)
	for {
		err := s.run(context.Background(), "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("postgres ended: %s", s.output.String())
		case <-late:
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
