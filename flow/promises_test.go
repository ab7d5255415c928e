package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/clock"
	"candour/intake"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/seal"
)

// breaker is told of a broken promise: a random test, or one that broke it itself.
type breaker interface {
	Fatalf(format string, args ...any)
}

// promises are what must hold after every step, read from the rows.
func promises(r breaker, w *testdb.World, m *model) {
	w.Read(func(tx *seal.Tx) error {
		for _, p := range []func(breaker, *testdb.World, *seal.Tx, *model){nothingLeftBehind, nothingBeforeAPlan, journalIsGapless, wallHolds, personIsTold, secondPersonAgreed, oneDelay, evidenceStays, clocksAreFresh} {
			p(r, w, tx, m)
		}
		return nil
	})
	for _, x := range m.reports {
		x.justAssessed = false
	}
}

// nothingLeftBehind: no allegation of a closed case is undecided or untold, and
// none that was confirmed is missing from its case.
func nothingLeftBehind(r breaker, _ *testdb.World, tx *seal.Tx, _ *model) {
	var bad int
	if err := tx.One(`SELECT count(*) FROM cases_case c JOIN cases_allegation a ON a.force = c.force AND a.case_id = c.id
		WHERE c.closed_day <> '' AND NOT EXISTS (SELECT 1 FROM cases_decision d WHERE d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id AND d.told_day <> '')`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d allegations of closed cases are undecided, or the person was not told (%v)", bad, err)
	}
	if err := tx.One(`SELECT count(*) FROM cases_case c WHERE c.closed_day <> '' AND (EXISTS (SELECT 1 FROM complaint_matter x WHERE x.force = c.force AND x.case_id = c.id AND x.finished_day = '')
		OR NOT EXISTS (SELECT 1 FROM complaint_matter x WHERE x.force = c.force AND x.case_id = c.id AND x.kind = 'complaint'))`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d closed cases have something that they must become and that nobody dealt with (%v)", bad, err)
	}
	if err := tx.One(`SELECT count(*) FROM intake_allegation i JOIN intake_opened o ON o.force = i.force AND o.report = i.report
		WHERE NOT EXISTS (SELECT 1 FROM cases_allegation a WHERE a.force = i.force AND a.id = i.id AND a.case_id = o.case_id)`, nil, &bad); err != nil || bad > 0 {
		r.Fatalf("%d confirmed allegations are not in their case (%v)", bad, err)
	}
}

func journalIsGapless(r breaker, _ *testdb.World, tx *seal.Tx, _ *model) {
	var rows, head, first, kinds int64
	if err := tx.One(`SELECT count(*), min(seq), max(seq), count(DISTINCT id) FROM journal`, nil, &rows, &first, &head, &kinds); err != nil || first != 1 || rows != head || kinds != rows {
		r.Fatalf("the journal has %d rows from %d to %d with %d ids (%v)", rows, first, head, kinds, err)
	}
}

// wallHolds: who sees a matter is who may; and who may not is offered nothing on
// what hangs on it either.
func wallHolds(r breaker, w *testdb.World, tx *seal.Tx, m *model) {
	for _, x := range m.reports {
		of := candour.Subject{Kind: "case", ID: string(x.id)}
		for _, p := range m.people {
			for reading, of := range map[string]candour.Subject{cases.ListCase.ID: of, intake.ListReport.ID: x.sent.Subject()} {
				_, sees, err := w.Runner.May(tx, p.Who, reading, of)
				want := (m.may(p, x, authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.Supervisor) || of.Kind == "case" && m.may(p, x, authz.Liaison, authz.HearingOffice)) && of.ID != ""
				if err != nil || sees != want {
					r.Fatalf("%s with %v, out %v: %s is %v (%v), want %v", p.ID, p.roles, x.out, reading, sees, err, want)
				}
			}
			if !slices.Contains(x.out, p.ID) {
				continue
			}
			var hangs []candour.Subject
			for _, d := range x.decisions {
				hangs = append(hangs, candour.Subject{Kind: "decision", ID: d.id})
			}
			for _, it := range x.items {
				hangs = append(hangs, candour.Subject{Kind: "item", ID: it.id})
			}
			for _, of := range hangs {
				if offers, err := w.Runner.Offers(tx, p.Who, investigation.Acts, of); err != nil || len(offers) > 0 {
					r.Fatalf("%s stands on the wall and is offered %d acts on a %s (%v)", p.ID, len(offers), of.Kind, err)
				}
			}
		}
	}
}

