package subject_test

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/cases/misconduct"
	"candour/internal/testdb"
	"candour/seal"
	"candour/workforce"
)

// text is a page without its marks.
func text(body string) string {
	return regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "), " ")
}

// second is another matter about the officer, of which they are told too.
func second(w *testdb.World, crew testdb.Staff, says string) (candour.CaseID, string) {
	c := matter(w, crew)
	before := w.Disclosed(crew.Officer)
	w.Do(crew.Authority.Who, &misconduct.ServeNotice{Case: c, Officer: crew.Officer.Officer, Under: misconduct.ConductRegulations, How: misconduct.ByHand, Deemed: candour.On(w.Now), Says: candour.Mark(says), Harm: words})
	for _, id := range w.Disclosed(crew.Officer) {
		if !strings.Contains(strings.Join(before, " "), id) {
			return c, id
		}
	}
	w.T.Fatal("nothing was disclosed")
	return c, ""
}

// TestARepresentativeReadsOneMatter: a representative tries each address of what is not
// theirs, before and after they accept; then they read the one matter in which they
// were named, and only read; once they are withdrawn there is nothing again, in the
// form that they had open too.
func TestARepresentativeReadsOneMatter(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	_, one := second(w, crew, "It is alleged that you wrote to her.")
	_, other := second(w, crew, "It is alleged that you were asleep.")
	friend := w.Enrol("f")
	officer, rep := at(w, crew.Officer), at(w, friend)
	_, nothing := rep(http.MethodGet, "/subject/", nil)
	_, absent := rep(http.MethodGet, "/subject/disclosures/aaaaaaaaaaaaaaaa", nil)
	closed := func(when string, ids ...string) {
		t.Helper()
		for _, id := range ids {
			for _, act := range []string{"", "/answer-notice", "/dispute-disclosure", "/name-representative", "/speak-against-suspension"} {
				for _, method := range []string{http.MethodGet, http.MethodPost} {
					if status, body := rep(method, "/subject/disclosures/"+id+act, url.Values{"says": {"x"}, "point": {"x"}}); status != http.StatusNotFound || body != absent {
						t.Errorf("%s: %s %s answers %d:\n%s", when, method, act, status, text(body))
					}
				}
			}
		}
	}
	closed("before they are named", one, other)

	status, body := officer(http.MethodPost, "/subject/disclosures/"+one+"/name-representative", url.Values{"as": {"police-friend"}, "name": {"Officer f"}, "number": {"Nf"}, "answers": {"no"}})
	if status != http.StatusSeeOther {
		t.Fatalf("naming answers %d:\n%s", status, text(body))
	}
	closed("before they accept", one, other)
	_, body = rep(http.MethodGet, "/subject/", nil)
	if !strings.Contains(body, "Officer o asks you to represent them") || strings.Contains(body, "alleged") {
		t.Errorf("who is asked reads\n%s", text(body))
	}
	id := regexp.MustCompile(`/subject/representations/([a-z0-9]+)/`).FindStringSubmatch(body)[1]
	// Of an invitation each side has its own half.
	for _, theirs := range []struct {
		visitor
		act string
	}{{officer, "accept-representation"}, {officer, "decline-representation"}, {rep, "withdraw-representative"}, {rep, "give-up-representation"}, {at(w, w.Enrol("x")), "accept-representation"}} {
		if status, _ := theirs.visitor(http.MethodPost, "/subject/representations/"+id+"/"+theirs.act, nil); status == http.StatusSeeOther {
			t.Errorf("%s was done by who must not", theirs.act)
		}
	}
	if status, _ := rep(http.MethodPost, "/subject/representations/"+id+"/accept-representation", nil); status != http.StatusSeeOther {
		t.Fatalf("accepting answers %d", status)
	}
	closed("once they accepted", other)
	status, body = rep(http.MethodGet, "/subject/disclosures/"+one, nil)
	if status != http.StatusOK || !strings.Contains(body, "wrote to her") || strings.Contains(body, "asleep") || strings.Contains(body, "Answer the notice") {
		t.Errorf("%d, the representative reads\n%s", status, text(body))
	}
	if status, _ := rep(http.MethodPost, "/subject/disclosures/"+one+"/answer-notice", url.Values{"says": {"x"}}); status != http.StatusNotFound {
		t.Errorf("who only reads answers: %d", status)
	}
	if status, _ := officer(http.MethodPost, "/subject/representations/"+id+"/withdraw-representative", nil); status != http.StatusSeeOther {
		t.Errorf("withdrawing answers %d", status)
	}
	closed("once they are withdrawn", one, other)
	if _, now := rep(http.MethodGet, "/subject/", nil); now != nothing {
		t.Errorf("once they are withdrawn their page is\n%s", text(now))
	}
}

