package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// BundleSentToChair is what happens when the chair has the documents.
const BundleSentToChair candour.EventKind = "bundle-sent-to-chair"

// PreHearing is whether the chair of a hearing meets the parties before it: their
// decision (reg 29(3)). Without one no limit for it runs.
type PreHearing string

// The answers.
const (
	WithPreHearing PreHearing = "yes"
	NoPreHearing   PreHearing = "no"

	preHearingStands PreHearing = "stands" // the one of an earlier bundle is still to be held
)

// toHold is the bundle that began the time for a pre-hearing which was not held
// since, or nothing. That the chair has further documents changes nothing.
func toHold(all []step) (began step) {
	for _, s := range all {
		switch {
		case s.kind == BundleSentToChair && s.detail == string(WithPreHearing):
			began = s
		case s.kind == PreHearingHeld:
			began = step{}
		}
	}
	return began
}

// Choices are the answers as they are asked.
func (PreHearing) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(WithPreHearing), Label: "Yes, or the chair has not decided yet", Hint: "The last day for it then stands among what is due."},
		{Value: string(NoPreHearing), Label: "No", Hint: "The chair decided to hold none, or it is a meeting."},
	}
}

// SendBundleKind records that whoever conducts or chairs it has the documents, the
// officer’s among them (Police (Conduct) Regulations 2020, reg 32(6)).
var SendBundleKind = act.Kind{
	ID:     "send-bundle",
	Button: "Record that the chair has the documents",
	Does:   "Records that whoever conducts the meeting or chairs the hearing was sent the documents: those that the officer had, and the officer’s own.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{BundleSentToChair},
	From:   beforeIt,
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(SendBundle) },
	Fits: fits(func(all []step) bool {
		return faces(all) != Accelerated && owed(all, Regulation31Response, BundleSentToChair)
	}),
}

// SendBundle is one bundle.
type SendBundle struct {
	Proceeding string          `hidden:"yes"`
	What       candour.Marking `ask:"Which documents?" hint:"A list." rows:"5"`
	PreHearing PreHearing      `ask:"Does the chair hold a pre-hearing?"`
	Day        candour.Date    `ask:"On which day were they sent?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is SendBundleKind.
func (*SendBundle) Kind() *act.Kind { return &SendBundleKind }

// Of is the proceedings.
func (a *SendBundle) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an empty bundle.
func (a *SendBundle) Check() error { return must("what", a.What, "List the documents.") }

// Apply records it.
func (a *SendBundle) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case faces(all) == Accelerated:
		return nil, candour.Conflict("Before an accelerated hearing the documents go with its own notice. There is nothing to send after it.")
	case last(all, Regulation31Response).kind == "":
		return nil, candour.Conflict("The officer has not answered the documents yet. Record their response first: it goes to the chair with them.")
	case !owed(all, Regulation31Response, BundleSentToChair):
		return nil, candour.Conflict("The chair has the documents already. There is nothing more to do.")
	case faces(all) == Meeting && a.PreHearing != NoPreHearing:
		return nil, candour.Invalid("pre-hearing", "It is a misconduct meeting, which has no pre-hearing. Answer no.")
	}
	if err := mustFollow(a.Day, last(all, Regulation31Response), "the response to the documents"); err != nil {
		return nil, err
	}
	if err := mustPrecede(m, a.Day, all); err != nil {
		return nil, err
	}
	hold := a.PreHearing
	if hold == WithPreHearing && toHold(all).kind != "" {
		hold = preHearingStands // more documents set no second one running
	}
	return t.records(tx, m, entry{
		kind: BundleSentToChair, day: a.Day, late: a.Late, detail: string(hold), plain: []candour.Field{{Name: "pre-hearing", Value: string(hold)}, {Name: "proceedings", Value: string(faces(all))}},
		said: []said{{"what", "The documents", a.What}},
	})
}
