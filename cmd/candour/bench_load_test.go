package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"candour/seal"
	"candour/web/desk"
)

// BenchmarkLoad has 20 people work at the desk of a whole force, in a process of
// their own, with a second to think between two pages, and prints how long each
// kind of page and act took; then what the server does in a second when nobody
// thinks; then what one page of each kind costs in CPU, which holds also where the
// machine has other work. Its people have different roles, the wall stands and each
// access is on record.
//
// The force is made once, in about half an hour, and kept:
//
//	candour generate caseload --officers 150000 --allegations 2100000 --seed 1 --imported 75 --dir DIR
//	CANDOUR_LOAD_DIR=DIR go test ./cmd/candour -run '^$' -bench 'Load$' -benchtime 1x -timeout 20m
//
// CANDOUR_LOAD_DB=URL has the same of a force that was generated with --db URL.
// CANDOUR_BENCH_SECONDS measures for longer or shorter than two minutes.
func BenchmarkLoad(b *testing.B) {
	dir := os.Getenv("CANDOUR_LOAD_DIR")
	if dir == "" {
		b.Skip("SKIP: set CANDOUR_LOAD_DIR to a folder made by: candour generate caseload --officers 150000 --allegations 2100000 --seed 1 --imported 75 --dir DIR")
	}
	measured := time.Duration(setting(b, "CANDOUR_BENCH_SECONDS", 120)) * time.Second
	l := newLoad(b, dir)
	fmt.Printf("%s, %d cores, %s; %s\n", runtime.Version(), runtime.NumCPU(), l.engine, l.size)
	p := demo(b, binary(b), dir, append(loadDB(), "--client-header", "X-Forwarded-For", "--tick", "60s")...) // the pace of a real deployment
	l.at = p.at
	l.clients(b.Context(), time.Second, measured/4, nil)
	took := &timings{all: map[string][]time.Duration{}}
	l.clients(b.Context(), time.Second, measured, took)
	fmt.Printf("20 clients, a second to think, after %s of the same, for %s:\n", measured/4, measured)
	took.print()
	few := &timings{all: map[string][]time.Duration{}}
	l.clients(b.Context(), 0, measured/4, few)
	fmt.Printf("20 clients that do not think: %.0f requests a second\n", float64(few.n())/(measured/4).Seconds())
	few.print()
	fmt.Println("one client, alone: what each costs the server in CPU")
	w := l.worker(b.Context(), 0, nil)
	for _, kind := range loadKinds {
		const n = 40
		before := cpu(b, p.cmd.Process.Pid)
		for range n {
			w.do(kind.name)
		}
		fmt.Printf("  %-13s %6.2f ms\n", kind.name, float64((cpu(b, p.cmd.Process.Pid)-before).Microseconds())/1000/n)
	}
	p.interrupt()
	if l.wrong > 0 {
		b.Errorf("%d answers that are no pages, the first: %s", l.wrong, l.first)
	}
}

// loadKinds are what people do, and how often in a hundred.
var loadKinds = []struct {
	name  string
	often int
}{{"worklist", 30}, {"case", 30}, {"officer file", 20}, {"search", 20}} // whoever opens a case for the first time does an act first

// load is a force under load, and what can be asked for in it.
type load struct {
	b               *testing.B
	at, size        string
	client          *http.Client
	people          []desk.Person
	cases, officers []string

	mu    sync.Mutex
	wrong int
	first string

	engine string
}

// loadDB is where the force is, if not in its folder.
func loadDB() []string {
	if url := os.Getenv("CANDOUR_LOAD_DB"); url != "" {
		return []string{"--db", url}
	}
	return nil
}

// newLoad looks into the folder before it is served.
func newLoad(b *testing.B, dir string) *load {
	b.Helper()
	l := &load{b: b, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 100}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	seed, err := markDemo(dir)
	if err != nil {
		b.Fatal(err)
	}
	f, err := openFolderAs(b.Context(), dir, database{DB: os.Getenv("CANDOUR_LOAD_DB"), DBConnections: 12}, false)
	if err != nil {
		b.Fatal(err)
	}
	w, err := f.makeWorld(b.Context(), seed, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	l.engine = f.db.Engine()
	for _, p := range w.people {
		if p.Force == caseloadForce && p.Role != "" {
			l.people = append(l.people, p)
		}
	}
	list := func(q string) (out []string) {
		err := f.db.Read(b.Context(), func(tx *seal.Tx) error {
			return tx.Each(q, []any{string(caseloadForce)}, func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				out = append(out, id)
				return err
			})
		})
		if err != nil {
			b.Fatal(err)
		}
		return out
	}
	l.officers = append(list(`SELECT officer FROM cases_accused WHERE force = $1 GROUP BY officer ORDER BY count(*) DESC, officer LIMIT 5`), // the one with 200 concerns among them
		list(`SELECT id FROM workforce_officer WHERE force = $1 ORDER BY id LIMIT 300`)...)
	l.cases = slices.Concat(list(`SELECT id FROM cases_case WHERE force = $1 AND closed_day = '' ORDER BY id LIMIT 2000`), list(`SELECT id FROM cases_case WHERE force = $1 ORDER BY id LIMIT 2000`))
	counts := list(`SELECT CAST(count(*) AS TEXT) FROM cases_case WHERE force = $1`)
	counts = append(counts, list(`SELECT CAST(count(*) AS TEXT) FROM cases_case WHERE force = $1 AND closed_day = ''`)...)
	counts = append(counts, list(`SELECT CAST(count(*) AS TEXT) FROM cases_allegation WHERE force = $1`)...)
	counts = append(counts, list(`SELECT CAST(count(*) AS TEXT) FROM workforce_officer WHERE force = $1`)...)
	l.size = fmt.Sprintf("%s cases, %s of them open, %s allegations, %s officers", counts[0], counts[1], counts[2], counts[3])
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return l
}

