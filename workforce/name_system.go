package workforce

import (
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// SystemNamed is what happens when a force names a system that gives access of
// its own, or says that it is asked no more.
const SystemNamed candour.EventKind = "system-named"

// NameSystemKind names a system of the force that must be asked to end
// somebody's access when they are suspended or leave.
var NameSystemKind = act.Kind{
	ID:     "name-system",
	Button: "Name a system that gives access",
	Does:   "Names a system of the force that is asked to end somebody’s access when they are suspended or leave, and the desk that answers for it.",
	Of:     "force",
	Emits:  []candour.EventKind{SystemNamed},
	From:   []string{Founded},
	Roles:  []authz.Role{authz.Administrator},
	New:    func() act.Act { return new(NameSystem) },
}

// NameSystem names one system.
type NameSystem struct {
	Force   candour.ForceID `hidden:"yes"`
	System  string          `ask:"A short code for it" hint:"Small letters, digits and dashes: crime-records."`
	Answers string          `ask:"Which mailbox or desk answers for it?" hint:"A role in small letters, digits and dashes: records-desk. Never a person."`
	Address candour.Marking `ask:"Where can this program ask it, if it can?" hint:"The address of its webhook, which begins with https://. Left empty, somebody has to ask it." optional:"yes"`
	Ended   bool            `ask:"Is it asked no more from today on?" optional:"yes"`
}

// Kind is NameSystemKind.
func (*NameSystem) Kind() *act.Kind { return &NameSystemKind }

// Of is the force.
func (a *NameSystem) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses what is not a code: free text could name a person, and this stands
// in clear.
func (a *NameSystem) Check() error {
	for _, x := range [][2]string{{"system", a.System}, {"answers", a.Answers}} {
		if !code(x[1]) {
			return candour.Invalid(x[0], "Write it with up to 40 small letters, digits and dashes, such as crime-records.")
		}
	}
	if a.Address.Empty() {
		return nil
	}
	return candour.CheckHook("address", a.Address.Words())
}

func code(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Apply names it.
func (a *NameSystem) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	until := ""
	if a.Ended {
		until = m.Today().AddDays(-1).String()
	}
	if _, err := tx.Exec(`INSERT INTO workforce_system (force, system, answers, from_day, to_day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, system) DO UPDATE SET answers = excluded.answers, to_day = excluded.to_day`,
		string(m.Force), a.System, a.Answers, m.Today().String(), until); err != nil {
		return nil, err
	}
	if err := keepSystemAddress(tx, m, a.System, a.Address); err != nil {
		return nil, err
	}
	asked := "yes"
	if a.Ended {
		asked = "no"
	}
	return []candour.Event{{Kind: SystemNamed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "system", Value: a.System},
		{Name: "answers", Value: a.Answers},
		{Name: "asked", Value: asked},
		{Name: "address", Value: a.Address.Words(), Of: a.Of()},
	}}}, nil
}

// System is a system of a force that is asked.
type System struct{ Code, Answers string }

// Systems are those that are asked on a day.
func Systems(tx *seal.Tx, force candour.ForceID, on candour.Date) (out []System, err error) {
	err = tx.Each(`SELECT system, answers FROM workforce_system WHERE force = $1 AND from_day <= $2 AND (to_day = '' OR to_day >= $3) ORDER BY system`,
		[]any{string(force), on.String(), on.String()}, func(scan func(...any) error) error {
			var s System
			err := scan(&s.Code, &s.Answers)
			out = append(out, s)
			return err
		})
	return out, err
}
