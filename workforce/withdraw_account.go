package workforce

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// AccountWithdrawn is what happens when an account opens the desk no more.
const AccountWithdrawn candour.EventKind = "account-withdrawn"

// WithdrawAccountKind stops a person's accounts at once, all of them. One person is
// enough; the next takes two.
var WithdrawAccountKind = act.Kind{
	ID:     "withdraw-account",
	Button: "Withdraw accounts",
	Does:   "Stops a person’s accounts of the identity provider at once: nobody can sign in with them at the desk any more, and where they are signed in that ends.",
	Of:     "officer",
	Emits:  []candour.EventKind{AccountWithdrawn},
	Roles:  proposers,
	New:    func() act.Act { return new(WithdrawAccount) },
}

// WithdrawAccount stops the accounts of one person.
type WithdrawAccount struct {
	Officer candour.OfficerID `hidden:"yes"`
	Reasons candour.Marking   `ask:"Why?" rows:"4"`
}

// Kind is WithdrawAccountKind.
func (*WithdrawAccount) Kind() *act.Kind { return &WithdrawAccountKind }

// Of is the employment of whose accounts they are.
func (a *WithdrawAccount) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a withdrawal without reasons.
func (a *WithdrawAccount) Check() error { return reasoned(a.Reasons) }

// Apply stops them.
func (a *WithdrawAccount) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	all, err := Accounts(tx, m.Force, p)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, candour.Conflict("This person has no account that counts. There is nothing to withdraw.")
	}
	data := []candour.Field{{Name: "person", Value: string(p)}}
	for _, x := range all {
		if _, err := tx.Exec(`INSERT INTO workforce_account_ended (force, id, on_day, by_person) VALUES ($1, $2, $3, $4)`, string(m.Force), x.ID, m.Today().String(), string(m.Actor.ID)); err != nil {
			return nil, err
		}
		data = append(data, candour.Field{Name: "account", Value: x.ID})
	}
	return []candour.Event{{Kind: AccountWithdrawn, Subject: a.Of(), On: m.Today(), Data: append(data, candour.Field{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()})}}, nil
}
