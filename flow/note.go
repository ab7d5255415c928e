package flow

import (
	"errors"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/outbox"
	"candour/seal"
)

// noted queues a note to the person who reported when they were told something, if
// they asked for notes. Whether and when it goes, the outbox asks their plan again.
// It stands after all reactions that tell them, one for each thing that is told at
// once.
var noted = notes(intake.AtOnce)

func notes(told []candour.EventKind) (out []act.Reaction) {
	for _, kind := range told {
		if kind == intake.ReportSent { // they are at the door
			continue
		}
		out = append(out, act.Reaction{ID: "note-" + string(kind), On: kind, Do: note})
	}
	return out
}

func note(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
	report, err := reportOf(tx, m, e.Subject)
	if err != nil || report == "" {
		return nil, err
	}
	plan, err := intake.Contact(tx, m.Force, report)
	if errors.Is(err, candour.ErrNotFound) {
		return nil, nil // no plan: nothing is ever sent
	}
	if err != nil || !plan.Sends() {
		return nil, err
	}
	if waits, err := outbox.NoteWaits(tx, m.Force, report); err != nil || waits {
		return nil, err
	}
	return nil, outbox.Queue(tx, m, outbox.Message{Kind: outbox.Note, About: candour.Subject{Kind: "report", ID: string(report)}, Way: outbox.ByPlan})
}

// reportOf is the report that something belongs to, or empty where it came from
// another system.
func reportOf(tx *seal.Tx, m act.Made, of candour.Subject) (candour.ReportID, error) {
	switch of.Kind {
	case "report":
		return candour.ReportID(of.ID), nil
	case "case":
		return cases.ReportOf(tx, m.Force, candour.CaseID(of.ID))
	}
	return "", nil
}

// contactWithdrawn drops what waits to be sent to somebody who must not be contacted
// any more.
var contactWithdrawn = []act.Reaction{{
	ID: "drop-notes",
	On: intake.ContactWithdrawn,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		return nil, outbox.DropNotes(tx, m, candour.ReportID(e.Subject.ID))
	},
}}
