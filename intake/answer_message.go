package intake

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// AnswerMessageKind answers what the person wrote, which marks it as read.
var AnswerMessageKind = act.Kind{
	ID:     "answer-message",
	Button: "Answer",
	Does:   "Writes back to the person who reported, and marks what they wrote as read.",
	Of:     "message",
	Emits:  []candour.EventKind{PersonWritten, MessageRead},
	From:   []string{Unread, WasRead},
	Roles:  handlers,
	New:    func() act.Act { return new(AnswerMessage) },
}

// AnswerMessage is one answer.
type AnswerMessage struct {
	Message string          `hidden:"yes"`
	Words   candour.Marking `ask:"What do you want to answer?" hint:"They read this, and so may somebody beside them. Write plainly and kindly. Leave out what they may not know: what others said, who else reported, what is planned, anything about the officer that they did not tell you." rows:"6"`
	Harm    bool            `ask:"Does it say anything that they may not know, or that could put anyone at risk or harm the investigation?" hint:"The harm test. If the answer is yes, it is not sent."`
}

// Kind is AnswerMessageKind.
func (*AnswerMessage) Kind() *act.Kind { return &AnswerMessageKind }

// Of is the message.
func (a *AnswerMessage) Of() candour.Subject { return candour.Subject{Kind: "message", ID: a.Message} }

// Check refuses an answer that says nothing, or would do harm.
func (a *AnswerMessage) Check() error { return mayBeSent("words", a.Words, a.Harm) }

// Apply answers, and marks.
func (a *AnswerMessage) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	report, unread, err := messageOf(tx, m, a.Message)
	if err != nil {
		return nil, err
	}
	happened, err := write(tx, m, report, a.Words)
	if err != nil || !unread {
		return happened, err
	}
	read, err := markRead(tx, m, report, a.Message)
	return append(happened, read...), err
}

// MarkMessageReadKind says that somebody read what the person wrote. Opening the
// page is no act: it says nothing of whether anybody took it in.
var MarkMessageReadKind = act.Kind{
	ID:     "mark-message-read",
	Button: "Mark as read",
	Does:   "Says that you have read what the person wrote. They see that somebody has, and on which day; not who.",
	Of:     "message",
	Emits:  []candour.EventKind{MessageRead},
	From:   []string{Unread},
	Roles:  handlers,
	New:    func() act.Act { return new(MarkMessageRead) },
}

// MarkMessageRead marks one message.
type MarkMessageRead struct {
	Message string `hidden:"yes"`
}

// Kind is MarkMessageReadKind.
func (*MarkMessageRead) Kind() *act.Kind { return &MarkMessageReadKind }

// Of is the message.
func (a *MarkMessageRead) Of() candour.Subject {
	return candour.Subject{Kind: "message", ID: a.Message}
}

// Check finds nothing wrong: there is nothing to fill in.
func (*MarkMessageRead) Check() error { return nil }

// Apply marks.
func (a *MarkMessageRead) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	report, _, err := messageOf(tx, m, a.Message)
	if err != nil {
		return nil, err
	}
	return markRead(tx, m, report, a.Message)
}

// ReportOfMessage is the report whose sender wrote a message, or may read it, or
// candour.ErrNotFound.
func ReportOfMessage(tx *seal.Tx, force candour.ForceID, id string) (candour.ReportID, error) {
	var r string
	err := tx.One(`SELECT report FROM intake_message WHERE force = $1 AND id = $2`, []any{string(force), id}, &r)
	return candour.ReportID(r), err
}

func messageOf(tx *seal.Tx, m act.Made, id string) (report candour.ReportID, unread bool, err error) {
	var r, read string
	err = tx.One(`SELECT report, read_day FROM intake_message WHERE force = $1 AND id = $2`, []any{string(m.Force), id}, &r, &read)
	return candour.ReportID(r), read == "", err
}

func markRead(tx *seal.Tx, m act.Made, report candour.ReportID, id string) ([]candour.Event, error) {
	if _, err := tx.Exec(`UPDATE intake_message SET read_day = $1, read_by = $2 WHERE force = $3 AND id = $4`, m.Today().String(), string(m.Actor.ID), string(m.Force), id); err != nil {
		return nil, err
	}
	if err := settle(tx.Tx, m.Force, report, OwedReading, id); err != nil {
		return nil, err
	}
	of, err := matter(tx, m.Force, report)
	return []candour.Event{{Kind: MessageRead, Subject: of, On: m.Today(), Data: []candour.Field{{Name: "message id", Value: id}}}}, err
}
