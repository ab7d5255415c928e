package signin

import (
	"errors"
	"net/http"

	"candour"
	"candour/ledger"

	"github.com/a-h/templ"
)

// Show sends a page.
func (d *Door) Show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := c.Render(r.Context(), w); err != nil {
		d.Log.Error("writing a page", "door", d.Is, "err", err)
	}
}

// Saw records what a page shows before it is sent: no row, no page. query is what was
// searched for, or empty.
func (d *Door) Saw(w http.ResponseWriter, r *http.Request, me Me, pageName, query string, shown ...candour.Subject) bool {
	err := ledger.Access(r.Context(), d.Runner.DB, ledger.Accessed{Force: me.Who.Force, Who: me.Who.ID, At: d.Now(), Page: pageName, Shown: shown, Query: candour.Mark(query)})
	if err != nil {
		d.Trouble(w, r, me, err)
		return false
	}
	return true
}

// Fail answers an error: absent and hidden alike, anything else as ours.
func (d *Door) Fail(w http.ResponseWriter, r *http.Request, me Me, err error) {
	if errors.Is(err, candour.ErrNotFound) {
		d.Absent(w, r, me)
		return
	}
	d.Trouble(w, r, me, err)
}

// Absent answers what is not there, and what is not for whoever asks.
func (d *Door) Absent(w http.ResponseWriter, r *http.Request, me Me) {
	d.Show(w, r, http.StatusNotFound, d.absentPage(me))
}

// Trouble answers where something of ours failed.
func (d *Door) Trouble(w http.ResponseWriter, r *http.Request, me Me, err error) {
	d.Log.Error("a page failed", "door", d.Is, "err", err)
	d.Show(w, r, http.StatusInternalServerError, d.troublePage(me))
}
