package complaint

import (
	"errors"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// PersonDescribed is what happens when somebody says how the person who reported is
// connected to the police and to what happened.
const PersonDescribed candour.EventKind = "person-described"

// Relation is how a person is connected to the police.
type Relation string

// The relations.
const (
	ThePublic    Relation = "public"
	ThisForce    Relation = "this-force"
	AnotherForce Relation = "another-force"
)

// Choices are the relations as they are asked.
func (Relation) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ThePublic), Label: "A member of the public"},
		{Value: string(ThisForce), Label: "Works for this force", Hint: "Officers, specials, staff, volunteers and contractors under its chief officer."},
		{Value: string(AnotherForce), Label: "Works for another force"},
	}
}

// Part is how a person is connected to what happened.
type Part string

// The parts.
const (
	ToThem  Part = "affected"
	SawIt   Part = "saw"
	HeardIt Part = "heard"
)

// Choices are the parts as they are asked.
func (Part) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ToThem), Label: "It happened to them"},
		{Value: string(SawIt), Label: "They saw or heard it"},
		{Value: string(HeardIt), Label: "They know of it from somebody else"},
	}
}

// Reporter is what is known of the person who told us, in no words of theirs.
type Reporter struct {
	Asked     bool
	Relation  Relation
	Part      Part
	SpeaksFor bool // they speak for somebody else, to whom it happened
}

func (r Reporter) sameChief() bool { return r.Asked && r.Relation == ThisForce }

// SayWhoTheyAreKind records who the person is in law's eyes, and not their name.
var SayWhoTheyAreKind = act.Kind{
	ID:     "say-who-they-are",
	Button: "Say who the person is",
	Does:   "Records how the person who reported is connected to the police and to what happened. Their rights follow from it. It asks no name.",
	Of:     "case",
	Emits:  []candour.EventKind{PersonDescribed},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.CaseWorker, authz.Triage, authz.Liaison},
	New:    func() act.Act { return new(SayWhoTheyAre) },
}

// SayWhoTheyAre says it of one case. A later one takes its place.
type SayWhoTheyAre struct {
	Case      candour.CaseID `hidden:"yes"`
	Relation  Relation       `ask:"How is the person connected to the police?" hint:"Ask them. Do not guess from what they wrote."`
	Part      Part           `ask:"How do they come to know of it?"`
	SpeaksFor bool           `ask:"Do they speak for somebody else?" hint:"A parent, a friend, an advocate, a lawyer."`
}

// Kind is SayWhoTheyAreKind.
func (*SayWhoTheyAre) Kind() *act.Kind { return &SayWhoTheyAreKind }

// Of is the case.
func (a *SayWhoTheyAre) Of() candour.Subject { return cases.Subject(a.Case) }

// Check finds nothing wrong: the answers are those that were offered.
func (*SayWhoTheyAre) Check() error { return nil }

// Apply keeps it under the case's key: that a colleague told us is what the
// officer's friends would like to know most.
func (a *SayWhoTheyAre) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	report, err := cases.ReportOf(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	if report == "" {
		return nil, candour.Conflict("This case came from another system, and nobody told us of it here. That system holds who complained.")
	}
	who := strings.Join([]string{string(a.Relation), string(a.Part), map[bool]string{true: "yes", false: "no"}[a.SpeaksFor]}, "/")
	sealed, err := cases.Seal(tx, m, a.Case, "complaint_person.who/"+string(a.Case), candour.Mark(who))
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO complaint_person (force, case_id, who, on_day, by_person) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (force, case_id) DO UPDATE SET who = excluded.who, on_day = excluded.on_day, by_person = excluded.by_person`,
		string(m.Force), string(a.Case), sealed, m.Today().String(), string(m.Actor.ID)); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: PersonDescribed, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "relation", Value: string(a.Relation), Of: a.Of()},
		{Name: "part", Value: string(a.Part), Of: a.Of()},
		{Name: "speaks for another", Value: map[bool]string{true: "yes", false: "no"}[a.SpeaksFor], Of: a.Of()},
	}}}, nil
}

// reporterOf is what is known of who told us; nothing where nobody asked, or where
// the case was erased.
func reporterOf(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (Reporter, error) {
	var sealed string
	err := tx.One(`SELECT who FROM complaint_person WHERE force = $1 AND case_id = $2`, []any{string(force), string(c)}, &sealed)
	if errors.Is(err, candour.ErrNotFound) {
		return Reporter{}, nil
	}
	if err != nil {
		return Reporter{}, err
	}
	words, err := tx.Words(force, cases.Subject(c))
	if err != nil {
		return Reporter{}, err
	}
	who, err := words.Open("complaint_person.who/"+string(c), sealed)
	if err != nil {
		return Reporter{}, err
	}
	parts := strings.Split(who.Words(), "/")
	if len(parts) != 3 {
		return Reporter{}, nil // erased
	}
	return Reporter{Asked: true, Relation: Relation(parts[0]), Part: Part(parts[1]), SpeaksFor: parts[2] == "yes"}, nil
}
