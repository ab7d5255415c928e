package view_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/internal/testdb"
	"candour/view"
	"candour/workforce"
)

// facts are what the test itself knows of a case, from what it did.
type facts struct {
	state     string
	category  string
	sensitive bool
	assigned  []candour.OfficerID
	about     candour.OfficerID
}

// caseload makes cases of every kind, and says what it knows of each.
func caseload(w *testdb.World, crew testdb.Staff, rnd *rand.Rand) map[string]facts {
	about := []testdb.Person{w.Enrol("p"), w.Enrol("q")}
	out := map[string]facts{}
	for i := range 10 {
		s := w.Send(1)
		if i%5 == 4 { // nobody opens it
			continue
		}
		c := w.OpenCase(crew.Triage.Who, s.Report)
		f := facts{state: cases.Opened, about: about[rnd.IntN(2)].Officer}
		w.Link(crew.Triage.Who, f.about, s.Allegations...)
		if rnd.IntN(3) > 0 {
			d := cases.DescribeAllegation{Allegation: s.Allegations[0], Category: []cases.Category{"B", "J"}[rnd.IntN(2)], OnDuty: cases.WasOffDuty}
			if rnd.IntN(2) == 0 {
				d.Factors, f.sensitive = cases.Factors{"domestic"}, true
			}
			w.Do(crew.Assessor.Who, &d)
			f.category = string(d.Category)
		}
		for _, who := range []testdb.Person{crew.CaseWorker, crew.Assessor} {
			if rnd.IntN(3) == 0 {
				w.Do(crew.Supervisor.Who, &cases.AssignCase{Case: c, Officer: who.Officer})
				f.assigned = append(f.assigned, who.Officer)
			}
		}
		if f.category != "" && !f.sensitive && rnd.IntN(2) == 0 {
			w.Assess(crew.Assessor.Who, c)
			f.state = cases.Assessed
		}
		out["case/"+string(c)] = f
		w.Later(rnd.IntN(9))
	}
	return out
}

// leaves reports whether a filter should leave a row of the whole list.
func leaves(f view.Filter, x view.Work, known facts, me, mate candour.OfficerID, today candour.Date) bool {
	isCase := x.Of.Kind == "case"
	rule := view.NewReport
	if x.Rule != nil {
		rule = x.Rule.ID
	}
	in := func(a, b candour.Date) bool { return !x.By.Before(a) && !x.By.After(b) }
	switch {
	case f.Due == view.Overdue && !x.By.Before(today), f.Due == view.DueToday && x.By != today, f.Due == view.DueSoon && !in(today, today.AddDays(7)):
	case f.Whose == view.Mine && !slices.Contains(known.assigned, me):
	case f.Whose == view.OfMyTeam && !slices.Contains(known.assigned, me) && !slices.Contains(known.assigned, mate):
	case f.Whose == view.Nobodys && len(known.assigned) > 0:
	case f.Rule != "" && f.Rule != rule:
	case f.Track != "" && f.Track != view.TrackOf(x.Rule):
	case f.State != "" && (!isCase || f.State != known.state), f.Category != "" && f.Category != known.category, f.Sensitive && !known.sensitive:
	case f.Unit != "" && (!isCase || strings.Replace(string(known.about), "officer", "unit", 1) != f.Unit):
	case !f.From.IsZero() && x.Received.Before(f.From), !f.To.IsZero() && x.Received.After(f.To):
	default:
		return true
	}
	return false
}

