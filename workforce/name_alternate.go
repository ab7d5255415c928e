package workforce

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// AlternateNamed is what happens when an authority says who stands in for them.
const AlternateNamed candour.EventKind = "alternate-named"

// NameAlternateKind names, beforehand, who decides in the place of an
// appropriate authority on a matter whose wall that authority stands on.
var NameAlternateKind = act.Kind{
	ID:     "name-alternate",
	Button: "Name an alternate",
	Does:   "Names who decides where this authority is in conflict. They decide on those matters only.",
	Of:     "officer",
	Emits:  []candour.EventKind{AlternateNamed},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Chief},
	New:    func() act.Act { return new(NameAlternate) },
}

// NameAlternate names one person.
type NameAlternate struct {
	Officer   candour.OfficerID `hidden:"yes"`
	Alternate candour.OfficerID `ask:"Who stands in for them?" hint:"The id of their file."`
}

// Kind is NameAlternateKind.
func (*NameAlternate) Kind() *act.Kind { return &NameAlternateKind }

// Of is the authority's employment.
func (a *NameAlternate) Of() candour.Subject { return officerSubject(a.Officer) }

// Check finds nothing wrong: who somebody is, only the rows know.
func (*NameAlternate) Check() error { return nil }

// Apply records it.
func (a *NameAlternate) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	authority, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	alternate, err := PersonOf(tx, m.Force, a.Alternate)
	if errors.Is(err, candour.ErrNotFound) {
		return nil, candour.Invalid("alternate", "There is no such file. Look the person up among the officers first.")
	}
	if err != nil {
		return nil, err
	}
	if alternate == authority {
		return nil, candour.Invalid("alternate", "Nobody stands in for themselves. Name somebody else.")
	}
	if err := authz.StandsIn(tx.Tx, m.Force, authority, alternate); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: AlternateNamed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "authority", Value: string(authority)}, {Name: "alternate", Value: string(alternate)},
	}}}, nil
}