// TestARepresentativeSignsAsThemselves: what they send where they were let counts as
// the officer's, keeps the same limit, and the record says who sent it and for whom.
func TestARepresentativeSignsAsThemselves(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	c, id := second(w, crew, "It is alleged that you wrote to her.")
	friend := w.Enrol("f")
	w.Represent(crew.Officer, id, friend, "yes")
	rep := at(w, friend)
	for name, form := range map[string]url.Values{"answer-notice": {"says": {"He was on leave."}}, "dispute-disclosure": {"point": {"wrote to her"}, "says": {"He did not."}, "shows": {"The duty list."}}} {
		if status, body := rep(http.MethodPost, "/subject/disclosures/"+id+"/"+name, form); status != http.StatusSeeOther {
			t.Errorf("%s answers %d:\n%s", name, status, text(body))
		}
	}
	if status, _ := rep(http.MethodPost, "/subject/disclosures/"+id+"/name-representative", url.Values{"as": {"lawyer"}, "name": {"Officer x"}, "number": {"Nx"}, "answers": {"yes"}}); status != http.StatusNotFound {
		t.Errorf("a representative names another: %d", status)
	}
	found := 0
	for _, e := range w.Events(candour.Subject{Kind: "case", ID: string(c)}) {
		if e.Kind == misconduct.OfficerResponded || e.Kind == cases.DisclosureDisputed {
			if found++; e.By != friend.ID || e.Value(cases.FieldFor) != string(crew.Officer.ID) || e.Value(cases.FieldOfficer) != string(crew.Officer.Officer) {
				t.Errorf("%s is by %s for %q", e.Kind, e.By, e.Value(cases.FieldFor))
			}
		}
	}
	if found != 2 {
		t.Errorf("%d of 2 are on record", found)
	}
	_, own := at(w, crew.Officer)(http.MethodGet, "/subject/", nil)
	for _, want := range []string{"Your answer to the notice came on 2 March 2026. Officer f sent it.", "“wrote to her” He did not. What could show it: The duty list. Officer f sent it."} {
		if !strings.Contains(text(own), want) {
			t.Errorf("the officer does not read %q:\n%s", want, text(own))
		}
	}
	if strings.Contains(text(own), "You may: Make representations") {
		t.Error("the limit still runs")
	}
	// Who represents does not work on it: they would read there what was held back.
	w.Holds(friend, authz.CaseWorker, authz.Authority)
	if _, err := w.Try(friend.Who, &cases.TellPerson{Case: c, Message: words}); !errors.Is(err, candour.ErrNotFound) {
		t.Errorf("who represents works on the case: %v", err)
	}
}

