package report

import (
	"net/http"

	"candour"
	"candour/intake"
	"candour/web/page"
)

// checkPath is where everything is read back before it is sent.
const checkPath = "/report/check"

// add begins one more thing: the same questions, in a draft of its own. One that was
// begun and not sent goes on.
func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	me, ok := s.me(r)
	if !ok {
		http.Redirect(w, r, "/report/come-back", http.StatusSeeOther)
		return
	}
	if _, d, err := s.draft(r); err == nil && d.AddTo == me.id {
		http.Redirect(w, r, "/report/1/what", http.StatusSeeOther)
		return
	}
	s.beginDraft(w, r, intake.Draft{Force: me.force, Said: make([]intake.DraftSaid, 1), AddTo: me.id})
}

// goOn is where somebody goes on with what they did not send.
func goOn(d intake.Draft) string {
	if d.Said[0].What == "" {
		return "/report/1/what"
	}
	return checkPath
}

// confirmAdded sends one more thing. If the person's time ran out, what they wrote
// waits in the draft while they type their code.
func (s *Server) confirmAdded(w http.ResponseWriter, r *http.Request, secret intake.Secret, d intake.Draft) {
	me, ok := s.me(r)
	if !ok || me.id != d.AddTo {
		s.show(w, r, http.StatusUnprocessableEntity, comeBackPage("", carried{}, []page.Problem{{Field: "code", Says: "Your time ran out. What you wrote is still here. Type your code to go on."}}))
		return
	}
	said := d.Said[0]
	err := s.send(r, me, &intake.AddToReport{Report: me.id, Allegation: secret.Added(), Said: intake.Said{
		What: candour.Mark(said.What), When: candour.Mark(said.When), Where: candour.Mark(said.Where), Who: candour.Mark(said.Who),
	}})
	status, problems := s.refused("adding to a report", err)
	if status != 0 {
		s.show(w, r, status, checkPage(d, problems))
		return
	}
	s.drop(r, secret)
	setDraftCookie(w, "")
	http.Redirect(w, r, sentPath(intake.OwedSorting), http.StatusSeeOther)
}
