package misconduct

import (
	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/seal"
)

// HearingFixed is what happens when a meeting or hearing has a date.
const HearingFixed candour.EventKind = "hearing-fixed"

// FixHearingKind gives a meeting or hearing its date.
var FixHearingKind = act.Kind{
	ID:     "fix-hearing",
	Button: "Fix the date",
	Does:   "Gives the meeting or hearing a date and a place. The person who reported has a safety plan first. Of a hearing the public is given notice: the last day for it stands among what is due.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{HearingFixed, cases.Disclosed},
	From:   []string{Undated},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(FixHearing) },
}

// FixHearing is one date.
type FixHearing struct {
	Proceeding string          `hidden:"yes"`
	Date       candour.Date    `ask:"On which day is it?" hint:"A working day."`
	Where      candour.Marking `ask:"Where, and at what time?" hint:"And how the person who reported can come, or follow it, without meeting the officer." rows:"3"`
	Reads      candour.Marking `ask:"What does the officer read of the place and the time?" hint:"They see the day without it. Nothing of how the person who reported comes, or follows it. Leave it empty if they are told in another way." rows:"2" optional:"yes"`
	Harm       candour.Marking `ask:"If they read something: how do you know that it does no harm?" hint:"The harm test: whom you asked, and what is in place." rows:"2" optional:"yes"`
}

// Kind is FixHearingKind.
func (*FixHearing) Kind() *act.Kind { return &FixHearingKind }

// Of is the proceedings.
func (a *FixHearing) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses a date without a place.
func (a *FixHearing) Check() error {
	if err := must("where", a.Where, "Write where it is, and at what time."); err != nil {
		return err
	}
	return mustTest(a.Reads, a.Harm)
}

// Apply fixes it.
func (a *FixHearing) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, err := proceeding(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	return fix(tx, m, t, a.Date, a.Where, a.Reads, a.Harm)
}

// mustTest refuses to let the officer read something of which nobody asked whether
// it does harm.
func mustTest(reads, harm candour.Marking) error {
	if !blank(reads) {
		return must("harm", harm, "Say how you know that what the officer reads does no harm: a harm test without reasons is none.")
	}
	return nil
}

func fix(tx *seal.Tx, m act.Made, t thing, date candour.Date, where, reads, harm candour.Marking) ([]candour.Event, error) {
	if date.Before(m.Today()) {
		return nil, candour.Invalid("date", "%s is past. Give a day to come.", date.Words())
	}
	working, err := clock.EnglandAndWales.Working(date)
	if err != nil {
		return nil, err
	}
	if !working {
		return nil, candour.Invalid("date", "%s is a %s, and no working day. Give another.", date.Words(), dayName(date))
	}
	if err := MustBePlanned(tx, m, t.c, t.officer, AHearing); err != nil {
		return nil, err
	}
	e := entry{
		kind: HearingFixed, detail: date.String(), plain: []candour.Field{{Name: "date", Value: date.String()}},
		said: []said{{"where", "Where and when", where}},
	}
	if blank(reads) {
		return t.records(tx, m, e)
	}
	told, err := cases.DiscloseTo(tx, m, t.c, t.officer, reads, harm)
	if err != nil {
		return nil, err
	}
	e.plain = append(e.plain, candour.Field{Name: "disclosure", Value: told.Value("disclosure")})
	fixed, err := t.record(tx, m, e)
	return []candour.Event{fixed, told}, err
}

func dayName(d candour.Date) string {
	if h, ok := clock.EnglandAndWales.Holiday(d); ok {
		return "bank or public holiday (" + h.Name + ")"
	}
	return d.Weekday().String()
}

// datedOn is the day on which a meeting or hearing is, if it has one.
func datedOn(all []step) candour.Date {
	if proceedingState(all) != Fixed {
		return candour.Date{}
	}
	return cases.Day(last(all, HearingFixed).detail)
}
