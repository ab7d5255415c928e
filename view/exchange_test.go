package view_test

import (
	"fmt"
	"strings"
	"testing"

	"candour"
	"candour/intake"
	"candour/internal/testdb"
	"candour/view"
)

// TestWhatIsWrittenIsNotForAllOfACase: the page of a case is open to more than those
// who may read what the person told: what they write is not on it for the others, on
// the screen or on paper.
func TestWhatIsWrittenIsNotForAllOfACase(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	sent := w.Send(1)
	c := w.OpenCase(crew.Triage.Who, sent.Report)
	w.Link(crew.Triage.Who, crew.Officer.Officer, sent.Allegations...)
	w.Do(sent.Reporter, &intake.WriteToUs{Report: sent.Report, Message: "abcdefghijklmnopqrstuvwxyz", Words: candour.Mark("I moved to Elm Row")})
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	for _, x := range []struct {
		who  testdb.Person
		sees bool
	}{{crew.Hearing, false}, {crew.CaseWorker, true}, {crew.Liaison, true}} {
		w.KnowsNobody(x.who.Who, candour.Subject{Kind: "case", ID: string(c)})
		as := view.Viewer{Who: x.who.Who, Today: candour.On(w.Now), Now: w.Now}
		page, err := v.CasePage(t.Context(), as, c, 0)
		if err != nil {
			t.Fatal(err)
		}
		paper, err := v.CaseInFull(t.Context(), as, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []view.CasePage{page, paper} {
			var all strings.Builder
			for _, m := range p.Mailbox.Messages {
				fmt.Fprintln(&all, m.Words.Words())
			}
			for _, h := range p.Timeline {
				for _, f := range h.Data {
					fmt.Fprintln(&all, f.Value)
				}
			}
			if p.Mailbox.Open != x.sees || strings.Contains(all.String(), "Elm Row") && !x.sees {
				t.Errorf("%s: the mailbox is open: %v, want %v; it shows %q", x.who.ID, p.Mailbox.Open, x.sees, all.String())
			}
			if x.sees && (len(p.Mailbox.Messages) != 1 || p.Mailbox.Messages[0].Words.Words() != "I moved to Elm Row") {
				t.Errorf("%s does not see what was written", x.who.ID)
			}
		}
	}
}
