package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/ledger"
	"candour/seal"
	"candour/workforce"
)

// Invented rows. Whatever an attacker of the lists would like to read in them
// begins with "canary".
const (
	officersText = `officer,appointed,resigned,serving,race,sex,birth_year
canaryO1,1961-05-01,,1,canaryRace,canarySex,1935
canaryO2,,2001-01-31,0,,,
canaryO3,1999-13-01,,1,,,
canaryO1,1999-01-01,,1,,,
canaryO4,1999-01-01
,1999-01-01,,1,,,
canaryO5,1999-01-01,1998-01-01,maybe,,,
`
	postingsText = `officer,unit,start,end
canaryO1,U1,1961-05-01,1970-01-01
canaryO1,U2,1970-01-01,
canaryO9,U1,2000-01-01,
canaryO3,U1,2000-01-01,
canaryO1,U1,1961-05-01,1980-01-01
canaryO2,U1,2000-01-02,2000-01-01
canaryO2,,2000-01-02,
canaryO2,U1,,
canaryO2,U1,01/02/2000,
`
	allegationsText = "\ufeff" + `n,case,officer,incident,received,closed,code,group,finding,outcome
0,canaryC1,canaryO1,1968-02-29,1968-03-01,1969-01-01,05A,verbal,NS,"No action, taken"
0,canaryC2,canaryO2,2001-01-01,2001-01-02,,,other,,
0,canaryC1,canaryO2,1968-02-29,1968-03-01,1969-01-01,05A,verbal,,
0,canaryC1,canaryO9,1968-02-29,1968-03-01,1969-01-01,05A,verbal,,
0,canaryC3,canaryO1,2001-01-01,2001-01-02,2001-01-01,04B,force,NS,
0,canaryC4,canaryO1,2001-01-03,2001-01-02,2001-01-04,04B,canaryGroup,NS,
0,canaryC5,canaryO1,2001-02-30,2001-01-02,2001-01-04,04B,force,NS,
0,canaryC6,canaryO1,2001-01-01,,2001-01-04,04B,force,NS,
0,canaryC7,canaryO1,2001-01-01,2036-01-01,,04B,force,,
0,canaryC1,canaryO5,1968-02-29,1968-03-02,1969-01-01,05A,verbal,,
0,canaryC2,canaryO2,2001-01-01,2001-01-02,,,other,,
0,canaryC8,"canaryO1,2001-01-01,2001-01-02,,04B,force,,
0,,canaryO1,2001-01-01,2001-01-02,,04B,force,,
0,canaryC9,canaryO5,,2001-01-02,,04B,sexual,SU,
`
)

// extractIn writes the three files, or changed ones.
func extractIn(t testing.TB, officers, postings, allegations string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"officers": officers, "postings": postings, "allegations": allegations} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRejectsAndWarnings(t *testing.T) {
	f := newFolder(t)
	var told []string
	c := f.complaints(extractIn(t, officersText, postingsText, allegationsText))
	c.Progress = func(done, total int64) { told = append(told, fmt.Sprint(done, "/", total)) }
	r, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var rejects, warnings []string
	for _, x := range r.Rejects {
		rejects = append(rejects, x.String())
	}
	for _, x := range r.Warnings {
		warnings = append(warnings, x.String())
	}
	const unknown = unknownOfficer
	same(t, "rejects", rejects, []string{
		"officers.csv:4: appointed is not a day written as 2011-12-31",
		"officers.csv:5: the officer is there already",
		"officers.csv:6: it has 2 columns where the header has 7",
		"officers.csv:7: it names no officer",
		"postings.csv:4: " + unknown,
		"postings.csv:5: " + unknown,
		"postings.csv:6: the posting of this officer to this unit on this day is there already",
		"postings.csv:7: it ends before it starts",
		"postings.csv:8: it names no unit",
		"postings.csv:9: it has no start",
		"postings.csv:10: start is not a day written as 2011-12-31",
		"allegations.csv:5: " + unknown,
		"allegations.csv:6: closed before it was received",
		"allegations.csv:8: incident is not a day written as 2011-12-31",
		"allegations.csv:9: it has no day of receipt",
		"allegations.csv:10: it was received or closed on a day that has not come yet",
		"allegations.csv:11: its days differ from those of the first row of its case",
		"allegations.csv:12: the allegation against this officer in this case is there already",
		"allegations.csv:13: a quotation mark is out of place or is not closed on its line",
		"allegations.csv:14: it names no case",
	})
	same(t, "warnings", warnings, []string{
		"officers.csv:3: the officer has no day of appointment",
		"officers.csv:8: it does not say 1 or 0 for whether the officer serves",
		"officers.csv:8: the officer left before they were appointed",
		"allegations.csv:2: the case is taken in without 2 of its rows, which are listed among the rejects",
		"allegations.csv:3: the case is taken in without 1 of its rows, which are listed among the rejects",
		"allegations.csv:7: the incident is later than the day of receipt",
		"allegations.csv:7: its group is not in the mapping table: it has no category until somebody says which",
		"allegations.csv:15: it has no day of the incident",
		"allegations.csv:15: it is open and has a finding: the finding is kept word for word and decides nothing",
	})
	if s := fmt.Sprint(rejects, warnings); strings.Contains(s, "canary") {
		t.Errorf("a list says what a row held: %s", s)
	}
	r.Rejects, r.Warnings = nil, nil
	want := Result{Officers: Count{New: 3}, Postings: Count{New: 2}, Cases: Count{New: 4}, Allegations: Count{New: 5}, Open: 2, ClosedWithoutFinding: 1}
	if fmt.Sprint(r) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", r, want)
	}
	same(t, "progress", told, []string{"10/10"})
	f.whole(t, 1+3+2+5)
	f.rows(t)
	f.sealed(t)
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%s, %d:\n got %s\nwant %s", what, i, g, w)
		}
	}
}

