package signin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/web/page/session"
	"candour/workforce"
)

// second gives triage another passkey, and says what both are called by.
func second(o *office, t *testing.T) (d *device) {
	d = newDevice(t, o.triage)
	o.invite(o.triage)
	if w := o.enrol(o.triage, d); w.Code != http.StatusSeeOther {
		t.Fatalf("registering: %d", w.Code)
	}
	return d
}

var withdrawLink = regexp.MustCompile(`/desk/me/passkeys/([a-z0-9]+)/withdraw`)

// ids are the passkeys on the page of one's own sign-in.
func ids(w *httptest.ResponseRecorder) (out []string) {
	for _, m := range withdrawLink.FindAllStringSubmatch(w.Body.String(), -1) {
		out = append(out, m[1])
	}
	return out
}

// TestOwnPasskeys: a person sees theirs, renames and withdraws them, never the last,
// and nobody else's.
func TestOwnPasskeys(t *testing.T) {
	o, d := withPasskey(t)
	b := o.browser()
	b.signIn(d)
	mine := b.get("/desk/me/")
	for _, says := range []string{"phone", "by invitation of Officer one and Officer two", "this is what you are signed in with", "This browser"} {
		if !strings.Contains(mine.Body.String(), says) {
			t.Errorf("it does not say %q:\n%s", says, mine.Body)
		}
	}
	if len(ids(mine)) != 1 {
		t.Fatalf("it lists %q", ids(mine))
	}
	first := "/desk/me/passkeys/" + ids(mine)[0]
	if w := b.post(first + "/withdraw"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "your only passkey for the desk") {
		t.Errorf("the last: %d", w.Code)
	}
	if w := b.post(first+"/rename", "name", " "); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Say what you call this passkey") {
		t.Errorf("no name: %d", w.Code)
	}
	if w := b.post(first+"/rename", "name", "old phone"); w.Code != http.StatusSeeOther || !strings.Contains(b.get("/desk/me/").Body.String(), "old phone") {
		t.Errorf("renamed: %d", w.Code)
	}

	thief := newDevice(t, o.other)
	o.invite(o.other)
	o.enrol(o.other, thief)
	c := o.browser()
	c.signIn(thief)
	for _, path := range []string{first + "/rename", first + "/withdraw"} {
		if w := c.post(path, "name", "mine"); w.Code != http.StatusNotFound {
			t.Errorf("somebody else, %s: %d", path, w.Code)
		}
	}
	if w := c.get(first + "/withdraw"); w.Code != http.StatusNotFound {
		t.Errorf("somebody else is asked: %d", w.Code)
	}
	if w := c.get("/desk/me/"); strings.Contains(w.Body.String(), "old phone") {
		t.Error("somebody else sees it")
	}

	fresh := second(o, t)
	if w := b.get(first + "/withdraw"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "you will be signed out") {
		t.Errorf("asked: %d", w.Code)
	}
	if w := b.post(first + "/withdraw"); w.Code != http.StatusSeeOther {
		t.Errorf("withdrawn: %d", w.Code)
	}
	if w := b.get("/desk/"); w.Code != http.StatusSeeOther {
		t.Errorf("signed in still: %d", w.Code)
	}
	if w := b.signIn(d); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("signed in again with it: %d", w.Code)
	}
	if w := b.signIn(fresh); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/" {
		t.Errorf("with the other: %d to %s", w.Code, w.Header().Get("Location"))
	}
}

// TestRecoveryIsShown: whoever comes back after others stopped their passkeys lands on
// the page that says who did, and who let them in again.
func TestRecoveryIsShown(t *testing.T) {
	o, _ := withPasskey(t)
	o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: o.triage.Officer, Reasons: candour.Mark("lost")})
	d := second(o, t)
	b := o.browser()
	if w := b.signIn(d); w.Header().Get("Location") != "/desk/me/" {
		t.Errorf("they land on %s", w.Header().Get("Location"))
	}
	if w := b.get("/desk/me/"); !strings.Contains(w.Body.String(), "by Officer one") || !strings.Contains(w.Body.String(), "Passkeys that open nothing any more") {
		t.Errorf("it does not say who:\n%s", w.Body)
	}
	b.post("/desk/sign-out")
	if w := b.signIn(d); w.Header().Get("Location") != "/desk/" {
		t.Errorf("the second time they land on %s", w.Header().Get("Location"))
	}
}

