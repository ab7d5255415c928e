package twin_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/internal/twin"
	"candour/ledger"
	"candour/seal"
	"candour/signals"
	"candour/view"
	"candour/web/api"
	"candour/web/desk"
)

// TestNobodyOnTheWallLearnsAnything asks everything that the desk, the subject door, the
// API and package view answer, in both worlds, at each stage, as everybody who must not
// know.
func TestNobodyOnTheWallLearnsAnything(t *testing.T) {
	p := twin.Open(t)
	programs := map[bool]int{} // answered, and not
	p.Walk(func(m twin.Moment) {
		if testing.Short() && !(m.Deep && m.As == "every role that reads") { // under the race detector
			return
		}
		hidden := []string{string(p.With.Matter.Case), string(p.With.Matter.Report), string(p.With.Matter.Waiting), "officer-accused"}
		all := m.Wide && (m.Deep || m.Name == "the accused")
		for _, at := range p.Addresses() {
			// One role sees no page that all together do not, and most pages stay as they were from stage to stage.
			if !all && at != "/desk/" && at != "/subject/" && !slices.ContainsFunc(hidden, func(id string) bool { return strings.HasSuffix(at, "/"+id) }) {
				continue
			}
			p.Same(m, at, func(a twin.Asker) (any, error) { return a.Open(at), nil })
			if m.Name == "the accused" && slices.Contains(m.Roles, authz.CaseWorker) && strings.HasPrefix(at, "/api/") {
				p.Same(m, at+" by their program", func(a twin.Asker) (any, error) {
					got := a.Program(at)
					programs[strings.HasPrefix(got, "status 200")]++
					return got, nil
				})
			}
		}
		for _, name := range slices.Sorted(maps.Keys(readings)) {
			if all {
				p.Same(m, "view."+name, readings[name])
			}
		}
		acts(p, m)
	})
	if !testing.Short() && programs[true] == 0 {
		t.Error("no program of the accused was ever let in: this test sees nothing of what one learns")
	}
	t.Logf("%d questions, each in both worlds; a program was answered %d times, and refused %d times", p.Asked, programs[true], programs[false])
}

// acts tries every act that has a form: on what is hidden, on what is not there
// and on the officer's own file; as it should be filled in, empty, and with too
// much; by the API, and for some at the desk as well.
func acts(p *twin.Pair, m twin.Moment) {
	for _, k := range testdb.Kinds() {
		if k.New == nil {
			continue
		}
		most := m.Deep && m.Wide && !testing.Short() && m.Name == "the accused" && !slices.Contains(m.Roles, authz.Administrator)
		ids := p.Subjects(k.Of)
		switch {
		case most:
		case m.Deep && !m.Wide && slices.ContainsFunc(k.Roles, func(r authz.Role) bool { return slices.Contains(m.Roles, r) }):
			ids = ids[:1]
		case m.Wide && (m.Deep || k.Of == "report" || k.Of == "officer"):
			ids = ids[:1]
		default:
			continue
		}
		for _, id := range ids {
			p.Same(m, k.ID+" by the API on "+id, func(a twin.Asker) (any, error) { return a.Call(k, a.Fields(k, id)), nil })
			if !most {
				continue
			}
			p.Same(m, "the form "+k.ID+" on "+id, func(a twin.Asker) (any, error) {
				return a.Open(desk.Address(candour.Subject{Kind: k.Of, ID: id}) + "/" + k.ID), nil
			})
			p.Same(m, k.ID+" at the desk on "+id, func(a twin.Asker) (any, error) { return a.Form(k, id, a.Fields(k, id)), nil })
			p.Same(m, k.ID+" at the desk, empty, on "+id, func(a twin.Asker) (any, error) { return a.Form(k, id, nil), nil })
			p.Same(m, k.ID+" with an officer who is not there on "+id, func(a twin.Asker) (any, error) {
				fields := a.Fields(k, id)
				for _, name := range []string{"officer", "alternate"} {
					if _, ok := fields[name]; ok {
						fields[name] = twin.Absent
					}
				}
				return a.Form(k, id, fields), nil
			})
			p.Same(m, k.ID+" with a search, on "+id, func(a twin.Asker) (any, error) { return a.Form(k, id, map[string]string{"query": "7001"}), nil })
			p.Same(m, k.ID+" with nonsense, by the API on "+id, func(a twin.Asker) (any, error) {
				return a.Call(k, map[string]string{k.Of: id, "mood": "x"}), nil
			})
		}
	}
}

