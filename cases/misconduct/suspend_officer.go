package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// OfficerSuspended is what happens. The workforce hears of it in the same
// transaction: access ends, and every named system is asked to end its own.
const OfficerSuspended candour.EventKind = "officer-suspended"

// Ground is the second condition of a suspension (Police (Conduct) Regulations
// 2020, reg 11(4)); the first is that redeployment was considered and rejected.
type Ground string

// The grounds.
const (
	MayBePrejudiced Ground = "investigation-may-be-prejudiced"
	PublicInterest  Ground = "public-interest"
)

// Choices are the grounds as they are asked.
func (Ground) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(MayBePrejudiced), Label: "The investigation may be prejudiced unless they are suspended"},
		{Value: string(PublicInterest), Label: "The public interest requires that they are suspended"},
	}
}

// SuspendOfficerKind suspends an officer whom the case is about.
var SuspendOfficerKind = act.Kind{
	ID:     "suspend-officer",
	Button: "Suspend the officer",
	Does:   "Suspends the officer from work. Both conditions are recorded. Their access ends at once. The person who reported has a safety plan first.",
	Of:     "case",
	Emits:  []candour.EventKind{OfficerSuspended},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(SuspendOfficer) },
}

// SuspendOfficer is one suspension. Of staff it is one under their contract.
type SuspendOfficer struct {
	Case         candour.CaseID    `hidden:"yes"`
	Officer      candour.OfficerID `hidden:"yes" pick:"accused"`
	Under        Procedure         `ask:"What binds them?"`
	Redeployment candour.Marking   `ask:"Which other posting or place was considered, and why is it not enough?" hint:"A suspension comes only after this." rows:"4"`
	Ground       Ground            `ask:"And which of these is so?"`
	Reasons      candour.Marking   `ask:"Why?" rows:"4"`
	Day          candour.Date      `ask:"From which day?" hint:"Leave it empty for today." optional:"yes"`
	Late         candour.Marking   `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is SuspendOfficerKind.
func (*SuspendOfficer) Kind() *act.Kind { return &SuspendOfficerKind }

// Of is the case.
func (a *SuspendOfficer) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a suspension of which a condition is not recorded.
func (a *SuspendOfficer) Check() error {
	if err := must("redeployment", a.Redeployment, "Write which other posting or place was considered, and why it is not enough."); err != nil {
		return err
	}
	if err := cases.MustReason(a.Reasons); err != nil {
		return err
	}
	return cases.MustPick(a.Officer)
}

// Apply suspends.
func (a *SuspendOfficer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return begin(tx, m, a.Case, a.Officer, a.Under, entry{
		kind: OfficerSuspended, day: a.Day, late: a.Late, detail: string(a.Ground), plain: []candour.Field{{Name: "ground", Value: string(a.Ground)}},
		said: []said{{"redeployment", "Redeployment was considered and rejected", a.Redeployment}, {"reasons", "Reasons", a.Reasons}},
	})
}
