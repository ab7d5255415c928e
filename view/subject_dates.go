package view

import (
	"slices"

	"candour/clock"
)

// DateWords is one of their dates in plain words. The law and how it is counted stand
// beside it.
type DateWords struct {
	Why    string // what the day is for
	Passes string // what happens if it passes
	Word   string // what they can expect to hear by then; empty where it is theirs to speak
}

const (
	theirsPasses = "If the day passes you can still send it. It is recorded as late, and somebody decides what it is worth."
	forcePasses  = "If the day passes, staff see it as overdue until it is done. You can ask why: whoever looks after you, or whoever told you of this matter."
)

// dateWords are those of each limit that an officer sees.
var dateWords = map[string]DateWords{
	"conduct-18-representations":            {"You have had the notice. Until this day you can tell whoever looks into it what you say. You need not.", theirsPasses, ""},
	"conduct-11-suspension-confirmed":       {"You are suspended. The force has to confirm that to you in writing.", forcePasses, "The suspension in writing"},
	"conduct-11-suspension-representations": {"You are suspended. Until this day you can say why you should not be.", theirsPasses, ""},
	"conduct-11-suspension-review":          {"Somebody has to look again whether you should still be suspended. What you sent against it is before them.", forcePasses, "Whether you are still suspended"},
	"conduct-30-panel-objection":            {"You were told who sits on the panel. Until this day you can object to any of them.", theirsPasses, ""},
	OfficersResponse:                        {"You were given the documents. Until this day you are asked what you admit, what you deny and whom you want to be heard.", theirsPasses, ""},
	"conduct-33-3-alternative-date":         {"A day is fixed. If you or whoever represents you cannot come, you can propose another until this day.", theirsPasses, ""},
	"conduct-34-meeting-held":               {"The meeting has to be held by this day.", forcePasses, "When the meeting is"},
	"conduct-33-hearing-held":               {"The hearing has to be held by this day.", forcePasses, "When the hearing is"},
	"conduct-52-accelerated-hearing":        {"The accelerated hearing has to be held by this day.", forcePasses, "When the hearing is"},
	"conduct-45-3-meeting-appeal":           {"You have the report with the reasons. Until this day you can appeal.", theirsPasses, ""},
}

// WordsOf are the plain words of a limit that an officer sees.
func WordsOf(d clock.Due) DateWords { return WordsFor(d.Rule.ID) }

// WordsFor are those of a rule.
func WordsFor(rule string) DateWords { return dateWords[rule] }

// LimitsOfTheirs are the rules of which an officer sees the limit.
func LimitsOfTheirs() []string { return slices.Clone(ofTheirs) }
