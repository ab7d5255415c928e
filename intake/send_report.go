package intake

import (
	"strconv"
	"unicode/utf8"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// SendReportKind is what a person does when they have read back what they wrote
// and confirm it.
var SendReportKind = act.Kind{
	ID:     "send-report",
	Button: "Confirm and send",
	Does:   "Sends what a person has written and read back; each allegation becomes a record of its own.",
	Of:     "report",
	Emits:  []candour.EventKind{ReportSent, AllegationConfirmed},
	From:   []string{act.Absent},
	Roles:  []authz.Role{authz.Reporter},
}

// What happens when a report is sent.
const (
	ReportSent          candour.EventKind = "report-sent"
	AllegationConfirmed candour.EventKind = "allegation-confirmed"
	CandidatesFound     candour.EventKind = "candidates-found" // whom it could mean stands on its wall; how many, and never who
)

// Said is one allegation in the person's own words. Only What must be there:
// nobody is turned away because they do not know a name or a day.
type Said struct {
	What  candour.Marking
	When  candour.Marking
	Where candour.Marking
	Who   candour.Marking
}

// SendReport is a report, confirmed.
type SendReport struct {
	Report candour.ReportID
	Code   ReturnCode // shown to the person once; only its blind index is kept
	Said   []Said
	// KeepOut says who must not see it, in the person's own words, or nothing.
	KeepOut candour.Marking
}

// mostAllegations and longest are limits on what a stranger can send in one
// report; longest is in characters, for each answer.
const (
	mostAllegations = 50
	longest         = 50_000
)

// Kind is SendReportKind.
func (*SendReport) Kind() *act.Kind { return &SendReportKind }

// Of is the report.
func (a *SendReport) Of() candour.Subject {
	return candour.Subject{Kind: "report", ID: string(a.Report)}
}

// Check refuses a report that says nothing.
func (a *SendReport) Check() error {
	if len(a.Said) == 0 {
		return candour.Invalid("what", "Say what happened. A few words are enough.")
	}
	if len(a.Said) > mostAllegations {
		return candour.Invalid("what", "One report can hold %d different things. Send this one, then start another for the rest.", mostAllegations)
	}
	if err := keepable("keep-out", a.KeepOut); err != nil {
		return err
	}
	for _, s := range a.Said {
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

// keepable refuses what cannot be kept word for word.
func keepable(name string, said candour.Marking) error {
	switch words := said.Words(); {
	case !utf8.ValidString(words):
		return candour.Invalid(name, "Some of the characters cannot be kept. Type it again.")
	case utf8.RuneCountInString(words) > longest:
		return candour.Invalid(name, "One answer can hold %d characters. Put the rest into another one.", longest)
	}
	return nil
}

// Apply keeps the words, each allegation as a record.
func (a *SendReport) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	of := a.Of()
	key, err := tx.MakeNew(m.Force, of, m.NewKey(of))
	if err != nil {
		return nil, err
	}
	code, err := codeToken(tx, m, a.Code)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO intake_report (force, id, reporter, code, sent_day) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), string(a.Report), string(m.Actor.ID), code, m.Today().String()); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO intake_waiting (force, report, sent_day) VALUES ($1, $2, $3)`, string(m.Force), string(a.Report), m.Today().String()); err != nil {
		return nil, err
	}
	if err := keepOut(tx, key, m.Force, a.Report, a.KeepOut); err != nil {
		return nil, err
	}
	events := []candour.Event{{Kind: ReportSent, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: ledger.AccountField, Value: Account(a.Said).Words(), Of: of},
		{Name: "keep out", Value: a.KeepOut.Words(), Of: of},
	}}}
	for i, s := range a.Said {
		id := candour.AllegationID(m.ID("allegation/" + strconv.Itoa(i)))
		if err := insertAllegation(tx, key, m.Force, a.Report, id, i+1, s); err != nil {
			return nil, err
		}
		events = append(events, candour.Event{Kind: AllegationConfirmed, Subject: of, On: m.Today(), Data: []candour.Field{
			{Name: "allegation", Value: string(id)}, // the words are in the account
		}})
	}
	return events, Tell(tx, m.Force, a.Report, Told{Kind: ReportSent, On: m.Today(), Says: "We have your report."})
}
