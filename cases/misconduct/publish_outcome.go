package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// OutcomePublished is what happens when the public may read it.
const OutcomePublished candour.EventKind = "outcome-published"

// PublishOutcomeKind publishes the outcome of a hearing.
var PublishOutcomeKind = act.Kind{
	ID:     "publish-outcome",
	Button: "Publish the outcome",
	Does:   "Records what was published of the outcome of a hearing. Nothing in it may lead to the person who reported, who has a safety plan first and is told before the public is.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{OutcomePublished},
	From:   []string{Decided},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(PublishOutcome) },
	Fits: func(tx *seal.Tx, force candour.ForceID, of candour.Subject) (bool, error) {
		_, all, err := with(tx, force, of.ID)
		return faces(all) != Meeting && last(all, OutcomePublished).kind == "", err
	},
}

// PublishOutcome is one publication.
type PublishOutcome struct {
	Proceeding string          `hidden:"yes"`
	Says       candour.Marking `ask:"What was published?" hint:"Word for word." rows:"8"`
	Leads      bool            `ask:"Could anybody tell from it who reported?" hint:"Together with what they know already. If the answer is yes, it is not published so."`
}

// Kind is PublishOutcomeKind.
func (*PublishOutcome) Kind() *act.Kind { return &PublishOutcomeKind }

// Of is the proceedings.
func (a *PublishOutcome) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a text that leads to the person who reported.
func (a *PublishOutcome) Check() error {
	if a.Leads {
		return candour.Invalid("leads", "It is not published, because somebody could tell who reported. Take that out, then answer no.")
	}
	return must("says", a.Says, "Write what was published.")
}

// Apply records it, of a hearing and once.
func (a *PublishOutcome) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case faces(all) == Meeting:
		return nil, candour.Conflict("The outcome of a misconduct meeting is not published.")
	case last(all, OutcomePublished).kind != "":
		return nil, candour.Conflict("It was published already. There is nothing more to do.")
	}
	if err := MustBePlanned(tx, m, t.c, t.officer, APublication); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: OutcomePublished, said: []said{{"says", "Published", a.Says}}})
}
