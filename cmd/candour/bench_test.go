package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/exchange"
	"candour/internal/testdb"
	"candour/seal"
	"candour/web/desk"
	"candour/web/report"
	"candour/workforce"
)

// imported opens a data folder with the whole complaint extract in it: on SQLite that of
// CANDOUR_BENCH_DIR if it is set (and made there once), else a new one.
func imported(b *testing.B, engine string) *folder {
	b.Helper()
	from := os.Getenv("CANDOUR_DATA")
	if from == "" {
		from = filepath.Join("..", "..", "..", "shared", "data")
	}
	from = filepath.Join(from, "complaints")
	if !exists(from) {
		b.Skipf("SKIP: the complaint extract is not at %s (set CANDOUR_DATA)", from)
	}
	dir, where := os.Getenv("CANDOUR_BENCH_DIR"), database{}
	if engine == "PostgreSQL" {
		where = database{DB: testdb.EmptyPostgres(b), DBConnections: 12}
	}
	if dir == "" || engine == "PostgreSQL" {
		dir = b.TempDir()
	}
	f, err := openFolderAs(b.Context(), dir, where, false)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	})
	began := time.Now()
	res, err := exchange.Complaints{DB: f.db, Runner: f.runner, Force: "home", Dir: from, Now: time.Now}.Run(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if res.Cases.New > 0 {
		read := time.Since(began)
		size, err := f.drain(b.Context(), "home")
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("%s: import: %d officers, %d postings, %d cases, %d allegations in %.1f s; log of %d entries in %.1f s\n",
			engine, res.Officers.All(), res.Postings.All(), res.Cases.All(), res.Allegations.All(), read.Seconds(), size, (time.Since(began) - read).Seconds())
	}
	return f
}

// BenchmarkPages opens each page of the desk 100 times on the imported data, as
// a person with a role does, on each engine, and prints the median, 95th percentile and
// worst.
// It is run as a command: go test ./cmd/candour -run '^$' -bench Pages -benchtime 1x
func BenchmarkPages(b *testing.B) {
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		b.Run(engine, func(b *testing.B) { pagesOn(b, engine) })
	}
}

func pagesOn(b *testing.B, engine string) {
	f := imported(b, engine)
	ctx := b.Context()
	people := []desk.Person{enrolled(b, f, "Triage T", authz.Triage), enrolled(b, f, "Assessor S", authz.Assessor)}
	h, err := f.handler(site{people: people, now: time.Now, log: slog.Default(), forces: []report.Force{{ID: "home", Name: "Home force"}}})
	if err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	officer := first(b, f, `SELECT officer FROM cases_accused WHERE force = 'home' GROUP BY officer ORDER BY count(*) DESC, officer LIMIT 1`)
	big := first(b, f, `SELECT case_id FROM cases_allegation WHERE force = 'home' GROUP BY case_id ORDER BY count(*) DESC, case_id LIMIT 1`)
	open := first(b, f, `SELECT id FROM cases_case WHERE force = 'home' AND closed_day = '' ORDER BY id LIMIT 1`)
	fmt.Printf("%s, %d cores, %s; 30,006 officers, 122,514 cases; one client, 100 requests a page\n", runtime.Version(), runtime.NumCPU(), engine)
	for _, p := range people {
		c := newBrowser(srv.URL)
		if _, _, err := c.do(ctx, "/desk/sign-in", url.Values{"as": {string(p.ID)}}); err != nil {
			b.Fatal(err)
		}
		for _, id := range []string{big, open} { // asked at the first opening
			a := &cases.DeclareOnCase{Case: candour.CaseID(id), Knows: cases.Nobody}
			if _, err := f.runner.Run(ctx, act.By(act.Staff("home", p.ID), time.Now()), a); err != nil {
				b.Fatal(err)
			}
		}
		for _, page := range []struct{ name, path string }{
			{"worklist", "/desk/"},
			{"worklist, page 100", "/desk/?undated=99"},
			{"officer with most concerns", "/desk/officers/" + officer},
			{"case with most allegations", "/desk/cases/" + big},
			{"open case", "/desk/cases/" + open},
			{"officer search, nothing typed", "/desk/officers/"},
			{"form of an act", "/desk/cases/" + open + "/assess-severity"},
			{"absent case", "/desk/cases/aaaaaaaaaaaaaaaa"},
		} {
			timed(b, ctx, c, p.Role, page.name, page.path)
		}
	}
	c := newBrowser(srv.URL)
	timed(b, ctx, c, "anybody", "report door", "/report/")
}

func timed(b *testing.B, ctx context.Context, c *browser, who, name, path string) {
	b.Helper()
	var took []time.Duration
	size := 0
	for range 100 {
		began := time.Now()
		_, body, err := c.do(ctx, path, nil)
		if err != nil {
			b.Fatal(err)
		}
		took, size = append(took, time.Since(began)), len(body)
	}
	slices.Sort(took)
	ms := func(i int) float64 { return float64(took[i].Microseconds()) / 1000 }
	fmt.Printf("%-10s %-28s median %6.1f ms  p95 %6.1f ms  worst %6.1f ms  %5d kB\n", who, name, ms(49), ms(94), ms(99), size/1024)
}

func first(b *testing.B, f *folder, q string) (id string) {
	b.Helper()
	err := f.db.Read(b.Context(), func(tx *seal.Tx) error { return tx.One(q, nil, &id) })
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// enrolled puts a member of staff on file who is not in the extract.
func enrolled(b *testing.B, f *folder, name string, role authz.Role) desk.Person {
	b.Helper()
	id := candour.OfficerID(strings.ReplaceAll(strings.ToLower("bench"+name), " ", ""))
	p := desk.Person{Force: "home", ID: candour.PersonID(id), Name: name, Role: string(role)}
	_, err := f.runner.Run(b.Context(), act.By(authz.Program("home"), time.Now()), &workforce.Enrol{
		Officer: id, Person: p.ID, Staff: true, Name: candour.Mark(name), From: candour.On(time.Now()), Roles: []authz.Role{role},
	})
	if err != nil && !strings.Contains(err.Error(), "on-file") { // enrolled by an earlier run
		b.Fatal(err)
	}
	return p
}