// TestOneCannotRecoverAlone: whoever stops passkeys and invites again does not approve
// it, and no page shows a code.
func TestOneCannotRecoverAlone(t *testing.T) {
	o, _ := withPasskey(t)
	o.Do(o.two.Who, &workforce.WithdrawPasskey{Officer: o.triage.Officer, Reasons: candour.Mark("lost")})
	id := o.Do(o.two.Who, (&workforce.InvitePasskey{Officer: o.triage.Officer, Reasons: candour.Mark("x")}).With(workforce.HalfOf(firstCode)))[0].Subject.ID
	if _, err := o.Try(o.two.Who, (&workforce.ApproveGrant{Grant: id, Reasons: candour.Mark("x")}).With(workforce.HalfOf(secondCode))); err == nil {
		t.Error("one person did both")
	}
	third := o.Enrol("three", authz.Approver)
	d := newDevice(t, third)
	o.invite(third)
	o.enrol(third, d)
	b := o.browser()
	b.signIn(d)
	w := b.get("/desk/sign-ins/")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "candour staff do approve-grant "+id) || !strings.Contains(w.Body.String(), "an invitation to register a passkey at the desk") {
		t.Errorf("what waits: %d\n%s", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), firstCode) || strings.Contains(w.Body.String(), "/approve-grant\"") {
		t.Error("it shows a code, or a form that could")
	}
	for number, want := range map[string]string{"No": "nobody", "nobody has this": "nobody"} {
		if w := b.post("/desk/sign-ins/", "number", number); w.Header().Get("Location") != "/desk/officers/"+want+"/withdraw-passkey" {
			t.Errorf("%s leads to %s", number, w.Header().Get("Location"))
		}
	}
	for number, want := range map[string]string{"Nto": string(o.triage.Officer), "nobody has this": ""} { // where it leads tells whose number it is, so that it is on record
		var shown string
		o.Now = o.Now.Add(time.Second) // what was looked up before is the older row
		before := o.Count("ledger_access")
		b.post("/desk/sign-ins/", "number", number)
		o.Read(func(tx *seal.Tx) error {
			return tx.One(`SELECT shown FROM ledger_access WHERE force = $1 AND person = $2 AND query <> '' ORDER BY at DESC, id DESC LIMIT 1`, []any{string(testdb.Force), string(third.ID)}, &shown)
		})
		if o.Count("ledger_access") != before+1 || want != "" && !strings.Contains(shown, `"officer/`+want+`"`) || want == "" && strings.Contains(shown, "officer") {
			t.Errorf("looking up %s leaves %s on record", number, shown)
		}
	}
	other, _ := withPasskey(t)
	e := newDevice(t, other.other)
	other.invite(other.other)
	other.enrol(other.other, e)
	c := other.browser()
	c.signIn(e)
	for _, w := range []*httptest.ResponseRecorder{c.get("/desk/sign-ins/"), c.post("/desk/sign-ins/", "number", "1")} {
		if w.Code != http.StatusNotFound {
			t.Errorf("somebody without the role: %d", w.Code)
		}
	}
}

var sessionField = regexp.MustCompile(`name="session" value="([^"]+)"`)

