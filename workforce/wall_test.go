package workforce_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

var matter = candour.Subject{Kind: "case", ID: "c"}

// accuse makes a matter about somebody: its key is made by whoever journals it.
func accuse(w *testdb.World, p candour.PersonID, on candour.Date) {
	w.T.Helper()
	err := w.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
		return authz.Accuse(tx.Tx, testdb.Force, []authz.Complaint{{Person: p, Happened: authz.Span{From: on, To: on}}}, matter)
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

func walled(w *testdb.World) string {
	var out []string
	for _, table := range []string{"authz_wall", "authz_unit"} {
		for _, row := range w.Rows(table) {
			f := strings.Fields(row)
			if table == "authz_wall" {
				out = append(out, strings.TrimPrefix(f[1], "person=")+" "+strings.TrimPrefix(f[3], "because="))
			} else {
				out = append(out, strings.TrimPrefix(f[2], "unit="))
			}
		}
	}
	return strings.Join(out, ", ")
}

func changes(events []candour.Event) (out []string) {
	for _, e := range events {
		if e.Kind == workforce.WallChanged {
			out = append(out, e.Subject.String()+" "+e.Value("because"))
		}
	}
	return out
}

// TestTheWallFollowsTheWorkforce: a manager, a transfer and an office move the
// wall of a matter in the act itself, and the matter's history says so.
func TestTheWallFollowsTheWorkforce(t *testing.T) {
	w := testdb.Open(t)
	for _, id := range []string{"o1", "o2", "o3"} {
		enrol(w, id, "Name "+id, id)
	}
	today := candour.On(w.Now)
	accuse(w, "p-o1", today)
	is := func(step string, events []candour.Event, wantWall, wantEvents string) {
		t.Helper()
		if got := walled(w); got != wantWall {
			t.Errorf("%s: on the wall %q, want %q", step, got, wantWall)
		}
		if got := strings.Join(changes(events), ", "); got != wantEvents {
			t.Errorf("%s: the matter is told %q, want %q", step, got, wantEvents)
		}
	}
	is("accused", nil, "p-o1 accused, unit-1", "")
	is("a manager", w.Do(system, &workforce.SetManager{Officer: "o1", Manager: "o2", From: today}), "p-o1 accused, p-o2 supervisor, unit-1", "case/c line")
	w.Later(10)
	is("another manager", w.Do(system, &workforce.SetManager{Officer: "o1", Manager: "o3", From: candour.On(w.Now)}), "p-o1 accused, p-o2 supervisor, p-o3 supervisor, unit-1", "case/c line")
	is("a transfer", w.Do(system, &workforce.PostOfficer{Officer: "o1", Unit: "u2", From: candour.On(w.Now)}), "p-o1 accused, p-o2 supervisor, p-o3 supervisor, unit-1", "case/c posting")
	is("a transfer of somebody else", w.Do(system, &workforce.PostOfficer{Officer: "o2", Unit: "u2", From: candour.On(w.Now)}), "p-o1 accused, p-o2 supervisor, p-o3 supervisor, unit-1", "")
	is("one enrolled above", w.Do(system, &workforce.Enrol{Officer: "o4", Person: "p-o4", Name: candour.Mark("Name"), Manager: "o1", From: today}), "p-o1 accused, p-o2 supervisor, p-o3 supervisor, unit-1", "")
	is("a second employment of the manager's, with an office", w.Do(system, &workforce.Enrol{Officer: "o5", Person: "p-o3", Name: candour.Mark("Name"), From: today, Roles: []authz.Role{authz.Authority}}), "p-o1 accused, p-o2 supervisor, unit-1", "case/c office")
	is("a correction", w.Do(system, &workforce.ImportOfficer{Officer: "o1", Person: "p-o1", Correction: true, Postings: []workforce.Posting{{Unit: "u9"}}}), "p-o1 accused, p-o2 supervisor, u9", "case/c posting")
	for _, e := range w.Events(matter) {
		if got := fmt.Sprint(e.Data); strings.Contains(got, "o2") || strings.Contains(got, "o3") {
			t.Errorf("the matter's history names somebody: %s", got)
		}
	}
}

// TestTheWallFollowsAnOffice: an office that two people give, or one takes away,
// moves the wall of each matter about anybody below, and of no other; the matter's
// history says so. Other roles move nothing.
func TestTheWallFollowsAnOffice(t *testing.T) {
	w := testdb.Open(t)
	today := candour.On(w.Now)
	crew := w.Crew()
	boss, above, accused := w.Enrol("boss"), w.Enrol("above"), w.Enrol("accused")
	w.Do(system, &workforce.SetManager{Officer: accused.Officer, Manager: boss.Officer, From: today})
	w.Do(system, &workforce.SetManager{Officer: boss.Officer, Manager: above.Officer, From: today})
	accuse(w, accused.ID, today)
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error { // which has nothing to do with it
		return authz.Accuse(tx.Tx, testdb.Force, []authz.Complaint{{Person: crew.Liaison.ID}}, candour.Subject{Kind: "case", ID: "other"})
	}); err != nil {
		t.Fatal(err)
	}
	over := func() (out []string) {
		for _, row := range w.Rows("authz_wall") {
			if f := strings.Fields(row); f[2] == "subject=case/c" && f[3] == "because=supervisor" {
				out = append(out, strings.TrimPrefix(f[1], "person=person-"))
			}
		}
		return out
	}
	is := func(step string, events []candour.Event, wantOver, wantEvents string) {
		t.Helper()
		if got := strings.Join(over(), " "); got != wantOver {
			t.Errorf("%s: over the accused on the wall %q, want %q", step, got, wantOver)
		}
		if got := strings.Join(changes(events), ", "); got != wantEvents {
			t.Errorf("%s: told %q, want %q", step, got, wantEvents)
		}
	}
	give := func(role authz.Role) []candour.Event {
		t.Helper()
		return w.Do(crew.Approver.Who, &workforce.ApproveGrant{Grant: propose(w, crew.Administrator, boss, role), Reasons: why})
	}
	take := func(role workforce.StaffRole) []candour.Event {
		t.Helper()
		return w.Do(crew.Administrator.Who, &workforce.WithdrawRole{Officer: boss.Officer, Role: role, Reasons: why})
	}
	is("before", nil, "above boss", "")
	is("appropriate-authority is given", give(authz.Authority), "", "case/c office")
	is("and taken on the same day", take("appropriate-authority"), "above boss", "case/c office")
	is("another role is given", give(authz.Adviser), "above boss", "")
	is("and taken", take("adviser"), "above boss", "")
	is("chief is given", give(authz.Chief), "", "case/c office")
	w.Later(10)
	is("and taken", take("chief"), "above boss", "case/c office")
	if n := len(w.Events(candour.Subject{Kind: "case", ID: "other"})); n != 0 {
		t.Errorf("the other matter is told %d times, want never", n)
	}
}

