package testdb_test

import (
	"fmt"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// TestNoTableRefersToAnother: rows that wait for a server may be sent in another order
// than that of their tables (store/rows.go), which must be nothing to them.
func TestNoTableRefersToAnother(t *testing.T) {
	w := testdb.OpenOn(t, "SQLite")
	var refer, triggers, across int
	w.Read(func(tx *seal.Tx) error {
		if err := tx.One(`SELECT count(*) FROM sqlite_master WHERE sql LIKE '%REFERENCES%' OR sql LIKE '%FOREIGN KEY%'`, nil, &refer); err != nil {
			return err
		}
		if err := tx.One(`SELECT count(*) FROM sqlite_master WHERE type = 'trigger'`, nil, &triggers); err != nil {
			return err
		}
		return tx.One(`SELECT count(*) FROM sqlite_master t JOIN sqlite_master o ON o.type = 'table' AND o.name <> t.tbl_name
			WHERE t.type = 'trigger' AND (t.sql LIKE '%FROM ' || o.name || ' %' OR t.sql LIKE '%INTO ' || o.name || ' %' OR t.sql LIKE '%UPDATE ' || o.name || ' %')`, nil, &across)
	})
	if refer != 0 || across != 0 || triggers == 0 {
		t.Errorf("%d tables refer to another, %d of %d triggers look at another", refer, across, triggers)
	}
}

// TestBothEnginesTakeInTheSame: what an import puts into one transaction goes to a server
// many rows at a time, and a list of subjects is asked of at once, so every row of it is
// held to what the other engine keeps, which is given them one by one. The second time
// half of it is corrected.
func TestBothEnginesTakeInTheSame(t *testing.T) {
	var kept []string
	engines(t, func(t *testing.T, engine string) {
		w := testdb.OpenOn(t, engine)
		program := authz.Program(testdb.Force)
		day := candour.Date{Year: 2020, Month: 1, Day: 6}
		batch := func(again bool) (acts []act.Act) {
			says := map[bool]string{true: "says otherwise", false: "says"}[again]
			for i := range 30 {
				if again && i%2 == 0 {
					continue
				}
				o, p := candour.OfficerID(fmt.Sprint("officer-i", i)), candour.PersonID(fmt.Sprint("person-i", i))
				acts = append(acts, &workforce.ImportOfficer{
					Officer: o, Person: p, Source: "extract", Digest: says, Appointed: day, Equality: candour.Mark("canary"), Correction: again,
					Postings: []workforce.Posting{{Unit: fmt.Sprint("unit ", i%3), From: day, To: day.AddDays(200)}, {Unit: says, From: day.AddDays(201)}},
				})
			}
			for i := range 30 {
				if again && i%2 == 0 {
					continue
				}
				a := &cases.ImportCase{Case: candour.CaseID(fmt.Sprint("case-i", i)), Source: "extract", Digest: says, Incident: day.AddDays(i), Received: day.AddDays(i + 1), Correction: again}
				if i%3 == 0 {
					a.ClosedOn = day.AddDays(i + 9)
				}
				for n := range 1 + i%4 {
					who := (i + n) % 30
					a.Rows = append(a.Rows, cases.ImportedAllegation{
						ID: candour.AllegationID(fmt.Sprintf("allegation-i%d-%d", i, n)), Officer: candour.OfficerID(fmt.Sprint("officer-i", who)), Person: candour.PersonID(fmt.Sprint("person-i", who)),
						Category: "A", Code: says, Finding: map[bool]string{true: "SU"}[i%2 == 0],
					})
				}
				acts = append(acts, a)
			}
			return acts
		}
		for _, again := range []bool{false, true} {
			w.Do(program, batch(again)...)
			w.Later(1)
		}
		if n := w.Count("cases_allegation"); n != 73 {
			t.Errorf("%d allegations were taken in, want 73", n)
		}
		kept = append(kept, testdb.Unsealed(w.Dump()))
	})
	if len(kept) == 2 && kept[0] != kept[1] {
		for _, line := range strings.Split(kept[1], "\n") {
			if !strings.Contains(kept[0], line) {
				t.Errorf("on PostgreSQL alone: %s", line)
			}
		}
		t.Error("the engines do not hold the same rows")
	}
}
