package view

import (
	"errors"

	"candour"
	"candour/intake"
	"candour/outbox"
	"candour/seal"
)

// Contact is how the person who reported can be reached safely, and what was sent to
// them.
type Contact struct {
	Said  bool // they said anything at all; if not, nobody contacts them
	Plan  intake.ContactPlan
	Notes []outbox.Delivery
}

// contact is nil for whoever may not see it, and for what came from another system.
func (v View) contact(tx *seal.Tx, w Viewer, report candour.ReportID) (*Contact, error) {
	if report == "" {
		return nil, nil
	}
	of := candour.Subject{Kind: "report", ID: string(report)}
	if _, ok, err := v.Runner.May(tx, w.Who, intake.ReadContact.ID, of); err != nil || !ok {
		return nil, err
	}
	c := &Contact{Said: true}
	var err error
	if c.Plan, err = intake.Contact(tx, w.Who.Force, report); errors.Is(err, candour.ErrNotFound) {
		return &Contact{}, nil
	} else if err != nil {
		return nil, err
	}
	c.Notes, err = outbox.Of(tx, w.Who.Force, outbox.Note, of)
	return c, err
}
