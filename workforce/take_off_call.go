package workforce

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// TakenOffCall is what happens when somebody's turns on call end before their time.
const TakenOffCall candour.EventKind = "taken-off-call"

// TakeOffCallKind ends somebody's turns.
var TakeOffCallKind = act.Kind{
	ID:     "take-off-call",
	Button: "Take off call",
	Does:   "Ends every turn on call that somebody has now or was to have. Look at the roster afterwards: somebody else must be there.",
	Of:     "officer",
	Emits:  []candour.EventKind{TakenOffCall},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.Supervisor, authz.Authority},
	New:    func() act.Act { return new(TakeOffCall) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		var n int
		err := tx.One(`SELECT count(*) FROM workforce_on_call WHERE force = $1 AND officer = $2 AND ended_at = 0`, []any{string(force), of.ID}, &n)
		return n > 0, err
	},
}

// TakeOffCall is one such end.
type TakeOffCall struct {
	Officer candour.OfficerID `hidden:"yes"`
	Sure    bool              `ask:"Is somebody else on call in their place?"`
}

// Kind is TakeOffCallKind.
func (*TakeOffCall) Kind() *act.Kind { return &TakeOffCallKind }

// Of is the employment.
func (a *TakeOffCall) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses to leave nobody.
func (a *TakeOffCall) Check() error {
	if !a.Sure {
		return candour.Invalid("sure", "Put somebody else on call first.")
	}
	return nil
}

// Apply ends the turns.
func (a *TakeOffCall) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	n, err := tx.Exec(`UPDATE workforce_on_call SET ended_at = $1 WHERE force = $2 AND officer = $3 AND ended_at = 0 AND to_at > $4`,
		m.Now.UnixMicro(), string(m.Force), string(a.Officer), m.Now.UnixMicro())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, candour.Conflict("They are not on call.")
	}
	return []candour.Event{{Kind: TakenOffCall, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "turns", Value: strconv.FormatInt(n, 10)}}}}, nil
}
