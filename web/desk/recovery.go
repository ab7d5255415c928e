package desk

import (
	"net/http"

	"candour"
	"candour/seal"
	"candour/web/page"
	"candour/web/signin"
	"candour/workforce"
)

// recovery is the page of those who let people sign in: what waits for a second of
// two, and the way for somebody who has lost every device. It shows no code: a page
// can be kept, and read by whoever sits down at it later, so that codes are given at
// the command line only.
func (s *Server) recovery(w http.ResponseWriter, r *http.Request, me visitor) {
	if !s.gives(w, r, me) {
		return
	}
	list, err := s.View.Grants(r.Context(), me.Viewer)
	if err != nil {
		s.trouble(w, r, me, err)
		return
	}
	var shown []candour.Subject
	for _, a := range list {
		shown = append(shown, candour.Subject{Kind: "grant", ID: a.ID}, candour.Subject{Kind: "officer", ID: string(a.Officer)})
	}
	if s.saw(w, r, me, "sign-ins", shown...) {
		s.show(w, r, http.StatusOK, recoveryPage(me, list, s.Provider != nil))
	}
}

// alsoFor leads from one's own sign-in to the page of those who let others sign in.
func (s *Server) alsoFor(r *http.Request, me signin.Me) (links []page.NavItem, err error) {
	err = s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		gives, err := workforce.Proposes(tx, me.Who)
		if gives {
			links = append(links, page.NavItem{Text: "Who can sign in", Href: "/desk/sign-ins/"})
		}
		return err
	})
	return links, err
}

// gives answers whoever holds no role in which they let others sign in.
func (s *Server) gives(w http.ResponseWriter, r *http.Request, me visitor) (ok bool) {
	err := s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) (err error) {
		ok, err = workforce.Proposes(tx, me.Who)
		return err
	})
	if err != nil {
		s.trouble(w, r, me, err)
		return false
	}
	if !ok {
		s.absent(w, r, me)
	}
	return ok
}

// recover leads to the form that stops somebody's passkeys, by their number: it is
// typed here and not an address, which others would read. A number that nobody has
// leads where an id leads that is nobody's.
func (s *Server) recover(w http.ResponseWriter, r *http.Request, me visitor) {
	if !s.gives(w, r, me) {
		return
	}
	typed := r.PostFormValue("number")
	id := "nobody"
	var shown []candour.Subject
	err := s.Runner.DB.Read(r.Context(), func(tx *seal.Tx) error {
		list, err := workforce.ByNumber(tx, me.Who.Force, typed)
		if len(list) == 1 {
			id = string(list[0])
			shown = []candour.Subject{{Kind: "officer", ID: id}}
		}
		return err
	})
	if err != nil {
		s.trouble(w, r, me, err)
		return
	}
	if !s.sawFor(w, r, me, "sign-ins", typed, shown...) { // the address he is led to tells that the number is somebody's, and whose
		return
	}
	does := "withdraw-passkey"
	if r.PostFormValue("does") == "account" {
		does = "propose-account"
	}
	http.Redirect(w, r, "/desk/officers/"+id+"/"+does, http.StatusSeeOther)
}
