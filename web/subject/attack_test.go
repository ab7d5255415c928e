package subject_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"candour"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/internal/testdb"
)

// TestWhatIsDecidedIsNotToldBeforeItIsTold: an officer who opens their page each
// day, and tries each form, learns of no decision that nobody has told them of: not
// by a button that is gone, nor by a day that no longer stands there, nor by what a
// form answers.
func TestWhatIsDecidedIsNotToldBeforeItIsTold(t *testing.T) {
	for _, decision := range []misconduct.Proceedings{misconduct.Hearing, misconduct.Meeting, misconduct.Accelerated, misconduct.NoProceedings} {
		w := testdb.Open(t)
		crew := w.Crew()
		c := matter(w, crew)
		p := w.Notice(crew.Authority.Who, c, crew.Officer.Officer)
		visit := at(w, crew.Officer)
		tries := func() (out []string) {
			_, own := visit(http.MethodGet, "/subject/", nil)
			out = append(out, own)
			for _, act := range []string{"answer-notice", "propose-date", "object-to-member", "speak-against-suspension", "answer-documents", "appeal-outcome"} {
				_, form := visit(http.MethodGet, "/subject/disclosures/"+told(w, crew.Officer)[0]+"/"+act, nil)
				_, refused := visit(http.MethodPost, "/subject/disclosures/"+told(w, crew.Officer)[0]+"/"+act, url.Values{})
				out = append(out, form, refused)
			}
			return out
		}
		before := tries()
		w.Do(crew.Authority.Who, &misconduct.DecideCaseToAnswer{Proceeding: p, Proceedings: decision, Reasons: words})
		w.Do(crew.Authority.Who, &investigation.DelayForProceedings{Case: c, Reasons: words, Consulted: words})
		for i, now := range tries() {
			if now != before[i] {
				t.Errorf("%s: answer %d was\n%s\nand is, when it is decided and not told,\n%s", decision, i, before[i], now)
			}
		}
		if status, _ := visit(http.MethodPost, "/subject/disclosures/"+told(w, crew.Officer)[0]+"/answer-notice", url.Values{"says": {"I wrote about the case."}}); status != http.StatusSeeOther {
			t.Errorf("%s: an answer that comes after the decision gets %d", decision, status)
		}
		want := misconduct.ToAnswer
		if decision == misconduct.NoProceedings {
			want = misconduct.NotToAnswer
		}
		if got := w.StateOf("proceeding", p); got != want {
			t.Errorf("%s: an answer that comes after the decision makes it %q, want %q: it undoes nothing", decision, got, want)
		}
		if decision == misconduct.NoProceedings {
			continue
		}
		w.Do(crew.Hearing.Who, &misconduct.SupplyDocuments{Proceeding: p, How: misconduct.ByHand, What: words, Deemed: candour.On(w.Now)})
		if _, own := visit(http.MethodGet, "/subject/", nil); strings.Contains(own, "Answer the notice") {
			t.Errorf("%s: they have the documents, and are still asked to answer the notice", decision)
		}
	}
}

// TestWhyItIsPostponedIsNotTold: the page gives the new day. That somebody looks at
// a crime meanwhile, or that the person who reported cannot come, is not theirs.
func TestWhyItIsPostponedIsNotTold(t *testing.T) {
	var pages []string
	for _, because := range []misconduct.Because{misconduct.OurReason, misconduct.Criminal, misconduct.PersonAsked} {
		w := testdb.Open(t)
		crew := w.Crew()
		p := w.Notice(crew.Authority.Who, matter(w, crew), crew.Officer.Officer)
		w.Proceed(crew, p, misconduct.Hearing, misconduct.Fixed)
		w.Do(crew.Hearing.Who, &misconduct.PostponeHearing{Proceeding: p, Reason: because, Reasons: words, Date: candour.Date{Year: 2026, Month: 5, Day: 27}, Where: words})
		_, own := at(w, crew.Officer)(http.MethodGet, "/subject/", nil)
		if pages = append(pages, own); own != pages[0] {
			t.Errorf("%s: the page is\n%s\nand else\n%s", because, own, pages[0])
		}
	}
}

// drawn is an id that a door drew, which is another each time.
var drawn = regexp.MustCompile(`/representations/[a-z0-9]+/`)

// TestASecondMatterIsNotTold: somebody was told of one matter. That there is another,
// at whatever stage, changes no byte of what they or who represents them get; nor does
// it when they name and withdraw, or send something.
func TestASecondMatterIsNotTold(t *testing.T) {
	var answers [2][]string
	for i := range answers {
		w := testdb.Open(t)
		crew := w.Crew()
		_, id := second(w, crew, "It is alleged that you wrote to her.")
		friend := w.Enrol("f")
		if i == 1 {
			w.Apart("another matter", func() {
				c := matter(w, crew)
				w.Do(crew.CaseWorker.Who, &misconduct.NameWelfareContact{Case: c, Officer: crew.Officer.Officer, Who: words, Reach: words, Often: words})
				w.Do(crew.Authority.Who, &investigation.DelayForProceedings{Case: c, Reasons: words, Consulted: words})
			})
		}
		w.Represent(crew.Officer, id, friend, "yes")
		for _, visit := range []visitor{at(w, crew.Officer), at(w, friend)} {
			for _, x := range []struct {
				method, path string
				form         url.Values
			}{
				{http.MethodGet, "/subject/", nil},
				{http.MethodGet, "/subject/disclosures/" + id, nil},
				{http.MethodGet, "/subject/disclosures/" + id + "/answer-notice", nil},
				{http.MethodPost, "/subject/disclosures/" + id + "/dispute-disclosure", url.Values{"point": {"wrote"}, "says": {"no"}}},
				{http.MethodPost, "/subject/disclosures/" + id + "/name-representative", url.Values{"as": {"lawyer"}, "name": {"Officer t"}, "number": {"Nt"}, "answers": {"no"}}},
				{http.MethodGet, "/subject/", nil},
			} {
				status, body := visit(x.method, x.path, x.form)
				answers[i] = append(answers[i], fmt.Sprintf("%s %s: %d\n%s", x.method, x.path, status, drawn.ReplaceAllString(body, "/representations/ID/")))
			}
		}
	}
	for n, with := range answers[1] {
		if with != answers[0][n] {
			t.Errorf("with another matter\n%s\nand without\n%s", with, answers[0][n])
		}
	}
}
