package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

var (
	ctx    = context.Background()
	worlds int
)

// published is a deployment in which much has happened, and its log.
type published struct {
	*testdb.World
	dir, verifier, signer string
	words                 map[string]string // that nobody may ever read in a report
}

func publish(t testing.TB) *published {
	t.Helper()
	w := testdb.Open(t)
	worlds++
	w.Enrol(fmt.Sprint("first-", worlds)) // so that no two are alike
	for range worlds {
		w.Made(authz.Actor{})
	}
	p := &published{World: w, words: testdb.Canaries(w), dir: filepath.Join(w.Dir, "log")}
	var err error
	if p.signer, p.verifier, err = ledger.NewKey("candour/north"); err != nil {
		t.Fatal(err)
	}
	p.drain(t)
	return p
}

// drain publishes the whole journal.
func (p *published) drain(t testing.TB) {
	t.Helper()
	l, err := ledger.OpenLog(ctx, p.dir, filepath.Join(p.Dir, "run", "appender.lock"), p.signer, ledger.LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Publish(ctx, ledger.Journal{DB: p.DB, Force: testdb.Force}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func (p *published) check(t testing.TB) (ledger.CheckReport, error) {
	t.Helper()
	src, err := ledger.OpenSource(p.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ledger.Check(ctx, p.DB, testdb.Force, src, p.verifier)
	text, _ := json.Marshal(r)
	for field, word := range p.words {
		if strings.Contains(fmt.Sprint(string(text), err), word) {
			t.Errorf("the report says what stood in %s", field)
		}
	}
	return r, err
}

// tamper does what somebody with the database file can do: the triggers are no
// hindrance to them.
func (p *published) tamper(t testing.TB, statements ...string) {
	t.Helper()
	err := p.DB.WithTx(ctx, func(tx *seal.Tx) error {
		for _, trigger := range []string{"journal_never_changes", "journal_never_forgets", "journal_head_only_grows", "journal_head_stays", "journal_is_never_replaced", "journal_head_is_never_replaced"} {
			if _, err := tx.Exec(p.DropTrigger(trigger)); err != nil {
				return err
			}
		}
		for _, q := range statements {
			n, err := tx.Exec(q)
			if err != nil {
				return err
			}
			if n == 0 {
				t.Errorf("%s: changes nothing", q)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCheck(t *testing.T) {
	p := publish(t)
	r, err := p.check(t)
	n := int64(p.Count("journal"))
	if err != nil || r.Drained() != nil || r.Rows != n || r.Log.Size != n || r.Unpublished != 0 || r.Erased != 0 || r.Shut != 0 || r.Fields < 20 || len(r.Differences) != 0 {
		t.Errorf("%v: %+v, want %d rows and no difference", err, r, n)
	}
	p.Enrol("late", authz.Triage)
	p.Enrol("later", authz.Triage)
	r, err = p.check(t)
	if err != nil || r.Unpublished != 2 || r.Err() != nil {
		t.Errorf("two rows after the last tick: %v, %+v; want 2 unpublished and no difference", err, r)
	}
	if err := r.Drained(); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("drained: %v, want a difference", err)
	}
	// An unpublished row is judged like any other.
	p.tamper(t, `UPDATE journal SET on_day = '2020-01-01' WHERE seq = (SELECT max(seq) FROM journal)`)
	if r, err = p.check(t); !errors.Is(err, ledger.ErrDiffers) || len(r.Differences) != 1 {
		t.Errorf("an unpublished row that was changed: %v, %+v", err, r)
	}
}

func TestCheckOfAnEmptyJournal(t *testing.T) {
	w := testdb.Open(t)
	p := &published{World: w, dir: filepath.Join(w.Dir, "log")}
	p.signer, p.verifier, _ = ledger.NewKey("candour/north")
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := p.check(t); err == nil || errors.Is(err, ledger.ErrDiffers) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no log at all: %v, want an error that says that the check could not be made", err)
	}
}

// TestCheckFindsEveryChange changes one thing at a time and puts it right again.
func TestCheckFindsEveryChange(t *testing.T) {
	type change struct {
		name string
		sql  []string
		says string
	}
	row := `(SELECT max(seq) FROM journal WHERE kind = 'allegation-decided')`
	changes := []change{
		{"the decision", []string{`UPDATE journal SET data = replace(data, 'case-to-answer', 'disproved') WHERE seq = ` + row}, "was changed"},
		{"a white space", []string{`UPDATE journal SET data = replace(data, '"name":', '"name": ') WHERE seq = ` + row}, "not written as"},
		{"a field that readers pass over", []string{`UPDATE journal SET data = replace(data, '"name":"decision"', '"name":"decision","also":"x"') WHERE seq = ` + row}, "not written as"},
		{"a field twice", []string{`UPDATE journal SET data = replace(data, '"value":"no-case-to-answer"', '"value":"disproved","value":"no-case-to-answer"') WHERE seq = ` + row}, "not written as"},
		{"no data", []string{`UPDATE journal SET data = '[]' WHERE seq = ` + row}, "was changed"},
		{"data that is none", []string{`UPDATE journal SET data = 'x' WHERE seq = ` + row}, "not written as"},
		{"a sealed field in clear", []string{`UPDATE journal SET data = replace(data, '"of":', '"value":"x","of":') WHERE seq = ` + row}, ""},
		{"the words of another row", []string{`UPDATE journal SET data = (SELECT data FROM journal WHERE kind = 'severity-assessed' ORDER BY seq LIMIT 1) WHERE seq = ` + row}, "does not open"},
		{"a leaf", []string{`UPDATE journal SET leaf = (SELECT leaf FROM journal WHERE seq = 1) WHERE seq = ` + row}, "was changed"},
		{"a leaf that is none", []string{`UPDATE journal SET leaf = '' WHERE seq = ` + row}, "was changed"},
		{"two rows swapped", []string{`UPDATE journal SET seq = -1 WHERE seq = 3`, `UPDATE journal SET seq = 3 WHERE seq = 4`, `UPDATE journal SET seq = 4 WHERE seq = -1`}, "was changed"},
		{"a row removed", []string{`DELETE FROM journal WHERE seq = 5`}, "no row 5"},
		{"a row removed and the rest moved up", []string{`DELETE FROM journal WHERE seq = 5`, `UPDATE journal SET seq = -seq WHERE seq > 5`, `UPDATE journal SET seq = -seq - 1 WHERE seq < -5`, `UPDATE journal_head SET seq = seq - 1`}, "was changed"},
		{"the first row removed", []string{`DELETE FROM journal WHERE seq = 1`}, "no row 1"},
		{"the last row removed", []string{`DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)`}, "its last is row"},
		{"the last row removed and the head with it", []string{`DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)`, `UPDATE journal_head SET seq = seq - 1`}, "only"},
		{"all rows removed", []string{`DELETE FROM journal`, `DELETE FROM journal_head`}, "only 0 rows"},
		{"the head back", []string{`UPDATE journal_head SET seq = seq - 1`}, "head of the journal"},
		{"the head on", []string{`UPDATE journal_head SET seq = seq + 1`}, "head of the journal"},
		{"a row before the first", []string{`INSERT INTO journal SELECT force, 0, id || 'x', kind, subject_kind, subject_id, on_day, at, by_person, act, corrects, data, leaf FROM journal WHERE seq = 1`}, "before row 1"},
		{"a row added", []string{`INSERT INTO journal SELECT force, 1 + (SELECT max(seq) FROM journal), id || 'x', kind, subject_kind, subject_id, on_day, at, by_person, act, corrects, data, leaf FROM journal WHERE seq = 1`, `UPDATE journal_head SET seq = seq + 1`}, "was changed"},
		{"a damaged key", []string{`UPDATE seal_key SET wrapped = 'x' WHERE kind = 'case'`}, "is damaged and does not open"},
		{"the key of another", []string{`UPDATE seal_key SET wrapped = (SELECT wrapped FROM seal_key WHERE kind = 'report' ORDER BY id LIMIT 1) WHERE kind = 'case'`}, "is damaged and does not open"},
		{"a key removed", []string{`DELETE FROM seal_key WHERE kind = 'case'`}, "no act erased it"},
		{"a key emptied", []string{`UPDATE seal_key SET wrapped = '' WHERE kind = 'case'`}, "no act erased it"},
		{"a key emptied, with a mark", []string{`UPDATE seal_key SET wrapped = '' WHERE kind = 'case'`, `INSERT INTO seal_erased SELECT force, kind, id, '2026-03-02' FROM seal_key WHERE kind = 'case'`}, "no act erased it"},
		{"every key", []string{`UPDATE seal_key SET wrapped = 'x'`}, "-"},
	}
	for _, column := range []string{"id", "kind", "subject_id", "subject_kind", "on_day", "by_person", "act", "corrects"} {
		changes = append(changes, change{"column " + column, []string{`UPDATE journal SET ` + column + ` = ` + column + ` || 'x' WHERE seq = 2`}, ""})
	}
	changes = append(changes, change{"column at", []string{`UPDATE journal SET at = at + 1 WHERE seq = 2`}, "was changed"})
	p := publish(t)
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			q := p.copy(t)
			q.tamper(t, c.sql...)
			r, err := q.check(t)
			if c.says == "-" { // the check cannot be made
				if err == nil || errors.Is(err, ledger.ErrDiffers) {
					t.Errorf("%v, want an error that is no difference", err)
				}
				return
			}
			if !errors.Is(err, ledger.ErrDiffers) || len(r.Differences) == 0 {
				t.Fatalf("%v, %+v; want a difference", err, r)
			}
			if !strings.Contains(strings.Join(r.Differences, "\n"), c.says) {
				t.Errorf("differences %q, want one that says %q", r.Differences, c.says)
			}
		})
	}
}

// copy is a second deployment with the same files, to be damaged.
func (p *published) copy(t *testing.T) *published {
	t.Helper()
	w := testdb.Copy(t, p.World)
	return &published{World: w, dir: p.dir, verifier: p.verifier, signer: p.signer, words: p.words}
}

// TestWholeRewriteIsFoundByTheLog: an operator with the database and its keys
// can write a row anew with a leaf that fits; the log does not have that leaf.
func TestWholeRewriteIsFoundByTheLog(t *testing.T) {
	p := publish(t)
	other := publish(t) // the same acts, and one told otherwise
	if _, err := ledger.Check(ctx, other.DB, testdb.Force, source(t, p.dir), p.verifier); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("another journal beside this log: %v, want a difference", err)
	}
	r, err := ledger.Check(ctx, other.DB, testdb.Force, source(t, p.dir), p.verifier)
	if err == nil || len(r.Differences) != 20 || r.More == 0 || int64(20+r.More) != r.Log.Size {
		t.Errorf("%d differences and %d more, want 20 and the rest of %d", len(r.Differences), r.More, r.Log.Size)
	}
	if _, err := ledger.Check(ctx, p.DB, testdb.Force, source(t, p.dir), other.verifier); !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("another key: %v, want a difference", err)
	}
}

func source(t testing.TB, dir string) ledger.Source {
	t.Helper()
	src, err := ledger.OpenSource(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// TestCheckOfADamagedLog: the journal is judged all the same.
func TestCheckOfADamagedLog(t *testing.T) {
	p := publish(t)
	damaged := ""
	err := filepath.WalkDir(filepath.Join(p.dir, "tile", "entries"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			damaged = path
		}
		return err
	})
	if err != nil || damaged == "" {
		t.Fatal(err, damaged)
	}
	b, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 1
	if err := os.WriteFile(damaged, b, 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := p.check(t)
	if !errors.Is(err, ledger.ErrDiffers) || r.Rows != int64(p.Count("journal")) || len(r.Differences) != 1 {
		t.Errorf("%v, %+v; want one difference and every row judged", err, r)
	}
}

// TestOtherWordsUnderTheRightKey: an operator with the keys seals other words in
// the place of somebody's. They open, and are not what the leaf commits to.
func TestOtherWordsUnderTheRightKey(t *testing.T) {
	p := publish(t)
	var seq int64
	var data, id string
	p.Read(func(tx *seal.Tx) error {
		return tx.One(`SELECT seq, id, data FROM journal WHERE kind = 'case-closed'`, nil, &seq, &id, &data)
	})
	var fields []map[string]string
	if err := json.Unmarshal([]byte(data), &fields); err != nil || len(fields) != 1 || fields[0]["sealed"] == "" {
		t.Fatalf("%v: %v", err, fields)
	}
	var other string
	p.Read(func(tx *seal.Tx) error {
		kind, case1, _ := strings.Cut(fields[0]["of"], "/")
		k, err := tx.Key(testdb.Force, candour.Subject{Kind: kind, ID: case1})
		if err != nil {
			return err
		}
		other, err = k.Seal("journal/"+id+"/"+fields[0]["name"], "all is well")
		return err
	})
	p.tamper(t, fmt.Sprintf(`UPDATE journal SET data = replace(data, '%s', '%s') WHERE seq = %d`, fields[0]["sealed"], other, seq))
	r, err := p.check(t)
	if !errors.Is(err, ledger.ErrDiffers) || len(r.Differences) != 1 || !strings.Contains(r.Differences[0], "not what was committed to") {
		t.Errorf("%v, %+v; want one difference", err, r)
	}
}

// liar serves one thing to Verify and another to whoever reads again.
type liar struct {
	ledger.Source
	other ledger.Source
	reads atomic.Int64 // Verify reads tiles side by side
}

func (l *liar) Read(ctx context.Context, path string, limit int64) ([]byte, error) {
	if strings.HasPrefix(path, "tile/entries") {
		if l.reads.Add(1) > 1 {
			return l.other.Read(ctx, path, limit)
		}
	}
	return l.Source.Read(ctx, path, limit)
}

// TestLogThatSpeaksTwice: what counts is the root that the journal's own leaves
// give, not what the log says the second time.
func TestLogThatSpeaksTwice(t *testing.T) {
	p, other := publish(t), publish(t)
	r, err := ledger.Check(ctx, p.DB, testdb.Force, &liar{Source: source(t, other.dir), other: source(t, p.dir)}, other.verifier)
	if !errors.Is(err, ledger.ErrDiffers) {
		t.Errorf("%v, %+v; want a difference", err, r)
	}
}

// TestOnlyTheirFieldsClose destroys a key without an act, and checks that only
// that person's fields close.
func TestOnlyTheirFieldsClose(t *testing.T) {
	p := publish(t)
	before, err := p.check(t)
	if err != nil {
		t.Fatal(err)
	}
	// A case's words lie in rows of the case; the report's in rows of the report. How
	// they stand, suspended or not, is in rows about them that hold no words.
	of := candour.Subject{Kind: "officer", ID: "officer-x"}
	rows := len(p.Events(of))
	p.tamper(t, `DELETE FROM seal_key WHERE kind = 'officer' AND id = 'officer-x'`)
	after, err := p.check(t)
	if !errors.Is(err, ledger.ErrDiffers) || len(after.Differences) != 1 {
		t.Errorf("%v, %q: want one difference, that the key is gone", err, after.Differences)
	}
	if after.Erased != int64(rows) || after.Shut != 2 || after.Fields != before.Fields-2 || after.Rows != before.Rows {
		t.Errorf("after erasing one officer: %+v, before %+v; want %d rows and their 2 fields gone", after, before, rows)
	}
	events := p.Events(of)
	if len(events) != rows || events[0].Value("name") != "" || events[0].Value("person") != "person-x" {
		t.Errorf("the events of an erased officer: %+v, want the clear fields alone", events)
	}
	// Erased, and then changed in a column: the log has its leaf still, and only that.
	p.tamper(t, `UPDATE journal SET leaf = (SELECT leaf FROM journal WHERE seq = 1) WHERE subject_id = 'officer-x'`)
	if r, err := p.check(t); !errors.Is(err, ledger.ErrDiffers) || len(r.Differences) != 1+rows {
		t.Errorf("an erased row with another leaf: %v, %+v", err, r)
	}
}

func TestCheckOfOneForceOfTwo(t *testing.T) {
	p := publish(t)
	p.tamper(t, `INSERT INTO journal (force, seq, id, kind, subject_kind, subject_id, on_day, at, by_person, act, corrects, data, leaf) VALUES ('south', 7, 'x', 'x', 'case', 'x', 'x', 0, 'x', 'x', '', 'x', 'x')`)
	if r, err := p.check(t); err != nil || r.Rows != r.Log.Size {
		t.Errorf("another force's rows: %v %+v", err, r)
	}
}

// BenchmarkCheck is how long a check of a million rows takes, of the kinds that a
// journal has: of three in four covers and other rows in clear, of the others each
// with two sealed fields, and a key for each ten of those.
func BenchmarkCheck(b *testing.B) {
	const rows = 1_000_000
	w := testdb.Open(b)
	for at := 0; at < rows; at += 5000 {
		err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
			var events []candour.Event
			for i := at; i < at+5000; i++ {
				e := candour.Event{ID: fmt.Sprint("event", i), Force: testdb.Force, Kind: "cover", Subject: candour.Subject{Kind: "force", ID: string(testdb.Force)}, On: candour.On(w.Now), At: w.Now, By: "system", Act: "cover"}
				switch of := (candour.Subject{Kind: "officer", ID: fmt.Sprint("o", i/40)}); i % 4 {
				case 0:
					e.Kind, e.Subject, e.Act, e.Data = "enrolled", of, "enrol", []candour.Field{
						{Name: "person", Value: "p"}, {Name: "name", Value: "Officer A", Of: of}, {Name: "number", Value: "1", Of: of}, {Name: "rank", Value: "constable"}, {Name: "unit", Value: "u"},
					}
				case 1:
					e.Kind, e.Subject, e.Act, e.Data = "posting-imported", of, "import-officer", []candour.Field{{Name: "source", Value: "s"}, {Name: "unit", Value: "12"}, {Name: "from", Value: "2020-01-01"}, {Name: "to", Value: ""}}
				}
				events = append(events, e)
			}
			return ledger.Append(tx, testdb.Force, events, func(of candour.Subject) []byte { return []byte((of.ID + strings.Repeat(".", 32))[:32]) })
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	p := &published{World: w, dir: filepath.Join(w.Dir, "log")}
	var err error
	if p.signer, p.verifier, err = ledger.NewKey("candour/north"); err != nil {
		b.Fatal(err)
	}
	p.drain(b)
	for b.Loop() {
		start := time.Now()
		r, err := p.check(b)
		if err != nil || r.Rows != rows {
			b.Fatal(err)
		}
		fmt.Printf("ledger check: %d rows, %d sealed fields, %d keys, a log of %d: %.1f s\n", r.Rows, r.Fields, rows/40, r.Log.Size, time.Since(start).Seconds())
	}
}
