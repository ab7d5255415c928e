package view_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
	"candour/view"
)

// TestTogetherIsTheSame opens every page of every matter and file of a force in which all
// that can happen has happened, as everybody who holds a role: what is asked at once says
// what is asked one by one, and goes to the database far less often.
func TestTogetherIsTheSame(t *testing.T) {
	w := testdb.Open(t)
	testdb.Canaries(w)
	list := func(q string) (out []string) {
		w.Read(func(tx *seal.Tx) error {
			return tx.Each(q, nil, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				out = append(out, id)
				return err
			})
		})
		return out
	}
	people := list(`SELECT DISTINCT person FROM authz_role WHERE force = 'north' ORDER BY person`)
	cases, reports, officers := list(`SELECT id FROM cases_case WHERE force = 'north' ORDER BY id`), list(`SELECT id FROM intake_report WHERE force = 'north' ORDER BY id`), list(`SELECT id FROM workforce_officer WHERE force = 'north' ORDER BY id`)
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	var trips [3]int
	shown := map[string]int{}
	for _, p := range people {
		who := authz.Actor{Kind: "Person", Force: testdb.Force, ID: candour.PersonID(p)}
		viewer := view.Viewer{Who: who, Today: candour.On(w.Now), Now: w.Now}
		ask := func(kind, id string, open func(context.Context) (any, error)) {
			t.Helper()
			var got, errs, lines [3]any
			for _, order := range []store.Order{store.OneByOne, store.AtOnce} {
				trace := store.Trace{Order: order}
				page, err := open(store.Traced(t.Context(), &trace))
				got[order], errs[order], lines[order] = page, fmt.Sprint(err), len(trace.Lines())
				trips[order] += trace.Trips()
				if err == nil {
					shown[kind]++
				}
			}
			if errs[store.OneByOne] != errs[store.AtOnce] || !reflect.DeepEqual(got[store.OneByOne], got[store.AtOnce]) {
				t.Errorf("%s sees another %s of %s where it is asked at once:\n%+v %v\nand one by one\n%+v %v", p, kind, id, got[store.AtOnce], errs[store.AtOnce], got[store.OneByOne], errs[store.OneByOne])
			}
			if got := lines[store.AtOnce]; errs[store.AtOnce] != "<nil>" && got != lines[store.OneByOne] {
				t.Errorf("%s is refused the %s of %s with %v statements, and one by one with %v", p, kind, id, got, lines[store.OneByOne])
			}
		}
		for _, id := range cases {
			w.KnowsNobody(who, candour.Subject{Kind: "case", ID: id})
			ask("case", id, func(ctx context.Context) (any, error) { return v.CasePage(ctx, viewer, candour.CaseID(id), 0) })
			ask("case in full", id, func(ctx context.Context) (any, error) { return v.CaseInFull(ctx, viewer, candour.CaseID(id)) })
		}
		for _, id := range reports {
			w.KnowsNobody(who, candour.Subject{Kind: "report", ID: id})
			ask("report", id, func(ctx context.Context) (any, error) { return v.ReportPage(ctx, viewer, candour.ReportID(id)) })
		}
		for _, id := range officers {
			ask("officer file", id, func(ctx context.Context) (any, error) { return v.OfficerFile(ctx, viewer, candour.OfficerID(id)) })
		}
		ask("worklist", "", func(ctx context.Context) (any, error) { return v.Worklist(ctx, viewer, view.Filter{}, 0, 0) })
	}
	t.Logf("%d people; %v pages shown, each twice; %d ways to the database one by one, %d at once", len(people), shown, trips[store.OneByOne], trips[store.AtOnce])
	for _, kind := range []string{"case", "case in full", "report", "officer file"} {
		if shown[kind] == 0 {
			t.Errorf("nobody was shown a %s: this test sees nothing", kind)
		}
	}
	if trips[store.AtOnce] > trips[store.OneByOne]/2 {
		t.Errorf("what is asked at once goes to the database %d times, and %d times one by one", trips[store.AtOnce], trips[store.OneByOne])
	}
}
