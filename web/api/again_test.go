package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"candour"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

const nameSource = "/api/v1/acts/name-source"

func named(name string) http.Header { return http.Header{"Idempotency-Key": {name}} }

// done counts how often the act was done.
func (o *office) done() (n int) {
	for _, e := range o.Events(candour.Subject{Kind: "case", ID: string(o.open)}) {
		if e.Act == "name-source" && e.Kind == "evidence-source-known" {
			n++
		}
	}
	return n
}

func acting(t *testing.T) (*office, http.Header) {
	o := newOffice(t)
	o.knows(o.crew.CaseWorker.Who, o.open)
	return o, o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{Acts: workforce.ServiceActs{"name-source"}}))
}

// TestDoneOnce sends one act again and again.
func TestDoneOnce(t *testing.T) {
	o, as := acting(t)
	const name = "a-name-for-this-request"
	first := o.ask(t, as, http.MethodPost, nameSource, o.source(), named(name))
	if first.Code != 200 || first.Header().Get("ETag") == "" || first.Header().Get("Idempotent-Replayed") != "" {
		t.Fatalf("%d %v %s", first.Code, first.Header(), first.Body)
	}
	events := o.Count("journal")
	for what, door := range map[string]http.Handler{"this server": o.h, "another server of the folder": o.door(t)} {
		w := o.askOf(t, door, as, http.MethodPost, nameSource, o.source(), named(name))
		if w.Code != 200 || w.Body.String() != first.Body.String() || w.Header().Get("Idempotent-Replayed") != "true" || w.Header().Get("ETag") != first.Header().Get("ETag") {
			t.Errorf("again, by %s: %d %v %s, want the answer of the first time", what, w.Code, w.Header(), w.Body)
		}
	}
	other := strings.Replace(o.source(), "a camera", "another camera", 1)
	if w := o.ask(t, as, http.MethodPost, nameSource, other, named(name)); w.Code != 422 || !strings.Contains(w.Body.String(), "Another request was done under this name") {
		t.Errorf("another body under the same name: %d %s", w.Code, w.Body)
	}
	// The same name of somebody else is another request.
	o.knows(o.crew.Supervisor.Who, o.open)
	if w := o.ask(t, o.person(t, o.crew.Supervisor), http.MethodPost, nameSource, o.source(), named(name)); w.Code != 200 || w.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("somebody else’s request: %d %s", w.Code, w.Body)
	}
	if n := o.done(); n != 2 {
		t.Errorf("it was done %d times by two", n)
	}
	if o.Count("journal") == events {
		t.Error("the second one’s act left no row")
	}
	// After a day the name is forgotten.
	o.Now = o.Now.Add(24 * time.Hour)
	if w := o.ask(t, as, http.MethodPost, nameSource, o.source(), named(name)); w.Code != 200 || w.Header().Get("Idempotent-Replayed") != "" {
		t.Errorf("a day later: %d %v", w.Code, w.Header())
	}
	if n := o.Count("api_answered"); n != 1 {
		t.Errorf("%d answers are remembered, want that of today", n)
	}
}

// TestRefusedIsNotRemembered: nothing was done, so the name is free.
func TestRefusedIsNotRemembered(t *testing.T) {
	o, as := acting(t)
	const name = "a-name-for-this-request"
	if w := o.ask(t, as, http.MethodPost, nameSource, `{"allegation":"`+string(o.allegations[0])+`"}`, named(name)); w.Code != 422 {
		t.Fatal(w.Code)
	}
	if w := o.ask(t, as, http.MethodPost, nameSource, o.source(), named(name)); w.Code != 200 {
		t.Errorf("put right: %d %s", w.Code, w.Body)
	}
}

