package api_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/web/desk"
	"candour/workforce"
)

// whole is all of an answer but its date and what is sealed.
func whole(w *httptest.ResponseRecorder) string {
	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	for _, name := range slices.Sorted(maps.Keys(w.Header())) {
		fmt.Fprintln(&b, name, w.Header()[name])
	}
	return b.String() + w.Body.String()
}

// TestAbsentAndHiddenAlike asks by each account for a case that its person must not see
// and for one that is not there, in every way in which an id can be given: byte for byte
// the same comes back.
func TestAbsentAndHiddenAlike(t *testing.T) {
	o := newOffice(t)
	hidden, parts := o.matter(o.crew.CaseWorker.Officer) // two allegations: a page of one has another behind it
	other, others := o.matter(o.crew.Officer.Officer)
	o.relate(o.crew.Supervisor.ID, other, authz.KeptOut)
	const absent = "aaaaaaaaaaaaaaaa"
	knows := o.Enrol("knows", authz.Liaison)
	o.relate(knows.ID, hidden, authz.Interest)
	for _, x := range []struct {
		who        string
		as         http.Header
		kase, part string
	}{
		{"the accused", o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{Acts: workforce.ServiceActs{"name-source"}})), string(hidden), string(parts[0])},
		{"a supervisor", o.draw(o.crew.Supervisor, o.service(o.crew.Supervisor, workforce.ProposeService{Role: "supervisor"})), string(other), string(others[0])},
		{"somebody who knows them", o.draw(knows, o.service(knows, workforce.ProposeService{Role: "liaison"})), string(hidden), string(parts[0])},
	} {
		for _, path := range []string{"/cases/ID", "/cases/ID/clocks", "/cases/ID/events", "/allegations?case=ID", "/allegations?case=ID&limit=1", "/allegations?case=ID&decided=no"} {
			at := "/api/v1" + path
			a, b := o.ask(t, x.as, http.MethodGet, strings.Replace(at, "ID", x.kase, 1), "", nil), o.ask(t, x.as, http.MethodGet, strings.Replace(at, "ID", absent, 1), "", nil)
			if got, want := whole(a), whole(b); got != want || a.Code == 200 && !strings.Contains(got, `"items":[]`) {
				t.Errorf("%s at %s:\n%s\nand for one that is not there\n%s", x.who, path, got, want)
			}
		}
		if a, b := whole(o.ask(t, x.as, http.MethodGet, "/api/v1/allegations/"+x.part, "", nil)), whole(o.ask(t, x.as, http.MethodGet, "/api/v1/allegations/"+absent, "", nil)); a != b || !strings.HasPrefix(a, "404") {
			t.Errorf("%s, an allegation:\n%s\n%s", x.who, a, b)
		}
		body := o.source()
		a := o.ask(t, x.as, http.MethodPost, "/api/v1/acts/name-source", strings.Replace(body, string(o.allegations[0]), x.part, 1), nil)
		b := o.ask(t, x.as, http.MethodPost, "/api/v1/acts/name-source", strings.Replace(body, string(o.allegations[0]), absent, 1), nil)
		if a.Code != 404 || whole(a) != whole(b) {
			t.Errorf("%s, an act:\n%s\n%s", x.who, whole(a), whole(b))
		}
	}
}

// TestWiderListsTellNothing: the list of a local policing body holds in SQL what authz leaves
// out row by row. Neither its number nor its next page tells that there was something.
func TestWiderListsTellNothing(t *testing.T) {
	answers := func(said bool) (out []string) {
		o := newOffice(t)
		p := o.Enrol("watches", authz.PolicingBody, authz.CaseWorker)
		o.demo = append(o.demo, desk.Person{Force: testdb.Force, ID: p.ID, Name: "watches"})
		o.h = o.door(t)
		o.Later(1)
		as := o.person(t, p)
		if said {
			o.OpenCase(o.crew.Triage.Who, o.Send(2).Report) // about nobody who is known yet: triage alone may see it
		}
		for _, path := range []string{"/cases?limit=1", "/allegations?limit=2", "/clocks?limit=1&by_from=2099-01-01", "/events?limit=200", "/cases?opened_from=" + candour.On(o.Now).String()} {
			w := o.ask(t, as, http.MethodGet, "/api/v1"+path, "", nil)
			out = append(out, fmt.Sprintln(path, w.Code, strings.Count(w.Body.String(), `"id"`), strings.Contains(w.Body.String(), `"next"`), strings.Contains(w.Body.String(), "exact"), strings.Contains(w.Body.String(), `"more":true`)))
		}
		return out
	}
	with, without := answers(true), answers(false)
	for i := range with {
		if with[i] != without[i] {
			t.Errorf("with something hidden %swithout it %s", with[i], without[i])
		}
	}
}

