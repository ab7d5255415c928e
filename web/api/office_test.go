package api_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/cases/investigation"
	"candour/internal/testdb"
	"candour/seal"
	"candour/view"
	"candour/web/api"
	"candour/web/desk"
	"candour/workforce"

	"github.com/alexedwards/scs/v2"
)

// office is the API over a small world, with two cases: one about the officer, and one
// that is closed to the case worker because a report names them.
type office struct {
	*testdb.World
	crew        testdb.Staff
	desk, h     http.Handler
	open        candour.CaseID
	allegations []candour.AllegationID
	sessions    *scs.SessionManager
	demo        []desk.Person
}

var reasons = candour.Mark("reasons")

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{World: testdb.Open(t)}
	o.crew = o.Crew()
	o.open, o.allegations = o.matter(o.crew.Officer.Officer)
	o.sessions = scs.New()
	o.sessions.IdleTimeout, o.sessions.Lifetime = time.Hour, 24*time.Hour
	o.sessions.Cookie.Name = "desk"
	for _, p := range []testdb.Person{o.crew.Triage, o.crew.CaseWorker, o.crew.Assessor, o.crew.Authority, o.crew.Officer, o.crew.Supervisor} {
		o.demo = append(o.demo, desk.Person{Force: testdb.Force, ID: p.ID, Name: string(p.ID)})
	}
	o.h = o.door(t)
	return o
}

// door is a server of the API over the same database: another process has another.
func (o *office) door(t testing.TB) http.Handler {
	v := view.View{Runner: o.Runner, Acts: testdb.Kinds()}
	now := func() time.Time { return o.Now }
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	d := &desk.Server{View: v, Runner: o.Runner, Sessions: o.sessions, Demo: o.demo, Now: now, Log: log}
	o.desk = d.Handler()
	return (&api.Server{View: v, Runner: o.Runner, Acts: testdb.Kinds(), Sessions: o.sessions, In: d.WayIn().Who, Now: now, Log: log}).Handler()
}

// matter is an open case about an officer, assessed, with two allegations.
func (o *office) matter(about candour.OfficerID) (candour.CaseID, []candour.AllegationID) {
	sent := o.Send(2)
	c := o.OpenCase(o.crew.Triage.Who, sent.Report)
	o.Link(o.crew.Triage.Who, about, sent.Allegations...)
	o.Assess(o.crew.Assessor.Who, c)
	return c, sent.Allegations
}

// knows has somebody say that they know nobody in a case.
func (o *office) knows(who authz.Actor, all ...candour.CaseID) {
	o.T.Helper()
	if err := o.DB.WithTx(context.Background(), func(tx *seal.Tx) error {
		for _, c := range all {
			if err := authz.KnowsNobody(tx.Tx, testdb.Force, who.ID, candour.Subject{Kind: "case", ID: string(c)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		o.T.Fatal(err)
	}
}

// source is the body of an act that a program may do.
func (o *office) source() string {
	return `{"allegation":"` + string(o.allegations[0]) + `","what":"` + investigation.SourceKind("").Choices()[0].Value + `","where":"a camera at the door","deleted":"` + candour.On(o.Now).AddDays(20).String() + `"}`
}

// person is the header with which somebody who is signed in at the desk asks.
func (o *office) person(t testing.TB, p testdb.Person) http.Header {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/desk/sign-in", strings.NewReader(url.Values{"as": {string(p.ID)}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	o.desk.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == "desk" {
			return http.Header{"Cookie": {"desk=" + c.Value}}
		}
	}
	t.Fatalf("%s cannot sign in: %d", p.ID, w.Code)
	return nil
}

// service is the account of a program for which somebody answers.
func (o *office) service(p testdb.Person, a workforce.ProposeService) string {
	o.T.Helper()
	a.Officer, a.Name, a.Reasons = p.Officer, reasons, reasons
	if a.Role == "" {
		a.Role = workforce.ServiceRole(authz.CaseWorker)
	}
	if a.Until.IsZero() {
		a.Until = candour.On(o.Now).AddDays(90)
	}
	id := o.Do(o.crew.Chief.Who, &a)[0].Subject.ID
	o.Do(o.crew.Approver.Who, &workforce.ApproveGrant{Grant: id, Reasons: reasons})
	return id
}

// draw is a new secret of an account, as a header.
func (o *office) draw(p testdb.Person, id string) http.Header {
	o.T.Helper()
	secret := rand.Text() + rand.Text()
	o.Do(p.Who, (&workforce.RenewServiceSecret{Service: id}).With(candour.Mark(secret)))
	return http.Header{"Authorization": {"Bearer north." + id + "." + secret}}
}

// from is the address from which a program asks.
const from = "192.0.2.7:999"

func (o *office) ask(t testing.TB, as http.Header, method, path, body string, also http.Header) *httptest.ResponseRecorder {
	return o.askOf(t, o.h, as, method, path, body, also)
}

func (o *office) askOf(t testing.TB, door http.Handler, as http.Header, method, path, body string, also http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.RemoteAddr = from
	maps.Copy(r.Header, as)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", rand.Text())
	}
	maps.Copy(r.Header, also)
	w := httptest.NewRecorder()
	door.ServeHTTP(w, r)
	if kind := w.Header().Get("Content-Type"); w.Code >= 400 && kind != "application/problem+json" {
		t.Errorf("%s %s: %d is %q, and no problem: %s", method, path, w.Code, kind, w.Body)
	}
	return w
}

// items asks for a list or the feed to its end, and gives its rows.
func items[T any](t testing.TB, o *office, as http.Header, path string) (out []T) {
	t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	for at, n := path, 0; ; n++ {
		w := o.ask(t, as, http.MethodGet, at, "", nil)
		var p struct {
			Items []T
			Next  string
			More  *bool
		}
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v %s", at, w.Code, err, w.Body)
		}
		out = append(out, p.Items...)
		if p.Next == "" || p.More != nil && !*p.More {
			return out
		}
		if n > 1000 {
			t.Fatalf("%s has no end", path)
		}
		at = path + sep + "cursor=" + p.Next
	}
}
