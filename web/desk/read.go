package desk

import (
	"errors"
	"net/http"

	"candour"
	"candour/cases"
	"candour/seal"
)

func (s *Server) report(w http.ResponseWriter, r *http.Request, me visitor) {
	p, err := s.View.ReportPage(r.Context(), me.Viewer, candour.ReportID(r.PathValue("id")))
	if s.asksFirst(w, r, me, cases.DeclareOnReportKind.ID, candour.Subject{Kind: "report", ID: r.PathValue("id")}, err) {
		return
	}
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	if s.saw(w, r, me, "report", candour.Subject{Kind: "report", ID: string(p.ID)}) {
		s.show(w, r, http.StatusOK, reportPage(me, p))
	}
}

func (s *Server) caseFile(w http.ResponseWriter, r *http.Request, me visitor) {
	open := s.View.CasePage
	if r.URL.Query().Get("concerns") == "every" {
		open = s.View.CaseWithConcerns
	}
	p, err := open(r.Context(), me.Viewer, candour.CaseID(r.PathValue("id")), number(r, "part"))
	if s.asksFirst(w, r, me, cases.DeclareOnCaseKind.ID, candour.Subject{Kind: "case", ID: r.PathValue("id")}, err) {
		return
	}
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	if s.saw(w, r, me, "case", shownOnCase(p)...) {
		s.show(w, r, http.StatusOK, casePage(me, p))
	}
}

func (s *Server) officer(w http.ResponseWriter, r *http.Request, me visitor) {
	f, err := s.View.OfficerFile(r.Context(), me.Viewer, candour.OfficerID(r.PathValue("id")))
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	if s.saw(w, r, me, "officer file", shownOnFile(f)...) {
		s.show(w, r, http.StatusOK, officerPage(me, f, number(r, "part")))
	}
}

// asksFirst leads whoever opens a matter for the first time to the question
// whether they know anyone in it. Whoever may not open it at all is not asked:
// for them it is absent.
func (s *Server) asksFirst(w http.ResponseWriter, r *http.Request, me visitor, question string, of candour.Subject, err error) bool {
	if !errors.Is(err, candour.ErrNotFound) {
		return false
	}
	var may bool
	if err := s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) (err error) {
		_, may, err = s.Runner.May(tx, me.Who, question, of)
		return err
	}); err != nil || !may {
		return false // the page answers what it would have answered
	}
	http.Redirect(w, r, link(of)+"/"+question, http.StatusSeeOther)
	return true
}
