package misconduct

import (
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// CaseToAnswerDecided is what happens when it is decided what an officer faces.
const CaseToAnswerDecided candour.EventKind = "case-to-answer-decided"

// DecideCaseToAnswerKind decides whether one officer has a case to answer, and
// before whom.
var DecideCaseToAnswerKind = act.Kind{
	ID:     "decide-case-to-answer",
	Button: "Decide on a case to answer",
	Does:   "Decides, with reasons, whether this officer has a case to answer, and whether at a meeting or a hearing. Whoever investigated it does not decide it.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{CaseToAnswerDecided},
	From:   []string{Noticed, Answered, NotToAnswer}, // a reopened case may hold what nobody knew of
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(DecideCaseToAnswer) },
}

// DecideCaseToAnswer is one decision.
type DecideCaseToAnswer struct {
	Proceeding  string          `hidden:"yes"`
	Proceedings Proceedings     `ask:"What does the officer face?"`
	Reasons     candour.Marking `ask:"What are your reasons?" hint:"Say what the evidence is, and why this and not more or less." rows:"8"`
}

// Kind is DecideCaseToAnswerKind.
func (*DecideCaseToAnswer) Kind() *act.Kind { return &DecideCaseToAnswerKind }

// Of is the proceedings.
func (a *DecideCaseToAnswer) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a decision without reasons.
func (a *DecideCaseToAnswer) Check() error { return cases.MustReason(a.Reasons) }

// Apply decides. A reaction, which knows who investigated, undoes it all where it
// was the same person.
func (a *DecideCaseToAnswer) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := proceeding(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if err := mustBeAssessed(tx, m.Force, t.c); err != nil {
		return nil, err
	}
	answer, err := cases.ToAnswer(tx, m.Force, t.c)
	if err != nil {
		return nil, err
	}
	if a.Proceedings == NoProceedings && slices.Contains(answer, t.officer) {
		return nil, candour.Conflict("It was decided on an allegation about this officer that there is a case to answer. Choose a meeting or a hearing; whether it is proved is decided there.")
	}
	return t.records(tx, m, entry{
		kind: CaseToAnswerDecided, detail: string(a.Proceedings), plain: []candour.Field{{Name: "proceedings", Value: string(a.Proceedings)}, {Name: "under", Value: string(t.under)}},
		said: []said{{"reasons", "Reasons", a.Reasons}},
	})
}
