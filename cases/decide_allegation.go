package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// Decision is how one allegation ends.
type Decision string

// The decisions. The last two are made by an import only.
const (
	CaseToAnswer    Decision = "case-to-answer"
	NoCaseToAnswer  Decision = "no-case-to-answer"
	Disproved       Decision = "disproved"
	NotThisPerson   Decision = "not-this-person"
	HistoricFinding Decision = "historic-decision" // another system's finding; it holds no reasons
	ClosedElsewhere Decision = "closed-elsewhere"  // another system closed it; no finding is held
)

// Choices are the decisions as they are asked.
func (Decision) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(CaseToAnswer), Label: "Case to answer", Hint: "There is sufficient evidence on which a panel could find it proved."},
		{Value: string(NoCaseToAnswer), Label: "No case to answer", Hint: "There is not sufficient evidence. It stays among earlier concerns."},
		{Value: string(Disproved), Label: "Disproved", Hint: "It is shown that it did not happen. It leaves the officer’s earlier concerns."},
		{Value: string(NotThisPerson), Label: "Not this person", Hint: "It was somebody else. It leaves this officer’s earlier concerns."},
	}
}

// Words is the decision as a page writes it.
func (d Decision) Words() string {
	for _, c := range d.Choices() {
		if c.Value == string(d) {
			return c.Label
		}
	}
	switch d {
	case HistoricFinding:
		return "Historic decision (no reasons held)"
	case ClosedElsewhere:
		return "Closed elsewhere, no finding held"
	case "":
		return "Undecided"
	}
	return string(d)
}

// Standard is the standard of proof that was applied.
type Standard string

// The standards.
const (
	Balance  Standard = "balance-of-probabilities"
	Criminal Standard = "beyond-reasonable-doubt"
)

// Choices are the standards as they are asked.
func (Standard) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(Balance), Label: "Balance of probabilities", Hint: "More likely than not: complaints, misconduct and compensation."},
		{Value: string(Criminal), Label: "Beyond reasonable doubt", Hint: "A criminal court only. “No further action” there closes nothing here."},
	}
}

// Words is the standard as a page writes it.
func (s Standard) Words() string {
	for _, c := range s.Choices() {
		if c.Value == string(s) {
			return c.Label
		}
	}
	return ""
}

// AllegationDecided is what happens.
const AllegationDecided candour.EventKind = "allegation-decided"

// DecideAllegationKind ends one allegation, with reasons and the standard of
// proof: there is no other way for it to end.
var DecideAllegationKind = act.Kind{
	ID:     "decide-allegation",
	Button: "Decide this allegation",
	Does:   "Ends this one allegation by a reasoned decision. The person who reported sees it when they are told.",
	Of:     "allegation",
	Emits:  []candour.EventKind{AllegationDecided},
	From:   []string{Undecided},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(DecideAllegation) },
}

// DecideAllegation is one decision.
type DecideAllegation struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Decision   Decision             `ask:"What do you decide?"`
	Standard   Standard             `ask:"Which standard of proof did you apply?"`
	Reasons    candour.Marking      `ask:"What are your reasons?" hint:"Say what the evidence is and how you weighed it." rows:"8"`
}

// Kind is DecideAllegationKind.
func (*DecideAllegation) Kind() *act.Kind { return &DecideAllegationKind }

// Of is the allegation.
func (a *DecideAllegation) Of() candour.Subject {
	return candour.Subject{Kind: "allegation", ID: string(a.Allegation)}
}

// Check refuses a decision without reasons.
func (a *DecideAllegation) Check() error { return mustReason(a.Reasons) }

// Apply refuses a decision before the severity assessment, and about an officer
// nobody has named where it says that there is a case to answer.
func (a *DecideAllegation) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := caseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	stands, err := standCase(tx, m.Force, string(c))
	if err != nil {
		return nil, err
	}
	if stands.State == Opened {
		return nil, candour.Conflict("Severity is not assessed yet. Assess it first, then decide each allegation.")
	}
	accused, err := Accused(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	if len(accused[a.Allegation]) == 0 && (a.Decision == CaseToAnswer || a.Decision == NotThisPerson) {
		return nil, candour.Conflict("No officer is linked to this allegation, so nobody could answer it. Link the officer first.")
	}
	sealed, err := sealReasons(tx, m, c, "cases_decision.reasons/"+string(a.Allegation), a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_decision (force, allegation, case_id, decision, standard, reasons, by_person, on_day, told_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
		string(m.Force), string(a.Allegation), string(c), string(a.Decision), string(a.Standard), sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	if err := showDecided(tx, m.Force, c, a.Allegation, a.Decision); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: AllegationDecided, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: fieldAllegation, Value: string(a.Allegation)},
		{Name: "decision", Value: string(a.Decision)},
		{Name: "standard", Value: string(a.Standard)},
		{Name: "reasons", Value: a.Reasons.Words(), Of: caseSubject(c)},
	}}}, nil
}
