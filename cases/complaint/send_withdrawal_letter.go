package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// SendWithdrawalLetterKind records that the person was asked in writing to confirm.
var SendWithdrawalLetterKind = act.Kind{
	ID:     "send-withdrawal-letter",
	Button: "Record the letter about the withdrawal",
	Does:   "Records that the person was asked in writing, in a way that is safe for them, whether they withdraw. They have 28 days to answer (Police (Complaints and Misconduct) Regulations 2020, reg. 39(4)(b)).",
	Of:     "withdrawal",
	Emits:  []candour.EventKind{LetterSent},
	From:   []string{Checked},
	Roles:  []authz.Role{authz.CaseWorker, authz.Liaison},
	New:    func() act.Act { return new(SendWithdrawalLetter) },
}

// SendWithdrawalLetter is one letter.
type SendWithdrawalLetter struct {
	Withdrawal string          `hidden:"yes"`
	How        candour.Marking `ask:"How was it sent, and how do you know that it is safe for them?" rows:"3"`
}

// Kind is SendWithdrawalLetterKind.
func (*SendWithdrawalLetter) Kind() *act.Kind { return &SendWithdrawalLetterKind }

// Of is the withdrawal.
func (a *SendWithdrawalLetter) Of() candour.Subject { return withdrawalSubject(a.Withdrawal) }

// Check refuses a letter of which nobody says that it is safe.
func (a *SendWithdrawalLetter) Check() error {
	if a.How.Empty() {
		return candour.Invalid("how", "Write how it was sent, and how you know that it is safe for them.")
	}
	return nil
}

// Apply records it. The words are in the journal alone.
func (a *SendWithdrawalLetter) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	x, err := withdrawalOf(tx, m.Force, a.Withdrawal)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE complaint_withdrawal SET letter_day = $1 WHERE force = $2 AND id = $3`, m.Today().String(), string(m.Force), x.id); err != nil {
		return nil, err
	}
	of := cases.Subject(x.c)
	return []candour.Event{{Kind: LetterSent, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "withdrawal", Value: x.id}, {Name: "message", Value: a.How.Words(), Of: of},
	}}}, nil
}
