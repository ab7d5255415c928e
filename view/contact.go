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

	Called *intake.Danger // nil: it was no call for help
}

// contact is nil for whoever may not see it, and for what came from another system.
func (v View) contact(tx *seal.Tx, w Viewer, report candour.ReportID) (*Contact, error) {
	if report == "" {
		return nil, nil
	}
	if _, ok, err := v.Runner.May(tx, w.Who, intake.ReadContact.ID, mailboxOf(report)); err != nil || !ok {
		return nil, err
	}
	c := &Contact{}
	if d, err := intake.ReadDanger(tx, w.Who.Force, report); err == nil {
		c.Called = &d
	} else if !errors.Is(err, candour.ErrNotFound) {
		return nil, err
	}
	plan, err := intake.Contact(tx, w.Who.Force, report)
	if errors.Is(err, candour.ErrNotFound) {
		return c, nil
	} else if err != nil {
		return nil, err
	}
	c.Said, c.Plan = true, plan
	c.Notes, err = outbox.Of(tx, w.Who.Force, outbox.Note, candour.Subject{Kind: "report", ID: string(report)})
	return c, err
}
