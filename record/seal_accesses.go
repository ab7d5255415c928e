package record

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// SealAccessesKind puts who read what into the public record.
var SealAccessesKind = act.Kind{
	ID:     "seal-accesses",
	Button: "Seal a minute’s accesses",
	Does:   "Puts one Merkle root over the minute’s accesses into the record, also where nobody read anything: from then on none of them can be changed or taken out unseen.",
	Of:     "force",
	Emits:  []candour.EventKind{ledger.AccessSealed},
	Roles:  []authz.Role{authz.System},
}

// SealAccesses seals what was read up to the end of a minute.
type SealAccesses struct {
	Force  candour.ForceID
	Minute int64 // ledger.Minute
}

// Kind is SealAccessesKind.
func (*SealAccesses) Kind() *act.Kind { return &SealAccessesKind }

// Of is the force.
func (a *SealAccesses) Of() candour.Subject { return subject(a.Force) }

// Check refuses no minute.
func (a *SealAccesses) Check() error {
	if a.Minute < 1 {
		return candour.Invalid("", "there is no minute to seal")
	}
	return nil
}

// Apply does nothing for a minute that was sealed.
//
// BUG(record): if the machine's clock went back, what is read waits to be sealed
// until the clock has caught up.
func (a *SealAccesses) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if a.Force != m.Force {
		return nil, candour.Conflict("this program keeps the record of %s, and not that of another force", m.Force)
	}
	s, err := read(tx, a.Force)
	if err != nil || a.Minute <= s.minute {
		return nil, err
	}
	e, err := ledger.SealAccesses(tx, a.Force, a.Minute, m.Today())
	if err != nil {
		return nil, err
	}
	s.minute = a.Minute
	return []candour.Event{e}, s.keep(tx, a.Force)
}
