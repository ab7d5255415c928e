package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// DelayReviewed is what happens when somebody looks again at a delay.
const DelayReviewed candour.EventKind = "delay-reviewed"

// DelayReview is what they decide.
type DelayReview string

// The answers.
const (
	GoOnWaiting DelayReview = "continue"
	WaitNoMore  DelayReview = "end"
)

// Choices are the answers as they are asked.
func (DelayReview) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(GoOnWaiting), Label: "The delay goes on"},
		{Value: string(WaitNoMore), Label: "The delay ends", Hint: "Going on would no longer prejudice the proceedings."},
	}
}

// ReviewDelayKind is the four-weekly look at a delay.
var ReviewDelayKind = act.Kind{
	ID:     "review-delay",
	Button: "Review the delay",
	Does:   "Says, with reasons of today, whether the case still has to wait. The next review is due four weeks after it.",
	Of:     "delay",
	Emits:  []candour.EventKind{DelayReviewed, DelayEnded},
	From:   []string{Delayed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ReviewDelay) },
}

// ReviewDelay is one review.
type ReviewDelay struct {
	Delay   string          `hidden:"yes"`
	Answer  DelayReview     `ask:"Does the case still have to wait?"`
	Reasons candour.Marking `ask:"What are your reasons?" hint:"As they are today; what was written at the beginning may no longer hold." rows:"4"`
}

// Kind is ReviewDelayKind.
func (*ReviewDelay) Kind() *act.Kind { return &ReviewDelayKind }

// Of is the delay.
func (a *ReviewDelay) Of() candour.Subject { return delaySubject(a.Delay) }

// Check refuses a review without reasons.
func (a *ReviewDelay) Check() error { return cases.MustReason(a.Reasons) }

// Apply reviews.
func (a *ReviewDelay) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	stands, err := standDelay(tx, m.Force, a.Delay)
	if err != nil {
		return nil, err
	}
	c := cases.CaseIn(stands)
	var n int64
	if err := tx.One(`SELECT count(*) FROM investigation_delay_review WHERE force = $1 AND delay = $2`, []any{string(m.Force), a.Delay}, &n); err != nil {
		return nil, err
	}
	sealed, err := cases.Seal(tx, m, c, reviewPlace(a.Delay, n+1), a.Reasons)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO investigation_delay_review (force, delay, position, answer, reasons, by_person, on_day) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(m.Force), a.Delay, n+1, string(a.Answer), sealed, string(m.Actor.ID), m.Today().String()); err != nil {
		return nil, err
	}
	out := []candour.Event{{Kind: DelayReviewed, Subject: cases.Subject(c), On: m.Today(), Data: []candour.Field{
		{Name: "delay", Value: a.Delay}, {Name: "answer", Value: string(a.Answer)}, {Name: "reasons", Value: a.Reasons.Words(), Of: cases.Subject(c)},
	}}}
	if a.Answer == WaitNoMore {
		e, err := end(tx, m, c, a.Delay, NoLongerPrejudicial, a.Reasons)
		return append(out, e), err
	}
	return out, nil
}
