package signin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// inviteSubject gives a person two codes of the subject door.
func (o *office) inviteSubject(p testdb.Person) {
	id := o.Do(o.one.Who, (&workforce.InviteSubjectPasskey{Officer: p.Officer, Reasons: candour.Mark("x")}).With(workforce.HalfOf(firstCode)))[0].Subject.ID
	o.Do(o.two.Who, (&workforce.ApproveGrant{Grant: id, Reasons: candour.Mark("x")}).With(workforce.HalfOf(secondCode)))
}

// enrolAt registers a passkey as a person does, at a door.
func (o *office) enrolAt(door string, p testdb.Person, d *device) *httptest.ResponseRecorder {
	o.T.Helper()
	b := o.browser()
	c := b.challenge(b.post(door+"/enrol", "number", string(p.ID), "first-code", firstCode, "second-code", secondCode))
	return b.post(door+"/enrol/passkey", "name", "phone", "answer", d.made(o.T.(*testing.T), c))
}

// signInAt signs in with a device at a door.
func (p *person) signInAt(door string, d *device) *httptest.ResponseRecorder {
	p.o.T.Helper()
	return p.post(door+"/sign-in/passkey", "answer", d.signed(p.o.T.(*testing.T), p.challenge(p.get(door+"/sign-in"))))
}

func subjectDevice(t *testing.T, p testdb.Person) *device {
	d := newDevice(t, p)
	d.origin, d.rp = subjectOrigin, "subject.example"
	return d
}

// suspend bars somebody, as a measure does.
func (o *office) suspend(p testdb.Person) {
	o.T.Helper()
	if err := o.DB.WithTx(o.T.Context(), func(tx *seal.Tx) error { return authz.Suspend(tx.Tx, testdb.Force, p.ID, authz.Suspended) }); err != nil {
		o.T.Fatal(err)
	}
}

// TestSubjectDoorIsOpenToTheAbsent: whoever serves, is suspended, has left, or is an
// administrator comes in at the subject door, has no role for it, and sees their page.
func TestSubjectDoorIsOpenToTheAbsent(t *testing.T) {
	for name, c := range map[string]struct {
		before, after func(*office, testdb.Person)
	}{
		"serving":                    {},
		"suspended before":           {before: (*office).suspend},
		"suspended after":            {after: (*office).suspend},
		"left before they were told": {before: (*office).leave},
		"left after":                 {after: (*office).leave},
		"an administrator":           {before: func(o *office, p testdb.Person) { o.Holds(p, authz.Administrator) }},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			p := o.Enrol("subject-of-it")
			if c.before != nil {
				c.before(o, p)
			}
			o.inviteSubject(p)
			d := subjectDevice(t, p)
			if w := o.enrolAt("/subject", p, d); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/subject/sign-in?registered" {
				t.Fatalf("registering: %d\n%s", w.Code, w.Body)
			}
			b := o.browser()
			if w := b.signInAt("/subject", d); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/subject/" {
				t.Fatalf("signing in: %d\n%s", w.Code, w.Body)
			}
			if c.after != nil {
				c.after(o, p)
			}
			if w := b.get("/subject/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Nothing is disclosed to you here") || !strings.Contains(w.Body.String(), "Officer subject-of-it") {
				t.Errorf("their page: %d\n%s", w.Code, w.Body)
			}
			if w := b.get("/desk/"); w.Code != http.StatusSeeOther {
				t.Errorf("the desk: %d", w.Code)
			}
			if w := b.signInAt("/subject", d); w.Code != http.StatusSeeOther {
				t.Errorf("signing in again: %d", w.Code)
			}
			o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: p.Officer, Reasons: candour.Mark("lost")})
			if w := b.get("/subject/"); w.Code != http.StatusSeeOther {
				t.Errorf("after it was withdrawn: %d", w.Code)
			}
		})
	}
}

func (o *office) leave(p testdb.Person) {
	o.Do(authz.Program(testdb.Force), &workforce.LeaveForce{Officer: p.Officer, Day: candour.On(o.Now), Why: "retired"})
}