func personIsTold(r breaker, _ *testdb.World, tx *seal.Tx, m *model) {
	for _, x := range m.reports {
		mine, err := intake.ReadMine(tx, testdb.Force, x.sent.Report)
		if err != nil {
			r.Fatalf("reading what the person was told: %v", err)
		}
		for _, t := range mine.Told {
			if t.Kind == cases.AllegationDecided && !slices.ContainsFunc(x.complaints, func(c *allegation) bool { return c.id == t.Allegation && c.said }) {
				r.Fatalf("the person sees a decision that nobody told them, or that stands no longer")
			}
		}
	}
}

// secondPersonAgreed: nobody agreed with themselves; and where a case with a sexual
// or domestic allegation was just assessed, each decision is there and agreed, and
// none is the assessor's. It reads the rows and knows nothing of the gate.
func secondPersonAgreed(r breaker, _ *testdb.World, tx *seal.Tx, m *model) {
	var alone int
	if err := tx.One(`SELECT count(*) FROM investigation_decision WHERE review <> '' AND (review_by = by_person OR review_by = '' OR review_reasons = '')`, nil, &alone); err != nil || alone > 0 {
		r.Fatalf("%d decisions were reviewed by whoever took them, or by nobody (%v)", alone, err)
	}
	for _, x := range m.reports {
		if !x.justAssessed {
			continue
		}
		n := func(kind, about string) (n int) {
			if err := tx.One(`SELECT count(*) FROM investigation_decision d WHERE d.force = $1 AND d.case_id = $2 AND d.kind = $3 AND d.about = $4 AND d.replaced_day = '' AND d.review = 'agrees'
				AND d.by_person <> (SELECT s.by_person FROM cases_severity s WHERE s.force = d.force AND s.case_id = d.case_id)`, []any{string(testdb.Force), string(x.id), kind, about}, &n); err != nil {
				r.Fatalf("%v", err)
			}
			return n
		}
		for _, c := range x.complaints {
			if !c.sensitive {
				continue
			}
			for _, o := range c.officers {
				if n("restriction", string(o)) != 1 || n("arrest", string(o)) != 1 {
					r.Fatalf("a sexual or domestic allegation was assessed without an agreed decision on restriction and arrest")
				}
			}
			if n("ruled-out", string(c.id)) != 1 && !everySourceNamed(x, c) {
				r.Fatalf("a sexual or domestic allegation was assessed with sources that nobody named or ruled out")
			}
			for _, s := range x.sources {
				if s.of == c.id && n("preservation", s.id) != 1 {
					r.Fatalf("a sexual or domestic allegation was assessed with a source about which nobody agreed")
				}
			}
		}
	}
}

func everySourceNamed(x *told, c *allegation) bool {
	return !slices.ContainsFunc(usual, func(k string) bool {
		return !slices.ContainsFunc(x.sources, func(s *evidence) bool { return s.of == c.id && s.kind == k })
	})
}

// evidenceStays: each item has the hash that it was taken in with, and every line
// that was ever on its handling list.
func evidenceStays(r breaker, _ *testdb.World, tx *seal.Tx, m *model) {
	for _, x := range m.reports {
		if len(x.items) == 0 {
			continue
		}
		all, err := investigation.Things(tx, testdb.Force, x.id)
		if err != nil {
			r.Fatalf("reading the evidence: %v", err)
		}
		for _, it := range x.items {
			i := slices.IndexFunc(all, func(t cases.Thing) bool { return t.Of.Kind == "item" && t.Of.ID == it.id })
			if i < 0 {
				r.Fatalf("an item of evidence is gone")
				return
			}
			lines, hash := 0, ""
			for _, row := range all[i].Rows {
				if strings.HasPrefix(row.Key, "Handled ") {
					lines++
				}
				if row.Key == "SHA-256" {
					hash = row.Value.Words()
				}
			}
			if hash != it.hash {
				r.Fatalf("the hash of an item of evidence changed")
			}
			if lines != it.lines {
				r.Fatalf("the handling list has %d lines, and %d were written", lines, it.lines)
			}
		}
	}
}

