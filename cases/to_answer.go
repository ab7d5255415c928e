package cases

import (
	"candour"
	"candour/seal"
)

// ToAnswer are the officers of a case's allegations on which it was decided that
// there is a case to answer: each must face proceedings before the case can close.
func ToAnswer(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []candour.OfficerID, err error) {
	err = tx.Each(`SELECT DISTINCT x.officer FROM cases_decision d CROSS JOIN cases_accused x
		WHERE d.force = $1 AND d.case_id = $2 AND d.decision = $3 AND x.force = d.force AND x.case_id = d.case_id AND x.allegation = d.allegation ORDER BY x.officer`, []any{string(force), string(c), string(CaseToAnswer)}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		out = append(out, candour.OfficerID(o))
		return err
	})
	return out, err
}
