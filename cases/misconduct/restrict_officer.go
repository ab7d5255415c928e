package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// OfficerRestricted is what happens when an officer may not do some of their work.
const OfficerRestricted candour.EventKind = "officer-restricted"

// RestrictOfficerKind says what an officer may not do meanwhile.
var RestrictOfficerKind = act.Kind{
	ID:     "restrict-officer",
	Button: "Restrict the officer’s duties",
	Does:   "Says what the officer may not do meanwhile: people they may not meet, places, systems. It is reviewed every four weeks. The person who reported has a safety plan first.",
	Of:     "case",
	Emits:  []candour.EventKind{OfficerRestricted},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(RestrictOfficer) },
}

// RestrictOfficer is one restriction.
type RestrictOfficer struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes" pick:"accused"`
	Under   Procedure         `ask:"What binds them?"`
	MayNot  candour.Marking   `ask:"What may they not do?" hint:"So exactly that a shift supervisor can tell whether it is kept." rows:"4"`
	Reasons candour.Marking   `ask:"Why?" hint:"And why this is enough." rows:"4"`
	Day     candour.Date      `ask:"From which day?" hint:"Leave it empty for today." optional:"yes"`
	Late    candour.Marking   `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is RestrictOfficerKind.
func (*RestrictOfficer) Kind() *act.Kind { return &RestrictOfficerKind }

// Of is the case.
func (a *RestrictOfficer) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a restriction to nothing.
func (a *RestrictOfficer) Check() error {
	if err := must("may-not", a.MayNot, "Write what they may not do."); err != nil {
		return err
	}
	if err := cases.MustReason(a.Reasons); err != nil {
		return err
	}
	return cases.MustPick(a.Officer)
}

// Apply restricts.
func (a *RestrictOfficer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return begin(tx, m, a.Case, a.Officer, a.Under, entry{
		kind: OfficerRestricted, day: a.Day, late: a.Late,
		said: []said{{"may not", "They may not", a.MayNot}, {"reasons", "Reasons", a.Reasons}},
	})
}
