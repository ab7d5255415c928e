package cases

import (
	"errors"
	"fmt"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/store"
)

func standCase(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	var closed, severity string
	err := tx.One(`SELECT c.closed_day, COALESCE(s.severity, '') FROM cases_case c LEFT JOIN cases_severity s ON s.force = c.force AND s.case_id = c.id
		WHERE c.force = $1 AND c.id = $2`, []any{string(force), id}, &closed, &severity)
	if err != nil {
		return act.Standing{}, err
	}
	return standingBy(closed, severity), nil
}

func standingBy(closed, severity string) act.Standing {
	switch {
	case closed != "":
		return act.Standing{State: Closed}
	case severity == "":
		return act.Standing{State: Opened}
	}
	return act.Standing{State: Assessed}
}

// standCases is standCase for up to fifty.
func standCases(tx *seal.Tx, force candour.ForceID, ids []string) (map[string]act.Standing, error) {
	args, out := append([]any{string(force)}, store.Places(50, ids)...), map[string]act.Standing{}
	err := tx.Each(`SELECT c.id, c.closed_day, COALESCE(s.severity, '') FROM (VALUES ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48), ($49), ($50), ($51)) x CROSS JOIN cases_case c LEFT JOIN cases_severity s ON s.force = c.force AND s.case_id = c.id
		WHERE c.force = $1 AND c.id = x.column1`, args, func(scan func(...any) error) error {
		var id, closed, severity string
		err := scan(&id, &closed, &severity)
		out[id] = standingBy(closed, severity)
		return err
	})
	return out, err
}

func standAllegation(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	c, err := caseOf(tx, force, candour.AllegationID(id))
	if err != nil {
		return act.Standing{}, err
	}
	s := act.Standing{State: Decided, Within: []candour.Subject{caseSubject(c)}}
	var d string
	err = tx.One(`SELECT decision FROM cases_decision WHERE force = $1 AND case_id = $2 AND allegation = $3`, []any{string(force), string(c), id}, &d)
	if errors.Is(err, candour.ErrNotFound) {
		s.State, err = Undecided, nil
	}
	return s, err
}

func caseOf(tx *seal.Tx, force candour.ForceID, id candour.AllegationID) (candour.CaseID, error) {
	var c string
	err := tx.One(`SELECT case_id FROM cases_allegation WHERE force = $1 AND id = $2`, []any{string(force), string(id)}, &c)
	return candour.CaseID(c), err
}

// ReportOf is the report that a case was opened from, empty for an import.
func ReportOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (candour.ReportID, error) {
	var r string
	err := tx.One(`SELECT report FROM cases_case WHERE force = $1 AND id = $2`, []any{string(force), string(c)}, &r)
	return candour.ReportID(r), err
}

// Allegation is one allegation as recorded, with its decision if there is one.
type Allegation struct {
	ID         candour.AllegationID
	Position   int
	Category   string
	Words      candour.Marking
	SourceCode string
	SourceSays string
	Officers   []candour.OfficerID
	Decision   Decision
	Standard   Standard
	Reasons    candour.Marking
	DecidedOn  candour.Date
	DecidedBy  candour.PersonID
	ToldOn     candour.Date
}

// Name is what a sentence calls the allegation: "allegation 2".
func (a Allegation) Name() string { return fmt.Sprintf("allegation %d", a.Position) }

// Case is a case with all that hangs on it. Whoever shows it has asked authz.
type Case struct {
	Force        candour.ForceID
	ID           candour.CaseID
	Report       candour.ReportID
	Jurisdiction string
	OpenedOn     candour.Date
	ClosedOn     candour.Date
	State        string
	Severity     Severity
	Reasons      candour.Marking // of the severity assessment
	AssessedBy   candour.PersonID
	Allegations  []Allegation
}

