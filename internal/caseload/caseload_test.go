package caseload_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/caseload"
	"candour/internal/testdb"
	"candour/seal"
)

var on = candour.Date{Year: 2026, Month: 3, Day: 2}

// still is a clock that stands: how long something took is not tested here.
func still() time.Time { return testdb.Day }

// made is a deployment with a caseload in it.
func made(t testing.TB, s caseload.Size) (*testdb.World, caseload.Result) {
	t.Helper()
	w, c := prepared(t, s)
	r, err := c.Run(t.Context(), still)
	if err != nil {
		t.Fatal(err)
	}
	return w, r
}

func prepared(t testing.TB, s caseload.Size) (*testdb.World, *caseload.Caseload) {
	t.Helper()
	w := testdb.Open(t)
	w.Now = on.AddDays(-500).Time().Add(9 * time.Hour)
	crew := w.Crew()
	w.AsksFirst = true // so that what the cast declared is in a dump
	return w, &caseload.Caseload{Size: s, Runner: w.Runner, Force: testdb.Force, Cast: caseload.Cast{
		Program: authz.Program(testdb.Force), Triage: crew.Triage.Who, Assessor: crew.Assessor.Who, Authority: crew.Authority.Who, Chief: crew.Chief.Officer,
	}}
}

func number(t testing.TB, w *testdb.World, q string) (n int) {
	t.Helper()
	w.Read(func(tx *seal.Tx) error { return tx.One(q, nil, &n) })
	return n
}

// The same numbers, seed and day give the same rows; the leaves in them commit to
// every word and key, so those are the same too.
func TestSameSeedSameWorld(t *testing.T) {
	size := caseload.Size{Officers: 60, Allegations: 300, Seed: 7, On: on}
	a, first := made(t, size)
	b, second := made(t, size)
	if x, y := testdb.Unsealed(a.Dump()), testdb.Unsealed(b.Dump()); x != y {
		t.Errorf("two worlds of one seed differ: %s", differ(x, y))
	}
	if first.Cases != second.Cases || first.Open != second.Open {
		t.Errorf("got %+v and %+v", first, second)
	}
	size.Seed = 8
	c, _ := made(t, size)
	for _, table := range []string{"workforce_officer", "cases_case", "intake_report", "journal"} {
		if x, y := strings.Join(a.Rows(table), "\n"), strings.Join(c.Rows(table), "\n"); x == y {
			t.Errorf("another seed gives the same rows of %s", table)
		}
	}

	// More allegations leave the officers as they are, with what happened to them.
	size = caseload.Size{Officers: 60, Allegations: 600, Seed: 7, On: on}
	d, _ := made(t, size)
	for _, table := range []string{"workforce_officer", "workforce_posting", "workforce_line", "workforce_index", "authz_posting", "authz_line"} {
		x, y := testdb.Unsealed(strings.Join(a.Rows(table), "\n")), testdb.Unsealed(strings.Join(d.Rows(table), "\n"))
		if x != y || x == "" {
			t.Errorf("%s changes with the number of allegations: %s", table, differ(x, y))
		}
	}
}

func differ(x, y string) string {
	a, b := strings.Split(x, "\n"), strings.Split(y, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] + " and " + b[i]
		}
	}
	return "one is longer"
}

