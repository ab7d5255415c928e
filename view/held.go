package view

import (
	"candour"
	"candour/authz"
	"candour/retention"
	"candour/seal"
	"candour/workforce"
)

// Hold is a legal hold that stands on what a page shows.
type Hold struct {
	For candour.Marking
	On  candour.Date
	To  candour.Date // zero: until it is lifted
}

// holds are those placed on a record itself, for a page that authz allowed.
func holds(tx *seal.Tx, w Viewer, of candour.Subject) (out []Hold, err error) {
	all, err := retention.HoldsFor(tx, w.Who.Force, of, w.Today)
	for _, h := range all {
		out = append(out, Hold{h.For, h.On, h.Until})
	}
	return out, err
}

// decided are the acts and the holds on an officer's own file. No wall stands on
// that file, though one may stand on a matter about the officer: so a hold on the
// file, which such a matter can be the reason of, is shown only to those who can
// lift it, and neither holds nor acts to the officer. Their page is the same
// whatever was decided about it.
func (v View) decided(tx *seal.Tx, w Viewer, id candour.OfficerID, f *OfficerFile) (err error) {
	of := candour.Subject{Kind: "officer", ID: string(id)}
	if own, err := own(tx, w.Who, id); err != nil || own {
		return err
	}
	if f.Offers, err = v.Runner.Offers(tx, w.Who, v.Acts, of); err != nil {
		return err
	}
	if _, may, err := v.Runner.May(tx, w.Who, "lift-hold-officer", of); err != nil || !may {
		return err
	}
	f.Holds, err = holds(tx, w, of)
	return err
}

// own reports whether a file is that of an employment of whoever looks.
func own(tx *seal.Tx, who authz.Actor, o candour.OfficerID) (bool, error) {
	p, err := workforce.PersonOf(tx, who.Force, o)
	return p == who.ID, err
}
