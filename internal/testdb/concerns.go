package testdb

import (
	"context"

	"candour/seal"
)

// concernsAgree holds at the end of every test that whatever was done left beside each
// link to an officer what stands of the allegation, the decision and the case.
func (w *World) concernsAgree() {
	w.T.Helper()
	if w.Torn {
		return
	}
	var other int
	err := w.DB.Read(context.Background(), func(tx *seal.Tx) error {
		return tx.One(`SELECT count(*) FROM cases_accused x LEFT JOIN cases_allegation a ON a.force = x.force AND a.id = x.allegation LEFT JOIN cases_case c ON c.force = x.force AND c.id = x.case_id
			LEFT JOIN cases_decision d ON d.force = x.force AND d.case_id = x.case_id AND d.allegation = x.allegation
			WHERE a.id IS NULL OR c.id IS NULL OR x.opened_day <> c.opened_day OR x.closed_day <> c.closed_day OR x.position <> a.position OR x.category <> a.category
				OR x.source_code <> a.source_code OR x.source_says <> a.source_says OR x.decision <> COALESCE(d.decision, '')`, nil, &other)
	})
	if err == nil && other > 0 { // a test that ended its database has none to look at
		w.T.Errorf("%d concerns about officers show something else than stands of them", other)
	}
}
