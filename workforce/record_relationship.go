package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RecordRelationshipKind is for whoever answers for the force's people, where
// somebody has not declared what is known.
var RecordRelationshipKind = act.Kind{
	ID:     "record-relationship",
	Button: "Record a relationship",
	Does:   "Records that somebody is, or was, close to somebody else: family, a partner, a friend, a business. Neither will see matters about the other.",
	Of:     "officer",
	Emits:  []candour.EventKind{RelationshipDeclared, WallChanged},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(RecordRelationship) },
}

// RecordRelationship is one record about somebody else.
type RecordRelationship struct {
	Officer candour.OfficerID `hidden:"yes"`
	Other   candour.OfficerID `ask:"With whom, if they work here?" hint:"The id of their file." optional:"yes"`
	Outside candour.Marking   `ask:"Or the name of somebody who does not work here" optional:"yes"`
	Is      Relation          `ask:"What are they to each other?"`
	From    candour.Date      `ask:"Since when, if you know?" optional:"yes"`
	To      candour.Date      `ask:"Until when, if it has ended?" optional:"yes"`
}

// Kind is RecordRelationshipKind.
func (*RecordRelationship) Kind() *act.Kind { return &RecordRelationshipKind }

// Of is the employment.
func (a *RecordRelationship) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses nobody, and two at once.
func (a *RecordRelationship) Check() error { return asked(a.Other, a.Outside, a.Is, a.From, a.To) }

// Apply records it.
func (a *RecordRelationship) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return declare(tx, m, a.Officer, a.Other, a.Outside, a.Is, a.From, a.To)
}