// whole checks that the journal has a row for each row taken in and one for the
// founding, numbered without a gap, and that each leaf is there.
func (f *folder) whole(t testing.TB, want int) {
	t.Helper()
	j := ledger.Journal{DB: f.db, Force: force}
	head, err := j.Head(t.Context())
	if err != nil || head != int64(want) {
		t.Errorf("the journal ends with %d, %v; want %d", head, err, want)
	}
	leaves, err := j.Leaves(t.Context(), 0, want+1) // refuses a gap
	if err != nil || len(leaves) != want {
		t.Errorf("%d leaves, %v; want %d", len(leaves), err, want)
	}
	if n := f.count(t, `SELECT count(*) FROM journal`); n != want {
		t.Errorf("%d rows in the journal, want %d", n, want)
	}
}

// rows checks what became of the invented rows, by the ids that anybody with the
// force's key can compute again.
func (f *folder) rows(t testing.TB) {
	t.Helper()
	n, err := namesOf(t.Context(), f.db, force)
	if err != nil {
		t.Fatal(err)
	}
	c1 := n.matter("canaryC1")
	o1, p1 := n.officer("canaryO1")
	err = f.db.Read(t.Context(), func(tx *seal.Tx) error {
		c, err := cases.Read(tx, force, c1)
		if err != nil {
			return err
		}
		if c.State != cases.Closed || c.OpenedOn.String() != "1968-03-01" || c.ClosedOn.String() != "1969-01-01" || c.Jurisdiction != cases.Imported || len(c.Allegations) != 2 {
			t.Errorf("got %+v", c)
		}
		a := c.Allegations[0]
		if a.Category != "H" || a.SourceCode != "05A verbal" || a.SourceSays != "NS: No action, taken" || a.Decision != cases.HistoricFinding || a.DecidedOn.String() != "1969-01-01" || !slices.Equal(a.Officers, []candour.OfficerID{o1}) {
			t.Errorf("got %+v", a)
		}
		if b := c.Allegations[1]; b.Decision != cases.ClosedElsewhere {
			t.Errorf("closed without a finding: got %+v", b)
		}
		if c, err = cases.Read(tx, force, n.matter("canaryC2")); err != nil || c.State != cases.Opened || c.Allegations[0].Decision != "" || c.Allegations[0].SourceCode != "other" {
			t.Errorf("open: got %+v, %v", c, err)
		}
		o, err := workforce.Read(tx, force, o1)
		if err != nil {
			return err
		}
		if o.Appointed.String() != "1961-05-01" || o.Serving != "yes" || len(o.Postings) != 2 || o.Person != p1 {
			t.Errorf("got %+v", o)
		}
		var one int
		return tx.One(`SELECT 1 FROM authz_wall WHERE force = $1 AND person = $2 AND subject = $3`, []any{string(force), string(o.Person), "case/" + string(c1)}, &one)
	})
	if err != nil {
		t.Error(err)
	}
}

