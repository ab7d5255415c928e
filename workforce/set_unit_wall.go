package workforce

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// UnitWallSet is what happens when a force sets how far its unit walls reach.
const UnitWallSet candour.EventKind = "unit-wall-set"

// SetUnitWallKind sets how many months around an incident the accused's unit is
// kept out. Every wall of the force follows at once.
var SetUnitWallKind = act.Kind{
	ID:     "set-unit-wall",
	Button: "Set how far the unit wall reaches",
	Does:   "Sets how many months before and after an incident the people of the officer’s unit are kept out of the matter.",
	Of:     "force",
	Emits:  []candour.EventKind{UnitWallSet},
	From:   []string{Founded},
	Roles:  []authz.Role{authz.Chief, authz.System},
	New:    func() act.Act { return new(SetUnitWall) },
}

// SetUnitWall is one setting.
type SetUnitWall struct {
	Force  candour.ForceID `hidden:"yes"`
	Months Months          `ask:"How many months?"`
}

// Months is how far a unit wall reaches, before and after an incident. There is
// no choice below a year: a chief officer must not be able to open a wall by a
// setting.
type Months string

// Choices are the lengths as they are asked.
func (Months) Choices() []act.Choice {
	return []act.Choice{{Value: "12", Label: "12 months"}, {Value: "24", Label: "24 months"}, {Value: "36", Label: "36 months"}, {Value: "60", Label: "60 months"}, {Value: "120", Label: "120 months"}}
}

// Kind is SetUnitWallKind.
func (*SetUnitWall) Kind() *act.Kind { return &SetUnitWallKind }

// Of is the force.
func (a *SetUnitWall) Of() candour.Subject { return forceSubject(a.Force) }

// Check finds nothing wrong: what was not offered is refused before.
func (*SetUnitWall) Check() error { return nil }

// Apply sets it. It moves the wall of every matter of the force, and stands once in
// the force's own history: a row for each matter would hold the public record up
// for months, at the pace at which it grows.
func (a *SetUnitWall) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	n, err := strconv.Atoi(string(a.Months))
	if err != nil {
		return nil, err
	}
	if err := authz.SetUnitMonths(tx.Tx, m.Force, n); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: UnitWallSet, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "months", Value: strconv.Itoa(n)}}}}, nil
}