// TestAPasskeyOpensOneDoor, also where a developer runs both on one machine, so that
// the browser gives the passkey of the one to the other: codes, registration, sign-in
// and session are each of one door.
func TestAPasskeyOpensOneDoor(t *testing.T) {
	const deskAt, subjectAt = "http://localhost:8082", "http://localhost:8083"
	for _, x := range []struct {
		door, other string
		invite      func(*office, testdb.Person)
		origins     map[string]string
	}{
		{"/subject", "/desk", (*office).inviteSubject, map[string]string{"/desk": deskAt, "/subject": subjectAt}},
		{"/desk", "/subject", (*office).invite, map[string]string{"/desk": deskAt, "/subject": subjectAt}},
	} {
		t.Run(x.door, func(t *testing.T) {
			o := officeAt(t, deskAt, subjectAt, nil)
			x.invite(o, o.triage)
			if w := o.browser().post(x.other+"/enrol", "number", string(o.triage.ID), "first-code", firstCode, "second-code", secondCode); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("codes of %s open %s: %d", x.door, x.other, w.Code)
			}
			b := o.browser()
			d := newDevice(t, o.triage)
			d.origin, d.rp = x.origins[x.door], "localhost"
			c := b.challenge(b.post(x.door+"/enrol", "number", string(o.triage.ID), "first-code", firstCode, "second-code", secondCode))
			b.cookies["__Host-"+x.other[1:]+"-asks"] = b.cookies["__Host-"+x.door[1:]+"-asks"] // the question of one door, sent to the other
			if w := b.post(x.other+"/enrol/passkey", "name", "phone", "answer", d.made(t, c)); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("registered at the other: %d", w.Code)
			}
			if w := o.enrolAt(x.door, o.triage, d); w.Code != http.StatusSeeOther {
				t.Fatalf("registering: %d\n%s", w.Code, w.Body)
			}
			d.origin = x.origins[x.other]
			if w := b.signInAt(x.other, d); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("a passkey of %s signs in at %s: %d", x.door, x.other, w.Code)
			}
			d.origin = x.origins[x.door]
			if w := b.signInAt(x.door, d); w.Code != http.StatusSeeOther {
				t.Fatalf("signing in: %d", w.Code)
			}
			b.cookies["__Host-"+x.other[1:]] = b.cookies["__Host-"+x.door[1:]]
			if w := b.get(x.other + "/"); w.Code != http.StatusSeeOther {
				t.Errorf("a session of %s opens %s: %d", x.door, x.other, w.Code)
			}
		})
	}
}

// TestInvitationOfAnyPerson: whoever is a person here can be let in at the subject
// door, also one who never worked here, by an act of another room.
func TestInvitationOfAnyPerson(t *testing.T) {
	o := newOffice(t)
	p := testdb.Person{ID: "person-representative", Who: act.Staff(testdb.Force, "person-representative")}
	if err := o.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		m := act.By(o.one.Who, o.Now)
		return workforce.Invite(tx, m, workforce.Invitation{ID: "invitation", Door: workforce.SubjectDoor, Person: p.ID}.With(workforce.HalfOf(firstCode), workforce.HalfOf(secondCode)))
	}); err != nil {
		t.Fatal(err)
	}
	d := subjectDevice(t, p)
	if w := o.enrolAt("/subject", p, d); w.Code != http.StatusSeeOther {
		t.Fatalf("registering: %d\n%s", w.Code, w.Body)
	}
	b := o.browser()
	if w := b.signInAt("/subject", d); w.Code != http.StatusSeeOther {
		t.Fatalf("signing in: %d\n%s", w.Code, w.Body)
	}
	if w := b.get("/subject/me/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "phone") {
		t.Errorf("their own sign-in: %d\n%s", w.Code, w.Body)
	}
	if w := b.get("/subject/"); w.Code != http.StatusOK {
		t.Errorf("their page: %d", w.Code)
	}
}

// TestSessionsEnd: a session at the desk ends at the next page whatever ends it, and
// by the clock that is passed in.
func TestSessionsEnd(t *testing.T) {
	for name, c := range map[string]struct {
		does func(*office)
		ends bool
	}{
		"nothing":           {func(*office) {}, false},
		"quiet for an hour": {func(o *office) { o.Now = o.Now.Add(time.Hour) }, false},
		"quiet for longer":  {func(o *office) { o.Now = o.Now.Add(time.Hour + time.Microsecond) }, true},
		"suspended":         {func(o *office) { o.suspend(o.triage) }, true},
		"left":              {func(o *office) { o.leave(o.triage) }, true},
		"the last role is withdrawn": {func(o *office) {
			o.Do(o.one.Who, &workforce.WithdrawRole{Officer: o.triage.Officer, Role: "triage", Reasons: candour.Mark("x")})
		}, true},
		"the passkey is withdrawn": {func(o *office) {
			o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: o.triage.Officer, Reasons: candour.Mark("x")})
		}, true},
		"somebody else’s passkey is withdrawn": {func(o *office) {
			o.invite(o.other)
			o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: o.other.Officer, Reasons: candour.Mark("x")})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			o, d := withPasskey(t)
			b := o.browser()
			b.signIn(d)
			c.does(o)
			want := http.StatusOK
			if c.ends {
				want = http.StatusSeeOther
			}
			if w := b.get("/desk/"); w.Code != want {
				t.Errorf("%d, want %d", w.Code, want)
			}
		})
	}
	t.Run("at work without a pause", func(t *testing.T) {
		o, d := withPasskey(t)
		b := o.browser()
		b.signIn(d)
		for i := range 20 { // each half hour
			o.Now = o.Now.Add(30 * time.Minute)
			if w := b.get("/desk/"); w.Code != http.StatusOK {
				t.Fatalf("after %d half hours: %d", i+1, w.Code)
			}
		}
		o.Now = o.Now.Add(time.Microsecond)
		if w := b.get("/desk/"); w.Code != http.StatusSeeOther {
			t.Errorf("after ten hours: %d", w.Code)
		}
	})
}

