package cases

import (
	"fmt"

	"candour"
	"candour/act"
	"candour/seal"
)

// personAdded is what a case is taken up again for without anybody deciding it: the
// person told something more. It is not among the answers that are offered.
const personAdded NewInformation = "person-added"

// Add brings what a person told later into the case of their report, word for word.
// A reaction calls it. A closed case is open again with it: else an allegation would
// lie in a closed case without a decision. What was decided before stays as it is.
func Add(tx *seal.Tx, m act.Made, c candour.CaseID, said Confirmed) ([]candour.Event, error) {
	if err := NotErased(tx, m, c); err != nil {
		return nil, err
	}
	report, err := ReportOf(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	key, err := tx.Key(m.Force, reportSubject(report))
	if err != nil {
		return nil, fmt.Errorf("finding the key of a report: %w", err)
	}
	sealed, err := key.Seal("cases_allegation.words/"+string(said.ID), said.Words.Words())
	if err != nil {
		return nil, err
	}
	var n int64
	if err := tx.One(`SELECT count(*) FROM cases_allegation WHERE force = $1 AND case_id = $2`, []any{string(m.Force), string(c)}, &n); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_allegation (force, id, case_id, position, category, words, source_code, source_says) VALUES ($1, $2, $3, $4, '', $5, '', '')`,
		string(m.Force), string(said.ID), string(c), n+1, sealed); err != nil {
		return nil, err
	}
	events := []candour.Event{{Kind: AllegationRecorded, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: fieldAllegation, Value: string(said.ID)}, {Name: "words", Value: said.Words.Words(), Of: reportSubject(report)},
	}}}
	again, err := takeUpAgain(tx, m, c)
	return append(again, events...), err
}

// takeUpAgain opens a closed case for what the person added; it does nothing to one
// that is open.
func takeUpAgain(tx *seal.Tx, m act.Made, c candour.CaseID) ([]candour.Event, error) {
	var closed string
	if err := tx.One(`SELECT closed_day FROM cases_case WHERE force = $1 AND id = $2`, []any{string(m.Force), string(c)}, &closed); err != nil || closed == "" {
		return nil, err
	}
	id := m.ID("reopened")
	reasons := candour.Mark("The person who reported told one more thing.")
	sealed, err := sealReasons(tx, m, c, "cases_reopened.reasons/"+id, reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_reopened (force, id, case_id, closed_day, why, reasons, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(m.Force), id, string(c), closed, string(personAdded), sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	if err := setClosed(tx, m.Force, c, candour.Date{}); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: CaseReopened, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: "reopened", Value: id}, {Name: "why", Value: string(personAdded)}, {Name: "closed", Value: closed}, {Name: "reasons", Value: reasons.Words(), Of: caseSubject(c)},
	}}}, nil
}
