package intake

import (
	"strconv"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What the person says of what was recorded.
const (
	RecordConfirmed candour.EventKind = "record-confirmed"
	RecordDisputed  candour.EventKind = "record-disputed"
)

// ConfirmRecordKind is the person's answer to what was recorded of one thing that
// they told. That it is wrong is due for staff until it was described again or they
// were answered, and the case cannot close before.
var ConfirmRecordKind = act.Kind{
	ID:     "confirm-record",
	Button: "Send",
	Does:   "The person who reported says whether what was recorded of one thing is right, or what is missing or wrong. A case cannot be closed while they said that it is wrong and nobody put it right or answered.",
	Of:     "report",
	Emits:  []candour.EventKind{RecordConfirmed, RecordDisputed},
	From:   []string{Opened},
	Roles:  []authz.Role{authz.Reporter},
}

// ConfirmRecord is one answer.
type ConfirmRecord struct {
	Report     candour.ReportID
	Allegation candour.AllegationID
	Version    int    // of the record that the person had before their eyes
	Answer     string // AnsweredRight or AnsweredWrong
	Words      candour.Marking
}

// Kind is ConfirmRecordKind.
func (*ConfirmRecord) Kind() *act.Kind { return &ConfirmRecordKind }

// Of is the report.
func (a *ConfirmRecord) Of() candour.Subject { return reportSubject(a.Report) }

// Check refuses no answer, and “wrong” without saying what is.
func (a *ConfirmRecord) Check() error {
	switch a.Answer {
	case AnsweredRight:
		return keepable("words", a.Words)
	case AnsweredWrong:
		return mustSay("words", a.Words, "Tell us what is missing or wrong. A few words are enough.")
	}
	return candour.Invalid("answer", "Choose one. You can also come back later and choose then.")
}

// Apply keeps the answer. A person may say first that it is right, and later that it
// is not; the words of an answer that staff have replied to stay as they were.
func (a *ConfirmRecord) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	last, err := lastRecord(tx, m.Force, a.Report, a.Allegation)
	if err != nil {
		return nil, err
	}
	switch {
	case last.Version == 0:
		return nil, candour.ErrNotFound
	case last.Version != a.Version:
		return nil, candour.Invalid("", "We have changed what we wrote down since you opened this page. Look at it again, and then choose.")
	case last.Answer == a.Answer && strings.TrimSpace(last.Words.Words()) == strings.TrimSpace(a.Words.Words()):
		return nil, ErrSentAlready
	case !last.RepliedOn.IsZero():
		return nil, candour.Invalid("", "We have answered what you said about this. If it is still not right, write to us.")
	}
	words := ""
	if !a.Words.Empty() {
		if words, err = sealed(tx, m, a.Report, recordPlace("words", a.Allegation, a.Version), a.Words); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(`UPDATE intake_record SET answer = $1, words = $2, answer_day = $3 WHERE force = $4 AND report = $5 AND allegation = $6 AND version = $7`,
		a.Answer, words, m.Today().String(), string(m.Force), string(a.Report), string(a.Allegation), a.Version); err != nil {
		return nil, err
	}
	kind, change := RecordConfirmed, settle(tx.Tx, m.Force, a.Report, OwedRecord, string(a.Allegation))
	if a.Answer == AnsweredWrong {
		kind, change = RecordDisputed, owe(tx.Tx, m.Force, a.Report, OwedRecord, string(a.Allegation), m.Today())
	}
	if change != nil {
		return nil, change
	}
	of, err := matter(tx, m.Force, a.Report)
	return []candour.Event{{Kind: kind, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "allegation", Value: string(a.Allegation)},
		{Name: "version", Value: strconv.Itoa(a.Version)},
		{Name: "words", Value: a.Words.Words(), Of: a.Of()},
	}}}, err
}
