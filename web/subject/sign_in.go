package subject

import "net/http"

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, signInPage(s.Demo))
}

// signInAs signs anybody in as one of the demonstration's people. Outside a
// demonstration there are none, and it answers as any absent page.
func (s *Server) signInAs(w http.ResponseWriter, r *http.Request) {
	for _, p := range s.Demo {
		if r.PostFormValue("as") != string(p.ID) {
			continue
		}
		if err := s.Sessions.RenewToken(r.Context()); err != nil {
			s.trouble(w, r, visitor{}, err)
			return
		}
		s.Sessions.Put(r.Context(), "force", string(p.Force))
		s.Sessions.Put(r.Context(), "person", string(p.ID))
		s.Sessions.Put(r.Context(), "name", p.Name)
		http.Redirect(w, r, "/subject/", http.StatusSeeOther)
		return
	}
	s.absent(w, r, visitor{})
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.Sessions.Destroy(r.Context()); err != nil {
		s.trouble(w, r, visitor{}, err)
		return
	}
	http.Redirect(w, r, "/subject/sign-in", http.StatusSeeOther)
}