// sealed checks that race, sex and birth year open under the officer's key, and
// that neither they nor the other system's numbers stand in any file.
func (f *folder) sealed(t testing.TB) {
	t.Helper()
	n, err := namesOf(t.Context(), f.db, force)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := n.officer("canaryO1")
	o := string(id)
	err = f.db.Read(t.Context(), func(tx *seal.Tx) error {
		var sealed string
		if err := tx.One(`SELECT sealed FROM workforce_equality WHERE force = $1 AND officer = $2`, []any{string(force), o}, &sealed); err != nil {
			return err
		}
		k, err := tx.Key(force, candour.Subject{Kind: "officer", ID: o})
		if err != nil {
			return err
		}
		got, err := k.Open("workforce_equality.sealed/"+o, sealed)
		if want := `{"race":"canaryRace","sex":"canarySex","birth_year":"1935"}`; got != want {
			t.Errorf("sealed: %s, %v; want %s", got, err, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if n := f.count(t, `SELECT count(*) FROM workforce_equality`); n != 1 {
		t.Errorf("%d rows for the disparity reports, want 1: two officers say nothing", n)
	}
	files, err := filepath.Glob(filepath.Join(f.dir, "candour.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range []string{"canaryO", "canaryC", "canaryRace", "canarySex", `"1935"`} {
			if bytes.Contains(b, []byte(w)) {
				t.Errorf("%s stands in %s", w, filepath.Base(file))
			}
		}
	}
}

func TestImportAgain(t *testing.T) {
	f := newFolder(t)
	run := func(officers, postings, allegations string) Result {
		t.Helper()
		r, err := f.complaints(extractIn(t, officers, postings, allegations)).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := run(officersText, postingsText, allegationsText)
	before := f.dump(t, true)

	again := run(officersText, postingsText, allegationsText)
	if again.Officers != (Count{Held: 3}) || again.Postings != (Count{Held: 2}) || again.Cases != (Count{Held: 4}) || again.Allegations != (Count{Held: 5}) || again.Open != first.Open || again.ClosedWithoutFinding != first.ClosedWithoutFinding || len(again.Rejects) != len(first.Rejects) {
		t.Errorf("again: %+v", again)
	}
	same(t, "a second run changed the rows", f.dump(t, true), before)

	head, rows, _ := strings.Cut(allegationsText, "\n")
	lines := strings.Split(strings.TrimSuffix(rows, "\n"), "\n")
	slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(b, a) })
	if r := run(officersText, postingsText, head+"\n"+strings.Join(lines, "\n")); r.Cases.Corrected > 1 { // C1 keeps another first row
		t.Errorf("in another order: %+v", r)
	}

	run(officersText, postingsText, allegationsText)
	seq := f.count(t, `SELECT count(*) FROM journal`)
	changed := run(strings.Replace(officersText, "canaryO1,1961-05-01,,1", "canaryO1,1961-05-01,1990-01-01,0", 1), postingsText,
		strings.Replace(allegationsText, "05A,verbal,NS", "05A,sexual,SU", 1))
	if changed.Officers != (Count{Corrected: 1, Held: 2}) || changed.Postings != (Count{Corrected: 2}) || changed.Cases != (Count{Corrected: 1, Held: 3}) || changed.Allegations != (Count{Corrected: 2, Held: 3}) {
		t.Errorf("changed: %+v", changed)
	}
	f.whole(t, seq+1+2+2+2) // the officer, two postings, two allegations, and the walls of two matters about the officer
	if n := f.count(t, `SELECT count(*) FROM cases_allegation WHERE category = 'J' AND source_says = 'SU: No action, taken'`); n != 1 {
		t.Errorf("%d corrected allegations, want 1", n)
	}
	if n := f.count(t, `SELECT count(*) FROM workforce_officer WHERE left_day = '1990-01-01' AND serving = 'no'`); n != 1 {
		t.Errorf("%d corrected officers, want 1", n)
	}

	// Each of those five events says which earlier one it corrects.
	if n := f.count(t, fmt.Sprintf(`SELECT count(*) FROM journal j WHERE j.seq > %d AND EXISTS (SELECT 1 FROM journal e WHERE e.force = j.force AND e.subject_id = j.subject_id AND e.id = j.corrects AND e.seq < j.seq)`, seq)); n != 1+2+2 {
		t.Errorf("%d events correct an earlier one, want 5", n)
	}

	// An officer and a case that the files no longer hold stay; a case may name an
	// officer of an earlier import.
	only := run(strings.Join(strings.SplitAfter(officersText, "\n")[:1], ""), "officer,unit,start,end\n", strings.Join(strings.SplitAfter(allegationsText, "\n")[:3], ""))
	if n := f.count(t, fmt.Sprintf(`SELECT count(*) FROM journal WHERE seq > %d AND corrects <> '' AND instr(data, 'no longer in') > 0`, seq+7)); n != 1 {
		t.Errorf("%d events say that a row is gone from its case, want 1", n)
	}
	if only.Gone != 3+2 || only.Cases != (Count{Corrected: 1, Held: 1}) || len(only.Rejects) != 0 {
		t.Errorf("fewer rows: %+v", only)
	}
	if n := f.count(t, `SELECT count(*) FROM cases_case`); n != 4 {
		t.Errorf("%d cases, want 4", n)
	}
}

// What has been worked on here is not wiped out by what the other system says
// now; it costs its own rows and no others.
func TestWorkedOnHere(t *testing.T) {
	f := newFolder(t)
	if _, err := f.complaints(extractIn(t, officersText, postingsText, allegationsText)).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, err := namesOf(t.Context(), f.db, force)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.run.Run(t.Context(), act.By(authz.Program(force), noon), &workforce.Enrol{Officer: "staffofficer", Person: "staffperson", Name: candour.Mark("Assessor A"), From: candour.On(noon), Roles: []authz.Role{authz.Assessor}}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.run.Run(t.Context(), act.By(act.Staff(force, "staffperson"), noon), &cases.DeclareOnCase{Case: n.matter("canaryC2"), Knows: cases.Nobody}); err != nil {
		t.Fatal(err)
	}
	c := n.matter("canaryC2")
	if _, err := f.run.Run(t.Context(), act.By(act.Staff(force, "staffperson"), noon), &cases.DescribeAllegation{Allegation: n.allegation(c, "canaryC2", "canaryO2"), Category: "A", OnDuty: cases.DutyUnknown}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.run.Run(t.Context(), act.By(act.Staff(force, "staffperson"), noon), &cases.AssessSeverity{Case: n.matter("canaryC2"), Severity: cases.Neither, Reasons: candour.Mark("because")}); err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(strings.ReplaceAll(allegationsText, "2001-01-02,,,other", "2001-01-02,2001-03-01,,other"), "05A,verbal,NS", "05A,verbal,SU")
	r, err := f.complaints(extractIn(t, officersText, postingsText, changed)).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Cases != (Count{Corrected: 1, Held: 2}) {
		t.Errorf("got %+v", r.Cases)
	}
	want := Reject{"allegations.csv", 3, "the case changed there, and has been worked on here since it was imported: decide by hand what to take over"}
	if !slices.Contains(r.Rejects, want) {
		t.Errorf("got %v, want %v among them", r.Rejects, want)
	}
	if n := f.count(t, `SELECT count(*) FROM cases_case WHERE closed_day = '2001-03-01'`); n != 0 {
		t.Error("the case was closed by the import")
	}
}

func TestStopped(t *testing.T) {
	f := newFolder(t)
	ctx, stop := context.WithCancel(t.Context())
	c := f.complaints(manyRows(t))
	c.Progress = func(done, total int64) {
		if done > total/3 {
			stop()
		}
	}
	r, err := c.Run(ctx)
	if !errors.Is(err, context.Canceled) || r.Officers.New == 0 || r.Cases.New == manyCases {
		t.Fatalf("stopped: %+v, %v", r.Cases, err)
	}
	f.whole(t, 1+r.Officers.New+r.Postings.New+r.Allegations.New)
	held := r
	if r, err = f.complaints(c.Dir).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.Officers.Held != held.Officers.New || r.Cases.Held != held.Cases.New || r.Cases.All() != manyCases || r.Officers.All() != manyOfficers {
		t.Errorf("went on with %+v after %+v", r, held)
	}
	f.whole(t, 1+manyOfficers*3+manyCases*2)
}
