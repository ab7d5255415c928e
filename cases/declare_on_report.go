package cases

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// DeclareOnReportKind is the question at the first opening of a report.
var DeclareOnReportKind = act.Kind{
	ID:     "declare-on-report",
	Button: "Do you know anyone here?",
	Does:   declareDoes,
	Of:     "report",
	Emits:  []candour.EventKind{KnowsNobody, InterestDeclared},
	From:   []string{"sent", "opened"},
	Roles:  readers,
	First:  true,
	New:    func() act.Act { return new(DeclareOnReport) },
}

// DeclareOnReport answers for a report.
type DeclareOnReport struct {
	Report candour.ReportID `hidden:"yes"`
	Knows  Knows            `ask:"Do you know anyone here, the person who reported included?"`
}

// Kind is DeclareOnReportKind.
func (*DeclareOnReport) Kind() *act.Kind { return &DeclareOnReportKind }

// Of is the report.
func (a *DeclareOnReport) Of() candour.Subject {
	return candour.Subject{Kind: "report", ID: string(a.Report)}
}

// Check finds nothing wrong: an answer that was not offered is refused before.
func (*DeclareOnReport) Check() error { return nil }

// Apply records the answer, for the case that the report became as well where
// somebody is known.
func (a *DeclareOnReport) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	all := []candour.Subject{a.Of()}
	if a.Knows == Somebody {
		err := tx.Each(`SELECT id FROM cases_case WHERE force = $1 AND report = $2 ORDER BY id`, []any{string(m.Force), string(a.Report)}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			all = append(all, caseSubject(candour.CaseID(id)))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return declare(tx, m, a.Knows, all)
}
