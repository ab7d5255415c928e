package cases

import (
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// Severity is how serious the conduct would be if it were proved (Police
// (Conduct) Regulations 2020, reg 14).
type Severity string

// The severities.
const (
	GrossMisconduct Severity = "gross-misconduct"
	Misconduct      Severity = "misconduct"
	Neither         Severity = "neither"
)

// Choices are the severities as they are asked.
func (Severity) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(GrossMisconduct), Label: "Gross misconduct", Hint: "So serious that dismissal would be justified, if proved."},
		{Value: string(Misconduct), Label: "Misconduct", Hint: "So serious as to justify disciplinary action, if proved."},
		{Value: string(Neither), Label: "Neither", Hint: "It would not justify disciplinary action, even if proved."},
	}
}

// SeverityAssessed is what happens.
const SeverityAssessed candour.EventKind = "severity-assessed"

// AssessSeverityKind is the severity assessment of the whole case.
var AssessSeverityKind = act.Kind{
	ID:     "assess-severity",
	Button: "Assess severity",
	Does:   "Says how serious the conduct would be if it were proved. Nothing is decided by it about whether it happened.",
	Of:     "case",
	Emits:  []candour.EventKind{SeverityAssessed},
	From:   []string{Opened},
	Roles:  []authz.Role{authz.Assessor},
	New:    func() act.Act { return new(AssessSeverity) },
}

// AssessSeverity is one assessment.
type AssessSeverity struct {
	Case     candour.CaseID  `hidden:"yes"`
	Severity Severity        `ask:"If it were proved, what would it be?"`
	Reasons  candour.Marking `ask:"What are your reasons?" hint:"Say what you took into account, earlier concerns included." rows:"6"`
}

// Kind is AssessSeverityKind.
func (*AssessSeverity) Kind() *act.Kind { return &AssessSeverityKind }

// Of is the case.
func (a *AssessSeverity) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses an assessment without reasons.
func (a *AssessSeverity) Check() error { return mustReason(a.Reasons) }

// Apply records the assessment. It is refused while an allegation is not described.
func (a *AssessSeverity) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	names, err := undescribed(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	if len(names) > 0 {
		return nil, candour.Conflict("Nobody has said yet what kind of thing is alleged in %s. Describe it first: what has to be done before the assessment follows from it.", strings.Join(names, ", "))
	}
	sealed, err := sealReasons(tx, m, a.Case, "cases_severity.reasons/"+string(a.Case), a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_severity (force, case_id, severity, reasons, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(m.Force), string(a.Case), string(a.Severity), sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: SeverityAssessed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "severity", Value: string(a.Severity)}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}

func mustReason(r candour.Marking) error {
	if strings.TrimSpace(r.Words()) == "" {
		return candour.Invalid("reasons", "Give your reasons: a decision without reasons cannot be reviewed.")
	}
	return nil
}

func sealReasons(tx *seal.Tx, m act.Made, c candour.CaseID, place string, r candour.Marking) (string, error) {
	key, err := tx.Make(m.Force, caseSubject(c), m.NewKey)
	if err != nil {
		return "", err
	}
	return key.Seal(place, r.Words())
}