func oneDelay(r breaker, _ *testdb.World, tx *seal.Tx, _ *model) {
	var most int
	if err := tx.One(`SELECT COALESCE(max(n), 0) FROM (SELECT count(*) AS n FROM investigation_delay WHERE ended_day = '' GROUP BY force, case_id) AS open`, nil, &most); err != nil || most > 1 {
		r.Fatalf("a case has %d open delays (%v)", most, err)
	}
	var closed int
	if err := tx.One(`SELECT count(*) FROM investigation_delay d JOIN cases_case c ON c.force = d.force AND c.id = d.case_id WHERE d.ended_day = '' AND c.closed_day <> ''`, nil, &closed); err != nil || closed > 0 {
		r.Fatalf("%d cases are closed while they are delayed (%v)", closed, err)
	}
}

// clocksAreFresh: what lists show as due is what the journal gives.
func clocksAreFresh(r breaker, _ *testdb.World, tx *seal.Tx, m *model) {
	for _, x := range m.reports {
		if x.id == "" {
			continue
		}
		of := cases.Subject(x.id)
		events, err := ledger.EventsOf(tx, testdb.Force, of)
		if err != nil {
			r.Fatalf("%v", err)
		}
		for _, e := range events {
			if e.On.Before(candour.On(e.At)) && e.Value(act.EarlierDay) == "" {
				r.Fatalf("%s was recorded late without a reason", e.Kind)
			}
		}
		due, err := clock.Compute(events)
		if err != nil {
			r.Fatalf("%v", err)
		}
		var want, got []string
		for _, d := range due {
			if d.Running() && d.Rule.Nature == clock.Must && !d.By.IsZero() { // what is owed as soon as practicable has no day
				want = append(want, d.Rule.ID+" "+d.By.String())
			}
		}
		err = tx.Each(`SELECT rule, by_day FROM clock_due WHERE force = $1 AND subject = $2 ORDER BY rule, by_day`, []any{string(testdb.Force), of.String()}, func(scan func(...any) error) error {
			var rule, by string
			err := scan(&rule, &by)
			got = append(got, rule+" "+by)
			return err
		})
		if slices.Sort(want); err != nil || !slices.Equal(got, want) {
			r.Fatalf("lists show %q as due, and the journal gives %q (%v)", got, want, err)
		}
	}
}

// caught is a breaker that keeps the first sentence.
type caught struct{ says string }

func (c *caught) Fatalf(format string, args ...any) {
	if c.says == "" {
		c.says = fmt.Sprintf(format, args...)
	}
}

// planted are bugs, one or more for each promise: what the rows would be had the
// bug been there, and what must be said of it.
var planted = []struct{ name, says, damage string }{
	{"a case closes over an undecided allegation", "undecided, or the person was not told", `DELETE FROM cases_decision`},
	{"a case closes before the person is told", "undecided, or the person was not told", `UPDATE cases_decision SET told_day = ''`},
	{"opening a report forgets an allegation", "are not in their case", `DELETE FROM cases_allegation WHERE position = 2`},
	{"a case closes over what the account must become", "must become and that nobody dealt with", `UPDATE complaint_matter SET finished_day = ''`},
	{"an officer is told before there is a plan", "before there was a plan", `DELETE FROM misconduct_plan`},
	{"a plan is made after the notice", "before there was a plan", `UPDATE misconduct_plan SET on_day = '2099-01-01'`},
	{"a hearing is fixed without a date", "without a date", `UPDATE misconduct_step SET detail = '' WHERE kind = 'hearing-fixed'`},
	{"an override is reviewed by who decided it", "reviewed by who decided them", `UPDATE misconduct_override SET review_by = by_person`},
	{"a case closes over proceedings", "closed over proceedings", `DELETE FROM misconduct_step WHERE kind = 'outcome-recorded'`},
	{"the journal skips a number", "the journal has", `DELETE FROM journal WHERE seq = 5`},
	{"linking an officer raises no wall", "want false", `DELETE FROM authz_unit; DELETE FROM authz_wall`},
	{"a decision is shown before it is told", "nobody told them, or that stands no longer", `UPDATE intake_told SET kind = 'allegation-decided', allegation = 'other' WHERE kind = 'report-sent'`},
	{"somebody reviews their own decision", "reviewed by whoever took them", `UPDATE investigation_decision SET review_by = by_person`},
	{"the gate forgets arrest", "without an agreed decision on restriction and arrest", `DELETE FROM investigation_decision WHERE kind = 'arrest'`},
	{"the gate takes a decision that nobody reviewed", "without an agreed decision on restriction and arrest", `UPDATE investigation_decision SET review = '', review_by = '', review_reasons = '' WHERE kind = 'restriction'`},
	{"the gate forgets the usual sources", "nobody named or ruled out", `DELETE FROM investigation_decision WHERE kind = 'ruled-out'`},
	{"the gate forgets a named source", "about which nobody agreed", `UPDATE investigation_decision SET review = 'disagrees' WHERE kind = 'preservation'`},
	{"who decided also assesses", "without an agreed decision on restriction and arrest", `UPDATE cases_severity SET by_person = 'person-a'`},
	{"a line goes off the handling list", "the handling list has 1 lines, and 2 were written", `DELETE FROM investigation_handling WHERE position = 2`},
	{"an item is removed", "an item of evidence is gone", `DELETE FROM investigation_item`},
	{"a second delay opens", "has 2 open delays", `INSERT INTO investigation_delay SELECT force, 'second', case_id, reasons, consulted, by_person, from_day, ended_day, why_ended, ending FROM investigation_delay WHERE ended_day = ''`},
	{"a delayed case closes", "closed while they are delayed", `UPDATE investigation_delay SET ended_day = '' WHERE case_id IN (SELECT id FROM cases_case WHERE closed_day <> '')`},
	{"a corrected day moves no clock", "lists show", `UPDATE clock_due SET by_day = '2031-01-01'`},
	{"a limit is left out of lists", "lists show", `DELETE FROM clock_due`},
}

