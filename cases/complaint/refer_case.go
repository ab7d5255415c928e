package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// Referred is what happens when a case was sent to the oversight body: it meets the
// limit that runs since it was clear that the law demands it.
const Referred candour.EventKind = "referred"

// ReferCaseKind refers a case, whether the law demands it or leaves the choice. All
// allegations that stand in it go together.
var ReferCaseKind = act.Kind{
	ID:     "refer-case",
	Button: "Refer to the oversight body",
	Does:   "Records that the case was referred to the oversight body, with every allegation in it, and what was sent. Send it first.",
	Of:     "case",
	Emits:  []candour.EventKind{Referred, MatterOpened, MatterFinished},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(ReferCase) },
}

// ReferCase is one referral.
type ReferCase struct {
	Case      candour.CaseID  `hidden:"yes"`
	Reference candour.Marking `ask:"Under which reference does the oversight body have it?"`
	Sent      candour.Marking `ask:"What was sent, and why?" hint:"What is alleged, by which criterion, and the documents." rows:"5"`
}

// Kind is ReferCaseKind.
func (*ReferCase) Kind() *act.Kind { return &ReferCaseKind }

// Of is the case.
func (a *ReferCase) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses a referral that nobody could find again.
func (a *ReferCase) Check() error {
	if a.Reference.Empty() {
		return candour.Invalid("reference", "Write the reference. If the oversight body has not given one yet, write by whom and how it was sent.")
	}
	if a.Sent.Empty() {
		return candour.Invalid("sent", "Write what was sent, and why.")
	}
	return nil
}

// Apply ends the referral decision that is due, if one is; else it is a voluntary
// referral of its own.
func (a *ReferCase) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	f, all, err := known(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	out := []candour.Event{{Kind: Referred, Subject: a.Of(), On: m.Today(), Data: append(criteriaFields(f),
		candour.Field{Name: "reference", Value: a.Reference.Words(), Of: a.Of()}, candour.Field{Name: "sent", Value: a.Sent.Words(), Of: a.Of()})}}
	x, due := openOne(all, ReferralDecision, "")
	if !due {
		e, err := open(tx, m, a.Case, kindOf(ReferralDecision), "", m.Today())
		if err != nil {
			return nil, err
		}
		out = append(out, e)
		x = matter{id: e.Value("id"), kind: ReferralDecision}
	}
	e, err := finish(tx, m, a.Case, x, ReferredIt, Owed(f)[ReferralDecision][""], a.Reference, a.Sent)
	return append(out, e), err
}
