package workforce

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// PersonTypeSet is what happens when somebody becomes something else to the force.
const PersonTypeSet candour.EventKind = "person-type-set"

// SetPersonTypeKind says what somebody is from a day on: a special who became an
// officer is bound by what they were on the day of what happened.
var SetPersonTypeKind = act.Kind{
	ID:     "set-person-type",
	Button: "Change what they are to the force",
	Does:   "Says that somebody is an officer, a special, staff, a volunteer or a contractor from a day on: it selects the rules that bind.",
	Of:     "officer",
	Emits:  []candour.EventKind{PersonTypeSet},
	From:   []string{Employed},
	Roles:  []authz.Role{authz.System},
}

// SetPersonType is one change.
type SetPersonType struct {
	Officer candour.OfficerID
	Type    PersonType
	From    candour.Date
	Reason  candour.Marking // why it is recorded only now, for a day before today
}

// Kind is SetPersonTypeKind.
func (*SetPersonType) Kind() *act.Kind { return &SetPersonTypeKind }

// Of is the employment.
func (a *SetPersonType) Of() candour.Subject { return officerSubject(a.Officer) }

// Check refuses what is no type, and no day.
func (a *SetPersonType) Check() error {
	if !knownType(a.Type) {
		return candour.Invalid("type", "There is no such type of person. Choose one of those that there are.")
	}
	if a.From.IsZero() {
		return candour.Invalid("from", "Give the first day.")
	}
	return nil
}

func knownType(t PersonType) bool {
	return slices.ContainsFunc(PersonTypes, func(k KindOfPerson) bool { return k.Type == t })
}

// Apply ends what they were and begins the new. What they were before stays: the
// first change writes down what it was until then.
func (a *SetPersonType) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	all, err := types(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	o, err := Read(tx, m.Force, a.Officer)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		all = []TypeSpan{{Type: PersonType(o.Kind), From: o.Appointed}}
	}
	last := all[len(all)-1]
	switch {
	case last.Type == a.Type && last.To.IsZero():
		return nil, candour.Conflict("They are that already. There is nothing more to do.")
	case !last.From.IsZero() && !last.From.Before(a.From):
		return nil, candour.Invalid("from", "They are what they are since %s. Give a later day.", last.From.Words())
	}
	last.To = a.From.AddDays(-1)
	if last.From.IsZero() { // nobody knows since when
		last.From = candour.Date{Year: 1, Month: 1, Day: 1}
	}
	for _, s := range []TypeSpan{last, {Type: a.Type, From: a.From}} {
		if err := insertType(tx, m.Force, a.Officer, s); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(`UPDATE workforce_officer SET kind = $1 WHERE force = $2 AND id = $3`, string(a.Type), string(m.Force), string(a.Officer)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PersonTypeSet, Subject: a.Of(), On: a.From, Data: append(why,
		candour.Field{Name: "type", Value: string(a.Type)}, candour.Field{Name: "before", Value: string(last.Type)})}}, nil
}
