package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ServiceSecretRenewed is what happens when the account of a program gets a secret.
const ServiceSecretRenewed candour.EventKind = "service-secret-renewed"

// RenewServiceSecretKind draws the secret of a program's account: the first, or a new
// one. It has no form, because a form could not show it; ‘candour staff service secret’
// shows it once. Neither of the two who gave the account has ever seen it.
var RenewServiceSecretKind = act.Kind{
	ID:     "renew-service-secret",
	Button: "Draw a new secret",
	Does:   "Draws a new secret for a program that you answer for. It is shown once. The one before works for three days more.",
	Of:     "service",
	Emits:  []candour.EventKind{ServiceSecretRenewed},
	From:   []string{ServiceWorks},
	Roles:  []authz.Role{authz.OfTheirOwn},
}

// leastSecret is how long a secret is: 260 random bits in the letters of rand.Text.
const leastSecret = 52

// RenewServiceSecret draws one.
type RenewServiceSecret struct {
	Service string

	secret candour.Marking
}

// With is the act with the secret that is shown to who does it, of 256 random bits.
func (a *RenewServiceSecret) With(secret candour.Marking) *RenewServiceSecret {
	a.secret = secret
	return a
}

// Kind is RenewServiceSecretKind.
func (*RenewServiceSecret) Kind() *act.Kind { return &RenewServiceSecretKind }

// Of is the account.
func (a *RenewServiceSecret) Of() candour.Subject { return serviceSubject(a.Service) }

// Check refuses a secret that could be guessed.
func (a *RenewServiceSecret) Check() error {
	if len(a.secret.Words()) < leastSecret {
		return candour.Conflict("The secret of a program is drawn at the command line, which shows it once: use ‘candour staff service secret’.")
	}
	return nil
}

// Apply keeps a digest of the secret.
func (a *RenewServiceSecret) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	s, err := ServiceAt(tx, m.Force, a.Service)
	if err != nil {
		return nil, err
	}
	if !s.Works(m.Today()) {
		return nil, candour.Conflict("The last day of this account is past. Ask for another.")
	}
	token, err := serviceToken(tx, m.Force, a.Service, a.secret.Words())
	if err != nil {
		return nil, err
	}
	id := m.ID("secret")
	of := officerSubject(s.Officer)
	if _, err := tx.Exec(`INSERT INTO workforce_service_secret (force, id, service, token, from_at) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), id, a.Service, token, m.Now.UnixMicro()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ServiceSecretRenewed, Subject: of, On: m.Today(), Data: []candour.Field{{Name: "service", Value: a.Service}, {Name: "secret", Value: id}}}}, nil
}
