package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

const list = "/api/v1/cases"

// TestProgram lets a program in and out: by its secret alone, within its scope, until it
// is stopped, and never further than whoever answers for it.
func TestProgram(t *testing.T) {
	o := newOffice(t)
	c := o.crew.CaseWorker
	id := o.service(c, workforce.ProposeService{})
	first := o.draw(c, id)
	code := func(as http.Header) int { return o.ask(t, as, http.MethodGet, list, "", nil).Code }
	basic := func(h http.Header) http.Header {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		all := strings.TrimPrefix(h.Get("Authorization"), "Bearer ")
		i := strings.LastIndexByte(all, '.')
		r.SetBasicAuth(all[:i], all[i+1:])
		return r.Header
	}
	bearer := func(s string) http.Header { return http.Header{"Authorization": {"Bearer " + s}} }
	secret := strings.TrimPrefix(first.Get("Authorization"), "Bearer ")
	for name, x := range map[string]struct {
		as   http.Header
		want int
	}{
		"its secret":             {first, 200},
		"in two parts":           {basic(first), 200},
		"nobody":                 {nil, 401},
		"another secret":         {bearer(secret + "X"), 401},
		"of another force":       {bearer("south" + strings.TrimPrefix(secret, "north")), 401},
		"no such account":        {bearer("north.aaaaaaaaaaaaaaaa." + secret[strings.LastIndexByte(secret, '.')+1:]), 401},
		"the id alone":           {bearer("north." + id), 401},
		"nothing after the word": {bearer(""), 401},
	} {
		o.h = o.door(t) // with its tries
		if got := code(x.as); got != x.want {
			t.Errorf("%s: %d, want %d", name, got, x.want)
		}
	}
	if w := o.ask(t, nil, http.MethodGet, list, "", nil); w.Header().Get("WWW-Authenticate") == "" {
		t.Error("nobody is told how to sign in")
	}

	// A new secret: the one before works for three days more, and the one before that no more.
	o.Now = o.Now.Add(time.Hour)
	second := o.draw(c, id)
	if a, b := code(first), code(second); a != 200 || b != 200 {
		t.Errorf("while both count: %d and %d", a, b)
	}
	o.Now = o.Now.Add(time.Hour)
	third := o.draw(c, id)
	if a, b, d := code(first), code(second), code(third); a != 401 || b != 200 || d != 200 {
		t.Errorf("after a third: %d, %d and %d, want 401, 200 and 200", a, b, d)
	}
	o.Now = o.Now.Add(72 * time.Hour)
	if b, d := code(second), code(third); b != 401 || d != 200 {
		t.Errorf("three days later: %d and %d, want 401 and 200", b, d)
	}

	// In the moment in which its person may not, it may not.
	o.Holds(c, authz.Liaison)
	if got := o.ask(t, third, http.MethodGet, list, "", nil); strings.Contains(got.Body.String(), string(o.open)) {
		t.Errorf("without the role it lists %s", got.Body)
	}
	o.Holds(c, authz.CaseWorker)
	if err := o.DB.WithTx(t.Context(), func(tx *seal.Tx) error { return authz.Suspend(tx.Tx, testdb.Force, c.ID, authz.Suspended) }); err != nil {
		t.Fatal(err)
	}
	if got := code(third); got != 401 {
		t.Errorf("while its person is suspended: %d", got)
	}
	if err := o.DB.WithTx(t.Context(), func(tx *seal.Tx) error { return authz.Restore(tx.Tx, testdb.Force, c.ID, authz.Suspended) }); err != nil {
		t.Fatal(err)
	}
	if got := code(third); got != 200 {
		t.Errorf("after it: %d", got)
	}
	var used string
	o.Read(func(tx *seal.Tx) error {
		s, err := workforce.ServiceAt(tx, testdb.Force, id)
		used = s.Used.String()
		return err
	})
	if used != candour.On(o.Now).String() {
		t.Errorf("used last on %q", used)
	}
	o.Do(c.Who, &workforce.StopService{Service: id, Reasons: reasons})
	if got := code(third); got != 401 {
		t.Errorf("once it is stopped: %d", got)
	}
	// One whose last day is past, and one for another network.
	old := o.draw(c, o.service(c, workforce.ProposeService{Until: candour.On(o.Now)}))
	here := o.draw(c, o.service(c, workforce.ProposeService{Networks: "192.0.2.0/24"}))
	there := o.draw(c, o.service(c, workforce.ProposeService{Networks: "198.51.100.0/24"}))
	if a, b, d := code(old), code(here), code(there); a != 200 || b != 200 || d != 401 {
		t.Errorf("on its last day %d, from its network %d, from another %d", a, b, d)
	}
	o.Later(1)
	if got := code(old); got != 401 {
		t.Errorf("after its last day: %d", got)
	}
}