// What is made is like a force: one officer with 200 concerns, one large unit and
// many small ones, a tenth of the cases open, and each stage of a case.
func TestLikeAForce(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the large caseload")
	}
	w, r := made(t, caseload.Size{Officers: 3_000, Allegations: 5_000, Seed: 1, On: on})
	for _, x := range []struct {
		what      string
		q         string
		from, to_ int
	}{
		{"allegations", `SELECT count(*) FROM (SELECT id FROM cases_allegation UNION SELECT id FROM intake_allegation)`, 5_000, 5_000},
		{"officers", `SELECT count(*) FROM workforce_officer WHERE id NOT LIKE 'officer-%'`, 3_000, 3_000},
		{"concerns of one officer", `SELECT max(n) FROM (SELECT count(*) AS n FROM cases_accused GROUP BY officer)`, 200, 200},
		{"concerns of the next", `SELECT n FROM (SELECT count(*) AS n FROM cases_accused GROUP BY officer) ORDER BY n DESC LIMIT 1 OFFSET 1`, 12, 120},
		{"hundredths of the concerns that are about a twentieth of the officers", `SELECT 100 * sum(n) / 5000 FROM (SELECT count(*) AS n FROM cases_accused GROUP BY officer ORDER BY n DESC LIMIT 150)`, 25, 50},
		{"officers without a concern", `SELECT count(*) FROM workforce_officer o WHERE NOT EXISTS (SELECT 1 FROM cases_accused a WHERE a.force = o.force AND a.officer = o.id)`, 1_000, 2_200},
		{"thousandths of the cases that are open", `SELECT 1000 * (SELECT count(*) FROM cases_case WHERE closed_day = '') / (SELECT count(*) FROM cases_case)`, 85, 120},
		{"people in the large unit today", `SELECT max(n) FROM (SELECT count(*) AS n FROM workforce_posting WHERE to_day = '' GROUP BY unit)`, 1_200, 1_200},
		{"people in the next", `SELECT n FROM (SELECT count(*) AS n FROM workforce_posting WHERE to_day = '' GROUP BY unit) ORDER BY n DESC LIMIT 1 OFFSET 1`, 20, 40},
		{"units", `SELECT count(*) FROM workforce_unit WHERE unit LIKE 'Invented%'`, 80, 260},
		{"most allegations in a case", `SELECT max(n) FROM (SELECT count(*) AS n FROM cases_allegation GROUP BY case_id)`, 4, 4},
		{"categories", `SELECT count(DISTINCT category) FROM cases_allegation WHERE category <> ''`, 11, 11},
		{"severities", `SELECT count(DISTINCT severity) FROM cases_severity`, 3, 3},
		{"decisions", `SELECT count(DISTINCT decision) FROM cases_decision`, 6, 6},
		{"decisions that the person was told of", `SELECT count(*) FROM cases_decision WHERE told_day <> ''`, 50, 1_000},
		{"factors", `SELECT count(DISTINCT factors) FROM cases_description`, 8, 20},
		{"officers whom nobody could tell", `SELECT count(*) FROM cases_unidentified`, 10, 200},
		{"clocks that run", `SELECT count(*) FROM clock_due`, 200, 5_000},
		{"and are overdue", `SELECT count(*) FROM clock_due WHERE by_day < '2026-03-02'`, 50, 4_000},
		{"and are not", `SELECT count(*) FROM clock_due WHERE by_day >= '2026-03-02'`, 50, 4_000},
		{"reports that wait", `SELECT count(*) FROM intake_waiting`, 10, 100},
		{"reports that wait and were triaged", `SELECT count(*) FROM intake_waiting w JOIN authz_triaged t ON t.force = w.force AND t.subject = 'report/' || w.report`, 0, 0}, // lists of new reports rely on it
		{"refusals", `SELECT count(*) FROM journal WHERE kind = 'act-refused'`, 0, 0},

		{"who manage themselves", `SELECT count(*) FROM workforce_line WHERE officer = manager`, 0, 0},
		{"who serve and have no manager", `SELECT count(*) FROM workforce_officer o WHERE o.serving = 'yes' AND o.id NOT LIKE 'officer-%' AND NOT EXISTS (SELECT 1 FROM workforce_line l WHERE l.force = o.force AND l.officer = o.id)`, 0, 0},
		{"lines from before the manager joined", `SELECT count(*) FROM workforce_line l JOIN workforce_officer o ON o.force = l.force AND o.id = l.manager WHERE o.id NOT LIKE 'officer-%' AND l.from_day < o.appointed_day`, 0, 0},
		{"postings from before they joined", `SELECT count(*) FROM workforce_posting p JOIN workforce_officer o ON o.force = p.force AND o.id = p.officer WHERE p.from_day < o.appointed_day`, 0, 0},
		{"postings that end before they begin", `SELECT count(*) FROM workforce_posting WHERE to_day <> '' AND to_day < from_day`, 0, 0},
		{"concerns from before they joined", `SELECT count(*) FROM cases_accused a JOIN cases_case c ON c.force = a.force AND c.id = a.case_id JOIN workforce_officer o ON o.force = a.force AND o.id = a.officer WHERE c.incident_day <> '' AND c.incident_day < o.appointed_day`, 0, 0},
		{"concerns from after they left", `SELECT count(*) FROM cases_accused a JOIN cases_case c ON c.force = a.force AND c.id = a.case_id JOIN workforce_officer o ON o.force = a.force AND o.id = a.officer WHERE o.left_day <> '' AND c.incident_day > o.left_day`, 0, 0},
		{"decisions before the case was opened", `SELECT count(*) FROM cases_decision d JOIN cases_case c ON c.force = d.force AND c.id = d.case_id WHERE d.on_day < c.opened_day`, 0, 0},
		{"concerns that show something else than stands", `SELECT count(*) FROM cases_accused x JOIN cases_allegation a ON a.force = x.force AND a.id = x.allegation JOIN cases_case c ON c.force = x.force AND c.id = x.case_id LEFT JOIN cases_decision d ON d.force = x.force AND d.case_id = x.case_id AND d.allegation = x.allegation WHERE x.closed_day <> c.closed_day OR x.position <> a.position OR x.category <> a.category OR x.source_code <> a.source_code OR x.source_says <> a.source_says OR x.decision <> COALESCE(d.decision, '')`, 0, 0},
		{"closed before opened", `SELECT count(*) FROM cases_case WHERE closed_day <> '' AND closed_day < opened_day`, 0, 0},
		{"closed cases with an undecided allegation", `SELECT count(*) FROM cases_case c JOIN cases_allegation a ON a.force = c.force AND a.case_id = c.id WHERE c.closed_day <> '' AND NOT EXISTS (SELECT 1 FROM cases_decision d WHERE d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id)`, 0, 0},
		{"days that are still to come", `SELECT count(*) FROM journal WHERE on_day >= '2026-03-02'`, 0, 0},
		{"instants that are still to come", `SELECT count(*) FROM journal WHERE at >= 1772409600000000`, 0, 0}, // 2 March 2026
		{"times at which the journal goes backwards", `SELECT count(*) FROM journal a JOIN journal b ON b.force = a.force AND b.seq = a.seq + 1 WHERE b.at < a.at`, 0, 0},
	} {
		if n := number(t, w, x.q); n < x.from || n > x.to_ {
			t.Errorf("%s: %d, want %d to %d", x.what, n, x.from, x.to_)
		}
	}
	for _, s := range caseload.Stages[:len(caseload.Stages)-1] {
		if r.Stages[s] == 0 {
			t.Errorf("no case at the stage %q", s)
		}
	}
	if held := r.Stages[caseload.Held]; held > 0 {
		t.Errorf("%d cases are held, the first because: %s", held, r.HeldBecause)
	}
	if n := number(t, w, `SELECT count(*) FROM cases_case`) + r.Stages[caseload.Waiting]; r.Allegations != 5_000 || r.Cases != n {
		t.Errorf("it says %d cases and %d allegations; there are %d", r.Cases, r.Allegations, n)
	}
	if n := number(t, w, `SELECT count(*) FROM workforce_posting p WHERE p.unit LIKE 'Invented%'`); r.Postings != n {
		t.Errorf("it says %d postings; there are %d", r.Postings, n)
	}
	if n := number(t, w, `SELECT count(*) FROM workforce_unit WHERE unit LIKE 'Invented%'`); r.Units != n {
		t.Errorf("it says %d units; there are %d", r.Units, n)
	}
}

