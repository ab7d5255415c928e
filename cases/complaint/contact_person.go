package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// PersonContacted is what happens when somebody has spoken with the person who
// complained.
const PersonContacted candour.EventKind = "complainant-contacted"

// Way is how the person was reached.
type Way string

// Choices are the ways as they are asked.
func (Way) Choices() []act.Choice {
	return []act.Choice{
		{Value: "here", Label: "Through this service"},
		{Value: "telephone", Label: "By telephone", Hint: "On the number and at the time that they called safe."},
		{Value: "meeting", Label: "In a meeting"},
		{Value: "letter", Label: "By letter or e-mail", Hint: "Only if they said that it is safe."},
		{Value: "advocate", Label: "Through somebody who speaks for them"},
	}
}

// ContactPersonKind records that the person was asked how they want it handled
// (Police Reform Act 2002, Sch 3 para 2: contact the complainant and take their
// views).
var ContactPersonKind = act.Kind{
	ID:     "contact-person",
	Button: "Record a contact with the person",
	Does:   "Records that somebody spoke with the person who complained, and what they want to happen, in their words.",
	Of:     "case",
	Emits:  []candour.EventKind{PersonContacted},
	From:   []string{cases.Opened, cases.Assessed, cases.Closed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Triage, authz.Liaison},
	New:    func() act.Act { return new(ContactPerson) },
}

// ContactPerson is one contact.
type ContactPerson struct {
	Case  candour.CaseID  `hidden:"yes"`
	Way   Way             `ask:"How were they reached?"`
	Views candour.Marking `ask:"What do they want to happen?" hint:"In their own words, as far as you can." rows:"5"`
}

// Kind is ContactPersonKind.
func (*ContactPerson) Kind() *act.Kind { return &ContactPersonKind }

// Of is the case.
func (a *ContactPerson) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a contact in which nothing was said.
func (a *ContactPerson) Check() error {
	if a.Views.Empty() {
		return candour.Invalid("views", "Write what they want to happen. If they did not want to say, write that.")
	}
	return nil
}

// Apply records it.
func (a *ContactPerson) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	id := m.ID("contact")
	views, err := cases.Seal(tx, m, a.Case, "complaint_contact.views/"+id, a.Views)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO complaint_contact (force, id, case_id, way, views, on_day, by_person) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(m.Force), id, string(a.Case), string(a.Way), views, m.Today().String(), string(m.Actor.ID)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PersonContacted, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "contact", Value: id}, {Name: "way", Value: string(a.Way)}, {Name: "views", Value: a.Views.Words(), Of: a.Of()},
	}}}, nil
}
