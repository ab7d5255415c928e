package subject_test

import (
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/cases"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/internal/testdb"
	"candour/seal"
	"candour/view"
	"candour/web/subject"
	"candour/workforce"

	"github.com/alexedwards/scs/v2"
)

var words = candour.Mark("for the reason that was given")

// visitor is somebody at the door.
type visitor func(method, path string, form url.Values) (status int, body string)

// at opens the door for somebody. A session is one of this visit.
func at(w *testdb.World, p testdb.Person) visitor {
	sessions := scs.New()
	sessions.Cookie.Name = "subject"
	door := (&subject.Server{
		View: view.View{Runner: w.Runner, Acts: testdb.Kinds()}, Runner: w.Runner, Sessions: sessions,
		Demo: []subject.Person{{Force: testdb.Force, ID: p.ID, Name: "Somebody"}}, Now: func() time.Time { return w.Now },
		Log: slog.New(slog.NewTextHandler(w.T.Output(), nil)),
	}).Handler()
	var cookie *http.Cookie
	v := func(method, path string, form url.Values) (int, string) {
		r := httptest.NewRequestWithContext(w.T.Context(), method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if cookie != nil {
			r.AddCookie(cookie)
		}
		out := httptest.NewRecorder()
		door.ServeHTTP(out, r)
		for _, c := range out.Result().Cookies() {
			cookie = c
		}
		return out.Code, html.UnescapeString(out.Body.String())
	}
	v(http.MethodPost, "/subject/sign-in", url.Values{"as": {string(p.ID)}})
	return v
}

// matter is an assessed case about the officer of the crew.
func matter(w *testdb.World, crew testdb.Staff) candour.CaseID {
	sent := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, sent.Allegations...)
	w.Assess(crew.Assessor.Who, c)
	w.Plan(crew.Liaison.Who, c, crew.Officer.Officer)
	return c
}

// told are the ids of what was disclosed to somebody.
func told(w *testdb.World, p testdb.Person) (ids []string) {
	w.Read(func(tx *seal.Tx) (err error) {
		ids, err = cases.Disclosures(tx, testdb.Force, p.ID)
		return err
	})
	return ids
}

// TestNobodyElse: whoever is told nothing gets, at every address, what somebody gets
// about whom there is nothing; another's disclosure, a case and what is not there
// answer alike, and an attempt changes nothing.
func TestNobodyElse(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	c := matter(w, crew)
	other := w.Enrol("somebody else")
	accused, nobody := at(w, crew.Officer), at(w, other)
	_, before := accused(http.MethodGet, "/subject/", nil)
	_, nothing := nobody(http.MethodGet, "/subject/", nil)
	if before != nothing {
		t.Errorf("somebody of whom there is a matter that was not disclosed sees\n%s\nand somebody else\n%s", before, nothing)
	}
	w.Notice(crew.Authority.Who, c, crew.Officer.Officer)
	id := told(w, crew.Officer)[0]
	if _, page := nobody(http.MethodGet, "/subject/", nil); page != nothing {
		t.Error("what is disclosed to one changes the page of another")
	}
	_, absent := nobody(http.MethodGet, "/subject/disclosures/aaaaaaaaaaaaaaaa/answer-notice", nil)
	rows := len(w.Events(candour.Subject{Kind: "case", ID: string(c)}))
	for _, who := range []struct {
		name string
		visitor
		guess []string
	}{
		{"another", nobody, []string{id, string(c)}},
		{"the accused", accused, []string{string(c), string(crew.Officer.Officer)}},
	} {
		for _, guess := range who.guess {
			for _, path := range []string{"/subject/disclosures/" + guess + "/answer-notice", "/subject/disclosures/" + guess + "/close-case", "/subject/disclosures/" + guess, "/subject/cases/" + guess} {
				for _, method := range []string{http.MethodGet, http.MethodPost} {
					status, body := who.visitor(method, path, url.Values{"says": {"words"}})
					if status != http.StatusNotFound || body != absent {
						t.Errorf("%s: %s %s answers %d:\n%s", who.name, method, path, status, body)
					}
				}
			}
		}
	}
	// What the body names counts for nothing.
	if status, _ := nobody(http.MethodPost, "/subject/disclosures/aaaaaaaaaaaaaaaa/answer-notice", url.Values{"says": {"words"}, "disclosure": {id}}); status != http.StatusNotFound {
		t.Errorf("a disclosure that is named in the body: %d", status)
	}
	if got := len(w.Events(candour.Subject{Kind: "case", ID: string(c)})); got != rows {
		t.Errorf("%d events were added to the case", got-rows)
	}
	// Without a sign-in there is nothing at all.
	if status, _ := at(w, testdb.Person{})(http.MethodGet, "/subject/", nil); status != http.StatusSeeOther {
		t.Errorf("without a sign-in: %d", status)
	}
}