// What was written by the time somebody stops it is whole, and says how much.
func TestStopped(t *testing.T) {
	w, c := prepared(t, caseload.Size{Officers: 200, Allegations: 1_500, Seed: 3, On: on})
	ctx, stop := context.WithCancel(t.Context())
	c.Progress = func(done, total int64) {
		if done > total*3/4 {
			stop()
		}
	}
	r, err := c.Run(ctx, still)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want it stopped", err)
	}
	n := number(t, w, `SELECT count(*) FROM (SELECT id FROM cases_allegation UNION SELECT id FROM intake_allegation)`)
	if n == 0 || n == 1_500 {
		t.Errorf("%d allegations after it was stopped half-way", n)
	}
	if r.Allegations < n {
		t.Errorf("it says %d allegations, and there are %d", r.Allegations, n)
	}
}

func TestSizesThatMakeNoWorld(t *testing.T) {
	good := caseload.Size{Officers: 100, Allegations: 2_000, Seed: 0, On: on}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*caseload.Size){
		"no officers":          func(s *caseload.Size) { s.Officers = 0 },
		"fewer than none":      func(s *caseload.Size) { s.Officers = -100 },
		"too few for a unit":   func(s *caseload.Size) { s.Officers = 19 },
		"more than any force":  func(s *caseload.Size) { s.Officers = 1_000_001 },
		"no allegations":       func(s *caseload.Size) { s.Allegations = 0 },
		"negative allegations": func(s *caseload.Size) { s.Allegations = -1 },
		"more than can be":     func(s *caseload.Size) { s.Allegations = 2_001 },
		"a negative seed":      func(s *caseload.Size) { s.Seed = -1 },
		"no day":               func(s *caseload.Size) { s.On = candour.Date{} },
	} {
		s := good
		change(&s)
		if err := s.Check(); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: got %v, want a refusal", what, err)
		}
	}
}

// The smallest world there can be, and ones with few allegations.
func TestSmallWorlds(t *testing.T) {
	for _, s := range []caseload.Size{{20, 1, 0, on, 0}, {20, 400, 1, on, 0}, {37, 50, 2, on, 0}} {
		if _, r := made(t, s); r.Allegations != s.Allegations {
			t.Errorf("%+v: %d allegations", s, r.Allegations)
		}
	}
}
