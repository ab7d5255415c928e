package cases

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/seal"
)

// Correctable are the kinds of event whose day may be put right: those that the
// law counts from and whose day somebody typed, or took from elsewhere. Every other
// event happened when it was recorded, and has no other day. It is a literal, so
// that nobody can move the day of a decision.
var Correctable = []candour.EventKind{
	CameToAttention, PersonUpdated,
	"complainant-contacted", "referral-criteria-met", "referred", "delay-reported", "investigation-delay-reported",
	"notice-served", "documents-supplied", "hearing-completed", "chair-reported", "statement-taken",
}

// WhichEvent is a kind of event whose day is put right.
type WhichEvent string

// Choices are the kinds as they are asked.
func (WhichEvent) Choices() (out []act.Choice) {
	for _, k := range Correctable {
		words := strings.ReplaceAll(string(k), "-", " ")
		out = append(out, act.Choice{Value: string(k), Label: strings.ToUpper(words[:1]) + words[1:]})
	}
	return out
}

// CorrectEventKind puts right the day of something that happened. The wrong day
// stays on record, and what was due by it is computed again.
var CorrectEventKind = act.Kind{
	ID:     "correct-event",
	Button: "Correct a day",
	Does:   "Puts right a day that was typed wrong and from which the law counts. The wrong day stays on record; what is due moves, and is shown as corrected. It can be done once for each entry.",
	Of:     "case",
	Emits:  Correctable,
	From:   []string{Opened, Assessed, Closed},
	Roles:  []authz.Role{authz.Authority},
	New:    func() act.Act { return new(CorrectEvent) },
}

// CorrectEvent corrects one day.
type CorrectEvent struct {
	Case    candour.CaseID  `hidden:"yes"`
	What    WhichEvent      `ask:"What has the wrong day?"`
	Entered candour.Date    `ask:"Which day does it have now?"`
	Right   candour.Date    `ask:"Which day is right?"`
	Entry   string          `ask:"If there are several of that day, which entry?" hint:"You are told their names if there are." optional:"yes"`
	Reasons candour.Marking `ask:"How do you know?" hint:"For example: the letter bears the other day." rows:"4"`
}

// Kind is CorrectEventKind.
func (*CorrectEvent) Kind() *act.Kind { return &CorrectEventKind }

// Of is the case.
func (a *CorrectEvent) Of() candour.Subject { return caseSubject(a.Case) }

// Check refuses a correction without reasons.
func (a *CorrectEvent) Check() error { return mustReason(a.Reasons) }

// Apply says the same event again, on its right day.
func (a *CorrectEvent) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	switch {
	case a.Right == a.Entered:
		return nil, candour.Invalid("right", "That is the day it has now. Give the right one.")
	case a.Right.After(m.Today()):
		return nil, candour.Invalid("right", "%s has not come yet. Give the day on which it happened.", a.Right.Words())
	}
	if err := NotErased(tx, m, a.Case); err != nil {
		return nil, err
	}
	all, err := ledger.EventsOf(tx, m.Force, a.Of())
	if err != nil {
		return nil, err
	}
	var found []candour.Event
	for _, e := range all {
		if e.Kind == candour.EventKind(a.What) && e.On == a.Entered && (a.Entry == "" || e.ID == a.Entry) {
			found = append(found, e)
		}
	}
	corrected := func(e candour.Event) bool {
		return e.Corrects != "" || slices.ContainsFunc(all, func(x candour.Event) bool { return x.Corrects == e.ID })
	}
	// An entry that was corrected away from that day is not what somebody means who
	// reads the day off the page.
	if left := slices.DeleteFunc(slices.Clone(found), corrected); len(left) > 0 {
		found = left
	}
	switch {
	case len(found) == 0:
		return nil, candour.Invalid("entered", "Nothing of that kind has that day in this case. Look at the timeline.")
	case len(found) > 1:
		var ids []string
		for _, e := range found {
			ids = append(ids, e.ID)
		}
		return nil, candour.Invalid("entry", "%d entries of that kind have that day: %s. Give the one that you mean.", len(found), strings.Join(ids, ", "))
	case corrected(found[0]):
		return nil, candour.Conflict("That day was corrected once already, and an entry is corrected once. Ask whoever keeps the record what can be done.")
	}
	wrong := found[0]
	if !slices.Contains(Correctable, wrong.Kind) {
		return nil, candour.Invalid("what", "The day of that cannot be corrected.")
	}
	e := candour.Event{Kind: wrong.Kind, Subject: wrong.Subject, On: a.Right, Corrects: wrong.ID}
	for _, f := range wrong.Data {
		if f.Name != act.EarlierDay {
			e.Data = append(e.Data, f)
		}
	}
	e.Data = append(e.Data, candour.Field{Name: CorrectedFrom, Value: a.Entered.String()}, candour.Field{Name: act.EarlierDay, Value: a.Reasons.Words(), Of: a.Of()})
	return []candour.Event{e}, nil
}

// CorrectedFrom is the field in which a correction says the day that was wrong.
const CorrectedFrom = "corrected from"
