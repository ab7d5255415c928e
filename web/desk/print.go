package desk

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"candour"
	"candour/cases"
	"candour/ledger"
	"candour/view"
	"candour/web/page"

	"github.com/a-h/templ"
)

// printed is what a copy is of, read for whoever prints it, by the reading of the page
// on the screen: there is nothing on paper that they could not see there.
type printed struct {
	of      candour.Subject
	name    string
	heading string
	shown   []candour.Subject
	body    templ.Component
}

// copyOf is one copy, and what stands on each sheet of it.
type copyOf struct {
	printed
	By, At, For string
	Number      int
}

func (c copyOf) title() string {
	return fmt.Sprintf("%s, copy %d", title(c.of), c.Number)
}

// foot stands on each sheet, so that one that is found alone tells whose it was.
func (c copyOf) foot() string {
	return fmt.Sprintf("%s. Copy %d of %s, %s. Not to be passed on.", title(c.of), c.Number, c.By, c.At)
}

// longestPurpose is how many letters somebody may write about what a copy is for.
const longestPurpose = 500

func (s *Server) askPrintCase(w http.ResponseWriter, r *http.Request, me visitor) {
	s.askPrint(w, r, me, s.caseToPrint)
}

func (s *Server) askPrintOfficer(w http.ResponseWriter, r *http.Request, me visitor) {
	s.askPrint(w, r, me, s.officerToPrint)
}

func (s *Server) printCase(w http.ResponseWriter, r *http.Request, me visitor) {
	s.print(w, r, me, s.caseToPrint)
}

func (s *Server) printOfficer(w http.ResponseWriter, r *http.Request, me visitor) {
	s.print(w, r, me, s.officerToPrint)
}

// toPrint reads what is printed, or answers in its place.
type toPrint func(http.ResponseWriter, *http.Request, visitor) (printed, bool)

func (s *Server) caseToPrint(w http.ResponseWriter, r *http.Request, me visitor) (out printed, ok bool) {
	p, err := s.View.CaseInFull(r.Context(), me.Viewer, candour.CaseID(r.PathValue("id")))
	if s.asksFirst(w, r, me, cases.DeclareOnCaseKind.ID, candour.Subject{Kind: "case", ID: r.PathValue("id")}, err) {
		return out, false
	}
	if err != nil {
		s.fail(w, r, me, err)
		return out, false
	}
	return printed{candour.Subject{Kind: "case", ID: string(p.ID)}, "case", caseHeading(p) + ", " + p.State, shownOnCase(p), caseOnPaper(p, me.Today)}, true
}

func (s *Server) officerToPrint(w http.ResponseWriter, r *http.Request, me visitor) (out printed, ok bool) {
	f, err := s.View.OfficerFile(r.Context(), me.Viewer, candour.OfficerID(r.PathValue("id")))
	if err != nil {
		s.fail(w, r, me, err)
		return out, false
	}
	return printed{officerSubject(f), "officer’s file", officerName(f.Officer.Name.Words(), string(f.ID)), shownOnFile(f), officerOnPaper(f, me.Today)}, true
}

// askPrint asks what a copy is for.
func (s *Server) askPrint(w http.ResponseWriter, r *http.Request, me visitor, read toPrint) {
	if p, ok := read(w, r, me); ok && s.saw(w, r, me, "form print", p.of) {
		s.show(w, r, http.StatusOK, askPrintPage(me, p, "", ""))
	}
}

// print makes one copy. It answers a form and not an address: a page that is fetched
// again, or ahead, makes no copy that nobody wanted.
func (s *Server) print(w http.ResponseWriter, r *http.Request, me visitor, read toPrint) {
	p, ok := read(w, r, me)
	if !ok {
		return
	}
	purpose := strings.TrimSpace(r.PostFormValue("purpose"))
	wrong := ""
	switch {
	case purpose == "":
		wrong = "Say what the copy is for."
	case utf8.RuneCountInString(purpose) > longestPurpose:
		wrong = fmt.Sprintf("Say it in %d letters or fewer.", longestPurpose)
	}
	if wrong != "" {
		if s.saw(w, r, me, "form print", p.of) {
			s.show(w, r, http.StatusUnprocessableEntity, askPrintPage(me, p, purpose, wrong))
		}
		return
	}
	at := s.Now()
	n, err := ledger.Print(r.Context(), s.Runner.DB, ledger.Accessed{Force: me.Who.Force, Who: me.Who.ID, At: at, Shown: p.shown, Purpose: candour.Mark(purpose)})
	if err != nil {
		s.trouble(w, r, me, err)
		return
	}
	when := candour.On(at).Words() + ", " + at.In(candour.London).Format("15:04")
	s.show(w, r, http.StatusOK, printedPage(copyOf{p, me.Name, when, purpose, n}))
}

// shownOnCase is what an access to the page of a case showed.
func shownOnCase(p view.CasePage) []candour.Subject {
	shown := []candour.Subject{{Kind: "case", ID: string(p.ID)}}
	if p.Said != nil {
		shown = append(shown, candour.Subject{Kind: "report", ID: string(p.Report)})
	}
	for id, o := range p.Officers {
		shown = append(shown, candour.Subject{Kind: "officer", ID: string(id)})
		for _, c := range o.Concerns {
			shown = append(shown, candour.Subject{Kind: "case", ID: string(c.Case)})
		}
	}
	return shown
}

// shownOnFile is what an access to an officer's file showed.
func shownOnFile(f view.OfficerFile) []candour.Subject {
	shown := []candour.Subject{officerSubject(f)}
	for _, m := range f.Managers {
		shown = append(shown, candour.Subject{Kind: "officer", ID: string(m.Manager.Officer)})
	}
	for _, c := range f.Concerns {
		shown = append(shown, candour.Subject{Kind: "case", ID: string(c.Case)})
	}
	return shown
}

// onPaper are rows without what can be done.
func onPaper(c copyOf) []page.SummaryRow {
	return []page.SummaryRow{
		{Key: "Printed by", Value: c.By},
		{Key: "When", Value: c.At},
		{Key: "What for", Value: c.For, ValueClasses: page.Verbatim},
		{Key: "Copy", Value: fmt.Sprintf("Number %d that they made of this %s", c.Number, c.name)},
	}
}
