package misconduct

import (
	"strconv"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/seal"
)

// What happens when a meeting or hearing has decided.
const (
	OutcomeRecorded candour.EventKind = "outcome-recorded"
	WarningGiven    candour.EventKind = "warning-given"
	Dismissed       candour.EventKind = "dismissed"
)

// RecordOutcomeKind records what a meeting or hearing decided, and when the officer
// was told: a warning is live from that day.
var RecordOutcomeKind = act.Kind{
	ID:     "record-outcome",
	Button: "Record the outcome",
	Does:   "Records what the meeting or hearing found and decided, on the day on which the officer was told. A warning is live from that day. Whoever decided that there is a case to answer does not record it.",
	Of:     "proceeding",
	Emits:  []candour.EventKind{OutcomeRecorded, WarningGiven, Dismissed},
	From:   []string{Held},
	Roles:  []authz.Role{authz.HearingOffice},
	New:    func() act.Act { return new(RecordOutcome) },
}

// RecordOutcome is one outcome.
type RecordOutcome struct {
	Proceeding string          `hidden:"yes"`
	Found      Level           `ask:"What was found?"`
	Outcome    Outcome         `ask:"What was decided?"`
	LiveFor    string          `ask:"For how many months is a final written warning live?" hint:"Only where a hearing gave it for longer than two years: 24 to 60." optional:"yes"`
	Reasons    candour.Marking `ask:"What are the reasons of the panel?" rows:"8"`
	Departs    candour.Marking `ask:"If gross misconduct was found and the officer is not dismissed: why?" hint:"In matters since 28 May 2025 dismissal is presumed (SI 2025/558; read in a secondary source)." rows:"3" optional:"yes"`
	Day        candour.Date    `ask:"On which day was the officer told?" hint:"Leave it empty for today." optional:"yes"`
	Late       candour.Marking `ask:"If that was before today: why is it recorded only now?" optional:"yes"`
}

// Kind is RecordOutcomeKind.
func (*RecordOutcome) Kind() *act.Kind { return &RecordOutcomeKind }

// Of is the proceedings.
func (a *RecordOutcome) Of() candour.Subject { return subject("proceeding", a.Proceeding) }

// Check refuses an outcome that does not fit what was found.
func (a *RecordOutcome) Check() error {
	if (a.Found == FoundNothing) != (a.Outcome == NoFinding) {
		return candour.Invalid("outcome", "An outcome follows from a finding, and a finding has one. Look at both answers again.")
	}
	return cases.MustReason(a.Reasons)
}

// Apply records it.
func (a *RecordOutcome) Apply(tx *seal.Tx, m act.Made) ([]candour.Event, error) {
	t, all, err := with(tx, m.Force, a.Proceeding)
	if err != nil {
		return nil, err
	}
	if last(all, CaseToAnswerDecided).by == m.Actor.ID {
		return nil, candour.Conflict("You decided that there is a case to answer, so somebody else of the hearing office records the outcome.")
	}
	if err := mustFollow(a.Day, last(all, HearingCompleted), "the end of the meeting or hearing"); err != nil {
		return nil, err
	}
	if err := a.fits(tx, m, t, faces(all)); err != nil {
		return nil, err
	}
	done := []entry{{
		kind: OutcomeRecorded, day: a.Day, late: a.Late, detail: string(a.Outcome),
		plain: []candour.Field{{Name: "outcome", Value: string(a.Outcome)}, {Name: "found", Value: string(a.Found)}, {Name: "proceedings", Value: string(faces(all))}, {Name: "under", Value: string(t.under)}},
		said:  []said{{"reasons", "Reasons", a.Reasons}, {"departs", "Why not dismissal", a.Departs}},
	}}
	if x := a.Outcome.known(); x.Warning {
		months := strconv.Itoa(x.Months)
		if a.LiveFor != "" {
			months = a.LiveFor
		}
		done = append(done, entry{kind: WarningGiven, day: a.Day, late: a.Late, detail: months, plain: []candour.Field{{Name: "warning", Value: string(a.Outcome)}, {Name: "live-for", Value: months}}})
	}
	if a.Outcome == Dismissal {
		done = append(done, entry{kind: Dismissed, day: a.Day, late: a.Late, plain: []candour.Field{{Name: "under", Value: string(t.under)}}})
	}
	return t.records(tx, m, done...)
}

// fits refuses what such proceedings cannot decide.
func (a *RecordOutcome) fits(tx *seal.Tx, m act.Made, t thing, at Proceedings) error {
	x := a.Outcome.known()
	if at == Meeting && !x.AtMeeting {
		return candour.Invalid("outcome", "A misconduct meeting cannot decide this. It can give a written warning or a final written warning.")
	}
	if a.LiveFor != "" && a.Outcome != FinalWrittenWarning {
		return candour.Invalid("live-for", "Only a final written warning is given for a time of its own. Leave this empty.")
	}
	if a.LiveFor != "" {
		n, err := strconv.Atoi(a.LiveFor)
		if err != nil || strconv.Itoa(n) != a.LiveFor || n < x.Months || n > x.MostMonths || at == Meeting && n != x.Months {
			return candour.Invalid("live-for", "A final written warning is live for 24 months; a hearing may give it for 24 to 60. Write the number of months.")
		}
	}
	if a.Found != FoundGross || a.Outcome == Dismissal || !blank(a.Departs) {
		return nil
	}
	known, err := attention(tx, m.Force, t.c)
	if err != nil || known.IsZero() || known.Before(servedSince) {
		return err
	}
	return candour.Invalid("departs", "Gross misconduct was found. In matters since %s dismissal is presumed (SI 2025/558; read in a secondary source), so write why the panel decided otherwise.", servedSince.Words())
}
