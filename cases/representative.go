package cases

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens with those who represent the person complained of. Each is journalled
// with the case, and says in FieldFor for whom.
const (
	RepresentativeNamed     candour.EventKind = "representative-named"
	RepresentativeWithdrawn candour.EventKind = "representative-withdrawn"
	RepresentationAccepted  candour.EventKind = "representation-accepted"
	RepresentationDeclined  candour.EventKind = "representation-declined"
	RepresentationGivenUp   candour.EventKind = "representation-given-up"
)

// FieldFor is the field in which an event says for whom somebody acted.
const FieldFor = "acted-for"

// The states of a representation.
const (
	Asked      = "asked" // and has not answered
	Represents = "represents"
	Declined   = "declined"
	Ended      = "ended" // withdrawn by the one or given up by the other
)

// ReadRepresentation is seeing that somebody asks one to represent them, or whom one
// asked oneself. It says nothing of the matter.
var ReadRepresentation = authz.Action{ID: "read-representation", Roles: []authz.Role{authz.OfTheirOwn, authz.Representative}}

// Friend is what a representative is.
type Friend string

// The kinds of representative.
const (
	PoliceFriend     Friend = "police-friend"
	StaffAssociation Friend = "staff-association"
	Lawyer           Friend = "lawyer"
)

// Choices are the kinds as they are asked.
func (Friend) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(PoliceFriend), Label: "A police friend"},
		{Value: string(StaffAssociation), Label: "Somebody of a staff association or union"},
		{Value: string(Lawyer), Label: "A lawyer"},
	}
}

// Words is what a page calls them.
func (f Friend) Words() string {
	switch f {
	case PoliceFriend:
		return "police friend"
	case StaffAssociation:
		return "friend of a staff association or union"
	}
	return "lawyer"
}

// Representation is one person who speaks for another in one matter, or is asked to.
type Representation struct {
	ID      string
	As      Friend
	Name    candour.Marking
	Person  candour.PersonID // who represents
	For     candour.PersonID // who named them
	Answers bool
	State   string
	On      candour.Date // since when it stands so

	c       candour.CaseID
	officer candour.OfficerID
	name    string // sealed
}

const representations = `SELECT r.id, r.case_id, r.officer, r.represents, r.person, r.as_what, r.name, r.answers,
	COALESCE((SELECT s.state FROM cases_representative_step s WHERE s.force = r.force AND s.representative = r.id ORDER BY s.position DESC LIMIT 1), 'asked') AS state,
	COALESCE((SELECT s.on_day FROM cases_representative_step s WHERE s.force = r.force AND s.representative = r.id ORDER BY s.position DESC LIMIT 1), r.on_day) AS since
	FROM cases_representative r WHERE r.force = $1 `

// each reads them into a list, their names still sealed.
func each(out *[]Representation) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var r Representation
		var c, o, whom, p, as, answers, on string
		err := scan(&r.ID, &c, &o, &whom, &p, &as, &r.name, &answers, &r.State, &on)
		r.c, r.officer, r.For, r.Person = candour.CaseID(c), candour.OfficerID(o), candour.PersonID(whom), candour.PersonID(p)
		r.As, r.Answers, r.On = Friend(as), answers == "yes", day(on)
		*out = append(*out, r)
		return err
	}
}

func representation(tx *seal.Tx, force candour.ForceID, id string) (Representation, error) {
	var all []Representation
	err := tx.Each(representations+`AND r.id = $2 ORDER BY r.on_day, r.id`, []any{string(force), id}, each(&all))
	if err != nil || len(all) == 0 {
		return Representation{}, notFound(err)
	}
	return all[0], nil
}

func notFound(err error) error {
	if err == nil {
		return candour.ErrNotFound
	}
	return err
}

