package cases

import (
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// CaseClosed is what happens.
const CaseClosed candour.EventKind = "case-closed"

// CloseCaseKind closes a case. It is refused while an allegation is undecided,
// and while the person who reported has not been told of a decision: so no
// allegation is left behind, and nobody hears from nobody.
var CloseCaseKind = act.Kind{
	ID:     "close-case",
	Button: "Close the case",
	Does:   "Closes the case. Every allegation must be decided, and the person who reported told of each decision.",
	Of:     "case",
	Emits:  []candour.EventKind{CaseClosed},
	From:   []string{Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(CloseCase) },
}

// CloseCase closes one case.
type CloseCase struct {
	Case    candour.CaseID  `hidden:"yes"`
	Reasons candour.Marking `ask:"Why is there nothing more to do?" rows:"4"`
}

// Kind is CloseCaseKind.
func (*CloseCase) Kind() *act.Kind { return &CloseCaseKind }

// Of is the case.
func (a *CloseCase) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses to close without reasons.
func (a *CloseCase) Check() error { return mustReason(a.Reasons) }

// Apply closes.
func (a *CloseCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	list, err := allegations(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	report, err := ReportOf(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	var undecided, untold []string
	for _, x := range list {
		if x.Decision == "" {
			undecided = append(undecided, x.Name())
		} else if report != "" && x.ToldOn.IsZero() {
			untold = append(untold, x.Name())
		}
	}
	switch {
	case len(undecided) > 0:
		return nil, candour.Conflict("The case cannot be closed: %s. Decide %s first, with reasons.", are(undecided, "has no decision", "have no decision"), it(undecided))
	case len(untold) > 0:
		return nil, candour.Conflict("The case cannot be closed: the person who reported has not been told what was decided on %s. Tell them first.", strings.Join(untold, ", "))
	}
	if err := setClosed(tx, m.Force, a.Case, m.Today()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: CaseClosed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()}}}}, nil
}

func are(names []string, one, more string) string {
	if len(names) == 1 {
		return names[0] + " " + one
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " " + more
}

func it(names []string) string {
	if len(names) == 1 {
		return "it"
	}
	return "them"
}
