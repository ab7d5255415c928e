package view

import (
	"errors"

	"candour"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// inCase opens an officer as a case that is about them knows them: by the name
// which the case keeps, where their own file was erased. Whoever calls it has
// asked authz about both.
func inCase(tx *seal.Tx, force candour.ForceID, c candour.CaseID, id candour.OfficerID) (workforce.Officer, error) {
	o, err := workforce.Read(tx, force, id)
	if err != nil {
		return o, err
	}
	return asCaseKnows(tx, force, c, o)
}

func asCaseKnows(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o workforce.Officer) (workforce.Officer, error) {
	if _, err := tx.ErasedOn(force, candour.Subject{Kind: "officer", ID: string(o.ID)}); errors.Is(err, candour.ErrNotFound) {
		return o, nil
	} else if err != nil {
		return o, err
	}
	name, number, err := cases.Named(tx, force, c, o.ID)
	if errors.Is(err, candour.ErrNotFound) {
		return o, nil
	}
	o.Name, o.Number = name, number
	return o, err
}
