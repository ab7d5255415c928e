package complaint

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// Pressed is whether somebody presses a person to withdraw, as far as an adviser
// could tell.
type Pressed string

// The answers.
const (
	NotPressed Pressed = "no"
	MayBe      Pressed = "may-be"
	IsPressed  Pressed = "yes"
)

// Choices are the answers as they are asked.
func (Pressed) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(NotPressed), Label: "No", Hint: "You spoke with them alone, and it is their own wish."},
		{Value: string(MayBe), Label: "It may be", Hint: "You could not speak with them alone, or something did not fit."},
		{Value: string(IsPressed), Label: "Yes"},
	}
}

// CheckWithdrawalKind is the look of somebody who does not work the case.
var CheckWithdrawalKind = act.Kind{
	ID:     "check-withdrawal",
	Button: "Check whether they are pressed",
	Does:   "Somebody independent speaks with the person and says whether anybody presses them and whether they are safe. If not, it does not go on until something is done for their safety.",
	Of:     "withdrawal",
	Emits:  []candour.EventKind{WithdrawalHeld, WithdrawalChecked},
	From:   []string{Asked, Held},
	Roles:  []authz.Role{authz.Adviser},
	First:  true, // they see no case in which they could be asked first; the form asks
	New:    func() act.Act { return new(CheckWithdrawal) },
}

// CheckWithdrawal is one check. What an adviser suspects is kept even where the
// withdrawal may not go on: a refusal would leave no trace of it.
type CheckWithdrawal struct {
	Withdrawal string          `hidden:"yes"`
	Know       bool            `ask:"Do you know the person, or an officer whom this is about?"`
	Pressed    Pressed         `ask:"Does somebody press them?" hint:"The officer, a partner, family, a colleague, somebody who works on the case."`
	Safe       bool            `ask:"Are they safe now?"`
	Plan       candour.Marking `ask:"What is done for their safety, and by whom?" hint:"Needed if somebody may press them, or if they are not safe. Without it the withdrawal does not go on." rows:"4" optional:"yes"`
	Reasons    candour.Marking `ask:"How do you know?" hint:"How and where you spoke with them, and what they said." rows:"5"`
}

// Kind is CheckWithdrawalKind.
func (*CheckWithdrawal) Kind() *act.Kind { return &CheckWithdrawalKind }

// Of is the withdrawal.
func (a *CheckWithdrawal) Of() candour.Subject { return withdrawalSubject(a.Withdrawal) }

// Check refuses whoever knows somebody in it, and a check without reasons.
func (a *CheckWithdrawal) Check() error {
	if a.Know {
		return candour.Invalid("know", "Then somebody else must do it. Ask another adviser; what you typed is not kept.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply records the check. With any doubt and no plan it goes no further.
func (a *CheckWithdrawal) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	x, err := withdrawalOf(tx, m.Force, a.Withdrawal)
	if err != nil {
		return nil, err
	}
	var n int
	if err := tx.One(`SELECT count(*) FROM complaint_check WHERE force = $1 AND withdrawal = $2`, []any{string(m.Force), x.id}, &n); err != nil {
		return nil, err
	}
	n++
	var sealed [2]string
	for i, w := range []candour.Marking{a.Plan, a.Reasons} {
		if w.Empty() {
			continue
		}
		if sealed[i], err = cases.Seal(tx, m, x.c, checkPlace(x.id, n, i), w); err != nil {
			return nil, err
		}
	}
	safe := map[bool]string{true: "yes", false: "no"}[a.Safe]
	if _, err := tx.Exec(`INSERT INTO complaint_check (force, withdrawal, position, case_id, pressed, safe, plan, reasons, on_day, by_person) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(m.Force), x.id, n, string(x.c), string(a.Pressed), safe, sealed[0], sealed[1], m.Today().String(), string(m.Actor.ID)); err != nil {
		return nil, err
	}
	kind := WithdrawalChecked
	if (a.Pressed != NotPressed || !a.Safe) && a.Plan.Empty() {
		kind = WithdrawalHeld
		_, err = tx.Exec(`UPDATE complaint_withdrawal SET held_day = $1 WHERE force = $2 AND id = $3`, m.Today().String(), string(m.Force), x.id)
	} else {
		_, err = tx.Exec(`UPDATE complaint_withdrawal SET checked_day = $1 WHERE force = $2 AND id = $3`, m.Today().String(), string(m.Force), x.id)
	}
	of := cases.Subject(x.c)
	return []candour.Event{{Kind: kind, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "withdrawal", Value: x.id},
		{Name: "pressed", Value: string(a.Pressed), Of: of},
		{Name: "safe", Value: safe, Of: of},
		{Name: "plan", Value: a.Plan.Words(), Of: of},
		{Name: "reasons", Value: a.Reasons.Words(), Of: of},
	}}}, err
}

func checkPlace(id string, n, column int) string {
	return []string{"complaint_check.plan/", "complaint_check.reasons/"}[column] + id + "/" + strconv.Itoa(n)
}

// check is one row, opened.
type check struct {
	pressed Pressed
	safe    string
	plan    candour.Marking
	reasons candour.Marking
	on      candour.Date
}

func checks(tx *seal.Tx, force candour.ForceID, x withdrawal, words seal.Words) (out []check, err error) {
	type row struct{ plan, reasons string }
	var shut []row
	err = tx.Each(`SELECT pressed, safe, plan, reasons, on_day FROM complaint_check WHERE force = $1 AND withdrawal = $2 ORDER BY position`, []any{string(force), x.id}, func(scan func(...any) error) error {
		var c check
		var r row
		var pressed, on string
		err := scan(&pressed, &c.safe, &r.plan, &r.reasons, &on)
		c.pressed, c.on = Pressed(pressed), cases.Day(on)
		out, shut = append(out, c), append(shut, r)
		return err
	})
	for i := range out {
		if err != nil {
			return nil, err
		}
		if out[i].plan, err = words.Open(checkPlace(x.id, i+1, 0), shut[i].plan); err == nil {
			out[i].reasons, err = words.Open(checkPlace(x.id, i+1, 1), shut[i].reasons)
		}
	}
	return out, err
}