// TestOwnPage: the officer reads what was disclosed, sees their dates, and answers
// by themselves; no word, id or name of the case is on the page.
func TestOwnPage(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	c := matter(w, crew)
	secret := "She comes by the back door."
	w.Do(crew.Authority.Who, &misconduct.SuspendOfficer{Case: c, Officer: crew.Officer.Officer, Under: misconduct.ConductRegulations, Redeployment: words, Ground: misconduct.PublicInterest, Reasons: words})
	w.Do(crew.Authority.Who, &misconduct.ServeNotice{Case: c, Officer: crew.Officer.Officer, Under: misconduct.ConductRegulations, How: misconduct.ByHand, Deemed: candour.On(w.Now), Says: candour.Mark("It is alleged that you wrote to a person whom you met on duty."), Harm: words})
	visit := at(w, crew.Officer)
	id := told(w, crew.Officer)[0]
	to := "/subject/disclosures/" + id + "/"
	has := func(when string, want ...string) {
		t.Helper()
		status, body := visit(http.MethodGet, "/subject/", nil)
		text := regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "), " ")
		for _, s := range want {
			if not, found := strings.CutPrefix(s, "!"); found && strings.Contains(text, not) || !found && !strings.Contains(text, s) {
				t.Errorf("%s: %d, want %q in\n%s", when, status, s, text)
			}
		}
		for _, never := range []string{string(c), "allegation 1", "reporter", secret, words.Words(), "matter-came", string(crew.Officer.Officer)} {
			if strings.Contains(strings.ToLower(body), strings.ToLower(never)) {
				t.Errorf("%s: the page has %q", when, never)
			}
		}
	}
	send := func(name string, form url.Values, want int) {
		t.Helper()
		if status, body := visit(http.MethodPost, to+name, form); status != want {
			t.Errorf("%s answers %d, want %d:\n%s", name, status, want, body)
		}
	}
	// They are suspended: barred from all else, and here they are let in.
	has("after the notice", "It is alleged that you wrote", "reg. 17", "2 March 2026", "You are suspended since 2 March 2026", "16 March 2026 You may: Make representations to the investigator",
		"11 March 2026 You may: Make representations against the suspension", "Answer the notice (until 16 March 2026)", "Speak against the suspension (until 11 March 2026)", "! Propose another date")
	send("answer-notice", url.Values{"says": {""}}, http.StatusUnprocessableEntity)
	send("answer-notice", url.Values{"says": {"I wrote about the case only."}}, http.StatusSeeOther)
	send("speak-against-suspension", url.Values{"says": {"I could work in the archive."}}, http.StatusSeeOther)
	send("propose-date", url.Values{"why": {"x"}, "date": {"2026-04-01"}}, http.StatusConflict)
	has("after their answers", "Your answer to the notice came on 2 March 2026", "What you said against the suspension came on 2 March 2026", "! You may: Make", "Asked of the force: Review whether")

	var p string
	for _, e := range w.Events(candour.Subject{Kind: "case", ID: string(c)}) {
		if e.Kind == misconduct.NoticeServed {
			p = e.Value("proceeding")
		}
		if e.Kind == misconduct.OfficerResponded && (e.Value("says") != "I wrote about the case only." || e.By != crew.Officer.ID) {
			t.Errorf("the answer is %q by %s", e.Value("says"), e.By)
		}
	}
	w.Do(crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: p, Proceedings: misconduct.Hearing, Reasons: words})
	w.Do(crew.Hearing.Who, &misconduct.SupplyDocuments{Proceeding: p, How: misconduct.ByHand, What: words, Deemed: candour.On(w.Now)})
	w.Do(crew.Hearing.Who, &misconduct.NamePanel{Proceeding: p, Officer: crew.Chief.Officer, Others: words, Adviser: words})
	w.Do(crew.Hearing.Who, &misconduct.FixHearing{Proceeding: p, Date: candour.Date{Year: 2026, Month: 5, Day: 20}, Where: candour.Mark(secret), Reads: candour.Mark("Room 4, at ten."), Harm: words})
	// That somebody looks at a crime meanwhile moves nothing that they see.
	_, quiet := visit(http.MethodGet, "/subject/", nil)
	w.Do(crew.Authority.Who, &investigation.DelayForProceedings{Case: c, Reasons: words, Consulted: words})
	if _, now := visit(http.MethodGet, "/subject/", nil); now != quiet {
		t.Errorf("a delay for criminal proceedings changes their page:\n%s", now)
	}
	has("with a date", "Your misconduct hearing", "Wednesday 20 May 2026", "Room 4, at ten.", "Propose another date (until 9 March 2026)", "Object to somebody on the panel (until 5 March 2026)", "Asked of you: Officer's written response to the documents")
	send("propose-date", url.Values{"why": {"I am abroad."}, "date": {"2026-05-20"}}, http.StatusUnprocessableEntity)
	send("propose-date", url.Values{"why": {"I am abroad."}, "date": {"2026-05-27"}}, http.StatusSeeOther)
	send("object-to-member", url.Values{"says": {"The chair trained me."}}, http.StatusSeeOther)
	has("after both", "Your proposal of another date came", "Your objection to the panel came", "! Propose another date")

	// Another day, whose place they are told in another way: the old place is not its.
	w.Do(crew.Hearing.Who, &misconduct.PostponeHearing{Proceeding: p, Reason: misconduct.OfficerAsked, Reasons: words, Date: candour.Date{Year: 2026, Month: 5, Day: 27}, Where: candour.Mark(secret)})
	has("postponed", "Wednesday 27 May 2026 Where You are told in writing.")
}

