package intake

import (
	"errors"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// ReportAddedTo is what happens when a person tells one more thing.
const ReportAddedTo candour.EventKind = "report-added-to"

// AddToReportKind is what a person who has reported does to tell one more thing. It
// is an allegation like every other: it has to be decided, and a case that was
// closed is taken up again for it.
var AddToReportKind = act.Kind{
	ID:     "add-to-report",
	Button: "Confirm and send",
	Does:   "The person who reported tells one more thing. It becomes an allegation of its own, which has to be decided; a closed case is taken up again. Until somebody has said who it is about, only triage sees the matter.",
	Of:     "report",
	Emits:  []candour.EventKind{ReportAddedTo, AllegationConfirmed},
	From:   []string{Sent, Opened},
	Roles:  []authz.Role{authz.Reporter},
}

// AddToReport is one more thing.
type AddToReport struct {
	Report     candour.ReportID
	Allegation candour.AllegationID // from the secret in the browser: pressing twice adds one
	Said       Said
}

// Kind is AddToReportKind.
func (*AddToReport) Kind() *act.Kind { return &AddToReportKind }

// Of is the report.
func (a *AddToReport) Of() candour.Subject { return reportSubject(a.Report) }

// Check refuses what says nothing.
func (a *AddToReport) Check() error {
	if a.Allegation == "" {
		return errors.New("an allegation without an id")
	}
	return a.Said.check()
}

// Apply keeps the words, each as it was typed.
func (a *AddToReport) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	var n int
	if err := tx.One(`SELECT count(*) FROM intake_allegation WHERE force = $1 AND id = $2`, []any{string(m.Force), string(a.Allegation)}, &n); err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, ErrSentAlready
	}
	key, err := tx.Key(m.Force, a.Of())
	if err != nil {
		return nil, err
	}
	if err := tx.One(`SELECT count(*) FROM intake_allegation WHERE force = $1 AND report = $2`, []any{string(m.Force), string(a.Report)}, &n); err != nil {
		return nil, err
	}
	if n >= mostAllegations {
		return nil, candour.Invalid("what", "You have told us %d things here, and that is all that fits. Send this as a new report.", mostAllegations)
	}
	if err := insertAllegation(tx, key, m.Force, a.Report, a.Allegation, n+1, a.Said); err != nil {
		return nil, err
	}
	if err := owe(tx.Tx, m.Force, a.Report, OwedSorting, string(a.Allegation), m.Today()); err != nil {
		return nil, err
	}
	events := []candour.Event{
		{Kind: ReportAddedTo, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
			{Name: "allegation", Value: string(a.Allegation)}, {Name: ledger.AccountField, Value: Account([]Said{a.Said}).Words(), Of: a.Of()},
		}},
		{Kind: AllegationConfirmed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "allegation", Value: string(a.Allegation)}}},
	}
	return events, Tell(tx, m.Force, a.Report, Told{Kind: ReportAddedTo, On: m.Today(), Says: "We have what you added."})
}

// check refuses what says nothing, or cannot be kept word for word.
func (s Said) check() error {
	if strings.TrimSpace(s.What.Words()) == "" {
		return candour.Invalid("what", "Say what happened. A few words are enough.")
	}
	for _, f := range []struct {
		name string
		said candour.Marking
	}{{"what", s.What}, {"when", s.When}, {"where", s.Where}, {"who", s.Who}} {
		if err := keepable(f.name, f.said); err != nil {
			return err
		}
	}
	return nil
}
