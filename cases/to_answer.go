package cases

import (
	"candour"
	"candour/seal"
)

// ToAnswer are the officers of a case's allegations on which it was decided that
// there is a case to answer: each must face proceedings before the case can close.
func ToAnswer(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []candour.OfficerID, err error) {
	err = tx.Each(`SELECT DISTINCT x.officer FROM cases_accused x JOIN cases_decision d ON d.force = x.force AND d.case_id = x.case_id AND d.allegation = x.allegation
		WHERE x.force = $1 AND x.case_id = $2 AND d.decision = $3 ORDER BY x.officer`, []any{string(force), string(c), string(CaseToAnswer)}, func(scan func(...any) error) error {
		var o string
		err := scan(&o)
		out = append(out, candour.OfficerID(o))
		return err
	})
	return out, err
}
