package intake

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// WriteToUsKind is what the person who reported does to write to those who handle
// it. It is due to be read, and stays so until somebody says that they read it.
var WriteToUsKind = act.Kind{
	ID:     "write-to-us",
	Button: "Send",
	Does:   "Writes to those who handle the report. Somebody must have read it by a day that the person is told, and it stands as due until they say so.",
	Of:     "report",
	Emits:  []candour.EventKind{PersonWrote},
	From:   []string{Sent, Opened},
	Roles:  []authz.Role{authz.Reporter},
}

// mostUnread is how many messages of one person may wait at once: a limit on what
// whoever found a code can send.
const mostUnread = 20

// WriteToUs is one message from the person who reported.
type WriteToUs struct {
	Report  candour.ReportID
	Message string // random id, from the form: pressing twice sends one
	Words   candour.Marking
}

// Kind is WriteToUsKind.
func (*WriteToUs) Kind() *act.Kind { return &WriteToUsKind }

// Of is the report.
func (a *WriteToUs) Of() candour.Subject { return reportSubject(a.Report) }

// Check refuses a message that says nothing.
func (a *WriteToUs) Check() error {
	if a.Message == "" {
		return errors.New("a message without an id")
	}
	return mustSay("words", a.Words, "Write what you want to tell us. A few words are enough.")
}

// Apply keeps the message, and what is owed for it.
func (a *WriteToUs) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	var n int
	if err := tx.One(`SELECT count(*) FROM intake_message WHERE force = $1 AND id = $2`, []any{string(m.Force), a.Message}, &n); err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, ErrSentAlready
	}
	if err := tx.One(`SELECT count(*) FROM intake_owed WHERE force = $1 AND report = $2 AND kind = $3`, []any{string(m.Force), string(a.Report), string(OwedReading)}, &n); err != nil {
		return nil, err
	}
	if n >= mostUnread {
		return nil, candour.Invalid("words", "We have not read all that you sent yet. Please wait until we have. Then send this.")
	}
	if err := post(tx, m, a.Report, a.Message, "", a.Words); err != nil {
		return nil, err
	}
	if err := owe(tx.Tx, m.Force, a.Report, OwedReading, a.Message, m.Today()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PersonWrote, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "message id", Value: a.Message}, {Name: "words", Value: a.Words.Words(), Of: a.Of()},
	}}}, nil
}

// ErrSentAlready says that just this was sent a moment ago, by the same page: the
// person pressed twice, and it is there once.
var ErrSentAlready = candour.Conflict("This was sent already.")
