package intake

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// handlers are those who may write to the person who reported, and say that they
// read what the person wrote. Who stands on the wall is not among them.
var handlers = []authz.Role{authz.Triage, authz.CaseWorker, authz.Authority, authz.Liaison}

// WriteToPersonKind writes to the person who reported. It is no update that the law
// asks for and releases no decision: that is an act of its own.
var WriteToPersonKind = act.Kind{
	ID:     "write-to-person",
	Button: "Write to the person",
	Does:   "Writes to the person who reported. They read it with their code, and can answer. It does not meet the update that is due, and tells them of no decision.",
	Of:     "mailbox",
	Emits:  []candour.EventKind{PersonWritten},
	From:   []string{Usable},
	Roles:  handlers,
	New:    func() act.Act { return new(WriteToPerson) },
}

// WriteToPerson is one message to the person who reported.
type WriteToPerson struct {
	Mailbox string          `hidden:"yes"`
	Words   candour.Marking `ask:"What do you want to write to them?" hint:"They read this, and so may somebody beside them. Write plainly and kindly. Leave out what they may not know: what others said, who else reported, what is planned, anything about the officer that they did not tell you." rows:"6"`
	Harm    bool            `ask:"Does it say anything that they may not know, or that could put anyone at risk or harm the investigation?" hint:"The harm test. If the answer is yes, it is not sent."`
}

// Kind is WriteToPersonKind.
func (*WriteToPerson) Kind() *act.Kind { return &WriteToPersonKind }

// Of is the mailbox.
func (a *WriteToPerson) Of() candour.Subject { return candour.Subject{Kind: "mailbox", ID: a.Mailbox} }

// Check refuses a message that says nothing, or would do harm.
func (a *WriteToPerson) Check() error { return mayBeSent("words", a.Words, a.Harm) }

// Apply sends.
func (a *WriteToPerson) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	return write(tx, m, candour.ReportID(a.Mailbox), a.Words)
}

func mayBeSent(field string, words candour.Marking, harm bool) error {
	if harm {
		return candour.Invalid("harm", "It is not sent, because it would do harm. Take that out, then answer no.")
	}
	return mustSay(field, words, "Write what you want to tell them.")
}

// write sends words to the person who reported.
func write(tx *seal.Tx, m act.Made, report candour.ReportID, words candour.Marking) ([]candour.Event, error) {
	of, err := matter(tx, m.Force, report)
	if err != nil {
		return nil, err
	}
	id := m.ID("message")
	if err := post(tx, m, report, id, m.Actor.ID, words); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PersonWritten, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "message id", Value: id}, {Name: "words", Value: words.Words(), Of: reportSubject(report)},
	}}}, nil
}