// Read opens a case.
func Read(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (Case, error) {
	c := Case{Force: force, ID: id}
	var accused map[candour.AllegationID][]candour.OfficerID
	err := tx.Together(func() error {
		var report, opened, closed string
		err := tx.One(`SELECT report, jurisdiction, opened_day, closed_day FROM cases_case WHERE force = $1 AND id = $2`, []any{string(force), string(id)}, &report, &c.Jurisdiction, &opened, &closed)
		c.Report = candour.ReportID(report)
		c.OpenedOn, c.ClosedOn = day(opened), day(closed)
		return err
	}, func() error {
		s, err := standCase(tx, force, string(id))
		c.State = s.State
		return err
	}, func() error {
		return readSeverity(tx, &c)
	}, func() (err error) {
		c.Allegations, err = allegations(tx, force, id)
		return err
	}, func() (err error) {
		accused, err = Accused(tx, force, id)
		return err
	})
	for i := range c.Allegations {
		c.Allegations[i].Officers = accused[c.Allegations[i].ID]
	}
	return c, err
}

// readSeverity adds how severe it was assessed to be, if somebody did.
func readSeverity(tx *seal.Tx, c *Case) error {
	force, id := c.Force, c.ID
	var severity, reasons, by string
	err := tx.One(`SELECT severity, reasons, by_person FROM cases_severity WHERE force = $1 AND case_id = $2`, []any{string(force), string(id)}, &severity, &reasons, &by)
	if errors.Is(err, candour.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	c.Severity, c.AssessedBy = Severity(severity), candour.PersonID(by)
	ours, err := tx.Words(force, caseSubject(id))
	if err != nil {
		return err
	}
	c.Reasons, err = ours.Open("cases_severity.reasons/"+string(id), reasons)
	return err
}

func allegations(tx *seal.Tx, force candour.ForceID, id candour.CaseID) ([]Allegation, error) {
	type sealed struct{ words, reasons string }
	var out []Allegation
	var shut []sealed
	var theirs, ours seal.Words
	err := tx.Together(func() error {
		return tx.Each(`SELECT a.id, a.position, a.category, a.words, a.source_code, a.source_says, COALESCE(d.decision, ''), COALESCE(d.standard, ''), COALESCE(d.reasons, ''), COALESCE(d.by_person, ''), COALESCE(d.on_day, ''), COALESCE(d.told_day, '')
		FROM cases_allegation a LEFT JOIN cases_decision d ON d.force = a.force AND d.case_id = a.case_id AND d.allegation = a.id
		WHERE a.force = $1 AND a.case_id = $2 ORDER BY a.position`, []any{string(force), string(id)}, func(scan func(...any) error) error {
			var a Allegation
			var s sealed
			var aid, decision, standard, by, on, told string
			if err := scan(&aid, &a.Position, &a.Category, &s.words, &a.SourceCode, &a.SourceSays, &decision, &standard, &s.reasons, &by, &on, &told); err != nil {
				return err
			}
			a.ID, a.Decision, a.Standard, a.DecidedBy = candour.AllegationID(aid), Decision(decision), Standard(standard), candour.PersonID(by)
			a.DecidedOn, a.ToldOn = day(on), day(told)
			out, shut = append(out, a), append(shut, s)
			return nil
		})
	}, func() error {
		report, err := ReportOf(tx, force, id)
		if err != nil {
			return err
		}
		theirs, err = tx.Words(force, reportSubject(report))
		return err
	}, func() (err error) {
		ours, err = tx.Words(force, caseSubject(id))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the allegations of a case: %w", err)
	}
	for i := range out {
		place := "cases_allegation.words/" + string(out[i].ID)
		if out[i].Words, err = theirs.Open(place, shut[i].words); err != nil {
			out[i].Words, err = ours.Open(place, shut[i].words) // recorded before the words lay under the report
		}
		if err != nil {
			return nil, err
		}
		if out[i].Reasons, err = ours.Open("cases_decision.reasons/"+string(out[i].ID), shut[i].reasons); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Accused are the officers linked to each allegation of a case.
func Accused(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (map[candour.AllegationID][]candour.OfficerID, error) {
	out := map[candour.AllegationID][]candour.OfficerID{}
	err := tx.Each(`SELECT allegation, officer FROM cases_accused WHERE force = $1 AND case_id = $2 ORDER BY allegation, officer`, []any{string(force), string(id)}, func(scan func(...any) error) error {
		var a, o string
		err := scan(&a, &o)
		out[candour.AllegationID(a)] = append(out[candour.AllegationID(a)], candour.OfficerID(o))
		return err
	})
	return out, err
}

// EveryOfficerSought reports whether each allegation of a case has an officer, is
// about nobody here, or had somebody who looked and could not tell.
func EveryOfficerSought(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (bool, error) {
	var without int
	err := tx.One(`SELECT count(*) FROM cases_allegation a WHERE a.force = $1 AND a.case_id = $2
		AND NOT EXISTS (SELECT 1 FROM cases_accused x WHERE x.force = a.force AND x.case_id = a.case_id AND x.allegation = a.id)
		AND NOT EXISTS (SELECT 1 FROM cases_unidentified u WHERE u.force = a.force AND u.case_id = a.case_id AND u.allegation = a.id)
		AND NOT EXISTS (SELECT 1 FROM cases_not_ours o WHERE o.force = a.force AND o.case_id = a.case_id AND o.allegation = a.id)`, []any{string(force), string(id)}, &without)
	return without == 0, err
}

// EveryOfficerFound reports whether it is known of each allegation of a case who
// it is about, or that it is about nobody here: nobody can then be meant who is
// not linked.
func EveryOfficerFound(tx *seal.Tx, force candour.ForceID, id candour.CaseID) (bool, error) {
	var without int
	err := tx.One(`SELECT count(*) FROM cases_allegation a WHERE a.force = $1 AND a.case_id = $2
		AND NOT EXISTS (SELECT 1 FROM cases_accused x WHERE x.force = a.force AND x.case_id = a.case_id AND x.allegation = a.id)
		AND NOT EXISTS (SELECT 1 FROM cases_not_ours o WHERE o.force = a.force AND o.case_id = a.case_id AND o.allegation = a.id)`, []any{string(force), string(id)}, &without)
	return without == 0, err
}

// Release is a decision as the person who reported may be told it: in words,
// without the reasons, which may speak of others.
type Release struct {
	Allegation candour.AllegationID
	On         candour.Date
	Says       string
}

// Released are the decisions of a case that the person has been told of or is
// being told of now.
func Released(tx *seal.Tx, force candour.ForceID, id candour.CaseID) ([]Release, error) {
	all, err := allegations(tx, force, id)
	var out []Release
	for _, a := range all {
		if a.Decision != "" && !a.ToldOn.IsZero() {
			out = append(out, Release{a.ID, a.DecidedOn, a.Decision.Words() + ". Standard of proof: " + strings.ToLower(a.Standard.Words()) + "."})
		}
	}
	return out, err
}

// day reads a stored day; ” is no day. Only this package writes the column.
func day(s string) candour.Date {
	d, err := candour.ParseDate(s)
	if err != nil {
		return candour.Date{}
	}
	return d
}
