package intake

import (
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DangerClosed is what happens when a call for help is over. The report that it
// became goes its way.
const DangerClosed candour.EventKind = "danger-closed"

// DangerOver is why a call for help is over.
type DangerOver string

// The reasons.
const (
	NowSafe    DangerOver = "safe"
	HandedOver DangerOver = "handed-over"
	NoContact  DangerOver = "no-contact"
	ByMistake  DangerOver = "mistake"
)

// Choices are the reasons. That somebody could not be reached is one of them, so
// that it is said and not hidden behind another.
func (DangerOver) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(NowSafe), Label: "The person is safe now"},
		{Value: string(HandedOver), Label: "Others are with them, or have taken over"},
		{Value: string(NoContact), Label: "They could not be reached, and all that could be done was done"},
		{Value: string(ByMistake), Label: "It was pressed by mistake, and the person says so"},
	}
}

// CloseDangerKind ends a call for help that somebody took on.
var CloseDangerKind = act.Kind{
	ID:     "close-danger",
	Button: "Close this call",
	Does:   "Says why a call for help is over, and what was done. What the person wrote stays a report.",
	Of:     "page",
	Emits:  []candour.EventKind{DangerClosed},
	From:   []string{TakenOn},
	Roles:  []authz.Role{authz.Paged},
	New:    func() act.Act { return new(CloseDanger) },
}

// CloseDanger is one end of a call.
type CloseDanger struct {
	Page   string          `hidden:"yes"`
	Reason DangerOver      `ask:"Why is it over?"`
	Done   candour.Marking `ask:"What was done?" hint:"Who was sent or rung, when, and what they found." rows:"5"`
}

// Kind is CloseDangerKind.
func (*CloseDanger) Kind() *act.Kind { return &CloseDangerKind }

// Of is the page that reached them.
func (a *CloseDanger) Of() candour.Subject { return candour.Subject{Kind: "page", ID: a.Page} }

// Check refuses an end of which nothing is said.
func (a *CloseDanger) Check() error {
	if strings.TrimSpace(a.Done.Words()) == "" {
		return candour.Invalid("done", "Say what was done.")
	}
	return nil
}

// Apply closes it.
func (a *CloseDanger) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := pageRow(tx, m.Force, a.Page)
	if err != nil {
		return nil, err
	}
	of := reportSubject(p.Report)
	key, err := tx.Key(m.Force, of)
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal("intake_danger_closed.done/"+of.ID, a.Done.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO intake_danger_closed (force, report, person, at, reason, done) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(m.Force), of.ID, string(m.Actor.ID), m.Now.UnixMicro(), string(a.Reason), sealed); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: DangerClosed, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "reason", Value: string(a.Reason)}, {Name: "done", Value: a.Done.Words(), Of: of},
	}}}, nil
}
