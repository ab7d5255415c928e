package workforce

import (
	"errors"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// RelationshipDeclared is what happens when a relationship is declared, or when
// its end is.
const RelationshipDeclared candour.EventKind = "relationship-declared"

// byTie is the fact by which a declared relationship moves a wall.
const byTie = "relationship"

// Relation is what kind of relationship it is.
type Relation string

// Choices are the kinds as they are asked.
func (Relation) Choices() []act.Choice {
	return []act.Choice{
		{Value: "family", Label: "Family"},
		{Value: "partner", Label: "Partner"},
		{Value: "former-partner", Label: "Former partner"},
		{Value: "close-friend", Label: "Close friend"},
		{Value: "business", Label: "Business, or money owed"},
		{Value: "household", Label: "Household"},
	}
}

func knownRelation(r Relation) bool {
	return slices.ContainsFunc(r.Choices(), func(c act.Choice) bool { return c.Value == string(r) })
}

// relationship is what both acts and the import write.
type relationship struct {
	ID        string
	Officer   candour.OfficerID
	Person    candour.PersonID // of Officer
	Other     candour.OfficerID
	OtherIs   candour.PersonID // of Other
	Outside   candour.Marking  // or the name of somebody who does not work here
	Kind      Relation
	From, To  candour.Date
	By        candour.PersonID
	corrected string // the event that this corrects, or empty
}

// relate writes a relationship, and ties the two who work here: neither may see a
// matter about the other, of now or to come, also once it has ended. Which
// relationship it was is sealed, in the journal too: it may be a marriage, or what
// somebody hides from their colleagues.
func relate(tx *seal.Tx, m act.Made, r relationship) (candour.Event, []candour.Event, error) {
	of := officerSubject(r.Officer)
	e := candour.Event{Kind: RelationshipDeclared, Subject: of, On: m.Today(), Corrects: r.corrected, Data: []candour.Field{
		{Name: "relationship", Value: r.ID},
		{Name: "kind", Value: string(r.Kind), Of: of},
		{Name: "other", Value: string(r.Other)},
		{Name: "named", Value: r.Outside.Words(), Of: of},
		{Name: "from", Value: r.From.String()},
		{Name: "to", Value: r.To.String()},
	}}
	key, err := tx.Make(m.Force, of, m.NewKey)
	if err != nil {
		return e, nil, err
	}
	named, err := sealOr(key, "workforce_relationship.named/"+r.ID, r.Outside)
	if err != nil {
		return e, nil, err
	}
	kind, err := key.Seal("workforce_relationship.kind/"+r.ID, string(r.Kind))
	if err != nil {
		return e, nil, err
	}
	if _, err := tx.Exec(`INSERT INTO workforce_relationship (force, id, officer, other, named, kind, from_day, to_day, declared_by, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (force, id) DO UPDATE SET named = excluded.named, kind = excluded.kind, from_day = excluded.from_day, to_day = excluded.to_day`,
		string(m.Force), r.ID, string(r.Officer), string(r.Other), named, kind, r.From.String(), r.To.String(), string(r.By), m.Today().String()); err != nil {
		return e, nil, err
	}
	if r.OtherIs == "" || r.OtherIs == r.Person {
		return e, nil, nil
	}
	matters, err := authz.Tie(tx.Tx, m.Force, r.Person, r.OtherIs)
	return e, wallChanged(m, byTie, matters), err
}

// asked checks what both forms ask.
func asked(other candour.OfficerID, outside candour.Marking, r Relation, from, to candour.Date) error {
	switch {
	case other == "" && outside.Empty():
		return candour.Invalid("outside", "Say with whom: choose somebody who works here, or write the name of somebody who does not.")
	case !knownRelation(r):
		return candour.Invalid("relation", "Choose what kind of relationship it is.")
	case !to.IsZero() && !from.IsZero() && to.Before(from):
		return candour.Invalid("to", "It cannot end before it began.")
	}
	return nil
}

// declare is what both acts do, once it is known of whom.
func declare(tx *seal.Tx, m act.Made, o, other candour.OfficerID, outside candour.Marking, kind Relation, from, to candour.Date) ([]candour.Event, error) {
	if from.After(m.Today()) || to.After(m.Today()) {
		return nil, candour.Invalid("from", "A day that has not come yet cannot be declared.")
	}
	r := relationship{ID: m.ID("relationship"), Officer: o, Other: other, Outside: outside, Kind: kind, From: from, To: to, By: m.Actor.ID}
	var err error
	if r.Person, err = PersonOf(tx, m.Force, o); err != nil {
		return nil, err
	}
	if other != "" {
		r.OtherIs, err = PersonOf(tx, m.Force, other)
		if errors.Is(err, candour.ErrNotFound) {
			return nil, candour.Invalid("other", "There is no such file. Look the person up among the officers first.")
		}
		if err != nil {
			return nil, err
		}
		if r.OtherIs == r.Person {
			return nil, candour.Invalid("other", "That is the same person. Choose somebody else.")
		}
	}
	e, walls, err := relate(tx, m, r)
	return append([]candour.Event{e}, walls...), err
}

// Relationship is one that was declared, for whoever may see it.
type Relationship struct {
	ID       string
	Officer  candour.OfficerID
	Other    candour.OfficerID
	Named    candour.Marking
	Kind     Relation
	From, To candour.Date
	Declared candour.Date
}

// Relationships are those that were declared by an officer or with them, the
// latest first. Whoever shows them has asked authz.
func Relationships(tx *seal.Tx, force candour.ForceID, o candour.OfficerID) ([]Relationship, error) {
	type row struct {
		Relationship
		named, kind string
	}
	var rows []row
	err := tx.Each(`SELECT id, officer, other, named, kind, from_day, to_day, on_day FROM workforce_relationship WHERE force = $1 AND officer = $2
		UNION SELECT id, officer, other, named, kind, from_day, to_day, on_day FROM workforce_relationship WHERE force = $3 AND other = $4 ORDER BY on_day DESC, id`,
		[]any{string(force), string(o), string(force), string(o)}, func(scan func(...any) error) error {
			var r row
			var officer, other, from, to, on string
			err := scan(&r.ID, &officer, &other, &r.named, &r.kind, &from, &to, &on)
			r.Officer, r.Other, r.From, r.To, r.Declared = candour.OfficerID(officer), candour.OfficerID(other), day(from), day(to), day(on)
			rows = append(rows, r)
			return err
		})
	if err != nil {
		return nil, err
	}
	var out []Relationship
	for _, r := range rows {
		words, err := tx.Words(force, officerSubject(r.Officer))
		if err != nil {
			return nil, err
		}
		if r.Named, err = words.Open("workforce_relationship.named/"+r.ID, r.named); err != nil {
			return nil, err
		}
		kind, err := words.Open("workforce_relationship.kind/"+r.ID, r.kind)
		if err != nil {
			return nil, err
		}
		r.Kind = Relation(kind.Words())
		out = append(out, r.Relationship)
	}
	return out, nil
}

// Related are the people who work or worked here and are tied to a person by a
// declared relationship, whenever it was. The walls have them already: authz puts
// whoever is tied to an accused or a candidate beside them.
func Related(tx *seal.Tx, force candour.ForceID, p candour.PersonID) (out []candour.PersonID, err error) {
	err = tx.Each(`SELECT x.person AS person FROM workforce_officer me CROSS JOIN workforce_relationship r CROSS JOIN workforce_officer x
		WHERE me.force = $1 AND me.person = $2 AND r.force = me.force AND r.officer = me.id AND x.force = r.force AND x.id = r.other AND x.person <> me.person
		UNION SELECT x.person FROM workforce_officer me CROSS JOIN workforce_relationship r CROSS JOIN workforce_officer x
		WHERE me.force = $3 AND me.person = $4 AND r.force = me.force AND r.other = me.id AND x.force = r.force AND x.id = r.officer AND x.person <> me.person ORDER BY person`, []any{string(force), string(p), string(force), string(p)}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, candour.PersonID(id))
		return err
	})
	return out, err
}
