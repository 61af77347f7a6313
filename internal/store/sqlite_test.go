package store

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

func TestAPragmaThatWasNotTakenIsNoticed(t *testing.T) {
	others := map[string]string{"busy_timeout": "0", "journal_mode": "delete", "synchronous": "1", "foreign_keys": "0"}
	for _, p := range pragmas {
		t.Run(p.name, func(t *testing.T) {
			right, wrong := url.QueryEscape(p.name+"("+p.value+")"), url.QueryEscape(p.name+"("+others[p.name]+")")
			address := strings.Replace(sqliteAddress(filepath.Join(t.TempDir(), FileName), nil), right, wrong, 1)
			db, err := sql.Open("sqlite", address)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close() //nolint:errcheck // it only asked
			if err := tookPragmas(t.Context(), db); err == nil || !strings.Contains(err.Error(), p.name) {
				t.Errorf("not noticed: %v", err)
			}
		})
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s, err := Open(t.Context(), Options{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // it only read
	if _, err := s.read.ExecContext(t.Context(), `DELETE FROM topics`); err == nil {
		t.Error("a reader has written")
	}
}

// What runs each second, or for each page, does not read what is closed.
func TestFrequentReadsUseAnIndex(t *testing.T) {
	s, err := Open(t.Context(), Options{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // it only read
	for _, statement := range []string{
		`SELECT id FROM conversations WHERE state IN ('waiting', 'active')`,
		`SELECT id FROM interviews WHERE conversation IN (SELECT id FROM conversations WHERE state IN ('waiting', 'active'))`,
		`SELECT count(*) FROM conversations WHERE counsellor = 'a' AND state = 'active'`,
		`SELECT id FROM conversations WHERE visitor = 'a'`,
		`SELECT waiting_since FROM conversations WHERE claimed_at > 0 AND claimed_at >= 5`,
		`SELECT seq FROM events WHERE stream = 'a' AND seq > 5 ORDER BY seq LIMIT 10`,
		`UPDATE events SET data = '' WHERE stream = 'a' OR subject = 'b' AND subject <> ''`,
		`DELETE FROM sessions WHERE visitor = 'a' AND visitor <> ''`,
		`DELETE FROM sessions WHERE staff = 'a' AND staff <> ''`,
	} {
		plan := plan(t, s, statement)
		for line := range strings.Lines(plan) {
			if strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "USING") {
				t.Errorf("%s:\n%s", statement, plan)
			}
		}
	}
}

func plan(t *testing.T, s *Store, statement string) string {
	t.Helper()
	rows, err := s.write.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var lines strings.Builder
	for rows.Next() {
		var a, b, c int
		var line string
		if err := rows.Scan(&a, &b, &c, &line); err != nil {
			t.Fatal(err)
		}
		lines.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines.String()
}