// readings are what package view exports, but for what is done with it.
var readings = map[string]func(twin.Asker) (any, error){
	"OwnAccesses": func(a twin.Asker) (any, error) { return a.View.OwnAccesses(a.Ctx, a.Viewer(), time.Time{}) },
	"Worklist": func(a twin.Asker) (any, error) {
		var out []view.Worklist
		for _, f := range []view.Filter{
			{},
			{Due: view.Overdue},
			{Due: view.DueSoon, Sort: view.ByNewest},
			{Whose: view.Mine},
			{Whose: view.OfMyTeam},
			{Whose: view.Nobodys, Sort: view.ByOldest},
			{Rule: view.NewReport},
			{Rule: "complaints-34-2-a-i-first-update"},
			{Track: "complaint", Sort: view.ByLatest},
			{State: "assessed"},
			{Category: "J"},
			{Sensitive: true},
			{Unit: "response"},
			{Unit: "response", Whose: view.Nobodys, Sensitive: true},
			{From: candour.Date{Year: 2025, Month: 1, Day: 1}, Sort: view.ByNewest},
		} {
			for page := range 2 {
				list, err := a.View.Worklist(a.Ctx, a.Viewer(), f, page, page)
				if err != nil {
					return nil, err
				}
				out = append(out, list)
			}
		}
		return out, nil
	},
	"Search": func(a twin.Asker) (any, error) {
		var out []view.Results
		for _, typed := range []string{"7001", "Officer", string(a.Hidden.Case), candour.Reference(string(a.Hidden.Case)), candour.Reference(string(a.Hidden.Case)) + "/1", string(a.Hidden.Waiting), string(a.Hidden.Allegation), twin.Absent} {
			r, err := a.View.Search(a.Ctx, a.Viewer(), typed)
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
		return out, nil
	},
	"OfficerFile": func(a twin.Asker) (any, error) { return a.View.OfficerFile(a.Ctx, a.Viewer(), "officer-accused") },
	"Concerns": func(a twin.Asker) (v any, err error) {
		err = a.DB.Read(a.Ctx, func(tx *seal.Tx) error {
			var more bool
			v, more, err = a.View.Concerns(tx, a.Viewer(), "officer-accused", "", 1)
			v = []any{v, more}
			return err
		})
		return v, err
	},
	"Unit": func(a twin.Asker) (any, error) { return a.View.Unit(a.Ctx, a.Viewer(), "response", 0, 0, 0) },
	"Units": func(a twin.Asker) (any, error) {
		list, more, err := a.View.Units(a.Ctx, a.Viewer(), 0)
		return []any{list, more}, err
	},
	"FindOfficers": func(a twin.Asker) (any, error) {
		list, more, err := a.View.FindOfficers(a.Ctx, a.Viewer(), "Officer", candour.Subject{})
		return []any{list, more}, err
	},
	"AccusedOf":        func(a twin.Asker) (any, error) { return a.View.AccusedOf(a.Ctx, a.Viewer(), a.Hidden.Case) },
	"CasePage":         func(a twin.Asker) (any, error) { return a.View.CasePage(a.Ctx, a.Viewer(), a.Hidden.Case, 0) },
	"CaseWithConcerns": func(a twin.Asker) (any, error) { return a.View.CaseWithConcerns(a.Ctx, a.Viewer(), a.Hidden.Case, 0) },
	"CaseInFull":       func(a twin.Asker) (any, error) { return a.View.CaseInFull(a.Ctx, a.Viewer(), a.Hidden.Case) },
	"ReportPage":       func(a twin.Asker) (any, error) { return a.View.ReportPage(a.Ctx, a.Viewer(), a.Hidden.Waiting) },
	"Allegation": func(a twin.Asker) (any, error) {
		return a.View.Allegation(a.Ctx, a.Viewer(), a.Hidden.Case, a.Hidden.Allegation)
	},
	"Message": func(a twin.Asker) (any, error) { return a.View.Message(a.Ctx, a.Viewer(), a.Hidden.Message) },
	"FirstOpening": func(a twin.Asker) (any, error) {
		return a.View.FirstOpening(a.Ctx, a.Viewer(), candour.Subject{Kind: "case", ID: string(a.Hidden.Case)})
	},
	"Calls": func(a twin.Asker) (any, error) {
		list, more, err := a.View.Calls(a.Ctx, a.Viewer(), 0)
		return []any{list, more}, err
	},
	"Roster": func(a twin.Asker) (any, error) {
		list, may, err := a.View.Roster(a.Ctx, a.Viewer())
		return []any{list, may}, err
	},
	"OpenOrders": func(a twin.Asker) (any, error) {
		list, may, err := a.View.OpenOrders(a.Ctx, a.Viewer())
		return []any{list, may}, err
	},
	"Unsent": func(a twin.Asker) (any, error) { return a.View.Unsent(a.Ctx, a.Viewer()) },
	"Asks":   func(a twin.Asker) (any, error) { return a.View.Asks(a.Ctx, a.Viewer()) },
	"AskedOf": func(a twin.Asker) (any, error) {
		return a.View.AskedOf(a.Ctx, a.Viewer(), "finish-vetting-review", candour.Subject{Kind: "matter", ID: a.Hidden.Owed})
	},
	"Subject":     func(a twin.Asker) (any, error) { return a.View.Subject(a.Ctx, a.Viewer()) },
	"Matter":      func(a twin.Asker) (any, error) { return a.View.Matter(a.Ctx, a.Viewer(), string(a.Hidden.Case)) },
	"Disclosures": func(a twin.Asker) (any, error) { return a.View.Disclosures(a.Ctx, a.Viewer()) },
	// In both worlds somebody looked at a case of this id; in one there is no such case.
	"Access": func(a twin.Asker) (any, error) {
		var id string
		quiet := context.Background() // what the test does itself is not compared
		if err := ledger.Access(quiet, a.DB, ledger.Accessed{Force: testdb.Force, Who: "somebody", At: testdb.Day, Page: "case", Shown: []candour.Subject{{Kind: "case", ID: string(a.Hidden.Case)}}}); err != nil {
			return nil, err
		}
		if err := a.DB.Read(quiet, func(tx *seal.Tx) error {
			return tx.One(`SELECT max(id) FROM ledger_access WHERE force = $1 AND person = $2`, []any{string(testdb.Force), "somebody"}, &id)
		}); err != nil {
			return nil, err
		}
		return a.View.Access(a.Ctx, a.Viewer(), id)
	},
	"Cases": func(a twin.Asker) (any, error) {
		var all []any
		for _, f := range []view.CaseFilter{{}, {State: "assessed"}, {State: "opened"}, {From: candour.Date{Year: 2025, Month: 1, Day: 1}}} {
			for _, n := range []int{1, 100} {
				list, more, count, err := a.View.Cases(a.Ctx, a.Viewer(), f, view.CasePlace{}, n)
				if err != nil {
					return nil, err
				}
				all = append(all, list, more, count)
			}
		}
		return all, nil
	},
	"Allegations": func(a twin.Asker) (any, error) {
		var all []any
		for _, f := range []view.AllegationFilter{{}, {Case: a.Hidden.Case}, {Decided: "yes"}} {
			list, more, count, err := a.View.Allegations(a.Ctx, a.Viewer(), f, view.AllegationPlace{}, 100)
			if err != nil {
				return nil, err
			}
			all = append(all, list, more, count)
		}
		return all, nil
	},
	"Clocks": func(a twin.Asker) (any, error) {
		list, more, count, err := a.View.Clocks(a.Ctx, a.Viewer(), view.ClockFilter{}, view.ClockPlace{}, 100)
		return []any{list, more, count}, err
	},
	"Calendar": func(a twin.Asker) (any, error) { return a.View.Calendar(a.Ctx, a.Viewer()) },
	"Feed": func(a twin.Asker) (any, error) { // where to go on is sealed before anybody gets it
		list, _, more, err := a.View.Feed(a.Ctx, a.Viewer(), 0, 200)
		return []any{list, more}, err
	},
	"History":   func(a twin.Asker) (any, error) { return a.View.History(a.Ctx, a.Viewer(), a.Hidden.Case) },
	"CaseBrief": func(a twin.Asker) (any, error) { return a.View.CaseBrief(a.Ctx, a.Viewer(), a.Hidden.Case) },
	"CaseClocks": func(a twin.Asker) (any, error) {
		due, failed, err := a.View.CaseClocks(a.Ctx, a.Viewer(), a.Hidden.Case)
		return []any{due, failed}, err
	},
	"AllegationBrief": func(a twin.Asker) (any, error) {
		b, at, err := a.View.AllegationBrief(a.Ctx, a.Viewer(), a.Hidden.Allegation)
		return []any{b, at}, err
	},
	"SignalsInput": func(a twin.Asker) (any, error) {
		var all []any
		for _, at := range []signals.Day{signals.DayOf(candour.On(testdb.Day)) + 1, signals.DayOf(a.Viewer().Today) + 1} {
			r, err := a.View.SignalsInput(a.Ctx, a.Viewer(), at, true)
			if err != nil {
				return nil, err
			}
			all = append(all, *r)
		}
		return all, nil
	},
	"Services": func(a twin.Asker) (any, error) { return a.View.Services(a.Ctx, a.Viewer()) },
	"Staff":    func(a twin.Asker) (any, error) { return a.View.Staff(a.Ctx, a.Viewer()) },
	"Grants":   func(a twin.Asker) (any, error) { return a.View.Grants(a.Ctx, a.Viewer()) },
}

// TestEveryReadingIsAsked: a reading that is new is asked above, or by a call of
// twin.Test beside it.
func TestEveryReadingIsAsked(t *testing.T) {
	var exported []string
	for m := range reflect.TypeFor[view.View]().Methods() {
		exported = append(exported, m.Name)
	}
	if got := slices.Sorted(maps.Keys(readings)); !slices.Equal(got, exported) {
		t.Errorf("the twin test asks for %q, and package view exports %q: add what is missing to readings", got, exported)
	}
}

// TestEveryRouteIsAsked reads the routes out of the doors' own source.
func TestEveryRouteIsAsked(t *testing.T) {
	routes := map[string]bool{}
	for _, door := range []string{"signin", "desk", "subject", "api"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "web", door, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		more, err := filepath.Glob(filepath.Join("..", "..", "web", door, "*", "*.go")) // a door's rooms
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(files, more...) {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range routesOf(t, name, f) {
				routes[r] = true
			}
			f.Close()
		}
	}
	for _, r := range api.Patterns() { // which are made from the acts and the document
		routes[r] = true
	}
	for r := range routes {
		if _, ok := twin.Pages[r]; !ok {
			t.Errorf("the route %q is not in twin.Pages: say there which addresses of it are asked for in both worlds", r)
		}
	}
	for r := range twin.Pages {
		if !routes[r] {
			t.Errorf("twin.Pages has the route %q, which no door has", r)
		}
	}
	if len(routes) < 10 {
		t.Errorf("only %d routes were seen: this test has gone blind", len(routes))
	}
}

// routesOf are the patterns given to Handle and HandleFunc: as they are, or the
// expression where one is put together.
func routesOf(t *testing.T, name string, src io.Reader) (out []string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		if s, ok := call.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "Handle" && s.Sel.Name != "HandleFunc" {
			return true
		}
		var b strings.Builder
		if err := printer.Fprint(&b, set, call.Args[0]); err != nil {
			t.Fatal(err)
		}
		pattern, err := strconv.Unquote(b.String())
		if err != nil {
			pattern = b.String()
		}
		out = append(out, pattern)
		return true
	})
	return out
}

