package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// OverrideReviewed is what happens when somebody else has looked at it.
const OverrideReviewed candour.EventKind = "override-reviewed"

// ReviewOverrideKind looks at why something went ahead without a safety plan, and
// whether the person is safe now.
var ReviewOverrideKind = act.Kind{
	ID:     "review-override",
	Button: "Review why there was no plan",
	Does:   "Says whether it was right to go ahead without a safety plan, and how the person is kept safe now. Whoever went ahead does not review it.",
	Of:     "plan",
	Emits:  []candour.EventKind{OverrideReviewed},
	From:   []string{Overridden},
	Roles:  []authz.Role{authz.Authority, authz.Supervisor},
	New:    func() act.Act { return new(ReviewOverride) },
}

// ReviewOverride is one review.
type ReviewOverride struct {
	Plan  string          `hidden:"yes"`
	Right bool            `ask:"Was it right to go ahead without a plan?"`
	Found candour.Marking `ask:"What did you find, and how is the person kept safe now?" rows:"5"`
}

// Kind is ReviewOverrideKind.
func (*ReviewOverride) Kind() *act.Kind { return &ReviewOverrideKind }

// Of is the override, which stands in the place of a plan.
func (a *ReviewOverride) Of() candour.Subject { return subject("plan", a.Plan) }

// Check refuses a review that says nothing.
func (a *ReviewOverride) Check() error {
	if a.Found.Empty() {
		return candour.Invalid("found", "Write what you found, and how the person is kept safe now.")
	}
	return nil
}

// Apply records it, unless by whoever went ahead.
func (a *ReviewOverride) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	var c, officer, by string
	if err := tx.One(`SELECT case_id, officer, by_person FROM misconduct_override WHERE force = $1 AND id = $2`, []any{string(m.Force), a.Plan}, &c, &officer, &by); err != nil {
		return nil, err
	}
	if by == string(m.Actor.ID) {
		return nil, candour.Conflict("You decided to go ahead without a plan, and nobody reviews their own decision. Ask another authority, or a supervisor.")
	}
	of := cases.Subject(candour.CaseID(c))
	sealed, err := cases.Seal(tx, m, candour.CaseID(c), "misconduct_override.review/"+a.Plan, a.Found)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`UPDATE misconduct_override SET review = $1, review_by = $2, review_day = $3 WHERE force = $4 AND id = $5`,
		sealed, string(m.Actor.ID), m.Today().String(), string(m.Force), a.Plan); err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: OverrideReviewed, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "plan", Value: a.Plan},
		{Name: cases.FieldOfficer, Value: officer},
		{Name: "right", Value: yesNo(a.Right)},
		{Name: "found", Value: a.Found.Words(), Of: of},
	}}}, nil
}
