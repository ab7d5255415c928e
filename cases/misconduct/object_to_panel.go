package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PanelObjected is what happens when the officer objects to somebody who sits.
const PanelObjected candour.EventKind = "panel-objected"

// ObjectToPanelKind records an objection of the officer to somebody on the panel
// (Police (Conduct) Regulations 2020, reg 30). Where it is upheld another panel is
// named, and the officer may object to that.
var ObjectToPanelKind = act.Kind{
	ID:     "object-to-panel",
	Button: "Record an objection to the panel",
	Does:   "Records that the officer objects to somebody who sits, and why. It waits for a decision then.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{PanelObjected},
	From:   []string{ToAnswer, Undated, Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(ObjectToPanel) },
	Fits:   fits(func(all []step) bool { return owed(all, PanelNamed, PanelObjected) }),
}

// ObjectToPanel is one objection.
type ObjectToPanel struct {
	Proceeding string          `hidden:"yes"`
	Says       candour.Marking `ask:"To whom does the officer object, and why?" rows:"4"`
	Day        candour.Date    `ask:"On which day did it come?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is ObjectToPanelKind.
func (*ObjectToPanel) Kind() *act.Kind { return &ObjectToPanelKind }

// Of is the proceedings.
func (a *ObjectToPanel) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an objection to nobody.
func (a *ObjectToPanel) Check() error {
	return must("says", a.Says, "Write to whom the officer objects, and why.")
}

// Apply records it.
func (a *ObjectToPanel) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case last(all, PanelNamed).kind == "":
		return nil, candour.Conflict("No panel is named yet, so there is nobody to object to.")
	case !owed(all, PanelNamed, PanelObjected):
		return nil, candour.Conflict("An objection to this panel is on record already.")
	}
	if err := mustFollow(a.Day, last(all, PanelNamed), "the naming of the panel"); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: PanelObjected, day: a.Day, late: a.Late, said: []said{{"says", "The officer objects", a.Says}}})
}