// plant is a world in which every promise has something to be broken on: a closed
// case, and one that was just assessed.
func plant(t *testing.T) (*testdb.World, *model) {
	t.Helper()
	x := lookInto(t, 2)
	x.Assess(x.crew.Assessor.Who, x.id)
	delay := x.Do(x.crew.Authority.Who, &investigation.DelayForProceedings{Case: x.id, Reasons: reasons, Consulted: reasons})[0].Value("delay")
	x.Do(x.crew.Authority.Who, &investigation.EndDelay{Delay: delay, Why: investigation.TrialOver, Reasons: reasons})
	x.Decide(x.crew.Authority.Who, x.sent.Allegations...)
	x.Tell(x.crew.CaseWorker.Who, x.id)
	x.Plan(x.crew.Liaison.Who, x.id, x.crew.Officer.Officer)
	proceeding := x.Notice(x.crew.Authority.Who, x.id, x.crew.Officer.Officer)
	x.Proceed(x.crew, proceeding, misconduct.Hearing, misconduct.Held)
	x.Do(x.crew.Hearing.Who, &misconduct.RecordOutcome{Proceeding: proceeding, Found: misconduct.FoundMisconduct, Outcome: misconduct.WrittenWarning, Reasons: reasons})
	x.Close(x.crew.Authority.Who, x.id)
	closed := &told{sent: x.sent, id: x.id, out: []candour.PersonID{x.crew.Officer.ID}, assessed: true, closed: true}
	for _, a := range x.sent.Allegations {
		closed.complaints = append(closed.complaints, &allegation{id: a, officers: []candour.OfficerID{x.crew.Officer.Officer}, decided: true, said: true, described: true})
	}

	y := looked{World: x.World, t: t, crew: x.crew, sent: x.Send(1)}
	y.id = y.OpenCase(y.crew.Triage.Who, y.sent.Report)
	y.Link(y.crew.Triage.Who, y.crew.Officer.Officer, y.sent.Allegations...)
	y.describe(0, "domestic")
	source := y.Do(y.crew.CaseWorker.Who, &investigation.NameSource{Allegation: y.sent.Allegations[0], What: "other", Where: reasons, Unknown: reasons})[0].Value("source")
	y.review(y.crew.Supervisor, y.Do(y.crew.CaseWorker.Who, &investigation.PreserveSource{Source: source, Answer: investigation.NotNeeded, Reasons: reasons})[0].Value("decision"), investigation.Agrees)
	y.Early(y.crew, y.id)
	if err := y.assess(); err != nil {
		t.Fatal(err)
	}
	override := y.Do(y.crew.Authority.Who, &misconduct.OverrideSafetyPlan{Case: y.id, Officer: y.crew.Officer.Officer, Before: misconduct.ANotice, Reasons: reasons})[0].Value("plan")
	y.Do(y.crew.Supervisor.Who, &misconduct.ReviewOverride{Plan: override, Right: true, Found: reasons})
	open := &told{sent: y.sent, id: y.id, out: []candour.PersonID{x.crew.Officer.ID}, assessed: true, complaints: []*allegation{{id: y.sent.Allegations[0], officers: []candour.OfficerID{x.crew.Officer.Officer}, described: true, sensitive: true, crime: true}}}
	hash := strings.Repeat("ab", 32)
	it := y.Do(y.crew.CaseWorker.Who, &investigation.AddItem{Case: y.id, What: reasons, Hash: candour.Mark(hash), Kept: reasons, GivenBy: reasons})[0].Value("item")
	for range 2 {
		y.Do(y.crew.CaseWorker.Who, &investigation.HandleItem{Item: it, From: reasons, To: reasons, On: candour.On(y.Now), Why: reasons, Condition: reasons})
	}
	y.Do(y.crew.Authority.Who, &investigation.DelayForProceedings{Case: y.id, Reasons: reasons, Consulted: reasons})
	open.items, open.sources = []*item{{it, hash, 2}}, []*evidence{{source, y.sent.Allegations[0], "other"}}
	m := &model{reports: []*told{closed, open}}
	for p, role := range map[testdb.Person]authz.Role{x.crew.CaseWorker: authz.CaseWorker, x.crew.Officer: authz.CaseWorker} {
		x.Holds(p, role)
		for _, r := range m.reports {
			x.KnowsNobody(p.Who, cases.Subject(r.id))
			x.KnowsNobody(p.Who, r.sent.Subject())
		}
		m.people = append(m.people, &worker{Person: p, roles: []authz.Role{role}})
	}
	return x.World, m
}

