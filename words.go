package candour

import "time"

// ForceID is the short code of the organisation that created a row: it begins
// every key and never changes, whoever holds the matter now.
type ForceID string

// PersonID names a human being who uses the system or works for a force. It is
// ours, random, and never a warrant or collar number.
type PersonID string

// OfficerID names one employment of a person in one force. A person who moves
// has two.
type OfficerID string

// ReportID names one report, before and after it is opened into a case.
type ReportID string

// CaseID names one case. It carries no meaning, so that it may be spoken aloud.
type CaseID string

// AllegationID names one allegation. It is the same from the moment a person
// confirms it to the decision on it.
type AllegationID string

// EventKind says what happened, in the past tense: "case-closed".
type EventKind string

// Subject is what an act is done to, a clock runs on or a key belongs to:
// "report", "case", "allegation", "officer", "person", "force", and its id.
type Subject struct{ Kind, ID string }

func (s Subject) String() string { return s.Kind + "/" + s.ID }

// Event is something that happened. On is the civil date in law, from which
// clocks count; At is when it was recorded, from which audit counts: a notice
// served on the 3rd and entered on the 9th has both. A day in the past needs a
// reason among the data.
type Event struct {
	ID       string // ours, random
	Force    ForceID
	Seq      int64 // gapless within the force, from 1
	Kind     EventKind
	Subject  Subject // a report, a case, an officer, a person or the force: something that has a key
	On       Date
	At       time.Time // UTC, to the microsecond
	By       PersonID
	Act      string // id of the act, or of the reaction, that made it
	Data     []Field
	Corrects string // id of the event that this one corrects, or empty
}

// Value returns the value of a field of the event's data, or "".
func (e Event) Value(name string) string {
	for _, f := range e.Data {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Field is one named value of an event. A field that says anything about a
// person names the subject under whose key it is sealed; it is destroyed with
// that key, and only that field. A field without is in clear, and so must be an
// id, a date, a category, a finding or a state.
type Field struct {
	Name  string
	Value string
	Of    Subject // zero: in clear
}
