package subject_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/internal/testdb"
	"candour/seal"
	"candour/view"
	"candour/workforce"
)

// TestTwoMattersApart: somebody who is complained of in two matters sees each by
// itself, and what they send in one is no part of the other.
func TestTwoMattersApart(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	first, one := second(w, crew, "It is alleged that you wrote to her.")
	w.Later(3)
	other, two := second(w, crew, "It is alleged that you were asleep.")
	visit := at(w, crew.Officer)
	_, own := visit(http.MethodGet, "/subject/", nil)
	for _, want := range []string{"Matter 2", "First told 5 March 2026", "Matter 1", "First told 2 March 2026"} {
		if !strings.Contains(text(own), want) {
			t.Errorf("their page has no %q:\n%s", want, text(own))
		}
	}
	if strings.Contains(own, "alleged") {
		t.Errorf("the list of two matters says what one is about:\n%s", text(own))
	}
	for id, says := range map[string][2]string{one: {"wrote to her", "asleep"}, two: {"asleep", "wrote to her"}} {
		if status, body := visit(http.MethodGet, "/subject/disclosures/"+id, nil); status != http.StatusOK || !strings.Contains(body, says[0]) || strings.Contains(body, says[1]) {
			t.Errorf("the matter of which %q was told reads %d\n%s", says[0], status, text(body))
		}
	}
	visit(http.MethodPost, "/subject/disclosures/"+two+"/answer-notice", url.Values{"says": {"I was awake."}})
	visit(http.MethodPost, "/subject/disclosures/"+two+"/dispute-disclosure", url.Values{"point": {"asleep"}, "says": {"I was not."}})
	w.Represent(crew.Officer, two, w.Enrol("f"), "no")
	if _, body := visit(http.MethodGet, "/subject/disclosures/"+one, nil); strings.Contains(body, "Your answer") || strings.Contains(body, "I was not") || strings.Contains(body, "Officer f") {
		t.Errorf("what was sent in one matter stands in the other:\n%s", text(body))
	}
	for c, want := range map[candour.CaseID]int{first: 0, other: 3} {
		n := 0
		for _, e := range w.Events(candour.Subject{Kind: "case", ID: string(c)}) {
			if slices.Contains([]candour.EventKind{misconduct.OfficerResponded, cases.DisclosureDisputed, cases.RepresentativeNamed}, e.Kind) {
				n++
			}
		}
		if n != want {
			t.Errorf("%d things that were sent are on record in a case, want %d", n, want)
		}
	}
}

// TestWhileAway: somebody who is suspended, who has left, who came back, or who works
// for another force by now, reads and answers all the same, with what that force told
// them and nothing of another's.
func TestWhileAway(t *testing.T) {
	for name, leave := range map[string]func(*testdb.World, testdb.Staff){
		"suspended": func(w *testdb.World, crew testdb.Staff) {
			w.Do(crew.Authority.Who, &misconduct.SuspendOfficer{Case: caseOf(w, crew), Officer: crew.Officer.Officer, Under: misconduct.ConductRegulations, Redeployment: words, Ground: misconduct.PublicInterest, Reasons: words})
		},
		"left": left,
		"came back": func(w *testdb.World, crew testdb.Staff) {
			left(w, crew)
			w.Do(authz.Program(testdb.Force), &workforce.RejoinForce{Officer: "officer-again", Former: crew.Officer.Officer, Type: workforce.Special, From: candour.On(w.Now)})
		},
		"in another force": func(w *testdb.World, crew testdb.Staff) {
			left(w, crew)
			w.Do(authz.Program("south"), &workforce.Enrol{Officer: "officer-south", Person: crew.Officer.ID, Name: candour.Mark("Officer o"), Number: candour.Mark("S1"), Unit: "south", From: candour.On(w.Now)})
		},
	} {
		w := testdb.Open(t)
		crew := w.Crew()
		_, id := second(w, crew, "It is alleged that you wrote to her.")
		friend := w.Enrol("f")
		leave(w, crew)
		visit := at(w, crew.Officer)
		if status, body := visit(http.MethodGet, "/subject/", nil); status != http.StatusOK || !strings.Contains(body, "wrote to her") {
			t.Errorf("%s: reads %d\n%s", name, status, text(body))
		}
		for act, form := range map[string]url.Values{
			"answer-notice": {"says": {"Not so."}}, "dispute-disclosure": {"point": {"wrote"}, "says": {"Not so."}},
			"name-representative": {"as": {"police-friend"}, "name": {"Officer f"}, "number": {"Nf"}, "answers": {"yes"}},
		} {
			if status, body := visit(http.MethodPost, "/subject/disclosures/"+id+"/"+act, form); status != http.StatusSeeOther {
				t.Errorf("%s: %s answers %d\n%s", name, act, status, text(body))
			}
		}
		_, body := at(w, friend)(http.MethodGet, "/subject/", nil)
		if !strings.Contains(body, "Officer o asks you to represent them") {
			t.Errorf("%s: their representative is not asked:\n%s", name, text(body))
		}
		if name != "in another force" {
			continue
		}
		// At the new force the same person has a page of that force, and of that alone.
		p, err := view.View{Runner: w.Runner, Acts: testdb.Kinds()}.Subject(t.Context(), view.Viewer{Who: act.Staff("south", crew.Officer.ID), Today: candour.On(w.Now), Now: w.Now})
		if err != nil || len(p.Matters) != 0 {
			t.Errorf("the new force shows %+v, %v", p, err)
		}
	}
}

