package workforce

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// HookSecretRenewed is what happens when the calls of a program get a new secret.
const HookSecretRenewed candour.EventKind = "hook-secret-renewed"

// RenewHookSecretKind draws the secret with which a program is called. It has no form,
// because a form could not show it; ‘candour staff service hook-secret’ shows it once.
var RenewHookSecretKind = act.Kind{
	ID:     "renew-hook-secret",
	Button: "Draw a new secret for its calls",
	Does:   "Draws a new secret for the calls that a program gets when something is new. It is shown once. For three days calls are signed with the one before as well.",
	Of:     "service",
	Emits:  []candour.EventKind{HookSecretRenewed},
	From:   []string{ServiceWorks},
	Roles:  []authz.Role{authz.OfTheirOwn},
}

// RenewHookSecret draws one.
type RenewHookSecret struct {
	Service string

	secret candour.Marking
}

// With is the act with the secret that is shown to who does it, of 256 random bits.
func (a *RenewHookSecret) With(secret candour.Marking) *RenewHookSecret {
	a.secret = secret
	return a
}

// Kind is RenewHookSecretKind.
func (*RenewHookSecret) Kind() *act.Kind { return &RenewHookSecretKind }

// Of is the account.
func (a *RenewHookSecret) Of() candour.Subject { return serviceSubject(a.Service) }

// Check refuses a secret that could be guessed.
func (a *RenewHookSecret) Check() error {
	if len(a.secret.Words()) < leastSecret {
		return candour.Conflict("The secret of a program’s calls is drawn at the command line, which shows it once: use ‘candour staff service hook-secret’.")
	}
	return nil
}

// Apply keeps the secret, sealed: whoever signs has to know it. Of one that is used to
// sign in a digest is enough.
func (a *RenewHookSecret) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	s, err := ServiceAt(tx, m.Force, a.Service)
	if err != nil {
		return nil, err
	}
	if !s.Works(m.Today()) {
		return nil, candour.Conflict("The last day of this account is past. Ask for another.")
	}
	if s.Hook.Empty() {
		return nil, candour.Conflict("This account names no address at which it is called. Have another proposed that does.")
	}
	of := officerSubject(s.Officer)
	key, err := tx.Key(m.Force, of)
	if err != nil {
		return nil, err
	}
	id := m.ID("hook secret")
	sealed, err := key.Seal("workforce_service_hook_secret.secret/"+id, a.secret.Words())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_service_hook_secret (force, id, service, secret, from_at) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), id, a.Service, sealed, m.Now.UnixMicro()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: HookSecretRenewed, Subject: of, On: m.Today(), Data: []candour.Field{{Name: "service", Value: a.Service}, {Name: "secret", Value: id}}}}, nil
}