// TestOwnSessions: a person sees where they are signed in, ends one, and nobody
// else's; what ended does not come back by a page that was on its way.
func TestOwnSessions(t *testing.T) {
	o, d := withPasskey(t)
	here, there := o.browser(), o.browser()
	here.signIn(d)
	o.Now = o.Now.Add(time.Minute)
	there.signIn(d)
	list := sessionField.FindAllStringSubmatch(here.get("/desk/me/").Body.String(), -1)
	if len(list) != 1 {
		t.Fatalf("it lists %q", list)
	}
	thief := newDevice(t, o.other)
	o.invite(o.other)
	o.enrol(o.other, thief)
	c := o.browser()
	c.signIn(thief)
	if w := c.post("/desk/me/sessions", "session", list[0][1]); w.Code != http.StatusNotFound {
		t.Errorf("somebody else: %d", w.Code)
	}
	if w := there.get("/desk/"); w.Code != http.StatusOK {
		t.Errorf("ended by somebody else: %d", w.Code)
	}
	if w := here.post("/desk/me/sessions", "session", list[0][1]); w.Code != http.StatusSeeOther {
		t.Errorf("ended: %d", w.Code)
	}
	if w := there.get("/desk/"); w.Code != http.StatusSeeOther {
		t.Errorf("it goes on: %d", w.Code)
	}
	if w := here.get("/desk/"); w.Code != http.StatusOK {
		t.Errorf("this one ended: %d", w.Code)
	}
	if list := sessionField.FindAllString(here.get("/desk/me/").Body.String(), -1); len(list) != 0 {
		t.Errorf("it is listed still: %q", list)
	}
}

// TestEndedStaysEnded: a page that was asked for before a session ended, and answers
// after it, does not bring it back.
func TestEndedStaysEnded(t *testing.T) {
	w := testdb.Open(t)
	now := func() time.Time { return w.Now }
	m := session.New(w.DB.DB, "desk", time.Hour, 10*time.Hour, now)
	ctx, err := m.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	m.Put(ctx, session.Force, string(testdb.Force))
	m.Put(ctx, session.Person, "person-x")
	token, _, err := m.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	onItsWay, err := m.Load(t.Context(), token)
	if err != nil || m.GetString(onItsWay, session.Person) != "person-x" {
		t.Fatalf("%v", err)
	}
	open, err := session.Of(t.Context(), w.DB.DB, "desk", testdb.Force, "person-x", w.Now)
	if err != nil || len(open) != 1 || open[0].ID != session.ID("desk", token) {
		t.Fatalf("%v %v", open, err)
	}
	if err := session.End(t.Context(), w.DB.DB, "desk", testdb.Force, "person-x", open[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	other, err := m.Load(t.Context(), "") // somebody else’s page, which clears the table
	if err != nil {
		t.Fatal(err)
	}
	m.Put(other, session.Person, "person-y")
	if _, _, err := m.Commit(other); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Commit(onItsWay); err != nil {
		t.Fatal(err)
	}
	if again, err := m.Load(t.Context(), token); err != nil || m.GetString(again, session.Person) != "" {
		t.Errorf("it is back: %v", err)
	}
}

// TestServersShareTries: a second server of a door gives nobody more tries; and what a
// client used up at one door is there at the other.
func TestServersShareTries(t *testing.T) {
	w := testdb.Open(t)
	count := func(door, client string) (n int) {
		for range 25 {
			ok, err := session.May(t.Context(), w.DB.DB, door, client, w.Now)
			if err != nil {
				t.Fatal(err)
			}
			if ok {
				n++
			}
		}
		return n
	}
	if a, b := count("desk", "a"), count("desk", "a"); a != 20 || b != 0 {
		t.Errorf("%d tries, then %d", a, b)
	}
	for i := range 50 {
		if n := count("desk", fmt.Sprint("another ", i)); n != 20 {
			t.Errorf("another client: %d", n)
		}
	}
	if n := count("subject", "a"); n != 20 {
		t.Errorf("at the other door: %d", n)
	}
	w.Now = w.Now.Add(3 * time.Second)
	if n := count("desk", "a"); n != 1 {
		t.Errorf("after three seconds: %d", n)
	}
	w.Now = w.Now.Add(time.Hour)
	if n := count("desk", "b"); n != 20 {
		t.Errorf("another: %d", n)
	}
	if rows := w.Rows("web_try"); len(rows) != 1 {
		t.Errorf("%d clients are remembered after an hour", len(rows))
	}
}