func left(w *testdb.World, crew testdb.Staff) {
	w.Do(crew.Authority.Who, &workforce.LeaveForce{Officer: crew.Officer.Officer, Day: candour.On(w.Now), Why: "resigned"})
}

func caseOf(w *testdb.World, crew testdb.Staff) (c candour.CaseID) {
	for _, id := range w.Disclosed(crew.Officer) {
		c = caseIn(w, id)
	}
	return c
}

func caseIn(w *testdb.World, disclosure string) (c candour.CaseID) {
	w.Read(func(tx *seal.Tx) (err error) {
		c, _, err = cases.DisclosedIn(tx, testdb.Force, disclosure)
		return err
	})
	return c
}

// TestTheSameLimitIsMet: what the officer sends by themselves, and what staff record of
// a paper, is one event: the same limit is met, and the same page says so.
func TestTheSameLimitIsMet(t *testing.T) {
	type way func(*testdb.World, testdb.Staff, string, visitor)
	for name, c := range map[string]struct {
		until     string // the state of the proceedings
		rule      string // the limit, in the words of the page
		at        misconduct.Proceedings
		by, paper way
	}{
		"documents": {
			misconduct.Undated, "Officer's written response to the documents", misconduct.Hearing,
			func(w *testdb.World, crew testdb.Staff, _ string, visit visitor) {
				post(w, visit, crew, "answer-documents", url.Values{"admits": {"no"}, "says": {"Not so."}})
			},
			func(w *testdb.World, crew testdb.Staff, p string, _ visitor) {
				w.Do(crew.Hearing.Who, &misconduct.Record31Response{Proceeding: p, Admits: misconduct.No, Says: words})
			},
		},
		"appeal": {
			misconduct.Decided, "Appeal", misconduct.Meeting,
			func(w *testdb.World, crew testdb.Staff, _ string, visit visitor) {
				post(w, visit, crew, "appeal-outcome", url.Values{"grounds": {"The finding is unreasonable."}})
			},
			func(w *testdb.World, crew testdb.Staff, p string, _ visitor) {
				w.Do(crew.Hearing.Who, &misconduct.RecordAppeal{Proceeding: p, Grounds: words})
			},
		},
	} {
		var pages []string
		for _, do := range []way{c.by, c.paper} {
			w := testdb.Open(t)
			crew := w.Crew()
			p := w.Notice(crew.Authority.Who, matter(w, crew), crew.Officer.Officer)
			to := c.until
			if to == misconduct.Decided {
				w.Proceed(crew, p, c.at, misconduct.Held)
				w.Do(crew.Hearing.Who, &misconduct.RecordOutcome{Proceeding: p, Found: misconduct.FoundMisconduct, Outcome: misconduct.WrittenWarning, Reasons: words})
				w.Do(crew.Hearing.Who, &misconduct.RecordChairReport{Proceeding: p, Report: words}, &misconduct.GiveReport{Proceeding: p, What: words})
			} else {
				w.Proceed(crew, p, c.at, to)
			}
			visit := at(w, crew.Officer)
			if _, own := visit(http.MethodGet, "/subject/", nil); !strings.Contains(text(own), c.rule) {
				t.Errorf("%s: no limit runs:\n%s", name, text(own))
			}
			do(w, crew, p, visit)
			_, own := visit(http.MethodGet, "/subject/", nil)
			pages = append(pages, own)
		}
		if pages[0] != pages[1] {
			t.Errorf("%s: by themselves\n%s\nand as staff record it\n%s", name, text(pages[0]), text(pages[1]))
		}
	}
}

