// Package public serves what anybody may see: the doors, and the log of
// commitments with all that a stranger needs to verify it.
//
// It never shows anything about a person, a case or a count of either.
package public

import (
	"net/http"

	"candour"
	"candour/ledger"
	"candour/web/page"

	"github.com/a-h/templ"
)

// Log is one force's published log.
type Log struct {
	Force    candour.ForceID
	Name     string
	Dir      string // the folder of tiles
	Verifier string // the public key, one line
}

// Server is the door.
type Server struct {
	Logs []Log
	Demo bool

	Report, Desk, Subject bool // these doors are on the same host name, so that the page can point at them

	Witnesses  []string // the public keys of those who must cosign a checkpoint before it is published
	OwnWitness bool     // they are run by the same people, which is said wherever they are shown
}

// Handler is every public page.
func (s *Server) Handler() http.Handler {
	m := http.NewServeMux()
	m.Handle("GET /{$}", templ.Handler(doorsPage(s)))
	m.Handle("GET /verify", templ.Handler(verifyPage(s)))
	for _, l := range s.Logs {
		at := "/log/" + string(l.Force)
		m.Handle("GET "+at+"/", http.StripPrefix(at, ledger.Public(l.Dir)))
		m.HandleFunc("GET "+at+"/key", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte(l.Verifier + "\n")) // the reader may have gone
		})
	}
	m.Handle("/", templ.Handler(absentPage(), templ.WithStatus(http.StatusNotFound)))
	return page.Headers(page.PublicDoor)(m)
}
