package investigation

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// SourcesRuledOut is what happens when somebody says of the usual sources that
// there is none here.
const SourcesRuledOut candour.EventKind = "evidence-sources-ruled-out"

// RuleOutSourcesKind says which of the usual sources have nothing on an allegation.
var RuleOutSourcesKind = act.Kind{
	ID:     "rule-out-sources",
	Button: "Rule out sources of evidence",
	Does:   "Says, with reasons, in which of the usual places there is nothing on this allegation. A second person looks at it. It takes the place of what was ruled out before.",
	Of:     "allegation",
	Emits:  []candour.EventKind{SourcesRuledOut},
	From:   []string{cases.Undecided, cases.Decided},
	Roles:  []authz.Role{authz.CaseWorker, authz.Supervisor},
	New:    func() act.Act { return new(RuleOutSources) },
}

// RuleOutSources rules out some.
type RuleOutSources struct {
	Allegation candour.AllegationID `hidden:"yes"`
	What       SourceKinds          `ask:"Where is there nothing?" hint:"All that apply. What is not ticked any more counts as not ruled out."`
	Reasons    candour.Marking      `ask:"How do you know?" hint:"For example: nobody was arrested, so there is no custody record." rows:"4"`
}

// Kind is RuleOutSourcesKind.
func (*RuleOutSources) Kind() *act.Kind { return &RuleOutSourcesKind }

// Of is the allegation.
func (a *RuleOutSources) Of() candour.Subject { return cases.AllegationSubject(a.Allegation) }

// Check refuses it without reasons.
func (a *RuleOutSources) Check() error { return cases.MustReason(a.Reasons) }

// Apply rules them out, until the second person has looked.
func (a *RuleOutSources) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	c, err := cases.CaseOf(tx, m.Force, a.Allegation)
	if err != nil {
		return nil, err
	}
	id, err := decide(tx, m, c, decision{kind: ofSources, about: string(a.Allegation), answer: a.What.String()}, candour.Marking{}, a.Reasons)
	if err != nil {
		return nil, err
	}
	of := cases.Subject(c)
	return []candour.Event{{Kind: SourcesRuledOut, Subject: of, On: m.Today(), Data: []candour.Field{
		{Name: "decision", Value: id}, {Name: "allegation", Value: string(a.Allegation)}, {Name: "what", Value: a.What.String()}, {Name: "reasons", Value: a.Reasons.Words(), Of: of},
	}}}, nil
}
