package desk

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"candour"
	"candour/view"
	"candour/web/page"
	"candour/workforce"
)

// viewsPage is what somebody keeps for themselves, and what they would keep now.
type viewsPage struct {
	Views    []workforce.SavedView
	Filter   view.Filter
	Name     string
	Problems []page.Problem
}

// views shows them, with the form that keeps the filter of this address.
func (s *Server) views(w http.ResponseWriter, r *http.Request, me visitor) {
	f, _ := filterOf(r.URL.Query())
	s.showViews(w, r, me, http.StatusOK, viewsPage{Filter: f})
}

func (s *Server) showViews(w http.ResponseWriter, r *http.Request, me visitor, status int, p viewsPage) {
	var err error
	if p.Views, err = s.viewsOf(r, me); err != nil {
		s.fail(w, r, me, err)
		return
	}
	s.show(w, r, status, savedViews(me, p))
}

// keepView keeps one. Its name goes in the body of the form: it is what they typed,
// and may say whom it is about.
func (s *Server) keepView(w http.ResponseWriter, r *http.Request, me visitor) {
	typed, err := url.ParseQuery(r.PostFormValue("filter"))
	if err != nil {
		typed = nil
	}
	f, _ := filterOf(typed)
	v := workforce.SavedView{ID: strings.ToLower(rand.Text()), Name: candour.Mark(r.PostFormValue("name")), Filter: query(f).Encode(), First: r.PostFormValue("first") == "yes"}
	if v.Filter == "" {
		v.Filter = inAll
	}
	err = workforce.KeepView(r.Context(), s.Runner.DB, me.Who, v)
	if errors.Is(err, candour.ErrInvalid) {
		s.showViews(w, r, me, http.StatusUnprocessableEntity, viewsPage{Filter: f, Name: v.Name.Words(), Problems: page.Problems(err)})
		return
	}
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	http.Redirect(w, r, worklistPath(f), http.StatusSeeOther)
}

// dropView removes one of theirs.
func (s *Server) dropView(w http.ResponseWriter, r *http.Request, me visitor) {
	s.afterView(w, r, me, workforce.DropView(r.Context(), s.Runner.DB, me.Who, r.PathValue("id")))
}

// openWith makes their worklist open with one of theirs, or with all.
func (s *Server) openWith(w http.ResponseWriter, r *http.Request, me visitor) {
	s.afterView(w, r, me, workforce.OpenWith(r.Context(), s.Runner.DB, me.Who, r.PathValue("id")))
}

func (s *Server) afterView(w http.ResponseWriter, r *http.Request, me visitor, err error) {
	if err != nil {
		s.fail(w, r, me, err)
		return
	}
	http.Redirect(w, r, "/desk/views", http.StatusSeeOther)
}
