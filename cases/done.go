package cases

import (
	"slices"

	"candour"
	"candour/seal"
)

// Of lists the cases that a report was opened into, in order of id.
func Of(tx *seal.Tx, force candour.ForceID, report candour.ReportID) (out []candour.CaseID, err error) {
	err = tx.Each(`SELECT id FROM cases_case WHERE force = $1 AND report = $2 ORDER BY id`, []any{string(force), string(report)}, into(&out))
	return out, err
}

// About lists the cases in which an officer is complained of, in order of id.
func About(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (out []candour.CaseID, err error) {
	err = tx.Each(`SELECT case_id FROM cases_accused WHERE force = $1 AND officer = $2 ORDER BY opened_day DESC, case_id`, []any{string(force), string(o)}, into(&out)) // in the order in which they lie: asked for by id, all of a force are read
	slices.Sort(out)
	return slices.Compact(out), err
}

// Done refuses, in a sentence, while a case is open or an allegation in it has no
// decision: what somebody still has to decide on must not be erased.
func Done(tx *seal.Tx, force candour.ForceID, id candour.CaseID) error {
	s, err := standCase(tx, force, string(id))
	if err != nil {
		return err
	}
	if s.State != Closed {
		return candour.Conflict("The case %s is still open, so nothing of it can be erased. Decide every allegation and close it first.", id)
	}
	var undecided int
	if err := tx.One(`SELECT count(*) FROM cases_allegation a WHERE a.force = $1 AND a.case_id = $2
		AND NOT EXISTS (SELECT 1 FROM cases_decision d WHERE d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id)`, []any{string(force), string(id)}, &undecided); err != nil {
		return err
	}
	if undecided > 0 {
		return candour.Conflict("In the case %s an allegation has no decision, so nothing of it can be erased. Decide it first.", id)
	}
	return nil
}

func into(out *[]candour.CaseID) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		*out = append(*out, candour.CaseID(id))
		return err
	}
}
