package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/seal"
)

// What happens when it is over. Each of the three has limits of its own; all end in
// a chair's report.
const (
	HearingCompleted       candour.EventKind = "hearing-completed"
	MeetingHeld            candour.EventKind = "meeting-held"
	AcceleratedHearingHeld candour.EventKind = "accelerated-hearing-held"
)

// CompleteHearingKind records that a meeting or hearing was held to its end.
var CompleteHearingKind = act.Kind{
	ID:     "complete-hearing",
	Button: "Record that it was held",
	Does:   "Records that the meeting or hearing was held to its end, and who came. The chair’s report is due then.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{HearingCompleted, MeetingHeld, AcceleratedHearingHeld},
	From:   []string{Fixed},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(CompleteHearing) },
}

// CompleteHearing is its end.
type CompleteHearing struct {
	Proceeding string          `hidden:"yes"`
	Came       candour.Marking `ask:"Who came, and who did not?" rows:"3"`
	Day        candour.Date    `ask:"On which day did it end?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is CompleteHearingKind.
func (*CompleteHearing) Kind() *act.Kind { return &CompleteHearingKind }

// Of is the proceedings.
func (a *CompleteHearing) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an empty room.
func (a *CompleteHearing) Check() error {
	return must("came", a.Came, "Write who came, and who did not.")
}

// Apply records it. It is not over before the day on which it was fixed for.
func (a *CompleteHearing) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	day := dayOf(m, a.Day)
	if on := datedOn(all); day.Before(on) {
		return nil, candour.Invalid("day", "It is fixed for %s, which is later. Postpone it to the day on which it was held, with reasons, if that was another.", on.Words())
	}
	if last(all, PanelNamed).kind == "" {
		return nil, candour.Conflict("Nobody has said who sat. Name the panel first.")
	}
	if owed(all, ObjectionUpheld, PanelNamed) {
		return nil, candour.Conflict("The objection to the panel was upheld, so it did not sit. Name the panel that sat first.")
	}
	done := []entry{{kind: HearingCompleted, day: a.Day, late: a.Late, plain: []candour.Field{{Name: "proceedings", Value: string(faces(all))}}, said: []said{{"came", "Who came", a.Came}}}}
	switch faces(all) {
	case Meeting:
		done = append(done, entry{kind: MeetingHeld, day: a.Day, late: a.Late})
	case Accelerated:
		done = append(done, entry{kind: AcceleratedHearingHeld, day: a.Day, late: a.Late})
	}
	return t.records(tx, m, done...)
}
