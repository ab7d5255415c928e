package report

import (
	"context"
	"errors"
	"net/http"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/seal"
)

// ErrNotYet says that a report is not in the published log yet, so that there is
// no proof of it.
var ErrNotYet = errors.New("the log does not show it yet")

// file makes one of the files that a person may keep of their own report.
type file func(ctx context.Context, force candour.ForceID, report candour.ReportID) ([]byte, error)

// The paths of the two files. Their names are the files' names, and say nothing
// to whoever looks over a list of downloads.
const (
	proofPath   = "/report/mine/notes-1.txt"
	accountPath = "/report/mine/notes-2.txt"
)

// keeping says what the page offers to keep.
type keeping int

const (
	keepNothing keeping = iota // this service makes no proofs
	keepNow
	keepSoon // the log does not show it yet
	keepTrouble
)

func (s *Server) keeping(ctx context.Context, force candour.ForceID, id candour.ReportID) keeping {
	if s.Proof == nil || s.Account == nil {
		return keepNothing
	}
	_, err := s.Proof(ctx, force, id)
	switch {
	case err == nil:
		return keepNow
	case errors.Is(err, ErrNotYet):
		return keepSoon
	case errors.Is(err, candour.ErrNotFound):
		return keepNothing
	}
	s.Log.Error("report door: making a proof", "err", err)
	return keepTrouble
}

// visitor is who came back with a code, and to which report; empty for a
// stranger.
func (s *Server) visitor(r *http.Request) (force candour.ForceID, id candour.ReportID, who candour.PersonID) {
	get := func(name string) string { return s.Mine.GetString(r.Context(), name) }
	return candour.ForceID(get("force")), candour.ReportID(get("report")), candour.PersonID(get("who"))
}

// keep hands a file out, to be saved and not shown, to the person whose report it
// is of. Anybody else gets the answer of a page that does not exist. Nothing in
// the address says which report: it is the visitor's own or none.
func (s *Server) keep(name string, f file) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		force, id, who := s.visitor(r)
		if f == nil || id == "" {
			s.show(w, r, http.StatusNotFound, notFoundPage())
			return
		}
		err := s.Runner.Read(r.Context(), act.Reporter(force, who), intake.ReadOwnReport, candour.Subject{Kind: "report", ID: string(id)}, func(*seal.Tx) error { return nil })
		var b []byte
		if err == nil {
			b, err = f(r.Context(), force, id)
		}
		switch {
		case err == nil:
		case errors.Is(err, candour.ErrNotFound):
			s.show(w, r, http.StatusNotFound, notFoundPage())
			return
		case errors.Is(err, ErrNotYet):
			http.Redirect(w, r, "/report/mine", http.StatusSeeOther) // which says when to come back
			return
		default:
			s.trouble(w, r, "making a file to keep", err)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		_, _ = w.Write(b) // the reader may have gone
	}
}
