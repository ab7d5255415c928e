package workforce

import (
	"errors"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// UnitSet is what happens when a unit begins, is renamed, moves or ends.
const UnitSet candour.EventKind = "unit-set"

// SetUnitKind says what a unit is from a day on. The wall goes by the lowest unit
// to which somebody is posted, and not by what stands above it.
var SetUnitKind = act.Kind{
	ID:     "set-unit",
	Button: "Say what a unit is",
	Does:   "Says what a unit is called, what kind it is and which unit it belongs to, from a day on.",
	Of:     "force",
	Emits:  []candour.EventKind{UnitSet},
	From:   []string{Founded},
	Roles:  []authz.Role{authz.System},
}

// UnitKinds are the kinds of unit, the lowest first.
var UnitKinds = []string{"team", "station", "department", "command", "force"}

// SetUnit is one change of a unit.
type SetUnit struct {
	Force  candour.ForceID
	Unit   string
	Name   string
	Parent string // or empty
	Level  string // one of UnitKinds
	From   candour.Date
	Ends   bool            // it is no more from that day on
	Reason candour.Marking // why it is recorded only now, for a day before today
}

// Kind is SetUnitKind.
func (*SetUnit) Kind() *act.Kind { return &SetUnitKind }

// Of is the force.
func (a *SetUnit) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses no unit, no kind and no day.
func (a *SetUnit) Check() error {
	switch {
	case a.Unit == "" || a.Unit == a.Parent:
		return candour.Invalid("unit", "Give the code of the unit, and of another one above it.")
	case !a.Ends && !slices.Contains(UnitKinds, a.Level):
		return candour.Invalid("level", "A unit is a team, a station, a department, a command or the force.")
	case a.From.IsZero():
		return candour.Invalid("from", "Give the first day.")
	}
	return nil
}

// Apply ends what the unit was and begins what it is. A unit that would come to
// stand above itself is refused.
func (a *SetUnit) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	why, err := earlier(m, a.Of(), a.From, a.Reason)
	if err != nil {
		return nil, err
	}
	above, err := above(tx, m.Force, a.Parent, a.From)
	if err != nil {
		return nil, err
	}
	if slices.Contains(above, a.Unit) {
		return nil, candour.Invalid("parent", "The unit would stand above itself. Give another one above it.")
	}
	before, err := UnitOn(tx, m.Force, a.Unit, a.From)
	if err != nil && !errors.Is(err, candour.ErrNotFound) {
		return nil, err
	}
	if err == nil && before.From == a.From {
		return nil, candour.Invalid("from", "What the unit is from %s on is on file already. Give a later day.", a.From.Words())
	}
	if _, err := tx.Exec(`UPDATE workforce_unit_over_time SET to_day = $1 WHERE force = $2 AND unit = $3 AND to_day = '' AND from_day < $4`,
		a.From.AddDays(-1).String(), string(m.Force), a.Unit, a.From.String()); err != nil {
		return nil, err
	}
	ends := "no"
	if a.Ends {
		ends = "yes"
	} else {
		if _, err := tx.Exec(`INSERT INTO workforce_unit_over_time (force, unit, from_day, to_day, name, parent, kind) VALUES ($1, $2, $3, '', $4, $5, $6)`,
			string(m.Force), a.Unit, a.From.String(), a.Name, a.Parent, a.Level); err != nil {
			return nil, err
		}
		tx.Note(unitsWritten, true)
		if _, err := tx.Exec(`INSERT INTO workforce_unit (force, unit) VALUES ($1, $2) ON CONFLICT (force, unit) DO NOTHING`, string(m.Force), a.Unit); err != nil {
			return nil, err
		}
	}
	return []candour.Event{{Kind: UnitSet, Subject: a.Of(), On: a.From, Data: append(why,
		candour.Field{Name: "unit", Value: a.Unit}, candour.Field{Name: "name", Value: a.Name}, candour.Field{Name: "parent", Value: a.Parent},
		candour.Field{Name: "level", Value: a.Level}, candour.Field{Name: "ends", Value: ends})}}, nil
}

// Unit is what a unit is over some days.
type Unit struct {
	Code, Name, Parent, Level string
	From, To                  candour.Date
}

// Units are the units of a force as they are on a day, in the order of their codes;
// at most so many.
func Units(tx *seal.Tx, force candour.ForceID, on candour.Date, most int) (out []Unit, err error) {
	err = tx.Each(`SELECT u.unit, COALESCE(t.name, '') FROM workforce_unit u
		LEFT JOIN workforce_unit_over_time t ON t.force = u.force AND t.unit = u.unit AND t.from_day <= $1 AND (t.to_day = '' OR t.to_day >= $2)
		WHERE u.force = $3 ORDER BY u.unit LIMIT $4`, []any{on.String(), on.String(), string(force), most}, func(scan func(...any) error) error {
		var u Unit
		err := scan(&u.Code, &u.Name)
		out = append(out, u)
		return err
	})
	return out, err
}

// UnitOn is what a unit was on a day, or candour.ErrNotFound.
func UnitOn(tx *seal.Tx, force candour.ForceID, unit string, on candour.Date) (Unit, error) {
	u := Unit{Code: unit}
	var from, to string
	err := tx.One(`SELECT name, parent, kind, from_day, to_day FROM workforce_unit_over_time WHERE force = $1 AND unit = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $4) ORDER BY from_day DESC LIMIT 1`,
		[]any{string(force), unit, on.String(), on.String()}, &u.Name, &u.Parent, &u.Level, &from, &to)
	u.From, u.To = day(from), day(to)
	return u, err
}

// above are a unit and all units above it on a day. A ring ends.
func above(tx *seal.Tx, force candour.ForceID, unit string, on candour.Date) (out []string, err error) {
	for unit != "" && !slices.Contains(out, unit) {
		out = append(out, unit)
		u, err := UnitOn(tx, force, unit, on)
		if errors.Is(err, candour.ErrNotFound) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		unit = u.Parent
	}
	return out, nil
}