// inMatter are the representations of one officer in one case.
func inMatter(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (all []Representation, err error) {
	err = tx.Each(representations+`AND r.case_id = $2 AND r.officer = $3 ORDER BY r.position, r.id`, []any{string(force), string(c), string(o)}, each(&all))
	return all, err
}

func standRepresentation(tx *seal.Tx, force candour.ForceID, id string) (act.Standing, error) {
	r, err := representation(tx, force, id)
	return act.Standing{State: r.State, Person: r.For, Represented: []candour.PersonID{r.Person}}, err
}

// speakers are those who represent an officer in a case now, and those of them who may
// answer. Whoever came to stand on the wall of the case after they accepted reads
// nothing from that moment on: it is asked at each reading, so that nobody has to
// think of it. The wall on which they stand because they represent is not meant.
func speakers(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) (read, answer []candour.PersonID, err error) {
	all, err := inMatter(tx, force, c, o)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range all {
		if r.State != Represents {
			continue
		}
		if in, err := InTheMatter(tx, force, r.Person, c); err != nil {
			return nil, nil, err
		} else if in {
			continue
		}
		if read = append(read, r.Person); r.Answers {
			answer = append(answer, r.Person)
		}
	}
	return read, answer, nil
}

// InTheMatter reports whether somebody stands on the wall of a case for any other
// reason than that they represent somebody in it: accused, over an accused, a
// witness, kept out.
func InTheMatter(tx *seal.Tx, force candour.ForceID, p candour.PersonID, c candour.CaseID) (bool, error) {
	why, err := authz.OnWall(tx.Tx, force, p, caseSubject(c))
	for _, because := range why {
		if because != authz.Represents {
			return true, err
		}
	}
	return false, err
}

// open gives them their names.
func open(tx *seal.Tx, force candour.ForceID, all []Representation) ([]Representation, error) {
	for i, r := range all {
		words, err := tx.Words(force, caseSubject(r.c))
		if err != nil {
			return nil, err
		}
		if all[i].Name, err = words.Open("cases_representative.name/"+r.ID, r.name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// RepresentativesIn are all whom an officer named in a case, withdrawn ones too.
func RepresentativesIn(tx *seal.Tx, force candour.ForceID, c candour.CaseID, o candour.OfficerID) ([]Representation, error) {
	all, err := inMatter(tx, force, c, o)
	if err != nil {
		return nil, err
	}
	return open(tx, force, all)
}

// RepresentedBy are those whom somebody represents, or is asked to. Whoever shows one
// asks authz about it.
func RepresentedBy(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (all []Representation, err error) {
	err = tx.Each(representations+`AND r.person = $2 ORDER BY r.on_day, r.id`, []any{string(force), string(p)}, each(&all))
	return all, err
}

// DisclosuresTo are the ids of what was disclosed to whoever is represented, in that
// matter and in no other, the latest first.
func (r Representation) DisclosuresTo(tx *seal.Tx, force candour.ForceID) (out []string, err error) {
	err = tx.Each(`SELECT id FROM cases_disclosure WHERE force = $1 AND case_id = $2 AND officer = $3 AND person = $4 ORDER BY on_day DESC, id`, []any{string(force), string(r.c), string(r.officer), string(r.For)}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// turn records what one of the two did, how it stands since, and gives its event.
func turn(tx *seal.Tx, m act.Made, id string, kind candour.EventKind, state string) ([]candour.Event, error) {
	r, err := representation(tx, m.Force, id)
	if err != nil {
		return nil, err
	}
	var n int
	if err := tx.One(`SELECT count(*) FROM cases_representative_step WHERE force = $1 AND representative = $2`, []any{string(m.Force), id}, &n); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_representative_step (force, representative, position, state, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(m.Force), id, n+1, state, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: kind, Subject: caseSubject(r.c), On: m.Today(), Data: []candour.Field{
		{Name: "representation", Value: id}, {Name: FieldOfficer, Value: string(r.officer)}, {Name: FieldFor, Value: string(r.For)},
	}}}, nil
}

func representationSubject(id string) candour.Subject {
	return candour.Subject{Kind: "representation", ID: id}
}

// Spoke finds the representation in which an act is done to what was disclosed to
// somebody else; an empty one where they act for themselves.
func Spoke(tx *seal.Tx, m act.Made, disclosure string) (Representation, error) {
	var c, o, whose string
	if err := tx.One(`SELECT case_id, officer, person FROM cases_disclosure WHERE force = $1 AND id = $2`, []any{string(m.Force), disclosure}, &c, &o, &whose); err != nil || whose == string(m.Actor.ID) {
		return Representation{}, err
	}
	all, err := RepresentativesIn(tx, m.Force, candour.CaseID(c), candour.OfficerID(o))
	for _, r := range all {
		if r.Person == m.Actor.ID && r.State == Represents {
			return r, err
		}
	}
	return Representation{}, notFound(err)
}

// Fields say in the journal for whom somebody acted; none where it was for themselves.
func (r Representation) Fields() []candour.Field {
	if r.ID == "" {
		return nil
	}
	return []candour.Field{{Name: FieldFor, Value: string(r.For)}, {Name: "representation", Value: r.ID}}
}

// spokenIn are all who were named in a case, by whichever officer.
func spokenIn(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (all []Representation, err error) {
	if err := tx.Each(representations+`AND r.case_id = $2 ORDER BY r.position, r.id`, []any{string(force), string(c)}, each(&all)); err != nil {
		return nil, err
	}
	return open(tx, force, all)
}

// Speaking are those who were named to represent an officer of a case, for whoever
// works on it: a representative who should not have been named is seen here, and is
// kept out of the case as a witness, which ends what they read.
func Speaking(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []Thing, err error) {
	all, err := spokenIn(tx, force, c)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		answers := "No, they only read"
		if r.Answers {
			answers = "Yes"
		}
		out = append(out, Thing{
			Of: representationSubject(r.ID), Title: "Representative", Officer: r.officer, State: r.State, Over: r.State == Declined || r.State == Ended,
			Rows: []Row{{Key: "Named", Value: candour.Mark(r.Name.Words() + ", " + r.As.Words())}, {Key: "Since", Value: candour.Mark(r.On.Words())}, {Key: "May answer in the officer’s name", Value: candour.Mark(answers)}},
		})
	}
	return out, nil
}
