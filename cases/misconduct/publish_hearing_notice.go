package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// HearingNoticePublished is what happens when the public may read that there is a
// hearing.
const HearingNoticePublished candour.EventKind = "hearing-notice-published"

// PublishHearingNoticeKind publishes the notice of a hearing (Police (Conduct)
// Regulations 2020, reg 36). A meeting has none.
var PublishHearingNoticeKind = act.Kind{
	ID:     "publish-hearing-notice",
	Button: "Publish the notice of the hearing",
	Does:   "Records what was published to give notice of the hearing. Nothing in it may lead to the person who reported, who has a safety plan first and is told before the public is. A new date has a notice of its own.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{HearingNoticePublished},
	From:   []string{Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(PublishHearingNotice) },
	Fits: fits(func(all []step) bool {
		return faces(all) != Meeting && owed(all, HearingFixed, HearingNoticePublished)
	}),
}

// PublishHearingNotice is one notice.
type PublishHearingNotice struct {
	Proceeding string          `hidden:"yes"`
	Says       candour.Marking `ask:"What was published?" hint:"Word for word." rows:"8"`
	Leads      bool            `ask:"Could anybody tell from it who reported?" hint:"Together with what they know already. If the answer is yes, it is not published so."`
}

// Kind is PublishHearingNoticeKind.
func (*PublishHearingNotice) Kind() *act.Kind { return &PublishHearingNoticeKind }

// Of is the proceedings.
func (a *PublishHearingNotice) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a text that leads to the person who reported.
func (a *PublishHearingNotice) Check() error {
	if a.Leads {
		return candour.Invalid("leads", "It is not published, because somebody could tell who reported. Take that out, then answer no.")
	}
	return must("says", a.Says, "Write what was published.")
}

// Apply records it, of a hearing and once for each date. Like the outcome it is
// recorded on the day: the safety plan stood before it, and not after.
func (a *PublishHearingNotice) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	switch {
	case faces(all) == Meeting:
		return nil, candour.Conflict("A misconduct meeting is not public, so no notice of it is published.")
	case !owed(all, HearingFixed, HearingNoticePublished):
		return nil, candour.Conflict("The notice of this date was published already. There is nothing more to do.")
	}
	if err := MustBePlanned(tx, m, t.c, t.officer, APublication); err != nil {
		return nil, err
	}
	return t.records(tx, m, entry{kind: HearingNoticePublished, said: []said{{"says", "Published", a.Says}}})
}
