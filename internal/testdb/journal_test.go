package testdb_test

import (
	"strings"
	"testing"

	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
)

// TestJournalCannotBeRewritten tries every statement that could change or
// remove a row of the journal, in a transaction that may write anything.
func TestJournalCannotBeRewritten(t *testing.T) {
	w := testdb.Open(t)
	w.Enrol("a", authz.Triage)
	w.Enrol("b", authz.Triage)
	row := `'north', 1, 'id', 'kind', 'case', 'x', '2026-03-02', 0, 'by', 'act', '', '[]', 'leaf'`
	before := w.Rows("journal")
	heads := w.Rows("journal_head")
	for _, q := range []string{
		`UPDATE journal SET data = '[]'`,
		`UPDATE OR REPLACE journal SET seq = 1 WHERE seq = 2`,
		`UPDATE OR IGNORE journal SET kind = 'x'`,
		`DELETE FROM journal`,
		`DELETE FROM journal WHERE seq = 2`,
		`INSERT OR REPLACE INTO journal VALUES (` + row + `)`,
		`REPLACE INTO journal VALUES (` + row + `)`,
		`INSERT OR IGNORE INTO journal VALUES (` + row + `)`,
		`INSERT INTO journal VALUES (` + row + `)`,
		`INSERT INTO journal VALUES (` + row + `) ON CONFLICT (force, seq) DO UPDATE SET data = excluded.data`,
		`INSERT OR ROLLBACK INTO journal VALUES (` + row + `)`,
		`UPDATE journal_head SET seq = 1`,
		`UPDATE journal_head SET seq = seq - 1`,
		`UPDATE journal_head SET force = 'south'`,
		`DELETE FROM journal_head`,
		`INSERT OR REPLACE INTO journal_head (force, seq) VALUES ('north', 1)`,
		`REPLACE INTO journal_head (force, seq) VALUES ('north', 0)`,
		`INSERT INTO journal_head (force, seq) VALUES ('north', 1) ON CONFLICT (force) DO UPDATE SET seq = excluded.seq`,
	} {
		err := w.DB.WithTx(ctx, func(tx *seal.Tx) error { _, err := tx.Exec(q); return err })
		if err == nil && !strings.Contains(q, "IGNORE") {
			t.Errorf("%s: no error", q)
		}
		if got := w.Rows("journal"); strings.Join(got, "\n") != strings.Join(before, "\n") {
			t.Fatalf("%s changed the journal", q)
		}
		if got := w.Rows("journal_head"); strings.Join(got, "\n") != strings.Join(heads, "\n") {
			t.Fatalf("%s changed the head of the journal", q)
		}
	}
	w.Enrol("c", authz.Triage) // and the next row still goes in
	if got, want := w.Count("journal"), len(before)+1; got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
}
