package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// mostRepresentatives is how many somebody may have, or wait for, in one matter. Each
// who is asked hears from the person complained of, who could else have the whole
// force asked, and see who does not answer.
const mostRepresentatives = 3

// NameRepresentativeKind asks somebody to represent the person complained of. It says
// the same whoever it is: whether that person may, they are told alone, when they
// accept. No words of the officer go with it, so that it is no way to write to
// somebody who may be a witness.
var NameRepresentativeKind = act.Kind{
	ID:     "name-representative",
	Button: "Name somebody to represent you",
	Does:   "Asks a police friend, somebody of a staff association or a lawyer to represent you in this matter. If they accept, they read what was disclosed to you in this matter and nothing else. You can withdraw them at any time. It is recorded whom you named.",
	Of:     "disclosure",
	Emits:  []candour.EventKind{RepresentativeNamed},
	From:   []string{Told},
	Roles:  []authz.Role{authz.OfTheirOwn},
	New:    func() act.Act { return new(NameRepresentative) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		c, o, err := DisclosedIn(tx, force, of.ID)
		if err != nil {
			return false, err
		}
		n, err := waiting(tx, force, c, o)
		return n < mostRepresentatives, err
	},
}

// May is an answer to whether somebody may.
type May string

// Choices are yes and no.
func (May) Choices() []act.Choice {
	return []act.Choice{{Value: "no", Label: "No, they only read"}, {Value: "yes", Label: "Yes, they may answer in my name", Hint: "What they send counts as yours, and the record says that they sent it."}}
}

// NameRepresentative is one person who is asked.
type NameRepresentative struct {
	Disclosure string          `hidden:"yes"`
	As         Friend          `ask:"Who are they?"`
	Name       candour.Marking `ask:"What is their name?"`
	Number     candour.Marking `ask:"What is their number?" hint:"Their staff or collar number. Somebody who does not work for this force has a number from the hearing office: ask them for it."`
	Answers    May             `ask:"May they answer in your name?"`
}

// Kind is NameRepresentativeKind.
func (*NameRepresentative) Kind() *act.Kind { return &NameRepresentativeKind }

// Of is what was disclosed.
func (a *NameRepresentative) Of() candour.Subject {
	return candour.Subject{Kind: "disclosure", ID: a.Disclosure}
}

// Check refuses nobody.
func (a *NameRepresentative) Check() error {
	switch {
	case a.Name.Empty():
		return candour.Invalid("name", "Write their name.")
	case a.Number.Empty():
		return candour.Invalid("number", "Write their number.")
	}
	return nil
}

// Apply asks them. A reaction, which knows the workforce, finds who it is.
func (a *NameRepresentative) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, o, err := DisclosedIn(tx, m.Force, a.Disclosure)
	if err != nil {
		return nil, err
	}
	n, err := waiting(tx, m.Force, c, o)
	if err != nil {
		return nil, err
	}
	if n >= mostRepresentatives {
		return nil, candour.Conflict("You have named %d people in this matter, and that is as many as there can be at once. Withdraw one first.", n)
	}
	id := m.ID("representation")
	name, err := sealReasons(tx, m, c, "cases_representative.name/"+id, a.Name)
	if err != nil {
		return nil, err
	}
	var before int
	if err := tx.One(`SELECT count(*) FROM cases_representative WHERE force = $1 AND case_id = $2`, []any{string(m.Force), string(c)}, &before); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_representative (force, id, case_id, officer, represents, person, as_what, name, answers, on_day, position) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10)`,
		string(m.Force), id, string(c), string(o), string(m.Actor.ID), string(a.As), name, string(a.Answers), m.Today().String(), before+1); err != nil {
		return nil, err
	}
	of := caseSubject(c)
	return []candour.Event{{Kind: RepresentativeNamed, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "representation", Value: id},
		{Name: FieldOfficer, Value: string(o)},
		{Name: FieldFor, Value: string(m.Actor.ID)},
		{Name: "as", Value: string(a.As)},
		{Name: "answers", Value: string(a.Answers)},
		{Name: "name", Value: a.Name.Words(), Of: of},
		{Name: "number", Value: a.Number.Words(), Of: of},
	}}}, nil
}

// waiting is how many represent an officer in a case, or are asked to.
func waiting(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (n int, err error) {
	all, err := inMatter(tx, force, c, o)
	for _, r := range all {
		if r.State == Asked || r.State == Represents {
			n++
		}
	}
	return n, err
}

// RepresentativeIs says who was named. A reaction calls it. Nobody represents
// themselves, or is asked twice.
func RepresentativeIs(tx *seal.Tx, force candour.ForceID, id string, p candour.PersonID) error {
	r, err := representation(tx, force, id)
	if err != nil {
		return err
	}
	if p == r.For {
		return candour.Invalid("number", "That is you. Name somebody else.")
	}
	all, err := inMatter(tx, force, r.c, r.officer)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Person == p && (other.State == Asked || other.State == Represents) {
			return candour.Invalid("number", "You have named them already. Withdraw them first to name them anew.")
		}
	}
	_, err = tx.Exec(`UPDATE cases_representative SET person = $1 WHERE force = $2 AND id = $3 AND person = ''`, string(p), string(force), id)
	return err
}
