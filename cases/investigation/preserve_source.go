package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// PreservationDecided is what happens when somebody decides about a source.
const PreservationDecided candour.EventKind = "evidence-preservation-decided"

// Preservation is what becomes of a source.
type Preservation string

// The answers.
const (
	IsPreserved Preservation = "preserved"
	CannotBe    Preservation = "cannot-be-preserved"
	NotNeeded   Preservation = "not-needed"
)

// Choices are the answers as they are asked.
func (Preservation) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(IsPreserved), Label: "It is preserved", Hint: "A copy is held, and you have its reference."},
		{Value: string(CannotBe), Label: "It cannot be preserved", Hint: "For example: it was deleted before anybody asked."},
		{Value: string(NotNeeded), Label: "It is not needed"},
	}
}

// PreserveSourceKind decides about one source.
var PreserveSourceKind = act.Kind{
	ID:     "preserve-source",
	Button: "Preserve it, or say why not",
	Does:   "Decides whether this source is preserved, with reasons. A second person looks at it.",
	Of:     "source",
	Emits:  []candour.EventKind{PreservationDecided},
	From:   []string{AtRisk, Preserved, NotPreserved},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor, authz.Authority},
	New:    func() act.Act { return new(PreserveSource) },
}

// PreserveSource is one decision. A later one takes its place.
type PreserveSource struct {
	Source    string          `hidden:"yes"`
	Answer    Preservation    `ask:"What do you decide?"`
	Reference candour.Marking `ask:"If it is preserved, under which reference, and where?" optional:"yes"`
	Reasons   candour.Marking `ask:"What are your reasons?" rows:"4"`
}

// Kind is PreserveSourceKind.
func (*PreserveSource) Kind() *act.Kind { return &PreserveSourceKind }

// Of is the source.
func (a *PreserveSource) Of() candour.Subject { return sourceSubject(a.Source) }

// Check refuses a decision without reasons, and a copy that nobody could find.
func (a *PreserveSource) Check() error {
	if a.Answer == IsPreserved && a.Reference.Empty() {
		return candour.Invalid("reference", "Give the reference under which the copy is held, so that somebody else can find it.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply decides.
func (a *PreserveSource) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	stands, err := standSource(tx, m.Force, a.Source)
	if err != nil {
		return nil, err
	}
	c := cases.CaseIn(stands)
	id, err := decide(tx, m, c, decision{kind: ofPreservation, about: a.Source, answer: string(a.Answer)}, a.Reference, a.Reasons)
	if err != nil {
		return nil, err
	}
	of := cases.Subject(c)
	return []candour.Event{{Kind: PreservationDecided, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "source", Value: a.Source},
		{Name: "decision", Value: id},
		{Name: "answer", Value: string(a.Answer)},
		{Name: "reference", Value: a.Reference.Words(), Of: of},
		{Name: "reasons", Value: a.Reasons.Words(), Of: of},
	}}}, nil
}
