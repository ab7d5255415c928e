package view

import (
	"slices"
	"strings"

	"candour"
	"candour/act"
	"candour/clock"
)

// Filter is what somebody narrows their worklist to. The zero Filter is all of it.
// It holds ids and words of ours and nothing that a person typed: it may stand in an
// address.
type Filter struct {
	Due       DueIn
	Whose     Whose
	Rule      string // clock.Rule, or NewReport
	Track     string // of Tracks
	State     string // cases.Opened, Assessed or Closed
	Category  string // of the national taxonomy
	Unit      string // where an officer whom it is about is posted now
	Sensitive bool   // a sexual or domestic allegation is in it
	From, To  candour.Date
	Sort      Sort
}

// DueIn is a time in which something is due.
type DueIn string

// The times.
const (
	Overdue  DueIn = "overdue"
	DueToday DueIn = "today"
	DueSoon  DueIn = "soon" // today or in the seven days after it
)

// Choices are those of a form.
func (DueIn) Choices() []act.Choice {
	return []act.Choice{{Label: "At any time"}, {Value: string(Overdue), Label: "Overdue"}, {Value: string(DueToday), Label: "Today"}, {Value: string(DueSoon), Label: "In 7 days, today included"}}
}

// Whose says who has a matter.
type Whose string

// Those who may have one.
const (
	Mine     Whose = "mine"
	OfMyTeam Whose = "team"   // somebody who is posted now where the person is
	Nobodys  Whose = "nobody" // it was assigned to nobody
)

// Choices are those of a form.
func (Whose) Choices() []act.Choice {
	return []act.Choice{{Label: "Anybody"}, {Value: string(Mine), Label: "Me"}, {Value: string(OfMyTeam), Label: "Somebody in my unit"}, {Value: string(Nobodys), Label: "Nobody yet"}}
}

// Sort is the order of a worklist, by a column that is in clear.
type Sort string

// The orders. That of the zero Sort is BySoonest.
const (
	BySoonest Sort = ""
	ByLatest  Sort = "latest"
	ByOldest  Sort = "oldest" // received first
	ByNewest  Sort = "newest"
)

// received reports whether it goes by the day on which a matter was received.
func (s Sort) received() bool { return s == ByOldest || s == ByNewest }

// back reports whether the last day comes first.
func (s Sort) back() bool { return s == ByLatest || s == ByNewest }

// NewReport stands for the reading of a new report, which no rule of law sets, where
// a Filter names a rule, and for the time before there is a case, where it names a
// track.
const NewReport = "new-report"

// newReport is what it is called on a list.
const newReport = "Read a new report and open a case"

// otherTrack is of the rules that no act of a track meets yet.
const otherTrack = "other"

// Tracks are what the handling of a matter is parted into, as a form offers them.
func Tracks() (out []act.Choice) {
	out = []act.Choice{{Label: "Any"}, {Value: NewReport, Label: "New reports"}}
	for _, t := range tracks {
		if t.acts != nil {
			out = append(out, act.Choice{Value: t.id, Label: t.name})
		}
	}
	return append(out, act.Choice{Value: otherTrack, Label: "The case, and anything else"})
}

// KindsOfWork are the things that can be due, each once, as a form offers them.
func KindsOfWork() (out []act.Choice) {
	out = []act.Choice{{Label: "Any"}, {Value: NewReport, Label: newReport}}
	for _, r := range clock.Rules {
		if !r.Waits() || slices.ContainsFunc(out, func(c act.Choice) bool { return c.Value == r.ID }) {
			continue
		}
		out = append(out, act.Choice{Value: r.ID, Label: r.Title})
	}
	slices.SortStableFunc(out[2:], func(a, b act.Choice) int { return strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	return out
}

// rulesOn are the rules whose limit is met by an act of a track; those of no track
// are on otherTrack.
func rulesOn(id string) (out []string) {
	for _, r := range clock.Rules {
		if r.Waits() && trackOf(r) == id && !slices.Contains(out, r.ID) {
			out = append(out, r.ID)
		}
	}
	return out
}

// trackOf is the track on which a limit is met.
func trackOf(r clock.Rule) string {
	for _, t := range tracks {
		for _, k := range t.acts {
			if slices.ContainsFunc(k.Emits, func(e candour.EventKind) bool { return slices.Contains(r.Stops, e) }) {
				return t.id
			}
		}
	}
	return otherTrack
}

// days are the first and the last day on which what is listed is due; zero: none.
func (f Filter) days(today candour.Date) (first, last candour.Date) {
	switch f.Due {
	case Overdue:
		return candour.Date{}, today.AddDays(-1)
	case DueToday:
		return today, today
	case DueSoon:
		return today, today.AddDays(7)
	}
	return candour.Date{}, candour.Date{}
}

// reports reports whether it leaves new reports: nobody has one, and nobody has said
// yet what is in it.
func (f Filter) reports() bool {
	return (f.Rule == "" || f.Rule == NewReport) && (f.Track == "" || f.Track == NewReport) &&
		(f.Whose == "" || f.Whose == Nobodys) && f.State == "" && f.Category == "" && f.Unit == "" && !f.Sensitive
}

// limits reports whether it leaves any limit of a case.
func (f Filter) limits() bool { return f.Rule != NewReport && f.Track != NewReport }

// Narrows reports whether anything is left out.
func (f Filter) Narrows() bool { f.Sort = ""; return f != Filter{} }
