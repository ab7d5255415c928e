package view

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/cases/complaint"
	"candour/cases/investigation"
	"candour/cases/misconduct"
	"candour/seal"
)

// Thing is something that hangs on a case, with what may be done to it now.
type Thing struct {
	cases.Thing
	Offers []act.Offer
}

// tracks list what hangs on a case, in the order in which its page shows it.
var tracks = []func(*seal.Tx, candour.ForceID, candour.CaseID) ([]cases.Thing, error){complaint.Things, investigation.Things, misconduct.Things}

// things are all that hang on a case that authz has allowed.
func (v View) things(tx *seal.Tx, w Viewer, id candour.CaseID) (out []Thing, err error) {
	for _, list := range tracks {
		all, err := list(tx, w.Who.Force, id)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			var offers []act.Offer
			if v.Runner.Knows(x.Of.Kind) { // what has acts of its own
				if offers, err = v.Runner.Offers(tx, w.Who, v.Acts, x.Of); err != nil {
					return nil, err
				}
			}
			out = append(out, Thing{x, offers})
		}
	}
	return out, nil
}
