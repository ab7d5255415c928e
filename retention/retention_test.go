package retention_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/internal/testdb"
	"candour/ledger"
	"candour/retention"
	"candour/seal"
	"candour/workforce"
)

var ctx = context.Background()

const force = testdb.Force

// matter is a closed case with the report behind it, and two people who may
// decide on erasing it.
type matter struct {
	*testdb.World
	crew   testdb.Staff
	second testdb.Person
	sent   testdb.Sent
	id     candour.CaseID
}

func (m *matter) report() candour.Subject { return m.sent.Subject() }
func (m *matter) of() candour.Subject     { return candour.Subject{Kind: "case", ID: string(m.id)} }

func open(t *testing.T) *matter {
	t.Helper()
	m := &matter{World: testdb.Open(t)}
	m.crew, m.second = m.Crew(), m.Enrol("b", authz.Authority)
	m.sent = m.Send(2)
	m.id = m.OpenCase(m.crew.Triage.Who, m.sent.Report)
	m.Link(m.crew.Triage.Who, m.crew.Officer.Officer, m.sent.Allegations...)
	return m
}

func (m *matter) end() {
	m.Assess(m.crew.Assessor.Who, m.id)
	m.Decide(m.crew.Authority.Who, m.sent.Allegations...)
	m.Tell(m.crew.CaseWorker.Who, m.id)
	m.Close(m.crew.Authority.Who, m.id)
}

func (m *matter) form(kind string, of candour.Subject) act.Act {
	fields := map[string]string{"reasons": "because of the words"}
	switch kind {
	case "place-hold":
		fields["for"] = "the coroner"
	case "erase":
		fields["needed"] = "no"
	}
	return m.Form(kind+"-"+of.Kind, of, fields)
}

// refused tries, and wants a conflict that says something; nothing is written.
func (m *matter) refused(who authz.Actor, a act.Act, says string) {
	m.T.Helper()
	before := m.Dump("journal", "journal_head")
	_, err := m.Try(who, a)
	if !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), says) {
		m.T.Errorf("%s: %v, want a conflict that says %q", a.Kind().ID, err, says)
	}
	if m.Dump("journal", "journal_head") != before {
		m.T.Errorf("%s was refused, and wrote something", a.Kind().ID)
	}
}

// erase proposes and confirms.
func (m *matter) erase(of candour.Subject) {
	m.T.Helper()
	m.Do(m.crew.Authority.Who, m.form("propose-erasure", of))
	m.Do(m.second.Who, m.form("erase", of))
}

// TestErasureNeedsTwo: one proposes, another confirms, and not while anything is
// open or held.
func TestErasureNeedsTwo(t *testing.T) {
	m := open(t)
	one, two := m.crew.Authority.Who, m.second.Who
	m.refused(one, m.form("propose-erasure", m.report()), "is still open")
	m.refused(one, m.form("propose-erasure", m.of()), "cannot be done now")
	m.refused(one, m.form("propose-erasure", candour.Subject{Kind: "officer", ID: string(m.crew.Officer.Officer)}), "works for the force still")
	m.end()
	m.refused(two, m.form("erase", m.report()), "Nobody has proposed")
	m.refused(two, m.form("decline-erasure", m.report()), "Nobody has proposed")
	m.refused(one, m.form("lift-hold", m.report()), "No legal hold stands")
	m.Do(one, m.form("propose-erasure", m.report()))
	m.refused(one, m.form("propose-erasure", m.report()), "proposed already")
	m.refused(one, m.form("erase", m.report()), "You proposed this erasure yourself")

	// A hold on the report, and one on its case, each keeps it.
	m.Do(two, m.form("place-hold", m.report()))
	m.refused(two, m.form("erase", m.report()), "legal hold stands on the report, until it is lifted")
	m.Do(one, m.form("lift-hold", m.report()))
	held := m.Form("place-hold-case", m.of(), map[string]string{"for": "a court", "reasons": "a claim", "until": candour.On(m.Now).AddDays(2).String()})
	m.Do(one, held)
	m.refused(two, m.form("erase", m.report()), "legal hold stands on the case, until "+candour.On(m.Now).AddDays(2).Words())
	m.Later(2)
	m.refused(two, m.form("erase", m.report()), "legal hold stands on the case")
	m.Later(1) // the hold is over
	m.Do(two, m.form("decline-erasure", m.report()))
	m.refused(two, m.form("erase", m.report()), "Nobody has proposed")
	m.Do(two, m.form("propose-erasure", m.report()))
	m.Do(one, m.form("erase", m.report()))

	for _, kind := range []string{"place-hold", "propose-erasure"} {
		m.refused(one, m.form(kind, m.report()), "was erased")
	}
	if a := m.Form("place-hold-case", m.of(), map[string]string{"for": " x", "reasons": "y", "until": "2020-01-01"}); true {
		if _, err := m.Try(one, a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("a hold until a day that is over: %v", err)
		}
	}
	for _, who := range []authz.Actor{m.crew.Triage.Who, m.crew.CaseWorker.Who, m.crew.Officer.Who, m.crew.Administrator.Who, m.sent.Reporter} {
		if _, err := m.Try(who, m.form("place-hold", m.of())); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("%s: %v, want not found", who.ID, err)
		}
	}
}

