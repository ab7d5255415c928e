package desk_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/view"
	"candour/web/desk"
	"candour/web/page/session"
)

// reader is somebody signed in at a desk.
type reader func(path string) (status int, body string)

// signedIn opens the desk of a deployment for one person.
func signedIn(w *testdb.World, who testdb.Person) reader {
	w.T.Helper()
	now := func() time.Time { return w.Now }
	s := &desk.Server{
		View: view.View{Runner: w.Runner, Acts: testdb.Kinds()}, Runner: w.Runner, Sessions: session.New(w.DB.DB, "desk", time.Hour, time.Hour, now),
		Demo: []desk.Person{{Force: testdb.Force, ID: who.ID, Name: "Somebody"}}, Now: now, Log: slog.Default(),
	}
	h := s.Handler()
	in := httptest.NewRequest(http.MethodPost, "/desk/sign-in", strings.NewReader(url.Values{"as": {string(who.ID)}}.Encode()))
	in.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res := httptest.NewRecorder()
	h.ServeHTTP(res, in)
	if res.Code != http.StatusSeeOther {
		w.T.Fatalf("signing in: %d", res.Code)
	}
	return func(path string) (int, string) {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		for _, c := range res.Result().Cookies() {
			req.AddCookie(c)
		}
		got := httptest.NewRecorder()
		h.ServeHTTP(got, req)
		return got.Code, got.Body.String()
	}
}

// TestOfficerPage: whoever may hold and erase an officer's file finds the buttons
// and the holds on its page; for everybody else, the officer first of all, the page
// is the same as before anything was decided, and with a hold on a case about them.
func TestOfficerPage(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	own := w.Enrol("own", authz.Authority, authz.Triage) // who could lift the hold on their own file
	sent := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, own.Officer, sent.Allegations...)
	theCase := candour.Subject{Kind: "case", ID: string(c)}
	for _, p := range []testdb.Person{crew.Authority, crew.CaseWorker, own} {
		w.KnowsNobody(p.Who, sent.Subject())
		w.KnowsNobody(p.Who, theCase)
	}
	file, hold := "/desk/officers/"+string(own.Officer), func(of candour.Subject, whom string) {
		w.Do(crew.Authority.Who, w.Form("place-hold-"+of.Kind, of, map[string]string{"for": whom, "reasons": "reasons"}))
	}
	page := func(who testdb.Person, path string) string {
		t.Helper()
		code, body := signedIn(w, who)(path)
		return fmt.Sprint(code, "\n", body)
	}
	before := map[candour.PersonID]string{}
	others := []testdb.Person{own, crew.CaseWorker, crew.Supervisor, crew.Inspector, crew.Administrator}
	for _, p := range others {
		before[p.ID] = page(p, file)
	}
	if !strings.HasPrefix(before[own.ID], "200") || !strings.Contains(before[own.ID], "Officer own") {
		t.Fatalf("their own file: %s", before[own.ID])
	}
	same := func(when string) {
		t.Helper()
		for _, p := range others {
			if got := page(p, file); got != before[p.ID] {
				t.Errorf("%s: the page of the file changed for %s", when, p.ID)
			}
		}
	}

	hold(theCase, "the tribunal")
	hold(sent.Subject(), "the inquiry")
	same("with holds on the case and its report")
	if got := page(crew.Authority, file); strings.Contains(got, "Held for") || strings.Contains(got, "/lift-hold-officer") {
		t.Error("a hold on the case stands on the page of the officer")
	}
	hold(candour.Subject{Kind: "officer", ID: string(own.Officer)}, "the coroner")
	same("with a hold on the file")
	for path, want := range map[string][]string{
		file: {
			"Held for the coroner, since 2 March 2026.", file + "/place-hold-officer", file + "/lift-hold-officer", file + "/propose-erasure-officer",
		},
		"/desk/cases/" + string(c):             {"Held for the tribunal, since 2 March 2026."},
		"/desk/reports/" + string(sent.Report): {"Held for the inquiry, since 2 March 2026."},
	} {
		got := page(crew.Authority, path)
		for _, x := range want {
			if !strings.Contains(got, x) {
				t.Errorf("%s has no %q:\n%s", path, x, got)
			}
		}
		if n := strings.Count(got, "Held for"); n != 1 {
			t.Errorf("%s shows %d holds, want 1", path, n)
		}
		if path == file {
			continue
		}
		if got := page(crew.CaseWorker, path); !strings.Contains(got, want[0]) {
			t.Errorf("a case worker does not see %q on %s", want[0], path)
		}
		if got, absent := page(own, path), page(own, path+"x"); got != absent || !strings.HasPrefix(got, "404") {
			t.Errorf("the accused sees %s", path)
		}
	}
	w.Do(crew.Authority.Who, w.Form("lift-hold-case", theCase, map[string]string{"reasons": "reasons"}))
	if got := page(crew.Authority, "/desk/cases/"+string(c)); strings.Contains(got, "Held for") {
		t.Error("a hold that was lifted stands on the page")
	}
}
