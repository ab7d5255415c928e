package cases_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
)

var ctx = context.Background()

// TestDecisionsNeedAnOfficer: nobody can have a case to answer whom nobody named.
func TestDecisionsNeedAnOfficer(t *testing.T) {
	for d, want := range map[cases.Decision]error{cases.CaseToAnswer: candour.ErrConflict, cases.NotThisPerson: candour.ErrConflict, cases.NoCaseToAnswer: nil, cases.Disproved: nil} {
		w := testdb.Open(t)
		crew := w.Crew()
		s := w.Send(2)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations[0])
		w.Do(crew.Triage.Who, &cases.NotKnown{Allegation: s.Allegations[1], Reasons: candour.Mark("rosters and logs")})
		w.Assess(crew.Assessor.Who, c)
		_, err := w.Try(crew.Authority.Who, &cases.DecideAllegation{Allegation: s.Allegations[1], Decision: d, Standard: cases.Criminal, Reasons: candour.Mark("x")})
		if !errors.Is(err, want) {
			t.Errorf("%s about nobody: %v, want %v", d, err, want)
		}
		if want != nil && !strings.Contains(err.Error(), "Link the officer first") {
			t.Errorf("%s about nobody: %v, want a sentence that says what to do", d, err)
		}
	}
}

// TestEveryKindIsWhole: a page, a route and a line of the docs are made from each.
func TestEveryKindIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range cases.Acts {
		if k.ID == "" || k.Button == "" || !strings.HasSuffix(k.Does, ".") || k.Of == "" || len(k.Emits) == 0 || len(k.From) == 0 || len(k.Roles) == 0 || seen[k.ID] {
			t.Errorf("%+v is not whole, or its id is taken", k)
		}
		seen[k.ID] = true
		file := strings.ReplaceAll(k.ID, "-", "_") + ".go"
		if _, err := os.Stat(filepath.Join(".", file)); err != nil {
			t.Errorf("%s is not in a file of its name: %v", k.ID, err)
		}
	}
}

// TestWordsOfChoices: what a page writes for each decision, of forms and imports.
func TestWordsOfChoices(t *testing.T) {
	for _, d := range []cases.Decision{cases.CaseToAnswer, cases.NoCaseToAnswer, cases.Disproved, cases.NotThisPerson, cases.HistoricFinding, cases.ClosedElsewhere, ""} {
		if w := d.Words(); w == "" || w == string(d) {
			t.Errorf("%q is written %q", d, w)
		}
	}
	offered := func(c []act.Choice, v string) bool {
		return slices.ContainsFunc(c, func(x act.Choice) bool { return x.Value == v })
	}
	for _, d := range []cases.Decision{cases.HistoricFinding, cases.ClosedElsewhere} {
		if offered(d.Choices(), string(d)) {
			t.Errorf("%s is offered on the form: only an import may make it", d)
		}
	}
	if cases.Standard("").Words() != "" || cases.Balance.Words() == "" {
		t.Error("a standard is written wrongly")
	}
}

// TestCaseOpensWithItsKeyOnly: the words of one case put in another's row are
// noticed, not shown.
func TestCaseOpensWithItsKeyOnly(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	var ids []candour.CaseID
	for range 2 {
		s := w.Send(1)
		c := w.OpenCase(crew.Triage.Who, s.Report)
		w.Link(crew.Triage.Who, crew.Officer.Officer, s.Allegations...)
		ids = append(ids, c)
	}
	err := w.DB.WithTx(ctx, func(tx *seal.Tx) error {
		var words string
		if err := tx.One(`SELECT words FROM cases_allegation WHERE case_id = $1`, []any{string(ids[0])}, &words); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE cases_allegation SET words = $1 WHERE case_id = $2`, words, string(ids[1]))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false} {
		err := w.DB.Read(ctx, func(tx *seal.Tx) error { _, err := cases.Read(tx, testdb.Force, ids[i]); return err })
		if (err == nil) != want {
			t.Errorf("case %d: %v", i+1, err)
		}
	}
}