// TestAVisitLeavesNothing: whoever looks at the pages of signing in, however often,
// writes no row and uses up no try.
func TestAVisitLeavesNothing(t *testing.T) {
	o := newOffice(t)
	for range 50 {
		for _, path := range []string{"/desk/sign-in", "/desk/enrol", "/desk/", "/subject/sign-in", "/subject/enrol", "/subject/"} {
			b := o.browser()
			if w := b.get(path); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d", path, w.Code)
			}
			if b.cookies["__Host-desk"]+b.cookies["__Host-subject"] != "" {
				t.Fatalf("%s gives a session", path)
			}
		}
	}
	for _, table := range []string{"web_session", "web_try", "web_answered", "web_passkey_counter"} {
		if rows := o.Rows(table); len(rows) > 0 {
			t.Errorf("%s holds %q", table, rows)
		}
	}
}

// TestQuestionsAreSealed: nobody but the program reads or makes the question that lies
// at the browser.
func TestQuestionsAreSealed(t *testing.T) {
	o, d := withPasskey(t)
	b := o.browser()
	c := b.challenge(b.get("/desk/sign-in"))
	sealed := b.cookies["__Host-desk-asks"]
	if strings.Contains(sealed, c) || len(sealed) < 100 {
		t.Errorf("it lies there as %q", sealed)
	}
	other := sealed[:40] + string('A'+(sealed[40]-'A'+1)%26) + sealed[41:]
	for name, cookie := range map[string]string{"changed": other, "none": "", "nonsense": "AAAA", "not base64": "!", "cut": sealed[:len(sealed)-4]} {
		b.cookies["__Host-desk-asks"] = cookie
		if w := b.post("/desk/sign-in/passkey", "answer", d.signed(t, c)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	b.cookies["__Host-desk-asks"] = sealed
	if w := b.post("/desk/sign-in/passkey", "answer", d.signed(t, c)); w.Code != http.StatusSeeOther {
		t.Errorf("as it was: %d", w.Code)
	}
	b.cookies["__Host-desk-asks"] = sealed // kept by somebody who saw both go by
	if w := b.post("/desk/sign-in/passkey", "answer", d.signed(t, c)); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a second time: %d", w.Code)
	}
	before := o.Now
	o.Now = time.Date(before.Year(), before.Month(), before.Day(), 23, 58, 0, 0, time.UTC)
	night := o.browser()
	c = night.challenge(night.get("/desk/sign-in"))
	o.Now = o.Now.Add(4 * time.Minute) // the keys are of another day
	if w := night.post("/desk/sign-in/passkey", "answer", d.signed(t, c)); w.Code != http.StatusSeeOther {
		t.Errorf("over midnight: %d", w.Code)
	}
}

// TestNoSecretOfADevice: a device is asked to be able to draw secrets one day, none is
// asked for, and one that is sent all the same is not taken.
func TestNoSecretOfADevice(t *testing.T) {
	o, d := withPasskey(t)
	o.invite(o.triage)
	b := o.browser()
	w := b.post("/desk/enrol", "number", string(o.triage.ID), "first-code", firstCode, "second-code", secondCode)
	if !strings.Contains(w.Body.String(), `&#34;extensions&#34;:{&#34;prf&#34;:{}}`) || strings.Contains(w.Body.String(), "eval") {
		t.Errorf("it asks for\n%s", w.Body)
	}
	if w := b.get("/desk/sign-in"); strings.Contains(w.Body.String(), "prf") {
		t.Error("it is asked at signing in")
	}
	answer := strings.Replace(d.signed(t, b.challenge(b.get("/desk/sign-in"))), `"clientExtensionResults":{}`, `"clientExtensionResults":{"prf":{"results":{"first":"c2VjcmV0"}}}`, 1)
	if w := b.post("/desk/sign-in/passkey", "answer", answer); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("with a secret: %d", w.Code)
	}
}

// TestKnownAndUnknown: the pages answer alike for a number that somebody has and one
// that nobody has, and both are held until the grid.
func TestKnownAndUnknown(t *testing.T) {
	o := newOffice(t)
	o.invite(o.triage)
	o.suspend(o.other)
	says := map[string]string{}
	for _, number := range []string{string(o.triage.ID), string(o.other.ID), "No", "to", "nobody", "9999"} {
		w := o.browser().post("/desk/enrol", "number", number, "first-code", firstCode, "second-code", firstCode)
		says[strings.ReplaceAll(w.Body.String(), `value="`+number+`"`, "")+http.StatusText(w.Code)] = number
	}
	if len(says) != 1 {
		t.Errorf("%d answers", len(says))
	}
}
