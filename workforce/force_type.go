package workforce

import (
	"errors"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// ForceType is what an organisation is: it selects the rules that bind its people.
type ForceType string

// KindOfForce is all that is known of one type of force.
type KindOfForce struct {
	Type  ForceType
	Words string
	Rules Procedure // ConductRegulations: those of the person type; else one for everybody
	Says  string
}

// ForceTypes are all of them. The first is what a force is that nobody typed.
var ForceTypes = []KindOfForce{
	{"territorial", "a territorial police force", ConductRegulations, "The conduct regulations bind its officers and specials."},
	{"non-territorial", "a non-territorial force, such as of transport or nuclear sites", NotHeld, "It has rules of its own, which are not held here."},
	{"oversight", "an oversight body", EmploymentProcedure, "Its people are staff."},
	{"charity", "a charity", EmploymentProcedure, "Its people are staff and volunteers."},
}

// Choices are the types as they are asked.
func (ForceType) Choices() (out []act.Choice) {
	for _, k := range ForceTypes {
		out = append(out, act.Choice{Value: string(k.Type), Label: k.Words, Hint: k.Says})
	}
	return out
}

// ForceTypeOn is what a force was on a day.
func ForceTypeOn(tx *seal.Tx, force candour.ForceID, on candour.Date) (KindOfForce, error) {
	var kind string
	err := tx.One(`SELECT kind FROM workforce_force_type WHERE force = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1`, []any{string(force), on.String()}, &kind)
	if errors.Is(err, candour.ErrNotFound) {
		return ForceTypes[0], nil
	}
	i := slices.IndexFunc(ForceTypes, func(k KindOfForce) bool { return string(k.Type) == kind })
	if err != nil || i < 0 {
		return KindOfForce{Rules: NotHeld}, err
	}
	return ForceTypes[i], nil
}

// ForceTypeSet is what happens when somebody says what a force is.
const ForceTypeSet candour.EventKind = "force-type-set"

// SetForceTypeKind says what a force is, from a day on.
var SetForceTypeKind = act.Kind{
	ID:     "set-force-type",
	Button: "Say what kind of force this is",
	Does:   "Says what kind of organisation this is from a day on: it selects the rules that bind its people.",
	Of:     "force",
	Emits:  []candour.EventKind{ForceTypeSet},
	From:   []string{Founded},
	Roles:  []authz.Role{authz.Chief, authz.System},
	New:    func() act.Act { return new(SetForceType) },
}

// SetForceType is one change.
type SetForceType struct {
	Force  candour.ForceID `hidden:"yes"`
	Type   ForceType       `ask:"What is it?"`
	From   candour.Date    `ask:"From which day?"`
	Reason candour.Marking `ask:"If that day is before today: why is it recorded only now?" rows:"2" optional:"yes"`
}

// Kind is SetForceTypeKind.
func (*SetForceType) Kind() *act.Kind { return &SetForceTypeKind }

// Of is the force.
func (a *SetForceType) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses no day.
func (a *SetForceType) Check() error {
	if a.From.IsZero() {
		return candour.Invalid("from", "Give the first day.")
	}
	return nil
}

// Apply records it.
func (a *SetForceType) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_force_type (force, from_day, kind) VALUES ($1, $2, $3) ON CONFLICT (force, from_day) DO UPDATE SET kind = excluded.kind`,
		string(m.Force), a.From.String(), string(a.Type)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ForceTypeSet, Subject: a.Of(), On: a.From, Data: append(why, candour.Field{Name: "type", Value: string(a.Type)})}}, nil
}
