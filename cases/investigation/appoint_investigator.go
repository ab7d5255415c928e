package investigation

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// InvestigatorAppointed is what happens when somebody is appointed to investigate.
const InvestigatorAppointed candour.EventKind = "investigator-appointed"

// AppointInvestigatorKind appoints who investigates. A reaction, which knows the
// workforce, undoes it all where they are in conflict.
var AppointInvestigatorKind = act.Kind{
	ID:     "appoint-investigator",
	Button: "Appoint the investigator",
	Does:   "Appoints who investigates, with terms of reference. It is refused for whoever stands on the wall or works in the officer’s unit, and for whoever was in one unit with the officer in the last ten years, until that was looked at and cleared.",
	Of:     "case",
	Emits:  []candour.EventKind{InvestigatorAppointed},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(AppointInvestigator) },
}

// AppointInvestigator appoints one. They take the place of the one before.
type AppointInvestigator struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes"`
	Terms   candour.Marking   `ask:"What are they to look into?" hint:"The terms of reference: which allegations, and what else." rows:"6"`
	Reasons candour.Marking   `ask:"If they take somebody’s place, why?" rows:"3" optional:"yes"`
}

// Kind is AppointInvestigatorKind.
func (*AppointInvestigator) Kind() *act.Kind { return &AppointInvestigatorKind }

// Of is the case.
func (a *AppointInvestigator) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses nobody, and an investigation into nothing.
func (a *AppointInvestigator) Check() error {
	if err := cases.MustPick(a.Officer); err != nil {
		return err
	}
	if a.Terms.Empty() {
		return candour.Invalid("terms", "Write what they are to look into.")
	}
	return nil
}

// Apply appoints.
func (a *AppointInvestigator) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	var before string
	err := tx.One(`SELECT officer FROM investigation_investigator WHERE force = $1 AND case_id = $2 AND to_day = ''`, []any{string(m.Force), string(a.Case)}, &before)
	switch {
	case err != nil && !errors.Is(err, candour.ErrNotFound):
		return nil, err
	case err == nil && before == string(a.Officer):
		return nil, candour.Conflict("They are the investigator already. There is nothing more to do.")
	case err == nil && a.Reasons.Empty():
		return nil, candour.Invalid("reasons", "Somebody investigates already. Say why another takes their place.")
	}
	if _, err := tx.Exec(`UPDATE investigation_investigator SET to_day = $1 WHERE force = $2 AND case_id = $3 AND to_day = ''`, m.Today().String(), string(m.Force), string(a.Case)); err != nil {
		return nil, err
	}
	id := m.ID("investigator")
	sealed, err := sealAll(tx, m, a.Case, id, "investigation_investigator.", map[string]candour.Marking{"terms": a.Terms, "reasons": a.Reasons})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_investigator (force, id, case_id, officer, terms, reasons, by_person, from_day, to_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
		string(m.Force), id, string(a.Case), string(a.Officer), sealed["terms"], sealed["reasons"], string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: InvestigatorAppointed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "investigator", Value: id}, {Name: cases.FieldOfficer, Value: string(a.Officer)}, {Name: "terms", Value: a.Terms.Words(), Of: a.Of()}, {Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}

// The states of an appointment.
const (
	investigates = "investigates"
	wasReplaced  = "replaced"
)

// investigators are those of a case, the earlier ones too. The page writes their
// names as that of a person: they are none of those whom the case is about.
func investigators(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	type row struct{ id, officer, terms, reasons, by, from, to string }
	var rows []row
	err = tx.Each(`SELECT id, officer, terms, reasons, by_person, from_day, to_day FROM investigation_investigator WHERE force = $1 AND case_id = $2 ORDER BY from_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.officer, &r.terms, &r.reasons, &r.by, &r.from, &r.to)
		rows = append(rows, r)
		return err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		x := cases.Thing{Of: candour.Subject{Kind: "investigator", ID: r.id}, Title: "Investigator", Officer: candour.OfficerID(r.officer), State: investigates}
		if r.to != "" {
			x.State, x.Over = wasReplaced, true
		}
		terms, err := words.Open("investigation_investigator.terms/"+r.id, r.terms)
		if err != nil {
			return nil, err
		}
		x.Rows = append(x.Rows, cases.Row{Key: "Appointed", Value: candour.Mark(cases.Day(r.from).Words()), By: candour.PersonID(r.by)}, cases.Row{Key: "Terms of reference", Value: terms})
		if r.reasons != "" {
			why, err := words.Open("investigation_investigator.reasons/"+r.id, r.reasons)
			if err != nil {
				return nil, err
			}
			x.Rows = append(x.Rows, cases.Row{Key: "Why they took over", Value: why})
		}
		out = append(out, x)
	}
	return out, nil
}
