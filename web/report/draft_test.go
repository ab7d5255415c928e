package report_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour/intake"
	"candour/internal/testdb"
	"candour/web/page/session"
	"candour/web/report"
)

// begun begins a draft, and gives its cookie and its secret.
func (d *door) begun() (cookie string, secret intake.Secret) {
	d.t.Helper()
	for _, c := range d.ask(http.MethodPost, "/report/", "", url.Values{}).Cookies() {
		if c.Name == "__Host-notes" {
			secret, err := intake.ParseSecret(c.Value)
			if err != nil {
				d.t.Fatal(err)
			}
			return c.Name + "=" + c.Value, secret
		}
	}
	d.t.Fatal("no draft was begun")
	return "", secret
}

// TestStartingAgainThrowsNothingAway: a browser holds one draft, and another is begun
// over what was typed only after the person said so.
func TestStartingAgainThrowsNothingAway(t *testing.T) {
	w := testdb.Open(t)
	d := open(t, w)
	empty, _ := d.begun()
	if r := d.ask(http.MethodPost, "/report/", empty, url.Values{}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("starting over an empty draft: %s", r.Status)
	}
	cookie, secret := d.begun()
	d.ask(http.MethodPost, "/report/1/what", cookie, url.Values{"what": {"He came."}})
	r := d.ask(http.MethodPost, "/report/", cookie, url.Values{})
	if got := body(t, r); len(r.Cookies()) > 0 || !strings.Contains(got, "You began something that is not sent") {
		t.Errorf("starting over what was typed: %s %s", r.Status, got)
	}
	if kept, err := intake.OpenDraft(t.Context(), w.DB.DB, secret, w.Now); err != nil || kept.Said[0].What != "He came." {
		t.Errorf("what was typed: %+v, %v", kept, err)
	}
	if r := d.ask(http.MethodPost, "/report/", cookie, url.Values{"drop": {"yes"}}); r.StatusCode != http.StatusSeeOther || len(r.Cookies()) == 0 {
		t.Errorf("starting again on purpose: %s", r.Status)
	}
	if _, err := intake.OpenDraft(t.Context(), w.DB.DB, secret, w.Now); err == nil {
		t.Error("what was thrown away is there still")
	}
}

// TestTwoPagesOfOneBrowser: an answer changes its own place in the draft as it is by
// then, and brings back nothing that the person has left.
func TestTwoPagesOfOneBrowser(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		w := testdb.Open(t)
		d := open(t, w)
		cookie, secret := d.begun()
		asked := 0
		d.h = (&report.Server{
			Runner: w.Runner, Forces: []report.Force{{ID: testdb.Force, Name: "North force"}},
			Mine: session.New(w.DB.DB, "mine", 15*time.Minute, time.Hour, func() time.Time { return w.Now }),
			Now: func() time.Time {
				if asked++; asked == 2 { // between the reading of the draft and the writing
					var err error
					if leaves {
						err = intake.DropDraft(t.Context(), w.DB.DB, secret)
					} else {
						err = intake.SaveDraft(t.Context(), w.DB.DB, secret, intake.Draft{Force: testdb.Force, Said: []intake.DraftSaid{{Where: "at the gate"}}}, w.Now)
					}
					if err != nil {
						t.Error(err)
					}
				}
				return w.Now
			},
		}).Handler()
		d.ask(http.MethodPost, "/report/1/when", cookie, url.Values{"when": {"in May"}})
		got, err := intake.OpenDraft(t.Context(), w.DB.DB, secret, w.Now)
		if leaves && err == nil {
			t.Errorf("what was left is there again: %+v", got)
		}
		if want := (intake.DraftSaid{When: "in May", Where: "at the gate"}); !leaves && (err != nil || got.Said[0] != want) {
			t.Errorf("the draft: %+v, %v; want %+v", got, err, want)
		}
	}
}
