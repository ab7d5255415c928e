package authz_test

import (
	"errors"
	"strings"
	"testing"

	"candour/authz"
)

// spoil is a planted bug: what authz is told, or what it has written, is changed
// to what it would be had the bug been there.
type spoil struct {
	name      string
	posting   func(*authz.Posting)
	since     func(int) int
	after     func(h *history, what int, before []wallRow) error
	predicate func(string) string
	listing   func(*authz.Listing)                   // what is said of every row of a list
	perhaps   func(authz.Listing, []string) []string // the rows of it that are asked about
	reports   func(authz.Listing, []string) []string // the reports that it begins with
}

type wallRow struct{ person, subject string }

func (h *history) supervisors() (out []wallRow, err error) {
	err = h.tx.Each(`SELECT person, subject FROM authz_wall WHERE force = $1 AND because = 'supervisor' ORDER BY person, subject`, []any{string(h.force)}, func(scan func(...any) error) error {
		var r wallRow
		err := scan(&r.person, &r.subject)
		out = append(out, r)
		return err
	})
	return out, err
}

// planted are the bugs. Each is small, each lets somebody in, and no compiler
// would notice it.
var planted = []spoil{
	{name: "the last day of a posting does not count", posting: func(p *authz.Posting) {
		if !p.Over.To.IsZero() {
			p.Over.To = p.Over.To.AddDays(-1)
		}
	}},
	{name: "an office counts from ever, not from the day on which it began", since: func(int) int { return 0 }},
	{name: "the office takes whoever is directly below it off the wall", after: func(h *history, _ int, _ []wallRow) error {
		_, err := h.tx.Exec(`DELETE FROM authz_wall WHERE force = $1 AND because = 'supervisor' AND EXISTS (SELECT 1 FROM authz_line l JOIN authz_office o ON o.force = l.force AND o.person = l.manager WHERE l.force = authz_wall.force AND l.person = authz_wall.person)`, string(h.force))
		return err
	}},
	{name: "a change of manager does not rebuild the wall", after: func(h *history, what int, before []wallRow) error {
		if what != manages && what != managesNot {
			return nil
		}
		if _, err := h.tx.Exec(`DELETE FROM authz_wall WHERE force = $1 AND because = 'supervisor'`, string(h.force)); err != nil {
			return err
		}
		for _, r := range before {
			if _, err := h.tx.Exec(`INSERT INTO authz_wall (force, person, subject, because) VALUES ($1, $2, $3, 'supervisor')`, string(h.force), r.person, r.subject); err != nil {
				return err
			}
		}
		return nil
	}},
	{name: "a case inherits the wall of its report, and not its accused", after: func(h *history, what int, _ []wallRow) error {
		if what != inherits {
			return nil
		}
		_, err := h.tx.Exec(`DELETE FROM authz_accused WHERE force = $1 AND subject = 'case/c' AND EXISTS (SELECT 1 FROM authz_accused r WHERE r.force = $2 AND r.subject = 'report/r' AND r.person = authz_accused.person)`, string(h.force), string(h.force))
		return err
	}},
	{name: "a list forgets the units", predicate: func(q string) string {
		before, _, _ := strings.Cut(q, "AND NOT EXISTS (SELECT 1 FROM authz_unit")
		return before + " AND CAST($4 AS TEXT) <> '' AND CAST($5 AS BIGINT) = 1"
	}},
	{name: "what holds of one row of a list is said of all", listing: func(l *authz.Listing) { l.All = true }},
	{name: "a list takes everybody for the policing body", listing: func(l *authz.Listing) { l.OnlyChief = true }},
	{name: "a list takes everybody for the oversight body", listing: func(l *authz.Listing) { l.OnlyNobodyLeft = true }},
	{name: "a list of the policing body has no matter about a chief officer", perhaps: func(l authz.Listing, ids []string) []string {
		if l.OnlyChief {
			return nil
		}
		return ids
	}},
	{name: "a list of the oversight body has none that nobody is left to sort", perhaps: func(l authz.Listing, ids []string) []string {
		if l.OnlyNobodyLeft {
			return nil
		}
		return ids
	}},
	{name: "a list of new reports has none about a chief officer", reports: func(l authz.Listing, ids []string) []string {
		if l.OnlyChief {
			return nil
		}
		return ids
	}},
	{name: "a list of new reports has none that nobody is left to sort", reports: func(l authz.Listing, ids []string) []string {
		if l.OnlyNobodyLeft && !l.OnlyChief {
			return nil
		}
		return ids
	}},
	{name: "a list forgets the first day of the months around", predicate: func(q string) string {
		return strings.Replace(q, "p.to_day >= u.from_day", "p.to_day > u.from_day", 1)
	}},
}

// TestPlantedBugsAreCaught: histories that find nothing prove little unless they
// find what is there.
func TestPlantedBugsAreCaught(t *testing.T) {
	seed := seedOf(t)
	for _, bug := range planted {
		n, err := playAll(t, seed, 0, 5000, bug)
		if err == nil {
			t.Errorf("%s: not caught by %d histories", bug.name, n)
			continue
		}
		says, _, _ := strings.Cut(err.Error(), "\n")
		var d difference
		if !errors.As(err, &d) {
			t.Errorf("%s: %v", bug.name, err)
		}
		t.Logf("%s: caught by history %d: %s", bug.name, n, says)
	}
}
