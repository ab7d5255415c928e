package workforce

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ManagerSet is what happens when somebody comes under another line manager.
const ManagerSet candour.EventKind = "manager-set"

// SetManagerKind says who manages somebody. Whoever was over an accused at any
// time since the incident must not see the matter, so an old line is ended and
// never taken out.
var SetManagerKind = act.Kind{
	ID:     "set-manager",
	Button: "Set the line manager",
	Does:   "Says who is somebody’s line manager from a day on; the managers of a person complained of must not see the matter.",
	Of:     "officer",
	Emits:  []candour.EventKind{ManagerSet, WallChanged},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.System},
}

// SetManager is one line.
type SetManager struct {
	Officer candour.OfficerID
	Manager candour.OfficerID
	From    candour.Date
	Reason  candour.Marking // why it is recorded only now, for a day before today
}

// Kind is SetManagerKind.
func (*SetManager) Kind() *act.Kind { return &SetManagerKind }

// Of is the employment that is managed.
func (a *SetManager) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses nobody, oneself and no day.
func (a *SetManager) Check() error {
	if a.Manager == "" || a.Manager == a.Officer {
		return candour.Invalid("manager", "Give the line manager: somebody else on file.")
	}
	if a.From.IsZero() {
		return candour.Invalid("from", "Give the first day under this manager.")
	}
	return nil
}

// Apply ends the line that lasts and begins the new one.
func (a *SetManager) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	p, err := PersonOf(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	walls, err := manage(tx, m, a.Officer, p, a.Manager, a.From)
	if errors.Is(err, candour.ErrNotFound) {
		return nil, candour.Invalid("manager", "There is no such manager on file. Put them on file first.")
	}
	if err != nil {
		return nil, err
	}
	data := append(why, candour.Field{Name: "manager", Value: string(a.Manager)})
	return append([]candour.Event{{Kind: ManagerSet, Subject: a.Of(), On: a.From, Data: data}}, walls...), nil
}
