package twin_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/internal/twin"
	"candour/seal"
	"candour/view"
	"candour/workforce"
)

// TestErasureTellsNothing: two authorities on the wall of the matter, friends of
// an officer who has left, have that officer's file erased. A refusal because
// something is open would tell them of it; so would a file that stays.
func TestErasureTellsNothing(t *testing.T) {
	p := twin.Open(t)
	for p.Next() {
	}
	for _, w := range []*twin.World{p.With, p.Without} {
		if err := w.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
			_, err := tx.Exec(`UPDATE workforce_officer SET serving = 'no', left_day = '2026-01-31' WHERE force = $1 AND id = $2`, string(testdb.Force), "officer-gone")
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	one := twin.Moment{Stage: "the officer has left", Name: "a friend", As: "appropriate-authority", Person: twin.Person("friend"), Roles: []authz.Role{authz.Authority}}
	two := twin.Moment{Stage: "the officer has left", Name: "a relation", As: "appropriate-authority", Person: twin.Person("related"), Roles: []authz.Role{authz.Authority}}
	status := ""
	do := func(m twin.Moment, id string) {
		t.Helper()
		i := slices.IndexFunc(testdb.Kinds(), func(k *act.Kind) bool { return k.ID == id })
		k := testdb.Kinds()[i]
		p.Same(m, id, func(a twin.Asker) (any, error) {
			says := a.Form(k, "officer-gone", a.Fields(k, "officer-gone"))
			status, _, _ = strings.Cut(says, "\n")
			return says, nil
		})
		if status != "status 303" {
			t.Errorf("%s: %s, want it done", id, status)
		}
		for _, at := range []string{"/desk/officers/officer-gone", "/desk/officers/ Gone", "/desk/officers/ 7006", "/desk/"} {
			p.Same(m, at+" after "+id, func(a twin.Asker) (any, error) { return a.Open(at), nil })
		}
		if p.With.Count("seal_erased") != p.Without.Count("seal_erased") {
			t.Errorf("after %s as many records are not erased in both worlds", id)
		}
	}
	p.As(one, func() {
		p.As(two, func() {
			do(one, "propose-erasure-officer")
			do(two, "erase-officer")
		})
	})

	// Whoever decides the matter still has before their eyes whom it is about.
	me := view.Viewer{Who: p.With.Crew.Authority.Who, Today: candour.On(p.With.Now)}
	p.With.KnowsNobody(me.Who, candour.Subject{Kind: "case", ID: string(p.With.Matter.Case)})
	page, err := p.With.View.CasePage(t.Context(), me, p.With.Matter.Case, 0)
	if err != nil {
		t.Fatal(err)
	}
	if f := page.Officers["officer-gone"]; f.Officer.Name.Words() != "Officer Gone" || f.Number.Words() != "7006" {
		t.Errorf("the case calls the officer %q, number %q", f.Officer.Name.Words(), f.Number.Words())
	}
	last := page.Allegations[len(page.Allegations)-1]
	one2, err := p.With.View.Allegation(t.Context(), me, p.With.Matter.Case, last.ID)
	if err != nil || one2.Officers["officer-gone"].Officer.Name.Words() != "Officer Gone" {
		t.Errorf("%v: the allegation calls the officer %q", err, one2.Officers["officer-gone"].Officer.Name.Words())
	}
	first, err := p.With.View.FirstOpening(t.Context(), me, candour.Subject{Kind: "case", ID: string(p.With.Matter.Case)})
	if err != nil || !slices.ContainsFunc(first.Officers, func(o workforce.Officer) bool { return o.Name.Words() == "Officer Gone" }) {
		t.Errorf("%v: the question at the first opening does not name the officer", err)
	}
	file, err := p.With.View.OfficerFile(t.Context(), me, "officer-gone")
	if err != nil || !strings.HasPrefix(file.Officer.Name.Words(), "Erased on ") {
		t.Errorf("%v: outside the case the officer is called %q", err, file.Officer.Name.Words())
	}
	// And the case goes on.
	p.With.Do(p.With.Crew.Authority.Who, &cases.DecideAllegation{Allegation: last.ID, Decision: cases.NoCaseToAnswer, Standard: cases.Balance, Reasons: candour.Mark("it is shown")})
}
