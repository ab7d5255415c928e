package view_test

import (
	"fmt"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
	"candour/view"
)

// filed adds to the nation what a file and a unit read and a list does not: postings,
// managers and units. It is made once in a folder that is kept.
func filed(b *testing.B, v view.View) {
	b.Helper()
	var n int
	if err := v.Runner.DB.Read(b.Context(), func(tx *seal.Tx) error {
		return tx.One(`SELECT count(*) FROM workforce_unit`, nil, &n)
	}); err != nil || n > 0 {
		if err != nil {
			b.Fatal(err)
		}
		return
	}
	for _, q := range []string{
		`INSERT INTO workforce_posting SELECT force, officer, unit, from_day, CASE WHEN to_day = '9999-12-31' THEN '' ELSE to_day END FROM authz_posting`,
		`INSERT INTO workforce_unit SELECT DISTINCT force, unit FROM workforce_posting`,
		`INSERT INTO workforce_line SELECT l.force, o.id, m.id, l.from_day, '' FROM authz_line l JOIN workforce_officer o ON o.force = l.force AND o.person = l.person JOIN workforce_officer m ON m.force = l.force AND m.person = l.manager WHERE l.person <> l.manager`,
		`INSERT INTO workforce_person SELECT DISTINCT person FROM workforce_officer WHERE 1 ON CONFLICT DO NOTHING`,
		`INSERT INTO journal_head SELECT 'home', 0 WHERE NOT EXISTS (SELECT 1 FROM journal_head WHERE force = 'home')`,
	} {
		if err := v.Runner.DB.WithTx(b.Context(), func(tx *seal.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
			b.Fatalf("%v: %s", err, q)
		}
	}
}

// BenchmarkFiles opens the file of an officer with 200 concerns and the page of a unit
// of 1,200, and prints how long each takes. It is run as a command:
// go test ./view -run '^$' -bench Files -benchtime 1x
func BenchmarkFiles(b *testing.B) {
	v := big(b)
	filed(b, v)
	roles := map[candour.PersonID]authz.Role{"bench-authority": authz.Authority, "bench-worker": authz.CaseWorker}
	if err := v.Runner.DB.WithTx(b.Context(), func(tx *seal.Tx) error {
		for p, role := range roles {
			if err := authz.Grant(tx.Tx, "home", p, role, candour.Date{}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	for p, role := range roles {
		w := view.Viewer{Who: act.Staff("home", p), Today: candour.Date{Year: 2026, Month: 11, Day: 22}}
		n := 0
		measure(b, string(role)+", file of an officer with 200 concerns", func() error {
			f, err := v.OfficerFile(b.Context(), w, "o000000")
			n = len(f.Concerns)
			return err
		})
		fmt.Printf("  %d concerns\n", n)
		var u view.Unit
		for _, part := range []int{0, 9} {
			measure(b, fmt.Sprintf("%s, unit of 1,200, page %d of its people", role, part+1), func() (err error) {
				u, err = v.Unit(b.Context(), w, "big", part, 0, 0)
				return err
			})
			all := 0
			for _, y := range u.Years {
				all += y.All
			}
			fmt.Printf("  %d people, %d shown, %d managers, %d concerns counted\n", u.People, len(u.Now), len(u.Managers), all)
		}
		measure(b, string(role)+", a unit of 40", func() (err error) {
			u, err = v.Unit(b.Context(), w, "u00100", 0, 0, 0)
			return err
		})
	}
}
