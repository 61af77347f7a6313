package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"miti/internal/calendar"
	"miti/internal/event"
	"miti/internal/fault"
)

// attempts is how often a transaction that loses races is run.
const attempts = 10

// errRace tells that another transaction was first: run this one again.
var errRace = errors.New("another transaction was first")

// A query runs statements in a transaction.
type query struct {
	tx       *sql.Tx
	engine   engine
	prepared *statements // nil where the driver prepares
	missing  *[]string   // texts to prepare when the transaction has ended
}

// change runs f in a transaction that may write, and commits. When the
// transaction loses a race it is run again, so f must only compute.
func (s *Store) change(ctx context.Context, f func(query) error) error {
	for attempt := 1; ; attempt++ {
		err := s.transact(ctx, s.write, nil, f)
		lost := errors.Is(err, errRace) || err != nil && s.engine.lostRace(err)
		if !lost || attempt == attempts || ctx.Err() != nil {
			return err
		}
	}
}

// written is what a change leaves for others.
type written struct {
	letters bool // there are letters to be sent
	events  []event.Event
}

// record is change for what tells others: after the commit whoever sends letters
// looks, and the events are returned as they were written.
func (s *Store) record(ctx context.Context, f func(query) (written, error)) ([]event.Event, error) {
	var w written
	err := s.change(ctx, func(q query) (err error) {
		w, err = f(q)
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.letters && s.posted != nil {
		s.posted()
	}
	return w.events, nil
}

// look runs f in a transaction that reads as of one moment.
func (s *Store) look(ctx context.Context, f func(query) error) error {
	return s.transact(ctx, s.read, &s.engine.snapshot, f)
}

func (s *Store) transact(ctx context.Context, db *sql.DB, o *sql.TxOptions, f func(query) error) error {
	q := query{engine: s.engine, prepared: s.prepared[db], missing: new([]string)}
	defer func() { q.prepared.prepare(ctx, *q.missing) }()
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	q.tx = tx
	// After a commit it does nothing; after a panic in f it frees the connection.
	defer tx.Rollback() //nolint:errcheck // what failed is told already
	if err := f(q); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// exec runs a statement and tells how many rows it touched.
func (q query) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	plain, err := plainValues(args)
	if err != nil {
		return 0, err
	}
	var result sql.Result
	if s := q.statement(ctx, statement); s != nil {
		result, err = s.ExecContext(ctx, plain...)
	} else {
		result, err = q.tx.ExecContext(ctx, q.engine.bind(statement), plain...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// statement is the prepared one of a text; nil when there is none, and then
// the text is run as it is.
func (q query) statement(ctx context.Context, text string) *sql.Stmt {
	if q.prepared == nil {
		return nil
	}
	if known := q.prepared.find(text); known != nil {
		return q.tx.StmtContext(ctx, known)
	}
	*q.missing = append(*q.missing, text)
	return nil
}

// one reads one row into to; without a row it is sql.ErrNoRows.
func (q query) one(ctx context.Context, to []any, statement string, args ...any) error {
	plain, err := plainValues(args)
	if err != nil {
		return err
	}
	if s := q.statement(ctx, statement); s != nil {
		return s.QueryRowContext(ctx, plain...).Scan(to...)
	}
	return q.tx.QueryRowContext(ctx, q.engine.bind(statement), plain...).Scan(to...)
}

// found is one, where no row means that there is no such thing for the caller.
func (q query) found(ctx context.Context, to []any, statement string, args ...any) error {
	err := q.one(ctx, to, statement, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound)
	}
	return err
}

// rows reads all rows, each into what to returns for it.
func (q query) rows(ctx context.Context, to func() []any, statement string, args ...any) error {
	plain, err := plainValues(args)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if s := q.statement(ctx, statement); s != nil {
		rows, err = s.QueryContext(ctx, plain...)
	} else {
		rows, err = q.tx.QueryContext(ctx, q.engine.bind(statement), plain...)
	}
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		if err := rows.Scan(to()...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plainValues makes of each argument, or of what it points to, one of the few
// types that both drivers treat alike. A text that only one engine could hold
// is refused by both: NUL, and what is not UTF-8, is fault.Malformed.
func plainValues(args []any) ([]any, error) {
	plain := make([]any, len(args))
	for i, arg := range args {
		if special, ok := arg.(driver.Valuer); ok {
			v, err := special.Value()
			if err != nil {
				return nil, err
			}
			arg = v
		}
		switch v := reflect.Indirect(reflect.ValueOf(arg)); v.Kind() {
		case reflect.String:
			if text := v.String(); strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
				return nil, fault.New(fault.Malformed)
			}
			plain[i] = v.String()
		case reflect.Uint64:
			plain[i] = int64(v.Uint())
		case reflect.Int, reflect.Int64:
			plain[i] = v.Int()
		case reflect.Bool:
			plain[i] = v.Bool()
		default:
			return nil, fmt.Errorf("no value for a column: %T", arg)
		}
	}
	return plain, nil
}

// An instant is a time as it is stored: microseconds, and 0 for the zero time.
type instant struct{ *time.Time }

// Value implements driver.Valuer.
func (i instant) Value() (driver.Value, error) { return micros(*i.Time), nil }

// Scan implements sql.Scanner.
func (i instant) Scan(from any) error {
	stored, ok := from.(int64)
	if !ok {
		return fmt.Errorf("an instant is stored as %T", from)
	}
	*i.Time = time.Time{}
	if stored != 0 {
		*i.Time = time.UnixMicro(stored).UTC()
	}
	return nil
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// A document is what a pointer points to, as it is stored: JSON.
type document struct{ of any }

// Value implements driver.Valuer.
func (d document) Value() (driver.Value, error) {
	text, err := json.Marshal(d.of)
	return string(text), err
}

// Scan implements sql.Scanner.
func (d document) Scan(from any) error {
	text, ok := from.(string)
	if !ok {
		return fmt.Errorf("a document is stored as %T", from)
	}
	return json.Unmarshal([]byte(text), d.of)
}

// columns are the names of a table's columns, separated by commas.
type columns string

// places are as many question marks as there are columns.
func (c columns) places() string {
	return places(strings.Count(string(c), ",") + 1)
}

func places(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// assignments set each column, in the order of the names.
func (c columns) assignments() string {
	return strings.ReplaceAll(string(c), ",", " = ?,") + " = ?"
}

// A date is a day as it is stored: yyyy-mm-dd, whose order is that of days.
type date struct{ *calendar.Date }

// Value implements driver.Valuer.
func (d date) Value() (driver.Value, error) {
	text, err := d.MarshalText()
	return string(text), err
}

// Scan implements sql.Scanner.
func (d date) Scan(from any) error {
	text, ok := from.(string)
	if !ok {
		return fmt.Errorf("a date is stored as %T", from)
	}
	return d.UnmarshalText([]byte(text))
}
