package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DeclareRelationshipKind is done by the person themself. It is done to the force,
// because nobody acts on their own file.
var DeclareRelationshipKind = act.Kind{
	ID:     "declare-relationship",
	Button: "Declare a relationship",
	Does:   "Declares that you are, or were, close to somebody: family, a partner, a friend, a business. You will not see matters about a colleague whom you name, nor they about you. It is sealed, and your managers are not told.",
	Of:     "force",
	Emits:  []candour.EventKind{RelationshipDeclared, WallChanged},
	From:   []string{Founded},
	Roles:  authz.StaffRoles,
	New:    func() act.Act { return new(DeclareRelationship) },
}

// DeclareRelationship is one declaration about oneself.
type DeclareRelationship struct {
	Force   candour.ForceID   `hidden:"yes"`
	Officer candour.OfficerID `ask:"With whom, if they work here?" hint:"The id of their file." optional:"yes"`
	Outside candour.Marking   `ask:"Or the name of somebody who does not work here" optional:"yes"`
	Is      Relation          `ask:"What are you to each other?"`
	From    candour.Date      `ask:"Since when, if you know?" optional:"yes"`
	To      candour.Date      `ask:"Until when, if it has ended?" optional:"yes"`
}

// Kind is DeclareRelationshipKind.
func (*DeclareRelationship) Kind() *act.Kind { return &DeclareRelationshipKind }

// Of is the force.
func (a *DeclareRelationship) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses nobody, and two at once.
func (a *DeclareRelationship) Check() error { return asked(a.Officer, a.Outside, a.Is, a.From, a.To) }

// Apply declares it.
func (a *DeclareRelationship) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	me, err := EmploymentOf(tx, m.Force, m.Actor.ID)
	if err != nil {
		return nil, err
	}
	return declare(tx, m, me, a.Officer, a.Outside, a.Is, a.From, a.To)
}