// TestEveryFilter narrows a worklist by each choice alone and by many together, in
// each order, both ways of reading it, and holds what is left and its count to what
// the test knows of every case.
func TestEveryFilter(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	w := testdb.Open(t)
	crew := w.Crew()
	move := func(o candour.OfficerID, unit string) {
		w.Do(authz.Program(testdb.Force), &workforce.PostOfficer{Officer: o, Unit: unit, From: candour.On(w.Now)})
	}
	move(crew.CaseWorker.Officer, "standards")
	move(crew.Assessor.Officer, "standards")
	known := caseload(w, crew, rnd)
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	for _, looks := range []testdb.Person{crew.Triage, crew.CaseWorker, crew.Supervisor} {
		viewer := view.Viewer{Who: looks.Who, Today: candour.On(w.Now)}
		read := func(f view.Filter) view.Worklist {
			list, err := v.Worklist(t.Context(), viewer, f, 0, 0)
			if err != nil {
				t.Fatalf("%+v: %v", f, err)
			}
			return list
		}
		whole := read(view.Filter{})
		if whole.More || len(whole.Due) < 10 {
			t.Fatalf("%d rows, more: %v: this test needs them all on one page", len(whole.Due), whole.More)
		}
		mate := crew.Assessor.Officer
		if looks.ID != crew.CaseWorker.ID {
			mate = ""
		}
		seen := map[string]bool{}
		for _, f := range filters(rnd, whole, candour.On(w.Now)) {
			var want []string
			for _, x := range whole.Due {
				if leaves(f, x, known[x.Of.String()], looks.Officer, mate, viewer.Today) {
					want = append(want, name(x))
				}
			}
			seen[fmt.Sprint(len(want) > 0)] = true
			slices.Sort(want)
			for _, few := range []int{0, 4000} {
				back := view.BeginWith(few)
				list := read(f)
				back()
				var got []string
				for _, x := range list.Due {
					got = append(got, name(x))
				}
				if !slices.IsSortedFunc(list.Due, f.Sort.Compare) {
					t.Errorf("%s, %+v: the list is not in its order", looks.ID, f)
				}
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s, beginning with %d, %+v:\n got %v\nwant %v", looks.ID, few, f, got, want)
				}
				if list.Count != view.Uncounted && int(list.Count) != len(want) {
					t.Errorf("%s, %+v: the count is %d of %d", looks.ID, f, list.Count, len(want))
				}
			}
		}
		if len(seen) != 2 {
			t.Errorf("%s: all filters left something, or none did", looks.ID)
		}
	}
}

func name(x view.Work) string { return x.Of.String() + " " + x.What + " " + x.By.String() }

// filters are each choice alone, in each order, and many together.
func filters(rnd *rand.Rand, whole view.Worklist, today candour.Date) (out []view.Filter) {
	var rules []string
	for _, x := range whole.Due {
		if x.Rule != nil {
			rules = append(rules, x.Rule.ID)
		}
	}
	values := func(list []act.Choice) (out []string) {
		for _, c := range list {
			out = append(out, c.Value)
		}
		return out
	}
	some := func(set func(*view.Filter, string), list ...string) []func(*view.Filter) {
		var out []func(*view.Filter)
		for _, x := range list {
			out = append(out, func(f *view.Filter) { set(f, x) })
		}
		return out
	}
	day := func(n int) candour.Date { return today.AddDays(n) }
	all := slices.Concat(
		some(func(f *view.Filter, x string) { f.Due = view.DueIn(x) }, values(view.DueIn("").Choices())...),
		some(func(f *view.Filter, x string) { f.Whose = view.Whose(x) }, values(view.Whose("").Choices())...),
		some(func(f *view.Filter, x string) { f.Track = x }, values(view.Tracks())...),
		some(func(f *view.Filter, x string) { f.Rule = x }, append(values(view.KindsOfWork()), rules[rnd.IntN(len(rules))])...),
		some(func(f *view.Filter, x string) { f.State = x }, cases.Opened, cases.Assessed, cases.Closed),
		some(func(f *view.Filter, x string) { f.Category = x }, "B", "J", "L"),
		some(func(f *view.Filter, x string) { f.Unit = x }, "unit-p", "unit-q", "nowhere"),
		[]func(*view.Filter){
			func(f *view.Filter) { f.Sensitive = true },
			func(f *view.Filter) { f.From = day(-20) }, func(f *view.Filter) { f.To = day(-10) }, func(f *view.Filter) { f.From, f.To = day(-30), day(-5) },
		},
	)
	sorts := []view.Sort{view.BySoonest, view.ByLatest, view.ByOldest, view.ByNewest}
	for _, set := range all {
		for _, s := range sorts {
			f := view.Filter{Sort: s}
			set(&f)
			out = append(out, f)
		}
	}
	for range 150 {
		f := view.Filter{Sort: sorts[rnd.IntN(4)]}
		for range 2 + rnd.IntN(2) {
			all[rnd.IntN(len(all))](&f)
		}
		out = append(out, f)
	}
	return out
}

// TestSensitiveFactors holds the names that the cache goes by to the list of factors.
func TestSensitiveFactors(t *testing.T) {
	var want []string
	for _, k := range cases.FactorKinds {
		if (cases.Factors{k.ID}).Sensitive() {
			want = append(want, string(k.ID))
		}
	}
	if !slices.Equal(clock.SensitiveFactors, want) {
		t.Errorf("the cache takes %q for sensitive, and the factors are %q", clock.SensitiveFactors, want)
	}
}
