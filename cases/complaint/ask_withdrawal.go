package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What happens when a person no longer wants to go on. A withdrawal is the commonest
// sign that somebody presses them, so it is a way of several steps by several
// people, and none of them is a click.
const (
	WithdrawalAsked   candour.EventKind = "withdrawal-asked"
	WithdrawalHeld    candour.EventKind = "withdrawal-held"    // by the adviser: not safe to go on
	WithdrawalChecked candour.EventKind = "withdrawal-checked" // it may go on
	LetterSent        candour.EventKind = "withdrawal-letter-sent"
	WithdrawalDecided candour.EventKind = "withdrawal-decided"
)

// The states of a withdrawal, computed from its days.
const (
	Asked   = "asked"
	Held    = "held"
	Checked = "checked"
	Written = "letter-sent"
	Settled = "decided"
)

// AskWithdrawalKind records that the person no longer wants to go on. Nothing
// changes by it.
var AskWithdrawalKind = act.Kind{
	ID:     "ask-withdrawal",
	Button: "Record that the person wants to withdraw",
	Does:   "Records, in their words, that the person no longer wants to go on. Nothing is withdrawn by it: an independent adviser looks first whether somebody presses them, then they get a letter, then somebody decides.",
	Of:     "case",
	Emits:  []candour.EventKind{WithdrawalAsked},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Liaison},
	New:    func() act.Act { return new(AskWithdrawal) },
}

// AskWithdrawal is one such wish.
type AskWithdrawal struct {
	Case  candour.CaseID  `hidden:"yes"`
	Words candour.Marking `ask:"What did they say, and how did they say it?" hint:"In their own words. Who else was there, or could hear it?" rows:"5"`
}

// Kind is AskWithdrawalKind.
func (*AskWithdrawal) Kind() *act.Kind { return &AskWithdrawalKind }

// Of is the case.
func (a *AskWithdrawal) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a wish without their words.
func (a *AskWithdrawal) Check() error {
	if a.Words.Empty() {
		return candour.Invalid("words", "Write what they said, in their own words.")
	}
	return nil
}

// Apply records it.
func (a *AskWithdrawal) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	waits, err := undecided(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	if waits {
		return nil, candour.Conflict("They have asked already, and nobody has decided on that yet. Look at it on the page of the case.")
	}
	id := m.ID("withdrawal")
	sealed, err := cases.Seal(tx, m, a.Case, "complaint_withdrawal.words/"+id, a.Words)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO complaint_withdrawal (force, id, case_id, words, asked_day, asked_of, held_day, checked_day, letter_day, decided_day, outcome, reasons, by_person) VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', '', '', '')`,
		string(m.Force), id, string(a.Case), sealed, m.Today().String(), string(m.Actor.ID)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: WithdrawalAsked, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "withdrawal", Value: id}, {Name: "words", Value: a.Words.Words(), Of: a.Of()},
	}}}, nil
}

// withdrawal is one row.
type withdrawal struct {
	id                                    string
	words, reasons                        string // sealed
	asked, held, checked, letter, decided candour.Date
	outcome                               WithdrawalOutcome
	c                                     candour.CaseID
}

// state is computed from the days.
func (x withdrawal) state() string {
	switch {
	case !x.decided.IsZero():
		return Settled
	case !x.letter.IsZero():
		return Written
	case !x.checked.IsZero():
		return Checked
	case !x.held.IsZero():
		return Held
	}
	return Asked
}

func withdrawals(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []withdrawal, err error) {
	err = tx.Each(`SELECT id, words, reasons, asked_day, held_day, checked_day, letter_day, decided_day, outcome FROM complaint_withdrawal WHERE force = $1 AND case_id = $2 ORDER BY asked_day, id`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		x := withdrawal{c: c}
		var days [5]string
		var outcome string
		err := scan(&x.id, &x.words, &x.reasons, &days[0], &days[1], &days[2], &days[3], &days[4], &outcome)
		for i, d := range []*candour.Date{&x.asked, &x.held, &x.checked, &x.letter, &x.decided} {
			*d = cases.Day(days[i])
		}
		x.outcome = WithdrawalOutcome(outcome)
		out = append(out, x)
		return err
	})
	return out, err
}

// withdrawalOf is one wish to withdraw, or candour.ErrNotFound.
func withdrawalOf(tx *seal.Tx, force candour.ForceID, id string) (withdrawal, error) {
	var c string
	if err := tx.One(`SELECT case_id FROM complaint_withdrawal WHERE force = $1 AND id = $2`, []any{string(force), id}, &c); err != nil {
		return withdrawal{}, err
	}
	all, err := withdrawals(tx, force, candour.CaseID(c))
	for _, x := range all {
		if x.id == id {
			return x, err
		}
	}
	return withdrawal{}, err
}

// undecided reports whether a wish to withdraw waits in a case.
func undecided(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (bool, error) {
	all, err := withdrawals(tx, force, c)
	for _, x := range all {
		if x.state() != Settled {
			return true, err
		}
	}
	return false, err
}

func standWithdrawal(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	x, err := withdrawalOf(tx, force, id)
	if err != nil {
		return act.Standing{}, err
	}
	return act.Standing{State: x.state(), Within: []candour.Subject{cases.Subject(x.c)}}, nil
}

func withdrawalSubject(id string) candour.Subject { return candour.Subject{Kind: "withdrawal", ID: id} }