// clients are twenty people for a while; what they see is noted in took.
func (l *load) clients(ctx context.Context, think, long time.Duration, took *timings) {
	ctx, stop := context.WithTimeout(ctx, long)
	defer stop()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			w := l.worker(context.WithoutCancel(ctx), i, took) // who has asked waits for the answer
			for ctx.Err() == nil {
				w.do(pickKind())
				select {
				case <-ctx.Done():
				case <-time.After(think/2 + rand.N(think+1)):
				}
			}
		})
	}
	all.Wait()
}

func pickKind() string {
	n := rand.IntN(100)
	for _, k := range loadKinds {
		if n -= k.often; n < 0 {
			return k.name
		}
	}
	return loadKinds[0].name
}

// worker is one person at the desk.
type worker struct {
	l    *load
	ctx  context.Context
	b    *browser
	took *timings
}

func (l *load) worker(ctx context.Context, i int, took *timings) *worker {
	w := &worker{l, ctx, newBrowser(l.at), took}
	w.b.client, w.b.from = l.client, fmt.Sprintf("192.0.2.%d", i+1)
	if _, _, err := w.b.do(ctx, "/desk/sign-in", url.Values{"as": {string(l.people[i%len(l.people)].ID)}}); err != nil {
		l.b.Error(err)
	}
	return w
}

func (w *worker) do(kind string) {
	pick := func(list []string) string { return list[rand.IntN(len(list))] }
	switch kind {
	case "worklist":
		at := "/desk/"
		if n := rand.IntN(4); n > 0 { // page=0 would only lead to the first
			at += "?page=" + fmt.Sprint(n)
		}
		w.ask(kind, at, nil)
	case "officer file":
		w.ask(kind, "/desk/officers/"+pick(w.l.officers), nil)
	case "search":
		w.ask(kind, "/desk/officers/", url.Values{"query": {fmt.Sprint(10_000 + rand.IntN(150_000))}})
	case "case":
		at := "/desk/cases/" + pick(w.l.cases)
		if to := w.ask(kind, at, nil); strings.HasSuffix(to, "/declare-on-case") { // opened by them for the first time
			w.ask("form", to, nil)
			w.ask("act", to, url.Values{"knows": {"nobody"}})
			w.ask(kind, at, nil)
		}
	}
}

// ask sends one request and gives where it leads, if it leads anywhere.
func (w *worker) ask(kind, path string, form url.Values) (to string) {
	method, in := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, in = http.MethodPost, strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(w.ctx, method, w.l.at+path, in)
	if err != nil {
		w.l.b.Error(err)
		return ""
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Forwarded-For", w.b.from)
	for name, v := range w.b.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: v})
	}
	began := time.Now()
	res, err := w.l.client.Do(req)
	if err == nil {
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	took := time.Since(began)
	if err != nil {
		w.l.b.Error(err)
		return ""
	}
	to = res.Header.Get("Location")
	switch {
	case res.StatusCode == http.StatusNotFound:
		kind = "hidden" // held, as what is not there
	case res.StatusCode == http.StatusSeeOther && kind == "case":
		kind = "asked first"
	case res.StatusCode >= 400 || to == "/desk/sign-in":
		w.l.mu.Lock()
		defer w.l.mu.Unlock()
		if w.l.wrong++; w.l.wrong == 1 {
			w.l.first = fmt.Sprint(method, " ", path, " answers ", res.StatusCode, " ", to)
		}
		return ""
	}
	w.took.note(kind, took)
	return to
}

// timings are how long each kind took.
type timings struct {
	mu  sync.Mutex
	all map[string][]time.Duration
}

func (t *timings) note(kind string, took time.Duration) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[kind] = append(t.all[kind], took)
}

func (t *timings) n() (n int) {
	for _, x := range t.all {
		n += len(x)
	}
	return n
}

func (t *timings) print() {
	for _, kind := range []string{"worklist", "officer file", "case", "search", "form", "act", "asked first", "hidden"} {
		took := t.all[kind]
		if len(took) == 0 {
			continue
		}
		slices.Sort(took)
		ms := func(part float64) float64 { return float64(took[int(part*float64(len(took)-1))].Microseconds()) / 1000 }
		fmt.Printf("  %-13s %6d: p50 %6.1f ms  p95 %6.1f ms  p99 %6.1f ms  max %6.1f ms\n", kind, len(took), ms(0.5), ms(0.95), ms(0.99), ms(1))
	}
}
