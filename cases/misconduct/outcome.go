package misconduct

import (
	"candour/act"
)

// Level is what was found at a meeting or hearing.
type Level string

// The levels.
const (
	FoundNothing    Level = "none"
	FoundMisconduct Level = "misconduct"
	FoundGross      Level = "gross-misconduct"
)

// Choices are the levels as they are asked.
func (Level) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(FoundGross), Label: "Gross misconduct"},
		{Value: string(FoundMisconduct), Label: "Misconduct"},
		{Value: string(FoundNothing), Label: "Neither: no finding"},
	}
}

// Outcome is how proceedings end.
type Outcome string

// The outcomes.
const (
	NoFinding           Outcome = "no-finding"
	WrittenWarning      Outcome = "written-warning"
	FinalWrittenWarning Outcome = "final-written-warning"
	ReductionInRank     Outcome = "reduction-in-rank"
	Dismissal           Outcome = "dismissal-without-notice"
)

// outcome is all that is known of one outcome: before whom it can come, and for how
// many months a warning is live (Police (Conduct) Regulations 2020, reg 42; the
// numbers were read in a secondary source).
type outcome struct {
	ID          Outcome
	Label, Hint string
	AtMeeting   bool
	Warning     bool
	Months      int // at a meeting, and at a hearing where nothing else is said
	MostMonths  int // at a hearing
}

var outcomes = []outcome{
	{ID: Dismissal, Label: "Dismissal without notice", Hint: "At a hearing only. Of a former officer: that they would have been dismissed. Since 28 May 2025 it is presumed where gross misconduct is found."},
	{ID: ReductionInRank, Label: "Reduction in rank", Hint: "At a hearing only."},
	{ID: FinalWrittenWarning, Label: "Final written warning", Hint: "Live for 2 years; at a hearing for 2 to 5.", AtMeeting: true, Warning: true, Months: 24, MostMonths: 60},
	{ID: WrittenWarning, Label: "Written warning", Hint: "Live for 18 months.", AtMeeting: true, Warning: true, Months: 18, MostMonths: 18},
	{ID: NoFinding, Label: "No finding", Hint: "Nothing was proved to be misconduct.", AtMeeting: true},
}

// Choices are the outcomes as they are asked, the most serious first.
func (Outcome) Choices() (out []act.Choice) {
	for _, o := range outcomes {
		out = append(out, act.Choice{Value: string(o.ID), Label: o.Label, Hint: o.Hint})
	}
	return out
}

// known is all that is known of an outcome.
func (o Outcome) known() outcome {
	for _, x := range outcomes {
		if x.ID == o {
			return x
		}
	}
	return outcome{ID: o, Label: string(o)}
}