// TestErasedEverywhere: the words are gone from every page, table and event; the
// rest stands; and the journal still checks.
func TestErasedEverywhere(t *testing.T) {
	m := open(t)
	m.end()
	day := candour.On(m.Now)
	m.erase(m.report())
	gone := "Erased on " + day.Words()
	m.Read(func(tx *seal.Tx) error {
		c, err := cases.Read(tx, force, m.id)
		if err != nil {
			return err
		}
		for _, a := range c.Allegations {
			if a.Words.Words() != gone || a.Reasons.Words() != "for the reason that was given" {
				t.Errorf("%s: words %q and reasons %q, want the words erased and the reasons kept", a.Name(), a.Words.Words(), a.Reasons.Words())
			}
		}
		r, err := intake.ReadMine(tx, force, m.sent.Report)
		if err != nil || len(r.Allegations) != 2 || len(r.Told) == 0 {
			t.Errorf("%v: %d allegations, %d told", err, len(r.Allegations), len(r.Told))
		}
		for _, a := range r.Allegations {
			for _, w := range []candour.Marking{a.What, a.When, a.Where, a.Who} {
				if w.Words() != gone {
					t.Errorf("an erased answer reads %q, want %q", w.Words(), gone)
				}
			}
		}
		for _, x := range r.Told {
			if x.Says != gone {
				t.Errorf("an erased message reads %q", x.Says)
			}
		}
		if _, _, _, err := intake.ByCode(tx, []candour.ForceID{force}, m.sent.Code); !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("the return code of an erased report: %v, want not found", err)
		}
		if _, err := tx.Key(force, m.report()); !errors.Is(err, seal.ErrErased) || !errors.Is(err, candour.ErrNotFound) {
			t.Errorf("the key of an erased report: %v", err)
		}
		return nil
	})
	for _, of := range []candour.Subject{m.report(), m.of()} {
		for _, e := range m.Events(of) {
			for _, f := range e.Data {
				if f.Of == m.report() {
					t.Errorf("row %d still has %q", e.Seq, f.Name)
				}
			}
		}
	}
	// Whoever goes on writing to the person is told why they cannot.
	m.refused(m.crew.CaseWorker.Who, &cases.TellPerson{Case: m.id, Message: candour.Mark("x")}, "was erased on "+day.Words())

	// No key is ever made for it again, whoever asks.
	err := m.DB.WithTx(ctx, func(tx *seal.Tx) error {
		_, err := tx.Make(force, m.report(), func(candour.Subject) []byte { return make([]byte, 32) })
		return err
	})
	if !errors.Is(err, candour.ErrConflict) || !strings.Contains(err.Error(), "was erased") {
		t.Errorf("making a key for what was erased: %v", err)
	}
	e := m.Events(candour.Subject{Kind: "force", ID: string(force)})
	last := e[len(e)-2] // the refusal came after
	if last.Kind != retention.Erased || retention.What(last) != m.report() || last.Value("final-on") != "2026-04-01" || last.Value("proposed-by") != string(m.crew.Authority.ID) || last.By != m.second.ID || last.Value("reasons") == "" {
		t.Errorf("the erasure is journalled as %+v", last)
	}

	m.erase(m.of())
	m.Read(func(tx *seal.Tx) error {
		c, err := cases.Read(tx, force, m.id)
		if err != nil || c.Reasons.Words() != gone || c.Allegations[0].Reasons.Words() != gone || c.State != cases.Closed || c.Allegations[0].Decision != cases.NoCaseToAnswer {
			t.Errorf("an erased case: %v, %q, %q, %s", err, c.Reasons.Words(), c.Allegations[0].Reasons.Words(), c.State)
		}
		return nil
	})
	r := m.check(t)
	if r.Subjects != 2 || r.Erased == 0 || r.Shut == 0 || len(r.Differences) > 0 {
		t.Errorf("%+v: want two erased subjects and no difference", r)
	}
}

