package misconduct

import (
	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
)

// measureState is how a suspension or restriction stands after its steps.
func measureState(all []step) (state string) {
	for _, s := range all {
		switch s.kind {
		case OfficerSuspended:
			state = Suspended
		case OfficerRestricted:
			state = Restricted
		case SuspensionConfirmed:
			state = Confirmed
		case SuspensionLifted, RestrictionLifted:
			state = Lifted
		}
	}
	return state
}

// begin puts a measure on an officer of a case, who must not stand under another
// in it: the next decision is then a review, with the old one before it.
func begin(tx *seal.Tx, m act.Made, c candour.CaseID, o candour.OfficerID, under Procedure, e entry) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, c, o); err != nil {
		return nil, err
	}
	all, _, err := things(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	for _, t := range all {
		if t.officer != o {
			continue
		}
		done, err := t.steps(tx, m.Force)
		if err != nil {
			return nil, err
		}
		if measureState(done) != Lifted {
			return nil, candour.Conflict("In this case the officer is suspended or restricted already. Review that, and change or lift it.")
		}
	}
	if err := MustBePlanned(tx, m, c, o, AMeasure); err != nil {
		return nil, err
	}
	return put(tx, m, thing{subject("measure", m.ID("measure")), c, o, under, e.day}, e)
}

func put(tx *seal.Tx, m act.Made, t thing, e entry) ([]candour.Event, error) {
	if t.on.IsZero() {
		t.on = m.Today()
	}
	if _, err := tx.Exec(`INSERT INTO misconduct_measure (force, id, case_id, officer, under, on_day) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(m.Force), t.of.ID, string(t.c), string(t.officer), string(t.under), t.on.String()); err != nil {
		return nil, err
	}
	e.plain = append(e.plain, candour.Field{Name: "under", Value: string(t.under)})
	return t.records(tx, m, e)
}
