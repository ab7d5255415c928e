package cases

import (
	"fmt"
	"maps"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// What an import makes. Each satisfies "every allegation ends by a decision" by
// its own name: nobody can mistake it for a decision with reasons of ours.
const (
	HistoricDecision      candour.EventKind = "historic-decision-imported"
	ClosedWithoutFinding  candour.EventKind = "closed-elsewhere-imported"
	OpenAllegation        candour.EventKind = "open-allegation-imported"
	ImportedCaseCorrected candour.EventKind = "imported-case-corrected"
)

// ImportCaseKind brings a case from another system, with its allegations and
// findings. A case that is here already, and changed there, is corrected.
var ImportCaseKind = act.Kind{
	ID:     "import-case",
	Button: "Import a case",
	Does:   "Brings a case from another system, with its allegations, findings and dates, word for word.",
	Of:     "case",
	Emits:  []candour.EventKind{HistoricDecision, ClosedWithoutFinding, OpenAllegation, ImportedCaseCorrected},
	From:   []string{act.Absent, Opened, Assessed, Closed},
	Roles:  []authz.Role{authz.System},
	Ahead: func(tx *seal.Tx, force candour.ForceID, batch []act.Act) error {
		var people []candour.PersonID
		for _, a := range batch {
			for _, r := range a.(*ImportCase).Rows {
				people = append(people, r.Person)
			}
		}
		return authz.ExpectPostings(tx.Tx, force, people)
	},
}

// ImportCase is one case of another system.
type ImportCase struct {
	Case       candour.CaseID
	Source     string // "complaint-extract"
	Digest     string // of the rows, to tell a changed row
	Incident   candour.Date
	Received   candour.Date
	ClosedOn   candour.Date // zero: open
	Rows       []ImportedAllegation
	Correction bool // it is here, and its rows changed
}

// ImportedAllegation is one row: an officer and what the other system said.
type ImportedAllegation struct {
	ID       candour.AllegationID
	Officer  candour.OfficerID
	Person   candour.PersonID // of the officer: they stand on the wall
	Category string           // ours, by the mapping table
	Code     string           // theirs, word for word
	Finding  string           // theirs, word for word; empty: none held
	Outcome  string
}

// Kind is ImportCaseKind.
func (*ImportCase) Kind() *act.Kind { return &ImportCaseKind }

// Of is the case.
func (a *ImportCase) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses a case that was closed before it was received.
func (a *ImportCase) Check() error {
	if !a.ClosedOn.IsZero() && a.ClosedOn.Before(a.Received) {
		return candour.Invalid("closed", "closed before it was received")
	}
	return nil
}

// Apply writes the rows and emits one event for each.
func (a *ImportCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	force := string(m.Force)
	var before map[candour.AllegationID]string // the event that stands for each allegation, where this corrects
	if a.Correction {
		var err error
		if before, err = a.untouched(tx, m); err != nil {
			return nil, err
		}
		if err := authz.Unaccuse(tx.Tx, m.Force, a.Of()); err != nil {
			return nil, err
		}
		for _, q := range []string{`DELETE FROM cases_accused WHERE force = $1 AND case_id = $2`, `DELETE FROM cases_decision WHERE force = $1 AND case_id = $2 AND decision IN ('historic-decision', 'closed-elsewhere')`, `DELETE FROM cases_allegation WHERE force = $1 AND case_id = $2`, `DELETE FROM cases_case WHERE force = $1 AND id = $2`} {
			if err := tx.ExecLater(q, force, string(a.Case)); err != nil {
				return nil, err
			}
		}
	} else if _, err := tx.MakeNew(m.Force, a.Of(), m.NewKey(a.Of())); err != nil {
		return nil, err
	}
	if err := tx.ExecLater(`INSERT INTO cases_case (force, id, report, jurisdiction, opened_day, incident_day, closed_day, source, digest) VALUES ($1, $2, '', $3, $4, $5, $6, $7, $8)`,
		force, string(a.Case), Imported, a.Received.String(), a.Incident.String(), a.ClosedOn.String(), a.Source, a.Digest); err != nil {
		return nil, err
	}
	if err := authz.Triaged(tx.Tx, m.Force, a.Of()); err != nil {
		return nil, err
	}
	var events []candour.Event
	var about []authz.Complaint
	for i, r := range a.Rows {
		if err := tx.ExecLater(`INSERT INTO cases_allegation (force, id, case_id, position, category, words, source_code, source_says) VALUES ($1, $2, $3, $4, $5, '', $6, $7)`,
			force, string(r.ID), string(a.Case), i+1, r.Category, r.Code, r.says()); err != nil {
			return nil, err
		}
		if err := tx.ExecLater(`INSERT INTO cases_accused (force, allegation, officer, case_id, opened_day, position, category, source_code, source_says, decision, closed_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			force, string(r.ID), string(r.Officer), string(a.Case), a.Received.String(), i+1, r.Category, r.Code, r.says(), string(a.endOf(r)), a.ClosedOn.String()); err != nil {
			return nil, err
		}
		happened := a.Incident
		if happened.IsZero() || happened.After(a.Received) {
			happened = a.Received // some of the extract's incidents lie after the complaint: then the day it came counts
		}
		about = append(about, authz.Complaint{Person: r.Person, Happened: authz.Span{From: happened}})
		e, err := a.end(tx, m, r)
		if err != nil {
			return nil, err
		}
		if e.Corrects = before[r.ID]; e.Corrects != "" {
			e.Kind = ImportedCaseCorrected
			delete(before, r.ID)
		}
		events = append(events, e)
	}
	if err := authz.AccuseNew(tx.Tx, m.Force, about, a.Of()); err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(before)) { // no longer among the rows there: said, not dropped
		events = append(events, candour.Event{Kind: ImportedCaseCorrected, Subject: a.Of(), On: m.Today(), Corrects: before[id], Data: []candour.Field{
			{Name: fieldAllegation, Value: string(id)},
			{Name: "row", Value: "no longer in " + a.Source},
		}})
	}
	return events, nil
}

// untouched refuses to correct a case that somebody has worked on here: what the
// other system says now must not wipe out a link or a decision of ours. It gives
// the latest event of each allegation that was imported.
func (a *ImportCase) untouched(tx *seal.Tx, m act.Made) (map[candour.AllegationID]string, error) {
	events, err := ledger.EventsOf(tx, m.Force, a.Of())
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(events, func(e candour.Event) bool { return e.By != m.Actor.ID }) { // the program's own are imports, and walls that followed from one
		return nil, candour.Conflict("the case changed there, and has been worked on here since it was imported: decide by hand what to take over")
	}
	latest := map[candour.AllegationID]string{}
	for _, e := range events {
		if e.Act != ImportCaseKind.ID {
			continue
		}
		id := candour.AllegationID(e.Value(fieldAllegation))
		if latest[id] = e.ID; e.Value("row") != "" {
			delete(latest, id) // it was gone already
		}
	}
	return latest, nil
}

// end is how one imported allegation stands: decided there, closed there without
// a finding, or open.
func (a *ImportCase) end(tx *seal.Tx, m act.Made, r ImportedAllegation) (candour.Event, error) {
	e := candour.Event{Kind: OpenAllegation, Subject: a.Of(), On: a.Received, Data: []candour.Field{
		{Name: fieldAllegation, Value: string(r.ID)},
		{Name: "officer", Value: string(r.Officer)},
		{Name: "category", Value: r.Category},
		{Name: "code", Value: r.Code},
		{Name: "finding", Value: r.Finding},
		{Name: "outcome", Value: r.Outcome},
		{Name: "incident", Value: a.Incident.String()},
		{Name: "received", Value: a.Received.String()},
		{Name: "closed", Value: a.ClosedOn.String()},
		{Name: act.EarlierDay, Value: "imported from " + a.Source},
	}}
	d := a.endOf(r)
	switch d {
	case "":
		return e, nil
	case HistoricFinding:
		e.Kind, e.On = HistoricDecision, a.ClosedOn
	default:
		e.Kind, e.On = ClosedWithoutFinding, a.ClosedOn
	}
	err := tx.ExecLater(`INSERT INTO cases_decision (force, allegation, case_id, decision, standard, reasons, by_person, on_day, told_day) VALUES ($1, $2, $3, $4, '', '', '', $5, '')`,
		string(m.Force), string(r.ID), string(a.Case), string(d), a.ClosedOn.String())
	return e, err
}

// endOf is how an imported allegation was decided; "" where it is open.
func (a *ImportCase) endOf(r ImportedAllegation) Decision {
	switch {
	case a.ClosedOn.IsZero():
		return ""
	case r.Finding != "":
		return HistoricFinding
	}
	return ClosedElsewhere
}

func (r ImportedAllegation) says() string {
	switch {
	case r.Finding == "":
		return r.Outcome
	case r.Outcome == "":
		return r.Finding
	}
	return r.Finding + ": " + r.Outcome
}

// Held gives the digests of the cases that were imported from a source, by which
// the next import tells what has changed.
func Held(tx *seal.Tx, force candour.ForceID, source string) (map[candour.CaseID]string, error) {
	out := map[candour.CaseID]string{}
	err := tx.Each(`SELECT id, digest FROM cases_case WHERE force = $1 AND source = $2`, []any{string(force), source}, func(scan func(...any) error) error {
		var id, digest string
		err := scan(&id, &digest)
		out[candour.CaseID(id)] = digest
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading which cases came from %s: %w", source, err)
	}
	return out, nil
}