func TestPostOfficer(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "o1", "Alpha Bravo", "1")
	today := candour.On(w.Now)
	w.Do(system, &workforce.PostOfficer{Officer: "o1", Unit: "u2", From: today})
	w.Later(3)
	early := &workforce.PostOfficer{Officer: "o1", Unit: "u3", From: today.AddDays(1)}
	if _, err := w.Try(system, early); !errors.Is(err, candour.ErrInvalid) {
		t.Errorf("an earlier day without a reason: %v", err)
	}
	early.Reason = candour.Mark("the order came late")
	if got := w.Do(system, early); got[0].Kind != workforce.OfficerPosted || got[0].On != early.From || got[0].Value("before") != "u2" {
		t.Errorf("the event is %+v", got[0])
	}
	for name, a := range map[string]*workforce.PostOfficer{
		"no unit": {Officer: "o1", From: today}, "no day": {Officer: "o1", Unit: "u"}, "a day to come": {Officer: "o1", Unit: "u", From: today.AddDays(9)},
		"before the last one": {Officer: "o1", Unit: "u", From: today, Reason: candour.Mark("x")},
	} {
		if _, err := w.Try(system, a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want %v", name, err, candour.ErrInvalid)
		}
	}
	if _, err := w.Try(system, &workforce.PostOfficer{Officer: "nobody", Unit: "u", From: today.AddDays(3)}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	w.Read(func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, testdb.Force, "o1")
		var got []string
		for _, p := range o.Postings {
			got = append(got, p.Unit+" "+p.From.String()+" "+p.To.String())
		}
		if want := "u3 2026-03-03 , u2 2026-03-02 2026-03-02, unit-1 2020-01-06 2026-03-01"; strings.Join(got, ", ") != want {
			t.Errorf("postings %q, want %q", got, want)
		}
		return err
	})
	if n := w.Count("authz_posting"); n != 3 {
		t.Errorf("authz knows %d postings, want 3", n)
	}
}

func TestSetManagerAndPromote(t *testing.T) {
	w := testdb.Open(t)
	enrol(w, "o1", "Alpha Bravo", "1")
	enrol(w, "o2", "Charlie Delta", "2")
	today := candour.On(w.Now)
	for name, a := range map[string]*workforce.SetManager{
		"nobody": {Officer: "o1", From: today}, "oneself": {Officer: "o1", Manager: "o1", From: today}, "no day": {Officer: "o1", Manager: "o2"},
		"somebody who is not on file": {Officer: "o1", Manager: "o9", From: today},
	} {
		if _, err := w.Try(system, a); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("%s: %v, want %v", name, err, candour.ErrInvalid)
		}
	}
	w.Do(system, &workforce.SetManager{Officer: "o1", Manager: "o2", From: today.AddDays(-4), Reason: candour.Mark("it was not entered")})
	enrol(w, "o3", "Echo", "3")
	w.Do(system, &workforce.SetManager{Officer: "o1", Manager: "o3", From: today})
	if got, want := strings.Join(w.Rows("workforce_line"), ""), "  force=north  officer=o1  manager=o2  from_day=2026-02-26  to_day=2026-03-01  force=north  officer=o1  manager=o3  from_day=2026-03-02  to_day="; got != want {
		t.Errorf("lines %q, want %q", got, want)
	}
	up := &workforce.PromoteOfficer{Officer: "o1", Rank: "inspector", From: today}
	if e := w.Do(system, up)[0]; e.Kind != workforce.OfficerPromoted || e.Value("before") != "sergeant" || e.Value("rank") != "inspector" {
		t.Errorf("the event is %+v", e)
	}
	if _, err := w.Try(system, up); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("the same rank: %v", err)
	}
	w.Read(func(tx *seal.Tx) error {
		o, err := workforce.Read(tx, testdb.Force, "o1")
		if o.Rank != "inspector" {
			t.Errorf("the rank is %q", o.Rank)
		}
		return err
	})
	crew := w.Crew()
	w.Later(1)
	if _, err := w.Try(crew.Supervisor.Who, &workforce.PostOfficer{Officer: "o1", Unit: "u", From: today}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("a supervisor posts: %v, want not found", err)
	}
}
