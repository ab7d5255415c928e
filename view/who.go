package view

import (
	"candour"
	"candour/seal"
	"candour/workforce"
)

// mayKnow reports whether a viewer may know who an officer is: anywhere, or only in a
// case, where they stand in for an authority who is on its wall.
func (v View) mayKnow(tx *seal.Tx, w Viewer, o candour.OfficerID, in candour.Subject) (bool, error) {
	of := candour.Subject{Kind: "officer", ID: string(o)}
	_, ok, err := v.Runner.May(tx, w.Who, workforce.ReadOfficer.ID, of)
	if ok || err != nil || in.Kind != "case" {
		return ok, err
	}
	return v.Runner.MayIn(tx, w.Who, workforce.ReadOfficer.ID, of, in)
}
