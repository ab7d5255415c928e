package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// ArrestDecided is what happens when somebody decides on arrest and bail.
const ArrestDecided candour.EventKind = "arrest-decided"

// Arrest is how an officer is spoken with, where a crime is alleged.
type Arrest string

// The answers.
const (
	DoArrest  Arrest = "arrest"
	Voluntary Arrest = "voluntary-interview"
	NotNow    Arrest = "not-now"
)

// Choices are the answers as they are asked.
func (Arrest) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(DoArrest), Label: "Arrest them"},
		{Value: string(Voluntary), Label: "Ask them to a voluntary interview under caution"},
		{Value: string(NotNow), Label: "Not now", Hint: "Say why, and what would change it."},
	}
}

// DecideArrestKind decides it. It is asked of a police officer as it would be of
// anybody else of whom the same is alleged.
var DecideArrestKind = act.Kind{
	ID:     "decide-arrest",
	Button: "Decide on arrest and bail",
	Does:   "Decides whether an officer whom the case is about is arrested, and on which bail conditions they would be released. A second person looks at it.",
	Of:     "case",
	Emits:  []candour.EventKind{ArrestDecided},
	From:   []string{cases.Opened, cases.Assessed},
	Roles:  []authz.Role{authz.Authority, authz.Supervisor},
	New:    func() act.Act { return new(DecideArrest) },
	Fits:   aboutSomebody,
}

// DecideArrest is one decision on one officer. A later one takes its place.
type DecideArrest struct {
	Case    candour.CaseID    `hidden:"yes"`
	Officer candour.OfficerID `hidden:"yes" pick:"accused"`
	Answer  Arrest            `ask:"What do you decide?"`
	Bail    candour.Marking   `ask:"On which bail conditions would they be released?" hint:"For example: no contact with the person who reported, direct or through others." rows:"3" optional:"yes"`
	Reasons candour.Marking   `ask:"What are your reasons?" hint:"Say what you would do if they were not a police officer." rows:"6"`
}

// Kind is DecideArrestKind.
func (*DecideArrest) Kind() *act.Kind { return &DecideArrestKind }

// Of is the case.
func (a *DecideArrest) Of() candour.Subject { return cases.Subject(a.Case) }

// Check refuses nobody, no reasons, and an arrest without a word on bail: the
// person who reported is in danger on the day of release.
func (a *DecideArrest) Check() error {
	if err := cases.MustPick(a.Officer); err != nil {
		return err
	}
	if a.Answer == DoArrest && a.Bail.Empty() {
		return candour.Invalid("bail", "Write on which conditions they would be released, or that there are none and why.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply decides.
func (a *DecideArrest) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	if err := cases.MustBeAccused(tx, m.Force, a.Case, a.Officer); err != nil {
		return nil, err
	}
	id, err := decide(tx, m, a.Case, decision{kind: ofArrest, about: string(a.Officer), answer: string(a.Answer)}, a.Bail, a.Reasons)
	if err != nil {
		return nil, err
	}
	return []candour.Event{{Kind: ArrestDecided, Subject: a.Of(), On: m.Today(), Data: []candour.Field{
		{Name: "decision", Value: id},
		{Name: cases.FieldOfficer, Value: string(a.Officer)},
		{Name: "answer", Value: string(a.Answer)},
		{Name: "bail", Value: a.Bail.Words(), Of: a.Of()},
		{Name: "reasons", Value: a.Reasons.Words(), Of: a.Of()},
	}}}, nil
}
