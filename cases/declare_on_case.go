package cases

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// DeclareOnCaseKind is the question at the first opening of a case, and again
// when somebody new is named in it.
var DeclareOnCaseKind = act.Kind{
	ID:     "declare-on-case",
	Button: "Do you know anyone here?",
	Does:   declareDoes,
	Of:     "case",
	Emits:  []candour.EventKind{KnowsNobody, InterestDeclared},
	From:   []string{Opened, Assessed, Closed},
	Roles:  readersOfCase,
	First:  true,
	New:    func() act.Act { return new(DeclareOnCase) },
}

// DeclareOnCase answers for a case.
type DeclareOnCase struct {
	Case  candour.CaseID `hidden:"yes"`
	Knows Knows          `ask:"Do you know anyone here, the person who reported included?"`
}

// Kind is DeclareOnCaseKind.
func (*DeclareOnCase) Kind() *act.Kind { return &DeclareOnCaseKind }

// Of is the case.
func (a *DeclareOnCase) Of() candour.Subject { return caseSubject(a.Case) }

// Check finds nothing wrong.
func (*DeclareOnCase) Check() error { return nil }

// Apply records the answer, for the report behind the case as well where
// somebody is known.
func (a *DeclareOnCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	all := []candour.Subject{a.Of()}
	if a.Knows == Somebody {
		report, err := ReportOf(tx, m.Force, a.Case)
		if err != nil {
			return nil, err
		}
		if report != "" {
			all = append(all, candour.Subject{Kind: "report", ID: string(report)})
		}
	}
	return declare(tx, m, a.Knows, all)
}