// TestWhoIsInItDoesNotRepresent: each who has to do with the matter is refused, all in
// the same words, and the officer's page is the same whoever they named. So an officer
// who names one colleague after the other learns of no witness.
func TestWhoIsInItDoesNotRepresent(t *testing.T) {
	pages, sentences := map[string]string{}, map[string]string{}
	for why, prepare := range map[string]func(*testdb.World, testdb.Staff, candour.CaseID, testdb.Person){
		"nothing": func(*testdb.World, testdb.Staff, candour.CaseID, testdb.Person) {},
		"a witness": func(w *testdb.World, crew testdb.Staff, c candour.CaseID, p testdb.Person) {
			w.Do(crew.CaseWorker.Who, &cases.KeepOutOfCase{Case: c, Officer: p.Officer, Because: cases.Tie(authz.Witness)})
		},
		"whom the reporter named": func(w *testdb.World, crew testdb.Staff, c candour.CaseID, p testdb.Person) {
			w.Do(crew.CaseWorker.Who, &cases.KeepOutOfCase{Case: c, Officer: p.Officer, Because: cases.Tie(authz.KeptOut)})
		},
		"accused too": func(w *testdb.World, crew testdb.Staff, c candour.CaseID, p testdb.Person) {
			w.Link(crew.Triage.Who, p.Officer, allegations(w, c)[0])
		},
		"over the accused": func(w *testdb.World, crew testdb.Staff, _ candour.CaseID, p testdb.Person) {
			w.Do(authz.Program(testdb.Force), &workforce.SetManager{Officer: crew.Officer.Officer, Manager: p.Officer, From: candour.On(w.Now)})
		},
		"who looked into it": func(w *testdb.World, crew testdb.Staff, c candour.CaseID, p testdb.Person) {
			w.Holds(p, authz.CaseWorker)
			w.Do(crew.Supervisor.Who, &cases.AssignCase{Case: c, Officer: p.Officer})
			w.Holds(p)
		},
		"who opened it": func(w *testdb.World, _ testdb.Staff, c candour.CaseID, p testdb.Person) {
			w.Holds(p, authz.CaseWorker)
			w.Do(p.Who, &cases.DeclareOnCase{Case: c, Knows: cases.Nobody})
			w.Holds(p)
		},
		"who sits": func(w *testdb.World, crew testdb.Staff, c candour.CaseID, p testdb.Person) {
			id := ""
			for _, e := range w.Events(candour.Subject{Kind: "case", ID: string(c)}) {
				if e.Kind == misconduct.NoticeServed {
					id = e.Value("proceeding")
				}
			}
			w.Do(crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: id, Proceedings: misconduct.Hearing, Reasons: words})
			w.Do(crew.Hearing.Who, &misconduct.NamePanel{Proceeding: id, Officer: p.Officer, Others: words, Adviser: words})
		},
	} {
		w := testdb.Open(t)
		crew := w.Crew()
		friend := w.Enrol("f")
		c, id := second(w, crew, "It is alleged that you wrote to her.")
		prepare(w, crew, c, friend)
		officer, rep := at(w, crew.Officer), at(w, friend)
		before := ""
		if why == "who sits" { // the panel they are told of
			_, before = officer(http.MethodGet, "/subject/", nil)
		}
		if status, body := officer(http.MethodPost, "/subject/disclosures/"+id+"/name-representative", url.Values{"as": {"police-friend"}, "name": {"Officer f"}, "number": {"Nf"}, "answers": {"yes"}}); status != http.StatusSeeOther {
			t.Errorf("%s: naming answers %d:\n%s", why, status, text(body))
		}
		_, body := rep(http.MethodGet, "/subject/", nil)
		r := regexp.MustCompile(`/subject/representations/([a-z0-9]+)/`).FindStringSubmatch(body)
		if r == nil {
			t.Errorf("%s: they are not asked:\n%s", why, text(body))
			continue
		}
		_, asked := officer(http.MethodGet, "/subject/", nil)
		status, refused := rep(http.MethodPost, "/subject/representations/"+r[1]+"/accept-representation", nil)
		if why == "nothing" {
			if status != http.StatusSeeOther {
				t.Errorf("who has nothing to do with it is refused: %d\n%s", status, text(refused))
			}
			pages[why] = strings.ReplaceAll(asked, r[1], "ID")
			continue
		}
		_, now := officer(http.MethodGet, "/subject/", nil)
		if now != asked {
			t.Errorf("%s: the officer sees the refusal:\n%s", why, text(now))
		}
		if before == "" {
			pages[why] = strings.ReplaceAll(now, r[1], "ID")
		}
		if status != http.StatusConflict || strings.Contains(refused, "alleged") {
			t.Errorf("%s: accepting answers %d:\n%s", why, status, text(refused))
		}
		sentences[text(refused)] = why
		if status, _ := rep(http.MethodGet, "/subject/disclosures/"+id, nil); status != http.StatusNotFound {
			t.Errorf("%s: who was refused reads it: %d", why, status)
		}
		// They may decline, as anybody.
		if status, _ := rep(http.MethodPost, "/subject/representations/"+r[1]+"/decline-representation", nil); status != http.StatusSeeOther {
			t.Errorf("%s: declining answers %d", why, status)
		}
	}
	for why, p := range pages {
		if d := strings.ReplaceAll(p, idOf(p), "D"); d != strings.ReplaceAll(pages["nothing"], idOf(pages["nothing"]), "D") {
			t.Errorf("the officer's page after naming differs for %s:\n%s\nand else\n%s", why, text(p), text(pages["nothing"]))
		}
	}
	if len(sentences) != 1 {
		t.Errorf("the refusal says why: %d sentences: %v", len(sentences), sentences)
	}
}

// idOf is the first address of a disclosure on a page.
func idOf(page string) string {
	return regexp.MustCompile(`/subject/disclosures/([a-z0-9]+)`).FindStringSubmatch(page)[1]
}

func allegations(w *testdb.World, c candour.CaseID) (out []candour.AllegationID) {
	w.Read(func(tx *seal.Tx) error {
		all, err := cases.Read(tx, testdb.Force, c)
		for _, a := range all.Allegations {
			out = append(out, a.ID)
		}
		return err
	})
	return out
}

// TestWhoComesToBeInItReadsNoMore: somebody is found to be a witness after they
// accepted. From the next question on they read nothing, and nobody is told why.
func TestWhoComesToBeInItReadsNoMore(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	c, id := second(w, crew, "It is alleged that you wrote to her.")
	friend := w.Enrol("f")
	w.Represent(crew.Officer, id, friend, "yes")
	officer, rep := at(w, crew.Officer), at(w, friend)
	_, before := officer(http.MethodGet, "/subject/", nil)
	w.Do(crew.CaseWorker.Who, &cases.KeepOutOfCase{Case: c, Officer: friend.Officer, Because: cases.Tie(authz.Witness)})
	for _, path := range []string{"/subject/disclosures/" + id, "/subject/disclosures/" + id + "/answer-notice"} {
		if status, _ := rep(http.MethodGet, path, nil); status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, status)
		}
	}
	if _, body := rep(http.MethodGet, "/subject/", nil); strings.Contains(body, "alleged") || strings.Contains(body, id) {
		t.Errorf("a witness reads\n%s", text(body))
	}
	if _, now := officer(http.MethodGet, "/subject/", nil); now != before {
		t.Errorf("the officer sees that their representative is a witness:\n%s", text(now))
	}
}

