package workforce

import (
	"errors"
	"slices"

	"candour"
	"candour/seal"
)

// PersonType is what somebody is to the force: it selects the rules that bind.
type PersonType string

// The person types.
const (
	Sworn      PersonType = "officer"
	Special    PersonType = "special"
	StaffType  PersonType = "staff"
	Volunteer  PersonType = "volunteer"
	Contractor PersonType = "contractor"
	Cadet      PersonType = "cadet"
)

// KindOfPerson is all that is known of one person type.
type KindOfPerson struct {
	Type  PersonType
	Words string
	While Procedure // which binds while they serve
	After Procedure // and once they have left
}

// PersonTypes are all of them. A cadet is a volunteer in all that concerns us.
var PersonTypes = []KindOfPerson{
	{Sworn, "officer", ConductRegulations, FormerOfficer},
	{Special, "special constable", ConductRegulations, FormerOfficer},
	{StaffType, "member of staff", EmploymentProcedure, EmploymentProcedure},
	{Volunteer, "volunteer", EmploymentProcedure, EmploymentProcedure},
	{Contractor, "contractor", EmploymentProcedure, EmploymentProcedure},
	{Cadet, "cadet", EmploymentProcedure, EmploymentProcedure},
}

// Procedure is what binds when somebody's conduct is in question.
type Procedure string

// The procedures.
const (
	ConductRegulations  Procedure = "conduct-regulations"
	FormerOfficer       Procedure = "former-officer-modifications"
	EmploymentProcedure Procedure = "employment"
	NotHeld             Procedure = "not-held" // the rules of such a force are not in this program
)

// Binding is a procedure with its sentence and where that comes from. Verified
// is false for all of them: nobody here has read the primary text to the end, so
// none is shown as settled law.
type Binding struct {
	Procedure Procedure
	Says      string
	Source    string
	Verified  bool
}

const conductRegulations = "Police (Conduct) Regulations 2020, SI 2020/4, as amended"

var bindings = []Binding{
	{ConductRegulations, "The conduct regulations bind members of a force and specials.", conductRegulations, false},
	{FormerOfficer, "The conduct regulations bind former officers with their modifications.", conductRegulations, false},
	{EmploymentProcedure, "Staff, volunteers and contractors follow employment procedure; crime, referral to the oversight body, vetting and the checks of look-ups hold for them all the same.", "the contract or agreement under which they work", false},
	{NotHeld, "Which rules bind in a force of this type is not held here: ask its appropriate authority. Crime, referral, vetting and the checks of look-ups hold all the same.", "", false},
}

// BindingFor is the procedure that binds a person of a type, serving or gone. A
// type that nobody knows is bound by what is not held: never by the milder one.
func BindingFor(t PersonType, serving bool) Binding {
	p := NotHeld
	if i := slices.IndexFunc(PersonTypes, func(k KindOfPerson) bool { return k.Type == t }); i >= 0 {
		if p = PersonTypes[i].After; serving {
			p = PersonTypes[i].While
		}
	}
	return binding(p)
}

func binding(p Procedure) Binding {
	return bindings[slices.IndexFunc(bindings, func(b Binding) bool { return b.Procedure == p })]
}

// BindingOn is the procedure that binds an officer of a force on a day: by what
// the force is, what they are, and whether they serve on that day.
func BindingOn(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, on candour.Date) (Binding, error) {
	f, err := ForceTypeOn(tx, force, on)
	if err != nil {
		return Binding{}, err
	}
	if f.Rules == NotHeld {
		return binding(NotHeld), nil
	}
	t, err := TypeOn(tx, force, o, on)
	if err != nil {
		return Binding{}, err
	}
	s, err := StandingOf(tx, force, o, on)
	if err != nil {
		return Binding{}, err
	}
	if f.Rules == EmploymentProcedure { // nobody there is a member of a police force
		return binding(EmploymentProcedure), nil
	}
	return BindingFor(t, s.State != Gone), nil
}

// TypeOn is what somebody was on a day. Before their first day it is what they
// were on it: an act that looks earlier must find something.
func TypeOn(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, on candour.Date) (PersonType, error) {
	var kind string
	err := tx.One(`SELECT kind FROM workforce_type WHERE force = $1 AND officer = $2 AND from_day <= $3 AND (to_day = '' OR to_day >= $4) ORDER BY from_day DESC LIMIT 1`,
		[]any{string(force), string(o), on.String(), on.String()}, &kind)
	if errors.Is(err, candour.ErrNotFound) {
		err = tx.One(`SELECT kind FROM workforce_officer WHERE force = $1 AND id = $2`, []any{string(force), string(o)}, &kind)
	}
	return PersonType(kind), err
}

// TypeSpan is what somebody was over some days.
type TypeSpan struct {
	Type PersonType
	From candour.Date
	To   candour.Date // zero: it lasts
}

// types are what somebody was, the earliest first; none where it never changed.
func types(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) (out []TypeSpan, err error) {
	err = tx.Each(`SELECT kind, from_day, to_day FROM workforce_type WHERE force = $1 AND officer = $2 ORDER BY from_day`, []any{string(force), string(o)}, func(scan func(...any) error) error {
		var kind, from, to string
		err := scan(&kind, &from, &to)
		out = append(out, TypeSpan{PersonType(kind), day(from), day(to)})
		return err
	})
	return out, err
}

func insertType(tx *seal.Tx, force candour.ForceID, o candour.OfficerID, s TypeSpan) error {
	_, err := tx.Exec(`INSERT INTO workforce_type (force, officer, from_day, to_day, kind) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (force, officer, from_day) DO UPDATE SET to_day = excluded.to_day, kind = excluded.kind`,
		string(force), string(o), s.From.String(), s.To.String(), string(s.Type))
	return err
}