// TestErasedOfficer: somebody who left, and is complained of in nothing open.
func TestErasedOfficer(t *testing.T) {
	m := open(t)
	m.end()
	left := candour.Subject{Kind: "officer", ID: "left"}
	m.Do(authz.Program(force), &workforce.ImportOfficer{Officer: "left", Person: "person-left", Source: "test", Equality: candour.Mark("R1"), Postings: []workforce.Posting{{Unit: "u", From: candour.On(m.Now)}}})
	m.Do(authz.Program(force), &workforce.Enrol{Officer: "soon", Person: "person-soon", Name: candour.Mark("Somebody Zed"), Number: candour.Mark("Z9")})
	m.erase(left)
	m.Read(func(tx *seal.Tx) error {
		_, err := workforce.Read(tx, force, "left")
		return err
	})
	for _, table := range []string{"workforce_equality"} {
		if n := m.Count(table); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	m.refused(m.crew.Authority.Who, m.form("propose-erasure", candour.Subject{Kind: "officer", ID: "soon"}), "works for the force still")
	// Once they have left.
	if err := m.DB.WithTx(ctx, func(tx *seal.Tx) error {
		_, err := tx.Exec(`UPDATE workforce_officer SET left_day = '2026-03-02' WHERE id = 'soon'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	find := func(q string) (n int) {
		m.Read(func(tx *seal.Tx) error {
			list, err := workforce.Find(tx, force, q, 10)
			n = len(list)
			return err
		})
		return n
	}
	if find("Zed") != 1 || find("Z9") != 1 {
		t.Error("the officer is not found before")
	}
	m.erase(candour.Subject{Kind: "officer", ID: "soon"})
	if find("Zed") != 0 || find("Z9") != 0 {
		t.Error("an erased officer is found by name or number")
	}
	m.Read(func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, force, "soon")
		if want := "Erased on " + candour.On(m.Now).Words(); err != nil || o.Name.Words() != want || o.Number.Words() != want {
			t.Errorf("%v: %q, %q", err, o.Name.Words(), o.Number.Words())
		}
		return nil
	})
	if r := m.check(t); r.Subjects != 2 || len(r.Differences) > 0 {
		t.Errorf("%+v", r)
	}
}

// TestDeclaredErasureAndNoOther: the check tells an erasure from tampering.
func TestDeclaredErasureAndNoOther(t *testing.T) {
	m := open(t)
	m.end()
	m.erase(m.report())
	m.check(t)
	id := m.sent.Report
	for name, q := range map[string][]string{
		"was erased, and the mark":        {fmt.Sprintf(`DELETE FROM seal_key WHERE id = '%s'`, id)},
		"was erased, and it has a key":    {fmt.Sprintf(`UPDATE seal_key SET wrapped = (SELECT wrapped FROM seal_key WHERE kind = 'case') WHERE id = '%s'`, id)},
		"now 6 rows are said to be of it": {m.DropTrigger("journal_never_changes"), fmt.Sprintf(`UPDATE journal SET subject_kind = 'report', subject_id = '%s' WHERE kind = 'severity-assessed'`, id)},
		"no act erased it":                {fmt.Sprintf(`UPDATE seal_key SET wrapped = '' WHERE id = '%s'`, m.id)},
	} {
		bad := testdb.Copy(t, m.World)
		if err := bad.DB.WithTx(ctx, func(tx *seal.Tx) error {
			for _, q := range q {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		r, err := check(t, bad, m.Dir)
		if !errors.Is(err, ledger.ErrDiffers) || !strings.Contains(strings.Join(r.Differences, "\n"), name) {
			t.Errorf("%v, %q; want a difference that says %q", err, r.Differences, name)
		}
	}
}

// check publishes what is not published yet and checks, which must be clean.
func (m *matter) check(t *testing.T) ledger.CheckReport {
	t.Helper()
	private := filepath.Join(m.Dir, "keys", "log")
	if _, err := os.Stat(private); err != nil {
		signer, _, err := ledger.NewKey(ledger.Origin(force))
		if err != nil {
			t.Fatal(err)
		}
		if err := ledger.WriteKey(private, filepath.Join(m.Dir, "log.pub"), signer); err != nil {
			t.Fatal(err)
		}
	}
	signer, err := ledger.LoadSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.OpenLog(ctx, filepath.Join(m.Dir, "log"), filepath.Join(m.Dir, "appender.lock"), signer, ledger.LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Publish(ctx, ledger.Journal{DB: m.DB, Force: force}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := check(t, m.World, m.Dir)
	if err != nil || r.Drained() != nil {
		t.Errorf("%v: %+v", err, r)
	}
	return r
}

func check(t *testing.T, w *testdb.World, dir string) (ledger.CheckReport, error) {
	t.Helper()
	src, err := ledger.OpenSource(filepath.Join(dir, "log"), nil)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ledger.LoadVerifier(filepath.Join(dir, "log.pub"))
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Check(ctx, w.DB, force, src, verifier)
}

func TestFinal(t *testing.T) {
	for erased, want := range map[string]string{"2026-01-31": "2026-02-01", "2026-02-01": "2026-03-01", "2026-12-15": "2027-01-01", "2024-02-29": "2024-03-01"} {
		d, err := candour.ParseDate(erased)
		if err != nil {
			t.Fatal(err)
		}
		if got := retention.FinalOn(d).String(); got != want {
			t.Errorf("erased on %s: final on %s, want %s", erased, got, want)
		}
		if !strings.Contains(retention.FinalWords(d), retention.FinalOn(d).Words()) {
			t.Errorf("the words do not say the day: %s", retention.FinalWords(d))
		}
	}
}

// TestRotationMakesErasureFinal is the backup that somebody kept: a copy of the
// database from before the erasure opens with the keys of its time, and after the
// rotation with no key that there is.
func TestRotationMakesErasureFinal(t *testing.T) {
	m := open(t)
	m.end()
	backup := testdb.Copy(t, m.World) // candour.db and its write-ahead log
	m.erase(m.report())
	keys := filepath.Join(m.Dir, "keys")
	words := func() (string, error) {
		var got string
		db := seal.Bind(backup.DB.DB, seal.OpenKeys(keys, seal.Commands{})) // as they lie on the disk now
		err := db.Read(ctx, func(tx *seal.Tx) error {
			r, err := intake.Read(tx, force, m.sent.Report)
			if err == nil {
				got = r.Allegations[0].What.Words()
			}
			return err
		})
		return got, err
	}
	if got, err := words(); err != nil || got != "thing 1" {
		t.Errorf("before the rotation the copy reads %q (%v): this test sees nothing", got, err)
	}
	old, err := os.ReadFile(filepath.Join(keys, "kek-north-1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.DB.Keys().Prepare(ctx, force, 2); err != nil {
		t.Fatal(err)
	}
	m.Do(authz.Program(force), &retention.RotateKeys{Force: force})
	if got, err := words(); err != nil || got != "thing 1" {
		t.Errorf("before the old key is destroyed the copy reads %q (%v)", got, err)
	}
	gone, waits, err := m.DB.DestroyOld(ctx, force)
	if err != nil || len(gone) != 1 || len(waits) != 0 {
		t.Fatalf("destroyed %q, waits for %q: %v", gone, waits, err)
	}
	if got, err := words(); err == nil || got != "" {
		t.Errorf("after the rotation the copy reads %q", got)
	}
	if err := seal.Bind(backup.DB.DB, seal.OpenKeys(keys, seal.Commands{})).KeysFit(ctx); err == nil {
		t.Error("the keys of now are said to fit the copy")
	}
	// Not one byte of the old key is left in the folder, and the new one does not
	// open the copy's wrapped key either.
	list, err := os.ReadDir(keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		b, err := os.ReadFile(filepath.Join(keys, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), string(old[len(old)-40:])) {
			t.Errorf("%s still holds the old key", f.Name())
		}
		if err := os.WriteFile(filepath.Join(backup.Dir, "kek-north-1"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		err = seal.Bind(backup.DB.DB, seal.OpenKeys(backup.Dir, seal.Commands{})).Read(ctx, func(tx *seal.Tx) error {
			_, err := tx.Key(force, m.report())
			return err
		})
		if err == nil {
			t.Errorf("%s opens the wrapped key of what was erased", f.Name())
		}
	}
	// What was not erased reads on, under the new key, and the journal checks.
	now := seal.Bind(m.DB.DB, seal.OpenKeys(keys, seal.Commands{}))
	err = now.Read(ctx, func(tx *seal.Tx) error {
		c, err := cases.Read(tx, force, m.id)
		if err == nil && c.Allegations[0].Reasons.Words() != "for the reason that was given" {
			t.Errorf("reasons %q", c.Allegations[0].Reasons.Words())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if r := m.check(t); r.Subjects != 1 {
		t.Errorf("%+v", r)
	}
}

// TestNobodyLiftsAHoldOnThemselves: an authority whose own file is held can
// neither lift the hold nor learn whether there is one.
func TestNobodyLiftsAHoldOnThemselves(t *testing.T) {
	w := testdb.Open(t)
	mine, theirs := w.Enrol("mine", authz.Authority), w.Enrol("theirs", authz.Authority)
	of := candour.Subject{Kind: "officer", ID: string(mine.Officer)}
	if _, err := w.Try(mine.Who, w.Form("lift-hold-officer", of, map[string]string{"reasons": "reasons"})); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("without a hold: %v, want not found", err)
	}
	w.Do(theirs.Who, w.Form("place-hold-officer", of, map[string]string{"for": "the coroner", "reasons": "reasons"}))
	if _, err := w.Try(mine.Who, w.Form("lift-hold-officer", of, map[string]string{"reasons": "reasons"})); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("with a hold: %v, want not found", err)
	}
	w.Do(theirs.Who, w.Form("lift-hold-officer", of, map[string]string{"reasons": "reasons"}))
}
