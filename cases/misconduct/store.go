package misconduct

import (
	"errors"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/ledger"
	"candour/seal"
)

func standPlan(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var c, reviewed string
	err := tx.One(`SELECT case_id FROM misconduct_plan WHERE force = $1 AND id = $2`, []any{string(force), id}, &c)
	state := Standing
	if errors.Is(err, candour.ErrNotFound) {
		err = tx.One(`SELECT case_id, review_day FROM misconduct_override WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &reviewed)
		if state = Overridden; reviewed != "" {
			state = Reviewed
		}
	}
	if err != nil {
		return act.Standing{}, err
	}
	return act.Standing{State: state, Within: []candour.Subject{cases.Subject(candour.CaseID(c))}}, nil
}

func standMeasure(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	t, err := measure(tx, force, id)
	if err != nil {
		return act.Standing{}, err
	}
	return t.stands(tx, force, measureState)
}

func standProceeding(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	t, err := proceeding(tx, force, id)
	if err != nil {
		return act.Standing{}, err
	}
	return t.stands(tx, force, proceedingState)
}

func (t thing) stands(tx *seal.Tx, force candour.ForceID, state func([]step) string) (act.Standing, error) {
	all, err := t.steps(tx, force)
	return act.Standing{State: state(all), Within: []candour.Subject{cases.Subject(t.c)}}, err
}

func measure(tx *seal.Tx, force candour.ForceID, id string) (thing, error) {
	t := thing{of: subject("measure", id)}
	var c, officer, under, on string
	err := tx.One(`SELECT case_id, officer, under, on_day FROM misconduct_measure WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &officer, &under, &on)
	t.c, t.officer, t.under, t.on = candour.CaseID(c), candour.OfficerID(officer), Procedure(under), cases.Day(on)
	return t, err
}

func proceeding(tx *seal.Tx, force candour.ForceID, id string) (thing, error) {
	t := thing{of: subject("proceeding", id)}
	var c, officer, under, on string
	err := tx.One(`SELECT case_id, officer, under, on_day FROM misconduct_proceeding WHERE force = $1 AND id = $2`, []any{string(force), id}, &c, &officer, &under, &on)
	t.c, t.officer, t.under, t.on = candour.CaseID(c), candour.OfficerID(officer), Procedure(under), cases.Day(on)
	return t, err
}

// things are the measures and the proceedings of a case, with how each stands.
func things(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (measures, proceedings []thing, err error) {
	read := func(out *[]thing, kind string) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var id, officer, under, on string
			err := scan(&id, &officer, &under, &on)
			*out = append(*out, thing{subject(kind, id), c, candour.OfficerID(officer), Procedure(under), cases.Day(on)})
			return err
		}
	}
	args := []any{string(force), string(c)}
	if err := tx.Each(`SELECT id, officer, under, on_day FROM misconduct_measure WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, args, read(&measures, "measure")); err != nil {
		return nil, nil, err
	}
	err = tx.Each(`SELECT id, officer, under, on_day FROM misconduct_proceeding WHERE force = $1 AND case_id = $2 ORDER BY on_day, id`, args, read(&proceedings, "proceeding"))
	return measures, proceedings, err
}

// attention is the day on which a matter came to attention, by which the version
// of a rule is chosen; none for an import, of which nobody knows it.
func attention(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (on candour.Date, err error) {
	all, err := ledger.Happened(tx, force, cases.Subject(c))
	for _, e := range all {
		if e.Kind == cases.CameToAttention {
			on = e.On
		}
	}
	return on, err
}

// mustBeAssessed refuses what depends on how serious the conduct would be, before
// anybody has said that.
func mustBeAssessed(tx *seal.Tx, force candour.ForceID, c candour.CaseID) error {
	s, err := cases.Nouns[0].Stand(tx, force, string(c))
	if err != nil {
		return err
	}
	if s.State == cases.Opened {
		return candour.Conflict("Severity is not assessed yet. Assess it first: which proceedings there are depends on it.")
	}
	return nil
}