// relate puts somebody on the wall of a case.
func (o *office) relate(who candour.PersonID, c candour.CaseID, because authz.Because) {
	o.T.Helper()
	if err := o.DB.WithTx(o.T.Context(), func(tx *seal.Tx) error {
		return authz.Relate(tx.Tx, "north", who, candour.Subject{Kind: "case", ID: string(c)}, because)
	}); err != nil {
		o.T.Fatal(err)
	}
}

// TestWhatProgramsTryIsOnRecord: an act outside the scope of an account is refused as if
// there were nothing there, and stands in the journal with the account; of a list the
// access says what it was narrowed to.
func TestWhatProgramsTryIsOnRecord(t *testing.T) {
	o := newOffice(t)
	c := o.crew.CaseWorker
	o.knows(c.Who, o.open)
	id := o.service(c, workforce.ProposeService{})
	as := o.draw(c, id)
	if w := o.ask(t, as, http.MethodPost, "/api/v1/acts/name-source", o.source(), nil); w.Code != 404 {
		t.Errorf("an act outside of its scope: %d", w.Code)
	}
	var tried []string
	for _, e := range o.Events(candour.Subject{Kind: "force", ID: "north"}) {
		if e.Kind == act.Refused {
			tried = append(tried, e.Value("act")+" "+e.Value("through"))
		}
	}
	if !slices.Equal(tried, []string{"name-source " + id}) {
		t.Errorf("the journal has %q", tried)
	}
	o.ask(t, as, http.MethodGet, "/api/v1/cases?state=opened&opened_from=2026-01-02", "", nil)
	var asked string
	o.Read(func(tx *seal.Tx) error {
		key, err := tx.Key("north", candour.Subject{Kind: "force", ID: "north"})
		if err != nil {
			return err
		}
		var at, sealed string
		if err := tx.One(`SELECT id, query FROM ledger_access WHERE force = $1 AND query <> '' ORDER BY at DESC, id LIMIT 1`, []any{"north"}, &at, &sealed); err != nil {
			return err
		}
		asked, err = key.Open("ledger_access.query/"+at, sealed)
		return err
	})
	if asked != "opened_from=2026-01-02&state=opened" {
		t.Errorf("recorded that they asked for %q", asked)
	}
}

// TestBodiesThatAreTwoThings: what two readers would read differently is refused, and so
// is what stands where nobody looks for it.
func TestBodiesThatAreTwoThings(t *testing.T) {
	o := newOffice(t)
	c := o.crew.CaseWorker
	o.knows(c.Who, o.open)
	as := o.draw(c, o.service(c, workforce.ProposeService{Acts: workforce.ServiceActs{"name-source"}}))
	good := o.source()
	for name, body := range map[string]string{
		"a field twice":          strings.Replace(good, "{", `{"where":"elsewhere",`, 1),
		"two objects":            good + good,
		"something after it":     good + "}",
		"a list":                 "[" + good + "]",
		"null":                   "null",
		"nothing":                "",
		"half":                   good[:len(good)/2],
		"a number":               strings.Replace(good, `"where":"a camera at the door"`, `"where":7`, 1),
		"a field that is not":    strings.Replace(good, "{", `{"mood":"x",`, 1),
		"a field in other signs": strings.Replace(good, `"where"`, `"WHERE"`, 1),
	} {
		if w := o.ask(t, as, http.MethodPost, "/api/v1/acts/name-source", body, nil); w.Code != 422 {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := o.ask(t, as, http.MethodPost, "/api/v1/acts/name-source?where=x", good, nil); w.Code != 422 {
		t.Errorf("a parameter: %d", w.Code)
	}
	if w := o.ask(t, as, http.MethodGet, "/api/v1/cases?Her+name+and+street=1&x=2", "", nil); w.Code != 422 || strings.Contains(w.Body.String(), "Her") || !strings.Contains(w.Body.String(), `"query.x"`) {
		t.Errorf("what was sent comes back: %d %s", w.Code, w.Body)
	}
	if w := o.ask(t, as, http.MethodPost, "/api/v1/acts/name-source", good, nil); w.Code != 200 {
		t.Errorf("as it should be: %d %s", w.Code, w.Body)
	}
}
