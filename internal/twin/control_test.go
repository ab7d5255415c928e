package twin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/internal/twin"
	"candour/seal"
)

// TestHelperSeesALeak plants what the promise forbids, each kind of it once.
func TestHelperSeesALeak(t *testing.T) {
	count := func(a twin.Asker, q string, args ...any) (n int, err error) {
		err = a.DB.Read(a.Ctx, func(tx *seal.Tx) error { return tx.One(q, args, &n) })
		return n, err
	}
	for name, leak := range map[string]struct {
		ask  func(twin.Asker) (any, error)
		says string
	}{
		"a count that asks nobody": {func(a twin.Asker) (any, error) {
			return count(a, `SELECT count(*) FROM cases_accused WHERE force = $1 AND officer = $2`, string(testdb.Force), "officer-accused")
		}, "answers, only with a matter"},
		"words that are withheld in a log": {func(a twin.Asker) (any, error) {
			n, err := count(a, `SELECT count(*) FROM intake_report WHERE force = $1`, string(testdb.Force))
			return candour.Mark(strings.Repeat("x", n)), err
		}, "answers, only with a matter"},
		"a list that takes hidden rows out afterwards": {func(a twin.Asker) (any, error) {
			return nil, a.DB.Read(a.Ctx, func(tx *seal.Tx) error {
				return tx.Each(`SELECT id FROM intake_report WHERE force = $1 ORDER BY id`, []any{string(testdb.Force)}, func(func(...any) error) error { return nil })
			})
		}, "timing: statements, only with a matter"},
		"a page that is forbidden, and not absent": {func(a twin.Asker) (any, error) {
			return a.Send(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n, err := count(a, `SELECT count(*) FROM cases_case WHERE force = $1 AND id = $2`, string(testdb.Force), string(a.Hidden.Case)); err != nil || n > 0 {
					http.Error(w, "forbidden", http.StatusForbidden)
					return
				}
				http.NotFound(w, r)
			}), "/desk/planted", "", ""), nil
		}, "status 403"},
		"a header": {func(a twin.Asker) (any, error) {
			return a.Send(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				n, err := count(a, `SELECT seq FROM journal_head WHERE force = $1`, string(testdb.Force))
				if err == nil {
					w.Header().Set("X-Length", strings.Repeat("i", n))
				}
			}), "/desk/planted", "", ""), nil
		}, "X-Length"},
		"a refusal that is not held": {func(a twin.Asker) (any, error) {
			door := *a.DeskServer
			if n, err := count(a, `SELECT count(*) FROM cases_case WHERE force = $1 AND id = $2`, string(testdb.Force), string(a.Hidden.Case)); err != nil || n > 0 {
				door.Hold = nil
			}
			b := a
			b.World = a.Through(door.Handler())
			return b.Open("/desk/cases/" + string(a.Hidden.Case)), nil
		}, "timing: held"},
	} {
		said := ""
		p := twin.Open(t)
		p.Report(func(s string) { said += s })
		for p.Next() {
			for _, m := range p.Moments() {
				if m.Deep && m.Name == "the accused" && m.As == "every role that reads" {
					p.As(m, func() { p.Same(m, name, leak.ask) })
				}
			}
		}
		if !strings.Contains(said, leak.says) {
			t.Errorf("%s: the helper says %q, want %q", name, said, leak.says)
		}
		first, _, _ := strings.Cut(said, "\n        ")
		t.Logf("planted: %s. It says:\n%s", name, first)
	}
}

// TestDisclosureTells: until an act of disclosure nothing differs; after it what
// was disclosed does, and nothing else.
func TestDisclosureTells(t *testing.T) {
	p := twin.Open(t)
	for p.Next() {
	}
	p.With.Apart("disclosure", func() {
		p.With.Plan(p.With.Crew.Liaison.Who, p.With.Matter.Case, "officer-accused")
		p.With.Do(p.With.Crew.Authority.Who, &cases.Disclose{Case: p.With.Matter.Case, Officer: "officer-accused", Says: candour.Mark("a complaint was made"), Harm: candour.Mark("everybody was asked")})
	})
	differ := map[string]string{}
	at := ""
	p.Report(func(s string) { differ[at] += s })
	for _, m := range p.Moments() {
		if m.Name == "the accused" {
			m.Roles = append([]authz.Role{}, m.Roles...) // of their own among them
		}
		p.As(m, func() {
			for name, ask := range readings {
				at = m.Name + ": " + name
				p.Same(m, name, ask)
			}
			for _, page := range p.Addresses() {
				at = m.Name + ": " + page
				p.Same(m, page, func(a twin.Asker) (any, error) { return a.Open(page), nil })
			}
		})
	}
	const only = "the accused: Disclosures"
	if !strings.Contains(differ[only], "a complaint was made") {
		t.Errorf("what was disclosed is not what differs: %q", differ[only])
	}
	theirs := []string{only, "the accused: Subject", "the accused: /subject/", "the accused: /subject/?page=1"}
	for _, what := range theirs {
		if differ[what] == "" {
			t.Errorf("%s is the same after the disclosure", what)
		}
	}
	for what, how := range differ {
		if !slices.Contains(theirs, what) {
			t.Errorf("%s differs after the disclosure: %s", what, how)
		}
	}
}

// TestOfficesTellNothing: whoever gives and takes an office above the accused sets
// off events in the hidden matter, and is told of none, at either door.
func TestOfficesTellNothing(t *testing.T) {
	p := twin.Open(t)
	p.Walk(func(m twin.Moment) {
		if m.Name != "the administrator" && !strings.HasPrefix(m.Name, "the accused") || len(m.Roles) < 5 && m.Name != "the administrator" {
			return
		}
		for i := range testdb.Kinds() {
			k := testdb.Kinds()[i]
			if k.ID != "withdraw-role" {
				continue
			}
			for _, role := range []authz.Role{authz.Authority, authz.Chief} {
				for _, door := range []string{"desk", "api"} {
					over := twin.Person("second-line")
					p.With.Holds(over, role)
					p.Without.Holds(over, role)
					events := p.With.Count("journal")
					p.Same(m, "taking "+string(role)+" by the "+door, func(a twin.Asker) (any, error) {
						fields := a.Fields(k, string(over.Officer))
						fields["role"] = string(role)
						if door == "desk" {
							return a.Form(k, string(over.Officer), fields), nil
						}
						return a.Call(k, fields), nil
					})
					if n := p.With.Count("journal") - events; m.Deep && n < 2 {
						t.Errorf("%s: taking %s emitted %d events, so no wall moved: this test sees nothing", m, role, n)
					}
					p.With.Holds(over)
					p.Without.Holds(over)
				}
			}
		}
	})
}
