package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// Theirs is how a matter stands for the officer whom it is about, of what they may
// know: what was told to them by law, and what they can answer.
type Theirs struct {
	Under     Procedure
	Faces     Proceedings  // of a meeting or hearing that has a date
	Hearing   candour.Date // its day, if it has one
	Suspended candour.Date // since when, if they are
	Welfare   Welfare
}

// OfTheirs reads it. The place of a hearing is not here: beside it stands how the
// person who reported comes without meeting them. What the officer reads of the
// place is disclosed to them.
func OfTheirs(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (out Theirs, err error) {
	p, all, err := answers(tx, force, c, o)
	if err != nil {
		return out, err
	}
	out.Under = p.under
	if out.Hearing = datedOn(all); !out.Hearing.IsZero() {
		out.Faces = faces(all)
	}
	s, err := suspension(tx, force, c, o)
	if err != nil {
		return out, err
	}
	if out.Suspended = s.on; out.Under == "" {
		out.Under = s.under
	}
	out.Welfare, err = welfareOf(tx, force, c, o)
	return out, err
}

// answers are the proceedings against one officer of a case, and their steps; none
// where none have begun.
func answers(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (thing, []step, error) {
	_, proceedings, err := things(tx, force, c)
	if err != nil {
		return thing{}, nil, err
	}
	for _, t := range proceedings {
		if t.officer == o {
			all, err := t.steps(tx, force)
			return t, all, err
		}
	}
	return thing{}, nil, nil
}

// suspension is the one under which an officer of a case stands, or none.
func suspension(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (thing, error) {
	measures, _, err := things(tx, force, c)
	if err != nil {
		return thing{}, err
	}
	for _, t := range measures {
		if t.officer != o {
			continue
		}
		all, err := t.steps(tx, force)
		if err != nil {
			return thing{}, err
		}
		if state := measureState(all); state == Suspended || state == Confirmed {
			return t, nil
		}
	}
	return thing{}, nil
}

// told finds the proceedings that something which was disclosed belongs to.
func told(tx *seal.Tx, force candour.ForceID, disclosure string) (thing, []step, error) {
	c, o, err := cases.DisclosedIn(tx, force, disclosure)
	if err != nil {
		return thing{}, nil, err
	}
	return answers(tx, force, c, o)
}

// own are the roles of what an officer does themselves: somebody who represents them
// does it where they were let.
var own = []authz.Role{authz.OfTheirOwn, authz.AnswersFor}

// ownRecord records what the officer did, by themselves or by somebody who represents
// them. Then the journal says for whom, and the case who.
func (t thing) ownRecord(tx *seal.Tx, m act.Made, disclosure string, e entry) ([]candour.Event, error) {
	spoke, err := cases.Spoke(tx, m, disclosure)
	if err != nil {
		return nil, err
	}
	e.plain = append(e.plain, spoke.Fields()...)
	if spoke.ID != "" {
		e.said = append(e.said, said{"spoke", "Sent in the officer’s name by the " + spoke.As.Words(), spoke.Name})
	}
	return t.records(tx, m, e)
}

// toldOf makes a button of the officer's depend on how their proceedings stand.
func toldOf(has func([]step) bool) func(*seal.Tx, candour.ForceID, candour.Subject) (bool, error) {
	return func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		_, all, err := told(tx, force, of.ID)
		return err == nil && has(all), err
	}
}

func disclosure(id string) candour.Subject { return subject("disclosure", id) }
