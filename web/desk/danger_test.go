package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"candour"
	"candour/internal/testdb"
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
