package workforce

import (
	"candour"
	"candour/act"
	"candour/seal"
)

// AccountProposed is what happens when the first of two people asks that an account
// of the force's identity provider be somebody's.
const AccountProposed candour.EventKind = "account-proposed"

// ProposeAccountKind asks that a person may sign in with an account of the force's
// own identity provider. It takes two, as a passkey does: whoever could bind an
// account of theirs to another person could sign in as them. What is bound is the
// provider's own identifier, and never a mail address, which can be given to somebody
// else.
var ProposeAccountKind = act.Kind{
	ID:     "propose-account",
	Button: "Propose an account of the identity provider",
	Does:   "Proposes that a person signs in at the desk with their account of the force’s identity provider. It counts when somebody else, who is in no line of management with you, approves it.",
	Of:     "officer",
	Emits:  []candour.EventKind{AccountProposed},
	Roles:  proposers,
	New:    func() act.Act { return new(ProposeAccount) },
}

// ProposeAccount asks for one account for one person.
type ProposeAccount struct {
	Officer candour.OfficerID `hidden:"yes"`
	Issuer  string            `ask:"Which identity provider?" hint:"Its address as it stands in the settings of this desk, such as https://login.example."`
	Account candour.Marking   `ask:"What is the account’s identifier there?" hint:"What the provider sends as “sub”. It is not a mail address: whoever runs the provider can tell you."`
	Reasons candour.Marking   `ask:"How do you know that the account is theirs?" hint:"Whoever approves it reads this, and asks the person too." rows:"4"`
}

// Kind is ProposeAccountKind.
func (*ProposeAccount) Kind() *act.Kind { return &ProposeAccountKind }

// Of is the employment of whoever would sign in with it.
func (a *ProposeAccount) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses a provider that cannot be one, and no account.
func (a *ProposeAccount) Check() error {
	if err := Issuer(a.Issuer); err != nil {
		return err
	}
	if n := len(a.Account.Words()); a.Account.Empty() || n > 255 {
		return candour.Invalid("account", "Give the identifier of the account, of at most 255 letters.")
	}
	return reasoned(a.Reasons)
}

// Apply proposes.
func (a *ProposeAccount) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	e, err := propose(tx, m, a.Officer, "", "", a.Reasons)
	if err != nil {
		return nil, err
	}
	key, err := tx.Key(m.Force, e.Subject)
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal("workforce_grant_account.account/"+e.Subject.ID, a.Account.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_grant_account (force, grant_id, issuer, account) VALUES ($1, $2, $3, $4)`, string(m.Force), e.Subject.ID, a.Issuer, sealed); err != nil {
		return nil, err
	}
	e.Kind = AccountProposed
	e.Data = append(e.Data, candour.Field{Name: "issuer", Value: a.Issuer}, candour.Field{Name: "account", Value: a.Account.Words(), Of: e.Subject})
	return []candour.Event{e}, nil
}
