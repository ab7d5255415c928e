package cases

import (
	"maps"
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// AllegationDescribed is what happens when somebody says what kind of thing is
// alleged.
const AllegationDescribed candour.EventKind = "allegation-described"

// OnDuty is whether the officer was on duty, as far as it is known. It is asked of
// every allegation, because what nobody asked nobody can count.
type OnDuty string

// The answers.
const (
	WasOnDuty   OnDuty = "on"
	WasOffDuty  OnDuty = "off"
	DutyUnknown OnDuty = "not-known"
)

// Choices are the answers as they are asked.
func (OnDuty) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(WasOnDuty), Label: "On duty"},
		{Value: string(WasOffDuty), Label: "Off duty"},
		{Value: string(DutyUnknown), Label: "Nobody knows yet"},
	}
}

// Category is a complaint category: the main headings of the national taxonomy.
type Category string

// Choices are the categories as they are asked.
func (Category) Choices() []act.Choice {
	var out []act.Choice
	for _, c := range slices.Sorted(maps.Keys(categories)) {
		out = append(out, act.Choice{Value: c, Label: c + ". " + categories[c]})
	}
	return out
}

// DescribeAllegationKind says what kind of thing is alleged. Duties are computed
// from the answers: that it must be referred, that a crime is recorded, that
// decisions are owed before the severity is assessed.
var DescribeAllegationKind = act.Kind{
	ID:     "describe-allegation",
	Button: "Describe this allegation",
	Does:   "Says what kind of thing is alleged, as if it were true. Nothing is decided about whether it happened; what has to be done follows from it.",
	Of:     "allegation",
	Emits:  []candour.EventKind{AllegationDescribed},
	From:   []string{Undecided},
	Roles:  []authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor},
	New:    func() act.Act { return new(DescribeAllegation) },
}

// DescribeAllegation is one description. A later one takes its place.
type DescribeAllegation struct {
	Allegation candour.AllegationID `hidden:"yes"`
	Category   Category             `ask:"Which category is it?" hint:"One for each allegation."`
	Factors    Factors              `ask:"What is alleged?" hint:"All that apply. If none does, leave them empty." optional:"yes"`
	OnDuty     OnDuty               `ask:"Was the officer on duty?"`
}

// Kind is DescribeAllegationKind.
func (*DescribeAllegation) Kind() *act.Kind { return &DescribeAllegationKind }

// Of is the allegation.
func (a *DescribeAllegation) Of() candour.Subject { return AllegationSubject(a.Allegation) }

// Check finds nothing wrong: the answers are those that were offered.
func (*DescribeAllegation) Check() error { return nil }

// Apply keeps the description; the ones before it are in the journal.
func (a *DescribeAllegation) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := caseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO cases_description (force, case_id, allegation, category, factors, on_duty, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (force, case_id, allegation) DO UPDATE SET category = excluded.category, factors = excluded.factors, on_duty = excluded.on_duty, by_person = excluded.by_person, on_day = excluded.on_day`,
		string(m.Force), string(c), string(a.Allegation), string(a.Category), a.Factors.String(), string(a.OnDuty), string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	if err := setCategory(tx, m.Force, c, a.Allegation, a.Category); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: AllegationDescribed, Subject: caseSubject(c), On: m.Today(), Data: []candour.Field{
		{Name: fieldAllegation, Value: string(a.Allegation)},
		{Name: "category", Value: string(a.Category)},
		{Name: "factors", Value: a.Factors.String()},
		{Name: "on duty", Value: string(a.OnDuty)},
	}}}, nil
}

// Description is what somebody said that an allegation is about.
type Description struct {
	Category Category
	Factors  Factors
	OnDuty   OnDuty
}

// Words says the factors to a person, or that there are none.
func (d Description) Words() string {
	var out []string
	for _, k := range d.Factors.Kinds() {
		out = append(out, k.Label)
	}
	if len(out) == 0 {
		return "None of those that are asked"
	}
	return strings.Join(out, "; ")
}

// Described are the descriptions of a case's allegations; one that nobody described
// yet is not among them.
func Described(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (map[candour.AllegationID]Description, error) {
	out := map[candour.AllegationID]Description{}
	err := tx.Each(`SELECT allegation, category, factors, on_duty FROM cases_description WHERE force = $1 AND case_id = $2 ORDER BY allegation`, []any{string(force), string(c)}, func(scan func(...any) error) error {
		var id, category, factors, duty string
		err := scan(&id, &category, &factors, &duty)
		out[candour.AllegationID(id)] = Description{Category(category), FactorsOf(factors), OnDuty(duty)}
		return err
	})
	return out, err
}

// undescribed names the allegations of a case that nobody described and nobody
// decided yet.
func undescribed(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (names []string, err error) {
	said, err := Described(tx, force, c)
	if err != nil {
		return nil, err
	}
	all, err := allegations(tx, force, c)
	for _, a := range all {
		if _, ok := said[a.ID]; !ok && a.Decision == "" {
			names = append(names, a.Name())
		}
	}
	return names, err
}
