package cases

import (
	"fmt"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens when a report becomes a case.
const (
	CaseOpened          candour.EventKind = "case-opened"
	CameToAttention     candour.EventKind = "matter-came-to-attention"
	AllegationRecorded  candour.EventKind = "allegation-recorded"
	fieldReport                           = "report"
	jurisdictionEngland                   = "ew"
)

// OpenCaseKind turns a report into a case: the first update is due from then.
var OpenCaseKind = act.Kind{
	ID:     "open-case",
	Button: "Open a case",
	Does:   "Opens the report into a case; each allegation in it is recorded, and the clocks start.",
	Of:     "report",
	Emits:  []candour.EventKind{CaseOpened},
	From:   []string{"sent"},
	Roles:  []authz.Role{authz.Triage},
	New:    func() act.Act { return new(OpenCase) },
}

// OpenCase opens a report.
type OpenCase struct {
	Report candour.ReportID `hidden:"yes"`
}

// Kind is OpenCaseKind.
func (*OpenCase) Kind() *act.Kind { return &OpenCaseKind }

// Of is the report.
func (a *OpenCase) Of() candour.Subject {
	return reportSubject(a.Report)
}

// Check finds nothing wrong: there is nothing to fill in.
func (*OpenCase) Check() error { return nil }

// Apply opens the case. A reaction brings the allegations, word for word.
func (a *OpenCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	id := candour.CaseID(m.ID("case"))
	if _, err := tx.Exec(`INSERT INTO cases_case (force, id, report, jurisdiction, opened_day, incident_day, closed_day, source, digest) VALUES ($1, $2, $3, $4, $5, '', '', '', '')`,
		string(m.Force), string(id), string(a.Report), jurisdictionEngland, m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: CaseOpened, Subject: caseSubject(id), On: m.Today(), Data: []candour.Field{{Name: fieldReport, Value: string(a.Report)}}}}, nil
}

// Confirmed is an allegation as the person confirmed it, on its way into a case.
type Confirmed struct {
	ID    candour.AllegationID
	Words candour.Marking
}

// Record brings a report's allegations into its case. A reaction calls it; it
// emits CameToAttention on the day the report was sent, because the law counts
// from the day the force could know, and AllegationRecorded for each. The words
// stay under the report's key: where that is erased, they are gone here too.
func Record(tx *seal.Tx, m act.Made, c candour.CaseID, sent candour.Date, said []Confirmed) ([]candour.Event, error) {
	report, err := ReportOf(tx, m.Force, c)
	if err != nil {
		return nil, err
	}
	key, err := tx.Key(m.Force, reportSubject(report))
	if err != nil {
		return nil, fmt.Errorf("finding the key of a report: %w", err)
	}
	events := []candour.Event{{Kind: CameToAttention, Subject: caseSubject(c), On: sent, Data: []candour.Field{{Name: act.EarlierDay, Value: "the day the report was sent"}}}}
	for i, s := range said {
		sealed, err := key.Seal("cases_allegation.words/"+string(s.ID), s.Words.Words())
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(`INSERT INTO cases_allegation (force, id, case_id, position, category, words, source_code, source_says) VALUES ($1, $2, $3, $4, '', $5, '', '')`,
			string(m.Force), string(s.ID), string(c), i+1, sealed); err != nil {
			return nil, err
		}
		events = append(events, candour.Event{Kind: AllegationRecorded, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
			{Name: fieldAllegation, Value: string(s.ID)}, {Name: "words", Value: s.Words.Words(), Of: reportSubject(report)},
		}})
	}
	return events, nil
}

const fieldAllegation = "allegation"