// TestNaming: who is on file nowhere is refused in one sentence, whatever is wrong; so
// is oneself, the same person twice, and a fourth.
func TestNaming(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	_, id := second(w, crew, "It is alleged that you wrote to her.")
	officer := at(w, crew.Officer)
	name := func(who, number string) (int, string) {
		status, body := officer(http.MethodPost, "/subject/disclosures/"+id+"/name-representative", url.Values{"as": {"lawyer"}, "name": {who}, "number": {number}, "answers": {"yes"}})
		return status, text(body)
	}
	w.Do(crew.Hearing.Who, &workforce.EnrolRepresentative{Force: testdb.Force, Name: candour.Mark("Lawyer J"), Body: words, Number: candour.Mark("J-77"), Checked: words})
	for _, wrong := range [][2]string{{"Officer f", "N0"}, {"Officer x", "Na"}, {"Lawyer J", "J-78"}, {"Lawyer K", "J-77"}} {
		if status, body := name(wrong[0], wrong[1]); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Nobody is on file under this name and number") {
			t.Errorf("%q: %d\n%s", wrong, status, body)
		}
	}
	if status, body := name("Officer o", "No"); status != http.StatusUnprocessableEntity || !strings.Contains(body, "That is you") {
		t.Errorf("oneself: %d\n%s", status, body)
	}
	for i, right := range [][2]string{{"J Lawyer", "j77"}, {"Officer t", "Nt"}, {"Officer s", "Ns"}, {"Officer c", "Nc"}} {
		status, body := name(right[0], right[1])
		if want := map[bool]int{true: http.StatusSeeOther, false: http.StatusConflict}[i < 3]; status != want {
			t.Errorf("%q: %d, want %d\n%s", right, status, want, body)
		}
		if i == 0 {
			if status, body := name(right[0], right[1]); status != http.StatusUnprocessableEntity || !strings.Contains(body, "named them already") {
				t.Errorf("twice: %d\n%s", status, body)
			}
		}
	}
}

// TestASuspendedFriendAndOneOfNoForce: neither needs a post to represent somebody.
func TestASuspendedFriendAndOneOfNoForce(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	_, id := second(w, crew, "It is alleged that you wrote to her.")
	gone := w.Enrol("g")
	w.Represent(crew.Officer, id, gone, "yes")
	w.Do(crew.Authority.Who, &workforce.LeaveForce{Officer: gone.Officer, Day: candour.On(w.Now), Why: "retired"})
	lawyer := testdb.Person{ID: "person-j", Who: authz.Actor{Kind: "Person", Force: testdb.Force, ID: "person-j"}}
	w.Do(crew.Hearing.Who, (&workforce.EnrolRepresentative{Force: testdb.Force, Name: candour.Mark("Lawyer J"), Body: words, Number: candour.Mark("J-77"), Checked: words}).Known(lawyer.ID))
	r := w.Do(crew.Officer.Who, &cases.NameRepresentative{Disclosure: id, As: cases.Lawyer, Name: candour.Mark("Lawyer J"), Number: candour.Mark("J-77"), Answers: "yes"})[0].Value("representation")
	w.Do(lawyer.Who, &cases.AcceptRepresentation{Representation: r})
	for _, p := range []testdb.Person{gone, lawyer} {
		visit := at(w, p)
		if status, body := visit(http.MethodGet, "/subject/disclosures/"+id, nil); status != http.StatusOK || !strings.Contains(body, "wrote to her") {
			t.Errorf("%s reads %d:\n%s", p.ID, status, text(body))
		}
		if status, _ := visit(http.MethodPost, "/subject/disclosures/"+id+"/answer-notice", url.Values{"says": {"Not so."}}); status != http.StatusSeeOther {
			t.Errorf("%s answers: %d", p.ID, status)
		}
		if status, _ := visit(http.MethodGet, "/subject/", nil); status != http.StatusOK {
			t.Errorf("%s has no page: %d", p.ID, status)
		}
	}
	// The lawyer gives it up.
	visit := at(w, lawyer)
	if status, _ := visit(http.MethodPost, "/subject/representations/"+r+"/give-up-representation", nil); status != http.StatusSeeOther {
		t.Errorf("giving up: %d", status)
	}
	if status, _ := visit(http.MethodGet, "/subject/disclosures/"+id, nil); status != http.StatusNotFound {
		t.Errorf("who gave it up reads: %d", status)
	}
}
