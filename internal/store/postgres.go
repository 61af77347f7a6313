package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// connections is how many a node has at most; the default of a server is 100
// for all nodes.
const connections = 20

// connectWithin is how long a server may take to accept a connection, unless
// DATABASE_URL says so.
const connectWithin = 5 * time.Second

// limitPauses keeps a node that froze in a transaction, or whose network has
// gone, from holding the queue: ours never pause longer than an act computes.
func limitPauses(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET idle_in_transaction_session_timeout = '15s'")
	return err
}

func openPostgres(ctx context.Context, address string) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The parser's text may have the password in it.
		return nil, errors.New("DATABASE_URL cannot be read")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(limitPauses))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections / 2)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s := &Store{write: db, read: db, engine: engine{
		dialect:  goose.DialectPostgres,
		bind:     numbered,
		clock:    "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint",
		lock:     " FOR UPDATE",
		lockFree: " FOR UPDATE SKIP LOCKED",
		snapshot: sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		lostRace: postgresLostRace,
	}}
	if err := speaksUTF8(ctx, db); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// speaksUTF8 refuses a database that cannot hold every text.
func speaksUTF8(ctx context.Context, db *sql.DB) error {
	var encoding string
	if err := db.QueryRowContext(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		return fmt.Errorf("ask database for its encoding: %w", err)
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the database has encoding %s, not UTF8", encoding)
	}
	return nil
}

// postgresLostRace knows a serialisation failure, a deadlock, and a row that
// another transaction added between our look and our insert.
func postgresLostRace(err error) bool {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains([]string{"40001", "40P01", "23505"}, failure.Code)
}