// TestRememberedWithTheAct: the answer stands or falls with the act. A server that dies
// between the two leaves neither, because they are one transaction: here the writing of
// the answer fails, and the act is undone.
func TestRememberedWithTheAct(t *testing.T) {
	if testdb.Engine() != "SQLite" {
		t.Skip("SKIP: the trigger that makes the writing fail is written in SQLite’s words")
	}
	o, as := acting(t)
	before := o.Dump()
	if err := o.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		_, err := tx.Exec(`CREATE TRIGGER no_answers BEFORE INSERT ON api_answered BEGIN SELECT RAISE(ABORT, 'no'); END`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if w := o.ask(t, as, http.MethodPost, nameSource, o.source(), nil); w.Code != 500 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if o.Dump() != before || o.done() != 0 {
		t.Error("the act was done, and its answer forgotten")
	}
}

// TestAtTheSameTime sends one request forty times at once, to two servers.
func TestAtTheSameTime(t *testing.T) {
	o, as := acting(t)
	doors := []http.Handler{o.h, o.door(t)}
	const name = "a-name-for-this-request"
	var mu sync.Mutex
	codes, bodies := map[int]int{}, map[string]bool{}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			w := o.askOf(t, doors[i%2], as, http.MethodPost, nameSource, o.source(), named(name))
			mu.Lock()
			defer mu.Unlock()
			if codes[w.Code]++; w.Code == 200 {
				bodies[w.Body.String()] = true
			} else if w.Code != 409 || w.Header().Get("Retry-After") == "" {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	all.Wait()
	if n := o.done(); n != 1 || len(bodies) != 1 || codes[200] == 0 {
		t.Errorf("done %d times, with %d different answers: %v", n, len(bodies), codes)
	}
	t.Logf("forty at once: %v", codes)
}

// TestWhileItIsWorkedOn sends a request twice while nothing can be written: one waits, and
// the other is told so.
func TestWhileItIsWorkedOn(t *testing.T) {
	o, as := acting(t)
	if w := o.ask(t, as, http.MethodGet, "/api/v1/cases", "", nil); w.Code != 200 { // it was used today
		t.Fatal(w.Code)
	}
	codes := make(chan int, 2)
	if err := o.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		if _, err := tx.Exec(`DELETE FROM api_answered WHERE force = $1 AND at < $2`, "north", 0); err != nil { // from here on this is the one writer
			return err
		}
		for range 2 {
			go func() {
				codes <- o.ask(t, as, http.MethodPost, nameSource, o.source(), named("a-name-for-this-request")).Code
			}()
		}
		if first := <-codes; first != 409 {
			t.Errorf("while the other waits: %d, want 409", first)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if second := <-codes; second != 200 || o.done() != 1 {
		t.Errorf("the one that waited: %d, done %d times", second, o.done())
	}
}

// TestStale refuses an act of somebody who has not seen what happened meanwhile, and tells
// nothing by it of a case that is hidden.
func TestStale(t *testing.T) {
	o, as := acting(t)
	at := "/api/v1/cases/" + string(o.open)
	tag := o.ask(t, as, http.MethodGet, at, "", nil).Header().Get("ETag")
	w := o.ask(t, as, http.MethodPost, nameSource, o.source(), http.Header{"If-Match": {tag}})
	if w.Code != 200 || w.Header().Get("ETag") == tag {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	now := w.Header().Get("ETag")
	if got := o.ask(t, as, http.MethodGet, at, "", nil).Header().Get("ETag"); got != now {
		t.Errorf("the act gives %s and the case %s", now, got)
	}
	if w := o.ask(t, as, http.MethodPost, nameSource, o.source(), http.Header{"If-Match": {tag}}); w.Code != 412 {
		t.Errorf("with the old one: %d %s", w.Code, w.Body)
	}
	if w := o.ask(t, as, http.MethodPost, nameSource, o.source(), http.Header{"If-Match": {now}}); w.Code != 200 {
		t.Errorf("with the new one: %d %s", w.Code, w.Body)
	}
	if n := o.done(); n != 2 {
		t.Errorf("done %d times", n)
	}
	// Hidden and absent answer alike, whatever they are said to match.
	_, hidden := o.matter(o.crew.CaseWorker.Officer)
	var answers []string
	for _, id := range []string{string(hidden[0]), "aaaaaaaaaaaaaaaa"} {
		body := strings.Replace(o.source(), string(o.allegations[0]), id, 1)
		for _, match := range []string{tag, now, `"x"`} {
			w := o.ask(t, as, http.MethodPost, nameSource, body, http.Header{"If-Match": {match}})
			if answers = append(answers, w.Body.String()); w.Code != 404 || answers[0] != w.Body.String() {
				t.Errorf("%d %s, want what is absent", w.Code, w.Body)
			}
		}
	}
}

// TestProblems: whatever is wrong is a problem, with the right status.
func TestProblems(t *testing.T) {
	o, as := acting(t)
	long := strings.Repeat("x", 1<<20)
	for name, x := range map[string]struct {
		method, path, body string
		also               http.Header
		want               int
		says               string
	}{
		"no such address":       {http.MethodGet, "/api/v1/nothing", "", nil, 404, "Not found"},
		"an older address":      {http.MethodGet, "/api/acts", "", nil, 404, "Not found"},
		"no such act":           {http.MethodPost, "/api/v1/acts/burn", "{}", nil, 404, "Not found"},
		"a list is only read":   {http.MethodPost, "/api/v1/cases", "{}", nil, 405, "Allow"},
		"an act is not read":    {http.MethodGet, nameSource, "", nil, 405, "Allow"},
		"nothing is deleted":    {http.MethodDelete, "/api/v1/cases/x", "", nil, 405, "Allow"},
		"too long":              {http.MethodPost, nameSource, `{"where":"` + long + `"}`, nil, 413, "1 MiB"},
		"a form":                {http.MethodPost, nameSource, "x=y", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, 415, "Content-Type"},
		"no name":               {http.MethodPost, nameSource, o.source(), named(""), 400, "Idempotency-Key"},
		"a short name":          {http.MethodPost, nameSource, o.source(), named("1"), 400, "Idempotency-Key"},
		"two names":             {http.MethodPost, nameSource, o.source(), http.Header{"Idempotency-Key": {"aaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbb"}}, 400, "Idempotency-Key"},
		"a list":                {http.MethodPost, nameSource, "[]", nil, 422, "JSON object"},
		"not JSON":              {http.MethodPost, nameSource, "{", nil, 422, "JSON object"},
		"a field too many":      {http.MethodPost, nameSource, `{"mood":"x"}`, nil, 422, "There is no field"},
		"an unknown parameter":  {http.MethodGet, "/api/v1/cases?mood=x", "", nil, 422, "query.mood"},
		"a parameter too large": {http.MethodGet, "/api/v1/cases?limit=201", "", nil, 422, "query.limit"},
		"no day":                {http.MethodGet, "/api/v1/cases?opened_from=2026-02-30", "", nil, 422, "opened_from"},
		"no state":              {http.MethodGet, "/api/v1/cases?state=burnt", "", nil, 422, "query.state"},
		"no cursor":             {http.MethodGet, "/api/v1/cases?cursor=x", "", nil, 422, "Begin again without one"},
	} {
		w := o.ask(t, as, x.method, x.path, x.body, x.also)
		all := w.Body.String()
		for h := range w.Header() {
			all += h
		}
		if w.Code != x.want || !strings.Contains(all, x.says) {
			t.Errorf("%s: %d %s, want %d and %q", name, w.Code, all, x.want, x.says)
		}
		if strings.Contains(all, "burnt") || strings.Contains(all, "2026-02-30") {
			t.Errorf("%s gives back what was sent: %s", name, all)
		}
	}
	if n := o.done(); n != 0 {
		t.Errorf("%d acts were done", n)
	}
}
