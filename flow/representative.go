package flow

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
	"candour/workforce"
)

// representative is what the workforce knows of somebody who was named to speak for
// the person complained of, and whether they may.
//
// Whoever names somebody is told nothing of that: an officer could name one colleague
// after the other, and see who may not because they are a witness. It is asked when
// the other accepts, and the sentence is theirs.
var representative = []act.Reaction{{
	ID: "find-the-representative",
	On: cases.RepresentativeNamed,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		p, err := workforce.Who(tx, m.Force, candour.Mark(e.Value("name")), candour.Mark(e.Value("number")))
		if err != nil {
			return nil, err
		}
		if p == "" {
			return nil, candour.Invalid("number", "Nobody is on file under this name and number. Check both with them. Somebody who does not work for this force asks the hearing office for a number first.")
		}
		return nil, cases.RepresentativeIs(tx, m.Force, e.Value("representation"), p)
	},
}, {
	ID: "refuse-a-representative-who-is-in-it",
	On: cases.RepresentationAccepted,
	Do: func(tx *seal.Tx, m act.Made, e candour.Event) ([]candour.Event, error) {
		c, me := candour.CaseID(e.Subject.ID), m.Actor.ID
		in, err := cases.InTheMatter(tx, m.Force, me, c)
		if err != nil {
			return nil, err
		}
		if !in {
			if in, err = workedOn(tx, m, e.Subject, me); err != nil {
				return nil, err
			}
		}
		if in {
			return nil, candour.Conflict("You cannot represent them in this matter. Nobody is told why, and it can be for many reasons: where you work, whom you know, or what you did or may have to do. You can decline. They see that you declined, as of anybody, and nothing else.")
		}
		r, err := cases.ReportOf(tx, m.Force, c)
		if err != nil {
			return nil, err
		}
		of := []candour.Subject{e.Subject}
		if r != "" {
			of = append(of, candour.Subject{Kind: "report", ID: string(r)})
		}
		for _, s := range of { // who also works here must not open the case itself
			if err := authz.Relate(tx.Tx, m.Force, me, s, authz.Represents); err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
}}

// workedOn reports whether somebody did anything in a case, opened it, or was given
// it: of that, what they did in the name of somebody whom they represent is no part.
func workedOn(tx *seal.Tx, m act.Made, of candour.Subject, p candour.PersonID) (bool, error) {
	all, err := eventsBy(tx, m, of)
	if err != nil {
		return false, err
	}
	_, given, err := tookPart(tx, m, of)
	return slices.Contains(all, p) || slices.Contains(given, p), err
}
