package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// FileName is the name of the SQLite file in the data folder.
const FileName = "miti.db"

// readers is how many connections read at once.
const readers = 4

// pragmas are what every connection to SQLite must have taken, as it says it
// when asked.
var pragmas = []struct{ name, value string }{
	{"busy_timeout", "10000"}, // for another process, such as a backup
	{"journal_mode", "wal"},
	{"synchronous", "2"}, // full: what was acknowledged survives a power cut
	{"foreign_keys", "1"},
}

func openSQLite(ctx context.Context, folder string) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	file, err := filepath.Abs(filepath.Join(folder, FileName))
	if err != nil {
		return nil, fmt.Errorf("find data folder: %w", err)
	}
	// A transaction that reads first and writes then fails at once when it
	// finds another writer, whatever the timeout: ours begin as writers.
	write, err := sql.Open("sqlite", sqliteAddress(file, url.Values{"_txlock": {"immediate"}}))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteAddress(file, url.Values{"_pragma": {"query_only(1)"}}))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	prepared := map[*sql.DB]*statements{write: newStatements(write), read: newStatements(read)}
	s := &Store{write: write, read: read, prepared: prepared, engine: engine{
		dialect:  goose.DialectSQLite3,
		bind:     func(statement string) string { return statement },
		lostRace: func(error) bool { return false },
	}}
	if err := errors.Join(tookPragmas(ctx, write), tookPragmas(ctx, read)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// sqliteAddress is what the driver opens: each connection takes the pragmas,
// then the parameters.
func sqliteAddress(file string, parameters url.Values) string {
	all := url.Values{}
	for _, p := range pragmas {
		all.Add("_pragma", p.name+"("+p.value+")")
	}
	for name, values := range parameters {
		all[name] = append(all[name], values...)
	}
	return (&url.URL{Scheme: "file", Path: file, RawQuery: all.Encode()}).String()
}

// tookPragmas asks a connection for what it was told: a driver that spells a
// pragma in another way ignores it without a word.
func tookPragmas(ctx context.Context, db *sql.DB) error {
	for _, p := range pragmas {
		var is string
		if err := db.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&is); err != nil {
			return fmt.Errorf("ask database for %s: %w", p.name, err)
		}
		if is != p.value {
			return fmt.Errorf("the database has %s %s, not %s", p.name, is, p.value)
		}
	}
	return nil
}
