package view_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
	"candour/view"
)

// numbers counts from 0 to n-1, for the statements below.
const numbers = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d) `

// nation fills the tables that a list reads, as the acts would, by SQL: a tenth
// of the cases open, officer 0 with 200 concerns, 1,200 people in one unit and 40
// in each other, every accused with two supervisors and a unit on the wall.
func nation(cases int) []string {
	count := fmt.Sprintf(numbers, cases)
	people := fmt.Sprintf(numbers, 150_000)
	const (
		who     = `CASE WHEN k.k = 1 AND n.i % 5500 = 0 THEN 0 ELSE (n.i * 7919 + k.k * 104729) % 150000 END`
		two     = ` JOIN (SELECT 1 AS k UNION ALL SELECT 2) k ON k.k = 1 OR n.i % 11 > 0 ` // 2.1 M of 1.1 M
		unit    = `CASE WHEN x.p < 1200 THEN 'big' ELSE printf('u%05d', x.p / 40) END`
		opened  = `date('2014-01-01', '+' || (n.i * 4500 / CASES) || ' days')`
		isOpen  = `n.i % 10 = 3`
		due     = isOpen + ` AND n.i % 50 <> 3` // of ours, not imported
		subject = `printf('case/c%07d', x.i)`
	)
	each := `(SELECT n.i AS i, k.k AS k, ` + who + ` AS p, ` + opened + ` AS day FROM n` + two + `) x`
	facet := func(name, value, where string) string {
		return count + `INSERT INTO clock_facet SELECT d.force, d.subject, '` + name + `', ` + value + `, d.rule, d.about, d.event, d.by_day, d.attention_day FROM n CROSS JOIN clock_due d ON d.force = 'home' AND d.subject = printf('case/c%07d', n.i) WHERE ` + due + ` AND ` + where
	}
	f := func(s string) string { return strings.ReplaceAll(s, "CASES", strconv.Itoa(cases)) }
	return []string{
		f(count + `INSERT INTO cases_case SELECT 'home', printf('c%07d', n.i), '', CASE WHEN n.i % 50 = 3 THEN 'imported' ELSE 'ew' END, ` + opened + `, '', CASE WHEN ` + isOpen + ` THEN '' ELSE '2026-01-01' END, '', '' FROM n`),
		f(count + `INSERT INTO authz_triaged SELECT 'home', printf('case/c%07d', n.i) FROM n WHERE n.i % 1000 <> 13`),
		f(count + `INSERT INTO cases_allegation SELECT 'home', printf('a%07d-', x.i) || x.k, printf('c%07d', x.i), x.k, 'A', '', '', '' FROM ` + each),
		f(count + `INSERT INTO cases_accused (force, allegation, officer, case_id, opened_day) SELECT 'home', printf('a%07d-', x.i) || x.k, printf('o%06d', x.p), printf('c%07d', x.i), x.day FROM ` + each),
		f(count + `INSERT INTO authz_accused SELECT 'home', ` + subject + `, printf('p%06d', x.p), x.day, x.day FROM ` + each + ` WHERE 1 ON CONFLICT DO NOTHING`),
		f(count + `INSERT INTO authz_wall SELECT 'home', printf('p%06d', x.p), ` + subject + `, 'accused' FROM ` + each + ` WHERE 1 ON CONFLICT DO NOTHING`),
		f(count + `INSERT INTO authz_wall SELECT 'home', printf('p%06d', x.p / 10 * 10), ` + subject + `, 'supervisor' FROM ` + each + ` WHERE 1 ON CONFLICT DO NOTHING`),
		f(count + `INSERT INTO authz_wall SELECT 'home', printf('p%06d', x.p / 100 * 100), ` + subject + `, 'supervisor' FROM ` + each + ` WHERE x.k = 1 ON CONFLICT DO NOTHING`),
		f(count + `INSERT INTO authz_unit SELECT 'home', ` + subject + `, ` + unit + `, date(x.day, '-1 year'), date(x.day, '+1 year'), 'accused' FROM ` + each + ` WHERE 1 ON CONFLICT DO NOTHING`),
		f(count + `INSERT INTO clock_due SELECT 'home', printf('case/c%07d', n.i), r.r, '', 'e', '2020-02-01', date('2026-10-01', '+' || (n.i / 10 * 37 % 400) || ' days'), 'duty', ` + opened + `, ` + opened + `, 'matter came to attention', ''
			FROM n JOIN (SELECT 'complaints-34-2-a-i-first-update' AS r, 1 AS one_in UNION ALL SELECT 'complaints-13-delay-report', 1 UNION ALL SELECT 'conduct-43-1-chair-report', 20 UNION ALL SELECT 'local-contact', 500) r WHERE ` + due + ` AND n.i / 10 % r.one_in = 2 % r.one_in`),
		f(facet("state", `CASE WHEN n.i / 10 % 20 = 1 THEN 'opened' ELSE 'assessed' END`, `1`)),
		f(facet("category", `CASE WHEN n.i / 10 * 7919 % 1000 < 10 THEN 'J' WHEN n.i / 10 * 7919 % 1000 < 50 THEN 'F' WHEN n.i / 10 * 7919 % 1000 < 300 THEN 'H' ELSE 'B' END`, `1`)),
		f(facet("sensitive", `'yes'`, `n.i / 10 * 31 % 50 = 1`)),
		f(facet("assigned", `CASE WHEN n.i / 10 % 10 = 1 THEN '' ELSE printf('o%06d', 140000 + n.i / 10 % 2000) END`, `1`)),
		f(count + `INSERT INTO clock_facet SELECT DISTINCT d.force, d.subject, 'about', printf('o%06d', x.p), d.rule, d.about, d.event, d.by_day, d.attention_day FROM ` + each + ` CROSS JOIN clock_due d ON d.force = 'home' AND d.subject = ` + subject + ` WHERE ` + strings.ReplaceAll(due, "n.i", "x.i")),
		people + `INSERT INTO workforce_posting SELECT 'home', printf('o%06d', n.i), CASE WHEN n.i < 1200 THEN 'big' ELSE printf('u%05d', n.i / 40) END, '2013-01-01', '' FROM n`,
		people + `INSERT INTO authz_posting SELECT 'home', printf('p%06d', n.i), CASE WHEN n.i < 1200 THEN 'big' ELSE printf('u%05d', n.i / 40) END, '2013-01-01', '9999-12-31', printf('o%06d', n.i) FROM n`,
		people + `INSERT INTO authz_posting SELECT 'home', printf('p%06d', n.i), printf('u%05d', n.i * 31 % 3750), '2008-01-01', '2012-12-31', printf('o%06d', n.i) FROM n`,
		people + `INSERT INTO authz_line SELECT 'home', printf('p%06d', n.i), printf('p%06d', CASE n.i % 10 WHEN 0 THEN n.i / 100 * 100 ELSE n.i / 10 * 10 END), '2013-01-01', '9999-12-31' FROM n`,
		people + `INSERT INTO workforce_officer SELECT 'home', printf('o%06d', n.i), printf('p%06d', n.i), 'officer', 'constable', '', '', '2013-01-01', '', 'yes', '', '' FROM n`,
		people + `INSERT INTO authz_office SELECT 'home', printf('p%06d', n.i), CASE WHEN n.i < 1500 THEN 'chief' ELSE 'appropriate-authority' END, '2020-01-01', '9999-12-31' FROM n WHERE n.i % 1000 = 500`,
		people + `INSERT INTO intake_report SELECT 'home', printf('r%04d', n.i), printf('w%04d', n.i), printf('k%04d', n.i), '2026-11-20' FROM n WHERE n.i < 50`,
		people + `INSERT INTO intake_waiting SELECT 'home', printf('r%04d', n.i), '2026-11-20' FROM n WHERE n.i < 50`,
	}
}

// big opens the nation: in CANDOUR_BENCH_DIR, made there once, or in a new folder.
// CANDOUR_BENCH_CASES makes a smaller one.
func big(b *testing.B) view.View {
	b.Helper()
	cases := 1_100_000
	if n, err := strconv.Atoi(os.Getenv("CANDOUR_BENCH_CASES")); err == nil {
		cases = n
	}
	dir := os.Getenv("CANDOUR_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	dir = filepath.Join(dir, fmt.Sprint("nation-", cases))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	file, done := filepath.Join(dir, "candour.db"), filepath.Join(dir, "done")
	_, err := os.Stat(done)
	if made := err == nil; !made {
		_ = os.Remove(file) // of a run that was stopped
	}
	db, err := store.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	if _, err := db.Migrate(b.Context(), testdb.Schemas()...); err != nil { // also brings an older one up to date
		b.Fatal(err)
	}
	if _, err := os.Stat(done); err != nil {
		began := time.Now()
		for _, q := range nation(cases) {
			if err := db.WithTx(b.Context(), func(tx *store.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
				b.Fatalf("%v: %s", err, q)
			}
		}
		if err := os.WriteFile(done, nil, 0o600); err != nil {
			b.Fatal(err)
		}
		fmt.Printf("made in %.0f s\n", time.Since(began).Seconds())
	}
	return wired(b, db, dir)
}

// wired is a view of a database that a benchmark filled, for people who are not asked
// whom they know.
func wired(b *testing.B, db *store.DB, dir string) view.View {
	b.Helper()
	kek, err := seal.KeyFile(filepath.Join(dir, "kek"))
	if err != nil {
		b.Fatal(err)
	}
	actions := testdb.Actions()
	for i := range actions {
		actions[i].First = true
	}
	rules, err := authz.New(actions)
	if err != nil {
		b.Fatal(err)
	}
	return view.View{Runner: &act.Runner{DB: seal.Bind(db, kek), Rules: rules, Nouns: testdb.Nouns()}, Acts: testdb.Kinds()}
}

// BenchmarkList reads pages of the worklist, and counts exactly to 1,000, of a
// whole nation in one database, and prints the median, 95th percentile and worst.
// It is run as a command: go test ./view -run '^$' -bench List -benchtime 1x
func BenchmarkList(b *testing.B) {
	v := big(b)
	looks := map[string]view.Viewer{}
	names := []string{"triage", "case worker", "accused in 200, in the big unit", "in the big unit", "manages a hundred"}
	err := v.Runner.DB.WithTx(b.Context(), func(tx *seal.Tx) error {
		for i, p := range []candour.PersonID{"bench-t", "bench-c", "p000000", "p000777", "p090000"} {
			role := authz.CaseWorker
			if i == 0 {
				role = authz.Triage
			}
			looks[names[i]] = view.Viewer{Who: act.Staff("home", p), Today: candour.Date{Year: 2026, Month: 11, Day: 22}}
			if err := authz.Grant(tx.Tx, "home", p, role, candour.Date{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	var wall, units, accused int
	if err := v.Runner.DB.Read(b.Context(), func(tx *seal.Tx) error {
		return tx.One(`SELECT (SELECT count(*) FROM authz_wall), (SELECT count(*) FROM authz_unit), (SELECT count(*) FROM authz_accused)`, nil, &wall, &units, &accused)
	}); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("rows: authz_wall %d, authz_unit %d, authz_accused %d; one client, 100 reads each\n", wall, units, accused)
	for _, name := range names {
		w := looks[name]
		for _, page := range []int{0, 9} {
			shown := 0
			measure(b, fmt.Sprintf("%s, page %d", name, page+1), func() error {
				list, err := v.Worklist(b.Context(), w, view.Filter{}, page, page)
				shown = len(list.Due) + len(list.NoClock)
				return err
			})
			fmt.Printf("  %d rows\n", shown)
		}
		n := 0
		measure(b, name+", count of what is due to 1,000", func() error {
			return v.Runner.DB.Read(b.Context(), func(tx *seal.Tx) error {
				args, err := authz.ListArgs(tx.Tx, w.Who)
				if err != nil {
					return err
				}
				return tx.One(`SELECT count(*) FROM (SELECT 1 FROM clock_due d WHERE d.force = $1 AND `+authz.Listed+` LIMIT 1001) x`, args, &n)
			})
		})
		fmt.Printf("  counts %d\n", n)
	}
}

// BenchmarkFilter reads the first page, with its count, of each filter in each order,
// of the same nation, for somebody in a unit that handles cases.
// It is run as a command: go test ./view -run '^$' -bench Filter -benchtime 1x
// CANDOUR_BENCH_FILTER runs those only whose name has it.
func BenchmarkFilter(b *testing.B) {
	v := big(b)
	w := view.Viewer{Who: act.Staff("home", "p140007"), Today: candour.Date{Year: 2026, Month: 11, Day: 22}}
	if err := v.Runner.DB.WithTx(b.Context(), func(tx *seal.Tx) error {
		return authz.Grant(tx.Tx, "home", w.Who.ID, authz.CaseWorker, candour.Date{})
	}); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("one client, %d reads each; rows on the page, and the count\n", reads())
	for _, f := range []struct {
		what   string
		filter view.Filter
	}{
		{"all", view.Filter{}},
		{"overdue", view.Filter{Due: view.Overdue}},
		{"due today", view.Filter{Due: view.DueToday}},
		{"due in 7 days", view.Filter{Due: view.DueSoon}},
		{"mine", view.Filter{Whose: view.Mine}},
		{"of my unit", view.Filter{Whose: view.OfMyTeam}},
		{"nobody’s (1 in 10)", view.Filter{Whose: view.Nobodys}},
		{"a common rule", view.Filter{Rule: "complaints-13-delay-report"}},
		{"a rare rule (1 in 500)", view.Filter{Rule: "local-contact"}},
		{"a rule that nothing waits by", view.Filter{Rule: "barred-list-3-1-report"}},
		{"the common track", view.Filter{Track: "investigation"}},
		{"a rare track (1 in 20)", view.Filter{Track: "misconduct"}},
		{"opened (1 in 20)", view.Filter{State: "opened"}},
		{"assessed", view.Filter{State: "assessed"}},
		{"category of 70 %", view.Filter{Category: "B"}},
		{"category of 4 %", view.Filter{Category: "F"}},
		{"category of 1 %", view.Filter{Category: "J"}},
		{"sensitive (1 in 50)", view.Filter{Sensitive: true}},
		{"a unit of 40", view.Filter{Unit: "u01000"}},
		{"a unit of 1,200", view.Filter{Unit: "big"}},
		{"received in one year", view.Filter{From: candour.Date{Year: 2020, Month: 1, Day: 1}, To: candour.Date{Year: 2020, Month: 12, Day: 31}}},
		{"received in one week", view.Filter{From: candour.Date{Year: 2020, Month: 1, Day: 1}, To: candour.Date{Year: 2020, Month: 1, Day: 7}}},
		{"overdue, nobody’s, sensitive", view.Filter{Due: view.Overdue, Whose: view.Nobodys, Sensitive: true}},
		{"two common ones that nothing has", view.Filter{State: "opened", Category: "B", Track: "misconduct", Whose: view.Mine}},
	} {
		if only := os.Getenv("CANDOUR_BENCH_FILTER"); !strings.Contains(f.what, only) {
			continue
		}
		for _, s := range []view.Sort{view.BySoonest, view.ByLatest, view.ByOldest, view.ByNewest} {
			f.filter.Sort = s
			var list view.Worklist
			measure(b, f.what+", "+string("by "+s), func() (err error) {
				list, err = v.Worklist(b.Context(), w, f.filter, 0, 0)
				return err
			})
			fmt.Printf("  %d of %s\n", len(list.Due), list.Count.Words())
		}
	}
}

func measure(b *testing.B, what string, f func() error) {
	b.Helper()
	var took []time.Duration
	before := cpu(b)
	for range reads() {
		began := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	used := cpu(b) - before
	slices.Sort(took)
	ms := func(i int) float64 { return float64(took[i].Microseconds()) / 1000 }
	fmt.Printf("%-62s p50 %7.1f ms  p95 %7.1f ms  max %7.1f ms  processor %6.1f ms each\n", what, ms(len(took)/2), ms(len(took)*95/100), ms(len(took)-1), float64(used.Microseconds())/1000/float64(len(took)))
}

// reads is how often each thing is read: CANDOUR_BENCH_READS, or 100.
func reads() int {
	if n, err := strconv.Atoi(os.Getenv("CANDOUR_BENCH_READS")); err == nil {
		return n
	}
	return 100
}

// cpu is the processor time that this process has used: what a busy machine does
// not change.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
