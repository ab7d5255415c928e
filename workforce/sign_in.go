package workforce

import (
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens at the door of the command line.
const (
	OperatorSignedIn  candour.EventKind = "operator-signed-in"
	OperatorSignedOut candour.EventKind = "operator-signed-out"
)

// SignInKind begins a stay at the command line. It is an act, and not a row that
// is forgotten: without it a key that was stolen could be used and leave nothing
// of why it was. Nobody fills it in: it is made from what their key signed.
var SignInKind = act.Kind{
	ID:     "sign-in",
	Button: "Sign in at the command line",
	Does:   "Begins a stay at the command line, for a purpose that the operator gives and signs.",
	Of:     "force", // and not their own file: a wall on that must not show in whether they can sign in
	Emits:  []candour.EventKind{OperatorSignedIn},
	Roles:  authz.StaffRoles,
}

// SignIn is what an operator's key signed.
type SignIn struct {
	Force   candour.ForceID
	Officer candour.OfficerID
	ID      string // digest of what was signed
	Key     string // public half of the key that signed it
	Expires time.Time
	Purpose candour.Marking
}

// Kind is SignInKind.
func (*SignIn) Kind() *act.Kind { return &SignInKind }

// Of is the force.
func (a *SignIn) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses a stay without a purpose.
func (a *SignIn) Check() error {
	if a.Purpose.Empty() {
		return candour.Invalid("for", "Say what for: everything that you are shown is recorded under this purpose.")
	}
	return nil
}

// Apply begins the stay. Whoever signs in is whose file it is and whose key it is.
func (a *SignIn) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	key, err := KeyOf(tx, m.Force, p)
	if err != nil {
		return nil, err
	}
	if p != m.Actor.ID || key == "" || key != a.Key {
		return nil, candour.ErrNotFound
	}
	if _, err := tx.Exec(`INSERT INTO workforce_sign_in (force, id, person, public_key, expires) VALUES ($1, $2, $3, $4, $5)`,
		string(m.Force), a.ID, string(p), a.Key, a.Expires.UnixMicro()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: OperatorSignedIn, Subject: officerSubject(a.Officer), On: m.Today(), Data: []candour.Field{
		{Name: "sign-in", Value: a.ID},
		{Name: "key", Value: a.Key},
		{Name: "expires", Value: a.Expires.UTC().Format(time.RFC3339)},
		{Name: "purpose", Value: a.Purpose.Words(), Of: officerSubject(a.Officer)},
	}}}, nil
}

// SignOutKind ends a stay before its time.
var SignOutKind = act.Kind{
	ID:     "sign-out",
	Button: "Sign out at the command line",
	Does:   "Ends a stay at the command line before its time.",
	Of:     "force",
	Emits:  []candour.EventKind{OperatorSignedOut},
	Roles:  authz.StaffRoles,
}

// SignOut ends one stay.
type SignOut struct {
	Force   candour.ForceID
	Officer candour.OfficerID
	ID      string
}

// Kind is SignOutKind.
func (*SignOut) Kind() *act.Kind { return &SignOutKind }

// Of is the force.
func (a *SignOut) Of() candour.Subject { return forceSubject(a.Force) }

// Check finds nothing wrong.
func (*SignOut) Check() error { return nil }

// Apply ends it. Only who began it can.
func (a *SignOut) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	who, err := SignedIn(tx, m.Force, a.ID, m.Now)
	if err != nil {
		return nil, err
	}
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	if who != m.Actor.ID || p != who {
		return nil, candour.ErrNotFound
	}
	if _, err := tx.Exec(`INSERT INTO workforce_sign_out (force, id) VALUES ($1, $2)`, string(m.Force), a.ID); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: OperatorSignedOut, Subject: officerSubject(a.Officer), On: m.Today(), Data: []candour.Field{{Name: "sign-in", Value: a.ID}}}}, nil
}

// SignedIn is whose stay it is, at an instant, by the key that is theirs now; or
// candour.ErrNotFound where it never began, is over, or its key was stopped.
func SignedIn(tx *seal.Tx, force candour.ForceID, id string, now time.Time) (candour.PersonID, error) {
	var person, key string
	var expires int64
	if err := tx.One(`SELECT s.person, s.public_key, s.expires FROM workforce_sign_in s WHERE s.force = $1 AND s.id = $2
		AND NOT EXISTS (SELECT 1 FROM workforce_sign_out o WHERE o.force = s.force AND o.id = s.id)`, []any{string(force), id}, &person, &key, &expires); err != nil {
		return "", err
	}
	current, err := KeyOf(tx, force, candour.PersonID(person))
	if err != nil {
		return "", err
	}
	if key != current || now.UnixMicro() > expires {
		return "", candour.ErrNotFound
	}
	return candour.PersonID(person), nil
}
