package signin

import (
	"net/http"

	"candour/act"
	"candour/web/page"
)

// signIn is the page of signing in.
func (d *Door) signIn(w http.ResponseWriter, r *http.Request) {
	if d.Passkeys == nil {
		d.Show(w, r, http.StatusOK, d.demoPage())
		return
	}
	d.askPasskey(w, r, http.StatusOK, "")
}

// signInAs signs anybody in as one of the demonstration's people. Outside a
// demonstration there are none, and it answers as any absent page.
func (d *Door) signInAs(w http.ResponseWriter, r *http.Request) {
	for _, p := range d.Demo {
		if r.PostFormValue("as") != string(p.ID) {
			continue
		}
		if err := d.enter(r, act.Staff(p.Force, p.ID), map[string]string{nameKey: p.Name}); err != nil {
			d.Trouble(w, r, Me{}, err)
			return
		}
		http.Redirect(w, r, d.at()+"/", http.StatusSeeOther)
		return
	}
	d.Absent(w, r, Me{})
}

func people(demo []Person) (out []page.Choice) {
	for _, p := range demo {
		out = append(out, page.Choice{Value: string(p.ID), Label: p.Name, Hint: withSpaces(p.Role)})
	}
	return out
}
