package workforce

import (
	"errors"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RepresentativeEnrolled is what happens when somebody of no force is put on file, so
// that they can be named to represent somebody.
const RepresentativeEnrolled candour.EventKind = "representative-enrolled"

// EnrolRepresentativeKind puts a lawyer, or somebody of a staff association, on file.
// Whoever is complained of cannot do it: an account that they made could be anybody's.
var EnrolRepresentativeKind = act.Kind{
	ID:     "enrol-representative",
	Button: "Put a representative on file",
	Does:   "Puts somebody on file who works for no force and represents officers: a lawyer, or somebody of a staff association. It gives them no matter: an officer names them by their name and number, and they accept.",
	Of:     "force",
	Emits:  []candour.EventKind{RepresentativeEnrolled},
	From:   []string{Founded},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(EnrolRepresentative) },
}

// EnrolRepresentative is one person.
type EnrolRepresentative struct {
	Force   candour.ForceID `hidden:"yes"`
	Name    candour.Marking `ask:"What is their name?"`
	Body    candour.Marking `ask:"Of which firm or association are they?"`
	Number  candour.Marking `ask:"By which number are they named?" hint:"That of their practice or membership, or one that you give them. Tell it to them: the officer types it."`
	Checked candour.Marking `ask:"How do you know that it is they?" rows:"3"`

	person candour.PersonID
}

// Known gives them an id that is known beforehand, as a demonstration needs it.
func (a *EnrolRepresentative) Known(p candour.PersonID) *EnrolRepresentative {
	a.person = p
	return a
}

// Kind is EnrolRepresentativeKind.
func (*EnrolRepresentative) Kind() *act.Kind { return &EnrolRepresentativeKind }

// Of is the force.
func (a *EnrolRepresentative) Of() candour.Subject { return forceSubject(a.Force) }

// Check refuses who has no name, no number, or of whom nobody says how they are known.
func (a *EnrolRepresentative) Check() error {
	switch {
	case len(seal.Fold(a.Name.Words())) == 0:
		return candour.Invalid("name", "Write their name.")
	case a.Body.Empty():
		return candour.Invalid("body", "Write of which firm or association they are.")
	case normal(a.Number) == "":
		return candour.Invalid("number", "Write a number, of letters and digits.")
	case a.Checked.Empty():
		return candour.Invalid("checked", "Write how you know that it is they. They will read what is disclosed to an officer.")
	}
	return nil
}

// Apply puts them on file. A number that somebody has, employed here or not, is no
// other's: the officer who types it means one person.
func (a *EnrolRepresentative) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	list, err := ByNumber(tx, m.Force, a.Number.Words())
	if err != nil {
		return nil, err
	}
	other, err := representativeBy(tx, m.Force, a.Number)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 || other != "" {
		return nil, candour.Invalid("number", "Somebody has this number already. Give another.")
	}
	p := a.person
	if p == "" {
		p = candour.PersonID(m.ID("person"))
	}
	force, err := tx.Make(m.Force, forceSubject(m.Force), m.NewKey)
	if err != nil {
		return nil, err
	}
	token, err := force.Index(room, representativeIndex, normal(a.Number))
	if err != nil {
		return nil, err
	}
	of := representativeSubject(p)
	key, err := tx.Make(m.Force, of, m.NewKey)
	if err != nil {
		return nil, err
	}
	e := candour.Event{Kind: RepresentativeEnrolled, Subject: a.Of(), On: m.Today(), Data: []candour.Field{{Name: "person", Value: string(p)}}}
	var sealed []string
	for _, x := range []struct {
		name  string
		words candour.Marking
	}{{"name", a.Name}, {"body", a.Body}, {"number", a.Number}, {"checked", a.Checked}} {
		s, err := key.Seal("workforce_representative."+x.name+"/"+string(p), x.words.Words())
		if err != nil {
			return nil, err
		}
		sealed = append(sealed, s)
		e.Data = append(e.Data, candour.Field{Name: x.name, Value: x.words.Words(), Of: of})
	}
	if _, err := tx.Exec(`INSERT INTO workforce_person (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`, string(p)); err != nil {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO workforce_representative (force, person, name, body, number, token, checked, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(m.Force), string(p), sealed[0], sealed[1], sealed[2], token.Token, sealed[3], string(m.Actor.ID), m.Today().String())
	return []candour.Event{e}, err
}

const representativeIndex = "representative"

func representativeSubject(p candour.PersonID) candour.Subject {
	return candour.Subject{Kind: "representative", ID: string(p)}
}

// representativeBy is who is on file as a representative under a number, or nobody.
func representativeBy(tx *seal.Tx, force candour.ForceID, number candour.Marking) (candour.PersonID, error) {
	key, err := tx.Key(force, forceSubject(force))
	if err != nil {
		return "", err
	}
	token, err := key.Index(room, representativeIndex, normal(number))
	if err != nil {
		return "", err
	}
	var p string
	err = tx.One(`SELECT person FROM workforce_representative WHERE force = $1 AND token = $2`, []any{string(force), token.Token}, &p)
	if errors.Is(err, candour.ErrNotFound) {
		err = nil
	}
	return candour.PersonID(p), err
}

// representativeName is the name of a representative who works for no force.
func representativeName(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (candour.Marking, error) {
	var sealed string
	if err := tx.One(`SELECT name FROM workforce_representative WHERE force = $1 AND person = $2`, []any{string(force), string(p)}, &sealed); err != nil {
		return candour.Marking{}, err
	}
	words, err := tx.Words(force, representativeSubject(p))
	if err != nil {
		return candour.Marking{}, err
	}
	return words.Open("workforce_representative.name/"+string(p), sealed)
}

// Who is the one person on file under a name and a number: employed here, once
// employed here, or put on file as a representative; nobody where there is none, or
// more than one. A wrong name and a wrong number answer alike.
func Who(tx *seal.Tx, force candour.ForceID, name, number candour.Marking) (candour.PersonID, error) {
	var all []candour.PersonID
	list, err := ByNumber(tx, force, number.Words())
	if err != nil {
		return "", err
	}
	for _, id := range list {
		o, err := Read(tx, force, id)
		if err != nil {
			return "", err
		}
		if SameName(o.Name, name) && (len(all) == 0 || all[0] != o.Person) {
			all = append(all, o.Person)
		}
	}
	p, err := representativeBy(tx, force, number)
	if err != nil {
		return "", err
	}
	if p != "" {
		if on, err := representativeName(tx, force, p); err != nil {
			return "", err
		} else if SameName(on, name) {
			all = append(all, p)
		}
	}
	if len(all) != 1 {
		return "", nil
	}
	return all[0], nil
}
