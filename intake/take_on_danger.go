package intake

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// DangerTakenOn is what happens when somebody says that they have read a call for
// help and act on it. It ends the paging.
const DangerTakenOn candour.EventKind = "danger-taken-on"

// TakeOnDangerKind answers a call for help.
var TakeOnDangerKind = act.Kind{
	ID:     "take-on-danger",
	Button: "I have read this and am acting",
	Does:   "Says that you have read a call for help and act on it now. Nobody else is paged after that, and the person is told that somebody has read it.",
	Of:     "page",
	Emits:  []candour.EventKind{DangerTakenOn},
	From:   []string{Calling},
	Roles:  []authz.Role{authz.Paged},
	New:    func() act.Act { return new(TakeOnDanger) },
}

// TakeOnDanger is one answer.
type TakeOnDanger struct {
	Page string `hidden:"yes"`
}

// Kind is TakeOnDangerKind.
func (*TakeOnDanger) Kind() *act.Kind { return &TakeOnDangerKind }

// Of is the page that reached them.
func (a *TakeOnDanger) Of() candour.Subject { return candour.Subject{Kind: "page", ID: a.Page} }

// Check finds nothing wrong: an answer to a call for help has no form to fill in.
func (*TakeOnDanger) Check() error { return nil }

// Apply notes who took it on.
func (a *TakeOnDanger) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	p, err := pageRow(tx, m.Force, a.Page)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO intake_danger_taken (force, report, person, at) VALUES ($1, $2, $3, $4)`,
		string(m.Force), string(p.Report), string(m.Actor.ID), m.Now.UnixMicro()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: DangerTakenOn, Subject: reportSubject(p.Report), On: m.Today()}}, nil
}
