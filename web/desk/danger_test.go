package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

func putOnCall(w *testdb.World, by, p testdb.Person, address string) {
	w.T.Helper()
	today := candour.On(w.Now)
	w.Do(by.Who, &workforce.PutOnCall{
		Officer: p.Officer, FromDay: today, FromTime: "00:00", UntilDay: today.AddDays(9), UntilTime: "00:00",
		Turn: workforce.First, Way: workforce.ByMail, Address: candour.Mark(address),
	})
}

// calledFor is somebody who calls for help with some words.
func calledFor(w *testdb.World, words string) candour.ReportID {
	w.T.Helper()
	secret := intake.Secret(w.Made(authz.Actor{}).Rand)
	w.Do(act.Reporter(testdb.Force, secret.Reporter()), &intake.CallDanger{Report: secret.Report(), Code: secret.ReturnCode(), Words: candour.Mark(words)})
	return secret.Report()
}

// TestACallIsNotHidden: whoever presses the button some hundred times hides nobody:
// who waits longest stands first, what is answered stands behind all that is not, and
// each call is on one of the parts.
func TestACallIsNotHidden(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	first := w.Enrol("first")
	putOnCall(w, crew.Supervisor, first, "first@example.org")
	answered := calledFor(w, "answered already")
	w.Now = w.Now.Add(time.Second)
	calledFor(w, "a real one")
	const many = intake.PagesAtOnce + 19 // 21 more than are looked up at once
	for i := range many {
		w.Now = w.Now.Add(time.Second)
		calledFor(w, fmt.Sprintf("one of many, %03d", i))
	}
	w.Read(func(tx *seal.Tx) error {
		all, err := intake.Pages(tx, testdb.Force, answered)
		answered = candour.ReportID(all[0].ID)
		return err
	})
	w.Do(first.Who, &intake.TakeOnDanger{Page: string(answered)})

	read := signedIn(w, first)
	path, parts, last, seen := "/desk/danger/", 0, "", 0
	for path != "" {
		status, page := read(path)
		if status != http.StatusOK || parts > many {
			t.Fatalf("%s gives %d", path, status)
		}
		if parts == 0 && !strings.Contains(page, "a real one") {
			t.Error("who waits longest is not on the first part")
		}
		seen += strings.Count(page, "one of many, ") + strings.Count(page, "a real one") + strings.Count(page, "answered already")
		parts++
		path, last = "", page
		if next := fmt.Sprintf("/desk/danger/?page=%d", parts); strings.Contains(page, `href="`+next+`"`) {
			path = next
		}
	}
	if seen != many+2 || parts != 12 {
		t.Errorf("%d calls on %d parts, want %d on 12", seen, parts, many+2)
	}
	if !strings.Contains(last, "answered already") {
		t.Error("what is answered is not behind what is not")
	}
}

// TestTheRosterSaysWhere: that somebody’s pages go to an address that is not theirs is
// seen by everybody who sees the roster.
func TestTheRosterSaysWhere(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	first := w.Enrol("first")
	putOnCall(w, crew.Supervisor, first, "elsewhere@example.org")
	for _, p := range []testdb.Person{crew.Supervisor, crew.Authority, crew.Triage} {
		if status, page := signedIn(w, p)("/desk/danger/"); status != http.StatusOK || !strings.Contains(page, "elsewhere@example.org") {
			t.Errorf("%s gets %d without the address", p.ID, status)
		}
	}
	if _, page := signedIn(w, first)("/desk/danger/"); strings.Contains(page, "elsewhere@example.org") {
		t.Error("somebody who does not keep the roster sees an address")
	}
}