// TestAccessIsRecorded: no row, no page.
func TestAccessIsRecorded(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	w.Notice(crew.Authority.Who, matter(w, crew), crew.Officer.Officer)
	w.Do(crew.Authority.Who, &workforce.LeaveForce{Officer: crew.Officer.Officer, Day: candour.On(w.Now), Why: "resigned"})
	visit, id := at(w, crew.Officer), told(w, crew.Officer)[0]
	// Somebody who has left reads and answers all the same.
	if status, body := visit(http.MethodGet, "/subject/", nil); status != http.StatusOK || !strings.Contains(body, "Answer the notice") {
		t.Errorf("who has left gets %d:\n%s", status, body)
	}
	visit(http.MethodGet, "/subject/disclosures/"+id+"/answer-notice", nil)
	var got []string
	w.Read(func(tx *seal.Tx) error {
		return tx.Each(`SELECT page, shown FROM ledger_access WHERE force = $1 AND person = $2 ORDER BY at, id`, []any{string(testdb.Force), string(crew.Officer.ID)}, func(scan func(...any) error) error {
			var page, shown string
			err := scan(&page, &shown)
			got = append(got, page+" "+shown)
			return err
		})
	})
	slices.Sort(got)
	if want := []string{`form answer-notice ["disclosure/` + id + `"]`, `own page ["disclosure/` + id + `"]`}; !slices.Equal(got, want) {
		t.Errorf("on record is %q, want %q", got, want)
	}
	if err := w.DB.WithTx(t.Context(), func(tx *seal.Tx) error {
		_, err := tx.Exec(`CREATE TRIGGER full BEFORE INSERT ON ledger_access BEGIN SELECT RAISE(ABORT, 'full'); END`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/subject/", "/subject/disclosures/" + id + "/answer-notice"} {
		if status, body := visit(http.MethodGet, path, nil); status != http.StatusInternalServerError || strings.Contains(body, words.Words()) {
			t.Errorf("%s without a row of access: %d", path, status)
		}
	}
}