// TestBrokenPromisesAreSeen: promises that nothing ever breaks prove little unless
// they see what is broken.
func TestBrokenPromisesAreSeen(t *testing.T) {
	w, m := plant(t)
	seen := func(name string, damage func(*testdb.World, *seal.Tx) error, want string) {
		t.Helper()
		other := testdb.Copy(t, w)
		err := other.DB.WithTx(ctx, func(tx *seal.Tx) error {
			for _, trigger := range triggers(t, other, tx) { // the journal guards itself; a bug would be below that
				if _, err := tx.Exec(`DROP TRIGGER ` + trigger); err != nil {
					return err
				}
			}
			return damage(other, tx)
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		m.reports[1].justAssessed = true
		var c caught
		promises(&c, other, m)
		if want == "" && c.says != "" {
			t.Fatalf("nothing was broken, and yet: %s", c.says)
		}
		if !strings.Contains(c.says, want) || want != "" && c.says == "" {
			t.Errorf("%s: %q is said, want %q", name, c.says, want)
		}
	}
	seen("nothing", func(*testdb.World, *seal.Tx) error { return nil }, "")
	for _, bug := range planted {
		seen(bug.name, func(_ *testdb.World, tx *seal.Tx) error {
			for _, q := range strings.Split(bug.damage, ";") {
				if n, err := tx.Exec(q); err != nil || n == 0 {
					return fmt.Errorf("%d rows were damaged: %w", n, err)
				}
			}
			return nil
		}, bug.says)
	}
	seen("a check overwrites the recorded hash", func(other *testdb.World, tx *seal.Tx) error {
		open := m.reports[1]
		key, err := tx.Key(testdb.Force, cases.Subject(open.id))
		if err != nil {
			return err
		}
		sealed, err := key.Seal("investigation_item.hash/"+open.items[0].id, strings.Repeat("cd", 32))
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE investigation_item SET hash = $1`, sealed)
		return err
	}, "the hash of an item of evidence changed")
}

func triggers(t *testing.T, w *testdb.World, tx *seal.Tx) (out []string) {
	t.Helper()
	q := `SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name`
	if w.URL != "" {
		q = `SELECT t.tgname || ' ON ' || c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal ORDER BY t.tgname`
	}
	if err := tx.Each(q, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		out = append(out, name)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