func post(w *testdb.World, visit visitor, crew testdb.Staff, act string, form url.Values) {
	w.T.Helper()
	if status, body := visit(http.MethodPost, "/subject/disclosures/"+w.Disclosed(crew.Officer)[0]+"/"+act, form); status != http.StatusSeeOther {
		w.T.Errorf("%s answers %d\n%s", act, status, text(body))
	}
}

// TestWhatIsDisputedIsBeforeWhoDecides: each point stands beside the allegation, on the
// page of the case and on the form on which it is decided.
func TestWhatIsDisputedIsBeforeWhoDecides(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	c, _ := second(w, crew, "It is alleged that you wrote to her.")
	visit := at(w, crew.Officer)
	for _, point := range []string{"wrote", "to her"} {
		post(w, visit, crew, "dispute-disclosure", url.Values{"point": {point}, "says": {"Not so: " + point}})
	}
	w.KnowsNobody(crew.Authority.Who, candour.Subject{Kind: "case", ID: string(c)})
	looks := view.Viewer{Who: crew.Authority.Who, Today: candour.On(w.Now), Now: w.Now}
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	whole, err := v.CasePage(t.Context(), looks, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	one, err := v.Allegation(t.Context(), looks, c, whole.Allegations[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for what, list := range map[string][]cases.Dispute{"the page": whole.Disputed, "the form": one.Disputed} {
		var says []string
		for _, d := range list {
			says = append(says, d.Point.Words()+": "+d.Says.Words())
		}
		if got := strings.Join(says, "; "); got != "wrote: Not so: wrote; to her: Not so: to her" {
			t.Errorf("on %s stands %q", what, got)
		}
	}
}

// TestWelfare: who looks after them, once something was disclosed and not before; a
// representative does not read it.
func TestWelfare(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	c := matter(w, crew)
	visit := at(w, crew.Officer)
	_, nothing := visit(http.MethodGet, "/subject/", nil)
	w.Do(crew.CaseWorker.Who, &misconduct.NameWelfareContact{Case: c, Officer: crew.Officer.Officer, Who: candour.Mark("Sergeant W"), Reach: candour.Mark("01 234"), Often: candour.Mark("Each Monday")})
	if _, now := visit(http.MethodGet, "/subject/", nil); now != nothing {
		t.Errorf("a welfare contact tells them that there is something:\n%s", text(now))
	}
	w.Notice(crew.Authority.Who, c, crew.Officer.Officer)
	_, own := visit(http.MethodGet, "/subject/", nil)
	if !strings.Contains(text(own), "Who Sergeant W How you reach them 01 234 They get in touch Each Monday") {
		t.Errorf("they do not read who looks after them:\n%s", text(own))
	}
	friend := w.Enrol("f")
	w.Represent(crew.Officer, w.Disclosed(crew.Officer)[0], friend, "yes")
	if _, body := at(w, friend)(http.MethodGet, "/subject/disclosures/"+w.Disclosed(crew.Officer)[0], nil); strings.Contains(body, "Sergeant W") || strings.Contains(body, "Who represents you") {
		t.Errorf("a representative reads\n%s", text(body))
	}
}

// TestEveryDateIsInPlainWords: of each limit that an officer sees stands what it is for
// and what happens if it passes.
func TestEveryDateIsInPlainWords(t *testing.T) {
	for _, rule := range view.LimitsOfTheirs() {
		if says := view.WordsFor(rule); says.Why == "" || says.Passes == "" {
			t.Errorf("%s has no plain words", rule)
		}
	}
}
