package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// SourceKnown is what happens when somebody names a source of evidence. Its field
// "deleted" is the day on which the holder deletes it; where nobody could tell, it
// is today, so that it is due at once.
const SourceKnown candour.EventKind = "evidence-source-known"

// NameSourceKind names a source of evidence, with the day it is deleted (Police
// Reform Act 2002, Sch 3 para 1: evidence is secured as soon as practicable).
var NameSourceKind = act.Kind{
	ID:     "name-source",
	Button: "Name a source of evidence",
	Does:   "Says where evidence of this allegation may be, and on which day its holder deletes it. Then somebody decides whether it is preserved.",
	Of:     "allegation",
	Emits:  []candour.EventKind{SourceKnown},
	From:   []string{cases.Undecided, cases.Decided},
	Roles:  []authz.Role{authz.CaseWorker, authz.Triage, authz.Supervisor},
	New:    func() act.Act { return new(NameSource) },
}

// NameSource names one.
type NameSource struct {
	Allegation candour.AllegationID `hidden:"yes"`
	What       SourceKind           `ask:"What is it?"`
	Where      candour.Marking      `ask:"What does it show, and who holds it?" rows:"3"`
	Deleted    candour.Date         `ask:"On which day does the holder delete it?" hint:"Ask the holder. Leave it empty only if they cannot tell." optional:"yes"`
	Unknown    candour.Marking      `ask:"If the day is not known, or not certain, why?" rows:"2" optional:"yes"`
}

// Kind is NameSourceKind.
func (*NameSource) Kind() *act.Kind { return &NameSourceKind }

// Of is the allegation.
func (a *NameSource) Of() candour.Subject { return cases.AllegationSubject(a.Allegation) }

// Check refuses a source that nobody could find, and no word of its deletion.
func (a *NameSource) Check() error {
	switch {
	case a.Where.Empty():
		return candour.Invalid("where", "Write what it shows and who holds it.")
	case a.Deleted.IsZero() && a.Unknown.Empty():
		return candour.Invalid("deleted", "Give the day on which its holder deletes it, or say why nobody knows that day.")
	}
	return nil
}

// Apply names it. One that is deleted already is named all the same: that it was
// lost is part of the record.
func (a *NameSource) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := cases.CaseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	if err := cases.MustBeOpen(tx, m.Force, c); err != nil {
		return nil, err
	}
	id, due := m.ID("source"), a.Deleted
	if due.IsZero() {
		due = m.Today()
	}
	sealed, err := sealAll(tx, m, c, id, "investigation_source.", map[string]candour.Marking{"holder": a.Where, "why_unknown": a.Unknown})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_source (force, id, case_id, allegation, kind, holder, deleted_day, why_unknown, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(m.Force), id, string(c), string(a.Allegation), string(a.What), sealed["holder"], a.Deleted.String(), sealed["why_unknown"], string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	of := cases.Subject(c)
	return []candour.Event{{Kind: SourceKnown, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "source", Value: id},
		{Name: "allegation", Value: string(a.Allegation)},
		{Name: "what", Value: string(a.What)},
		{Name: "deleted", Value: due.String()},
		{Name: "deletion day known", Value: yesNo(!a.Deleted.IsZero())},
		{Name: "where", Value: a.Where.Words(), Of: of},
		{Name: "why not known", Value: a.Unknown.Words(), Of: of},
	}}}, nil
}
