package complaint

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// DeclineReferralKind says why a case is not referred, where the law leaves the
// choice. Where it does not, it is refused and says why.
var DeclineReferralKind = act.Kind{
	ID:     "decline-referral",
	Button: "Decide not to refer",
	Does:   "Says why the case is not referred to the oversight body. It cannot be done where the law demands a referral.",
	Of:     "case",
	Emits:  []candour.EventKind{MatterFinished},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(DeclineReferral) },
	Fits:   due(ReferralDecision),
}

// DeclineReferral is one such decision.
type DeclineReferral struct {
	Case    candour.CaseID  `hidden:"yes"`
	Reasons candour.Marking `ask:"Why is it not referred?" hint:"Say what is alleged and why the oversight body need not see it." rows:"5"`
}

// Kind is DeclineReferralKind.
func (*DeclineReferral) Kind() *act.Kind { return &DeclineReferralKind }

// Of is the case.
func (a *DeclineReferral) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses it without reasons.
func (a *DeclineReferral) Check() error { return cases.MustReason(a.Reasons) }

// Apply refuses where a criterion is met that was not referred yet.
func (a *DeclineReferral) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	f, all, err := known(tx, m.Force, a.Case)
	if err != nil {
		return nil, err
	}
	x, isDue := openOne(all, ReferralDecision, "")
	if !isDue {
		return nil, candour.Conflict("No decision on a referral is due. There is nothing more to do.")
	}
	if len(unmet(f, all)) > 0 {
		return nil, candour.Conflict("It must be referred: %s. The law leaves no choice (Police (Complaints and Misconduct) Regulations 2020, regs. 4 and 7). Refer it.", say(Criteria(f)))
	}
	e, err := finish(tx, m, a.Case, x, NotReferred, Owed(f)[ReferralDecision][""], candour.Marking{}, a.Reasons)
	return []candour.Event{e}, err
}

// due tells whether a matter of a kind waits in a case.
func due(kind Matter) func(*seal.Tx, candour.ForceID, candour.Subject) (bool, error) {
	return func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		all, err := mattersOf(tx, force, candour.CaseID(of.ID))
		_, is := openOne(all, kind, "")
		return is, err
	}
}