// TestProgramReads records each reading before it answers, in the name of whoever answers
// for the program, and opens no case for which that person has not said whom they know.
func TestProgramReads(t *testing.T) {
	o := newOffice(t)
	c := o.crew.CaseWorker
	id := o.service(c, workforce.ProposeService{})
	as := o.draw(c, id)
	at := "/api/v1/cases/" + string(o.open)
	fresh := o.Enrol("fresh", authz.CaseWorker)
	program := o.draw(fresh, o.service(fresh, workforce.ProposeService{}))
	if w := o.ask(t, program, http.MethodGet, list, "", nil); !strings.Contains(w.Body.String(), `"id":"`+string(o.open)+`"`) || !strings.Contains(w.Body.String(), `"readable":false`) {
		t.Errorf("the list before its person said whom they know: %s", w.Body)
	}
	if w := o.ask(t, program, http.MethodGet, at, "", nil); w.Code != 404 {
		t.Errorf("the case before that: %d", w.Code)
	}
	o.knows(fresh.Who, o.open)
	if w := o.ask(t, program, http.MethodGet, at, "", nil); w.Code != 200 || w.Header().Get("ETag") == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the case after that: %d %v", w.Code, w.Header())
	}
	o.knows(c.Who, o.open)
	for _, path := range []string{at, at + "/clocks", at + "/events", "/api/v1/allegations/" + string(o.allegations[0]), list, "/api/v1/allegations", "/api/v1/clocks", "/api/v1/events"} {
		before := o.Count("ledger_access")
		w := o.ask(t, as, http.MethodGet, path, "", nil)
		if w.Code != 200 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if n := o.Count("ledger_access") - before; n != 1 {
			t.Errorf("%s left %d rows of access", path, n)
		}
		if strings.Contains(w.Body.String(), "thing 1") || strings.Contains(w.Body.String(), "reasons") {
			t.Errorf("%s gives words: %s", path, w.Body)
		}
	}
	var person, page string
	o.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT person, page FROM ledger_access WHERE force = $1 ORDER BY at, id`, []any{string(testdb.Force)}, func(scan func(...any) error) error {
			var p, g string
			if err := scan(&p, &g); err != nil {
				return err
			}
			if strings.Contains(g, id) {
				person, page = p, g
			}
			return nil
		})
	})
	if person != string(c.ID) || !strings.HasPrefix(page, "api, by the program "+id) {
		t.Errorf("recorded %q by %s", page, person)
	}
}

// TestNoRecordNoAnswer: where the access cannot be recorded nothing is shown.
func TestNoRecordNoAnswer(t *testing.T) {
	o := newOffice(t)
	as := o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{}))
	if w := o.ask(t, as, http.MethodGet, list, "", nil); w.Code != 200 {
		t.Fatal(w.Code)
	}
	if err := o.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		_, err := tx.Exec(`DROP TABLE ledger_access_waiting`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if w := o.ask(t, as, http.MethodGet, list, "", nil); w.Code != 500 || strings.Contains(w.Body.String(), string(o.open)) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestProgramActs: what its scope names and the policy allows, with the name of the
// program in the journal; nothing else, and no decision whatever its scope says.
func TestProgramActs(t *testing.T) {
	o := newOffice(t)
	c := o.crew.CaseWorker
	o.knows(c.Who, o.open)
	reads := o.draw(c, o.service(c, workforce.ProposeService{}))
	id := o.service(c, workforce.ProposeService{Acts: workforce.ServiceActs{"name-source"}})
	names := o.draw(c, id)
	about := `{"case":"` + string(o.open) + `",`
	for _, in := range []struct {
		as        http.Header
		act, body string
		want      int
	}{
		{reads, "name-source", o.source(), 404},
		{names, "close-case", about + `"reasons":"x"}`, 404},
		{names, "declare-on-case", about + `"knows":"nobody"}`, 404},
		{o.person(t, c), "declare-on-case", about + `"knows":"nobody"}`, 200}, // which says that what was sent is not at fault
	} {
		if w := o.ask(t, in.as, http.MethodPost, "/api/v1/acts/"+in.act, in.body, nil); w.Code != in.want {
			t.Errorf("%s: %d %s", in.act, w.Code, w.Body)
		}
	}
	w := o.ask(t, names, http.MethodPost, "/api/v1/acts/name-source", o.source(), nil)
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var through string
	for _, e := range o.Events(candour.Subject{Kind: "case", ID: string(o.open)}) {
		if e.Act == "name-source" {
			through = e.Value("through") + " " + string(e.By)
		}
	}
	if through != id+" "+string(c.ID) {
		t.Errorf("the journal says %q", through)
	}
	// A scope that names a decision, by whatever fault of ours, gives nothing: the policy stands.
	if _, err := o.Try(program(c.Who, id), &cases.TellPerson{Case: o.open, Message: reasons}); err == nil {
		t.Error("a program told the person")
	}
}

func program(who authz.Actor, id string) authz.Actor {
	who.Through = authz.Service{ID: id, Role: authz.CaseWorker}
	return who
}

// TestWrongSecrets: a client that sends wrong ones is told to wait, and no program that
// sends its own is, not even from the same machine.
func TestWrongSecrets(t *testing.T) {
	o := newOffice(t)
	as := o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{}))
	wrong := http.Header{"Authorization": {"Bearer north.x.y"}}
	codes := map[int]int{}
	for range 15 {
		w := o.ask(t, wrong, http.MethodGet, list, "", nil)
		codes[w.Code]++
		if w.Code == 429 && w.Header().Get("Retry-After") == "" {
			t.Error("it does not say how long to wait")
		}
	}
	if codes[401] != 10 || codes[429] != 5 {
		t.Errorf("answered %v, want ten 401 and five 429", codes)
	}
	if w := o.ask(t, as, http.MethodGet, list, "", nil); w.Code != 200 {
		t.Errorf("another program on the same machine, with the right one: %d, want 200", w.Code)
	}
	o.Now = o.Now.Add(time.Minute)
	if w := o.ask(t, wrong, http.MethodGet, list, "", nil); w.Code != 401 {
		t.Errorf("a minute later: %d", w.Code)
	}
}