// TestWhatTimeTells prints what the promise leaves out: the time of a list in both
// worlds, where the database skips the rows of the hidden matter inside its
// statements. It holds it to nothing: a busy machine would fail it for no reason.
func TestWhatTimeTells(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("it prints, and is read by people: go test -v")
	}
	p := twin.Open(t)
	p.Walk(func(m twin.Moment) {
		if !m.Deep || !m.Wide || m.Name != "the accused" || slices.Contains(m.Roles, authz.Administrator) {
			return
		}
		for _, at := range []string{"/desk/", "/desk/officers/officer-accused", "/desk/officers/ Officer", "/desk/cases/" + string(p.With.Matter.Case)} {
			took := map[*twin.World][]time.Duration{}
			for range 300 {
				for _, w := range []*twin.World{p.With, p.Without} { // by turns, so that both have the same neighbours
					a := twin.Asker{World: w, Moment: m, Ctx: t.Context(), Hidden: p.With.Matter}
					began := time.Now()
					a.Open(at)
					took[w] = append(took[w], time.Since(began))
				}
			}
			median := func(w *twin.World) time.Duration { slices.Sort(took[w]); return took[w][len(took[w])/2] }
			t.Logf("%-40s median of 300: with a matter %v, without %v (before any hold)", at, median(p.With), median(p.Without))
		}
	})
}
