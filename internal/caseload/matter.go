package caseload

import (
	"candour/cases"
)

// Stage is how far a case has come.
type Stage string

// The stages. The first two come by import. Nothing is planned to be Held: it is
// what becomes of a case in which an act is refused because the law asks for
// something first that this package does not know of.
const (
	Closed    Stage = "closed before, brought by import"
	NoClock   Stage = "open, brought by import"
	Waiting   Stage = "a report that nobody has opened"
	Opened    Stage = "opened"
	Linked    Stage = "the officer linked"
	Described Stage = "described"
	Assessed  Stage = "assessed"
	Partly    Stage = "decided in part"
	Decided   Stage = "decided, not closed"
	Done      Stage = "closed here"
	Held      Stage = "held where something else is owed first"
)

// Stages are all of them, as a matter passes them.
var Stages = []Stage{Closed, NoClock, Waiting, Opened, Linked, Described, Assessed, Partly, Decided, Done, Held}

const most = 4 // allegations in one case

// One case in ten is open. Of those that are closed, one in a hundred was
// handled here; the others were closed before the force had this system.
var (
	openStages   = []share[Stage]{{5, NoClock}, {8, Waiting}, {7, Opened}, {18, Linked}, {14, Described}, {20, Assessed}, {14, Partly}, {14, Decided}}
	closedStages = []share[Stage]{{99, Closed}, {1, Done}}
	inACase      = []share[int]{{45, 1}, {30, 2}, {15, 3}, {10, 4}}
)

// ages are how many days ago, from the last day of all, a report of each stage was
// sent: the first so that what was done since has had its days.
var ages = map[Stage][2]int{
	Waiting: {1, 4}, Opened: {3, 40}, Linked: {6, 160}, Described: {8, 160}, Assessed: {20, 400},
	Partly: {100, 450}, Decided: {100, 450}, Done: {110, since - 2},
}

// matter is one case, all that is known of it before it is played. Days are
// counted from the first day.
type matter struct {
	i        int // its place among all
	n        int // allegations
	stage    Stage
	incident int32
	received int32
	closed   int32       // of Closed
	accused  [most]int32 // indexes; nobody could say: -1
	dice     dice        // for what is said in it
}

const lastDay = int32(365*years - 1) // the day before On: On itself is still to come

// shape is what must be known of every case to tell them apart.
func (s Size) shape(i, left int) (n int, stage Stage, d dice) {
	d = s.dice("case", i)
	n = min(left, pick(&d, inACase))
	if d.percent(10) {
		stage = pick(&d, openStages)
	} else {
		stage = pick(&d, closedStages)
	}
	if stage == Partly && n == 1 {
		stage = Assessed
	}
	if s.Imported > 0 && stage != Closed && d.percent(s.Imported) { // asked only then: without it the dice fall as they did
		if stage == Done {
			return n, Closed, d
		}
		return n, NoClock, d
	}
	return n, stage, d
}

// matter draws one case. ordinal is how many allegations there are in those
// before it: it says which are about the one officer with the most concerns.
func (c *Caseload) matter(i, ordinal, left int) matter {
	n, stage, d := c.shape(i, left)
	for k := range n { // who has so many concerns has them under their name
		if c.isStar(ordinal+k) && (stage == Waiting || stage == Opened) {
			stage = Linked
		}
	}
	m := matter{i: i, n: n, stage: stage}
	began := lastDay + 1 - since
	switch stage {
	case Closed:
		m.received = int32(d.from(110, int(began)-30))
		m.closed = min(began-1, m.received+int32(d.from(5, 60)*d.from(1, 8)))
	case NoClock:
		m.received = began - int32(d.from(2, 250))
	default:
		age := ages[stage]
		m.received = lastDay + 1 - int32(min(d.from(age[0], age[1]), d.from(age[0], age[1]))) // more of them lately
	}
	m.incident = m.received - int32(d.below(15)*d.below(8)) // most at once, some after months
	for k := range m.n {
		switch {
		case c.isStar(ordinal + k):
			m.accused[k] = int32(c.star)
		case m.handled() && d.percent(8):
			m.accused[k] = -1
		case k > 0 && m.accused[0] >= 0 && int(m.accused[0]) != c.star && d.percent(60):
			m.accused[k] = m.accused[0]
		default:
			m.accused[k] = int32(c.accused(&d, m.incident))
		}
	}
	m.dice = d
	return m
}

// isStar spreads the concerns of the one officer evenly.
func (c *Caseload) isStar(ordinal int) bool {
	return ordinal*c.concerns/c.Allegations != (ordinal+1)*c.concerns/c.Allegations
}

// handled reports whether it is handled here, from the report on.
func (m *matter) handled() bool { return m.stage != Closed && m.stage != NoClock }

// open reports whether somebody still has something to do.
func (m *matter) open() bool { return m.stage != Closed && m.stage != Done }

var (
	categories = []share[cases.Category]{{38, "A"}, {22, "B"}, {3, "C"}, {4, "D"}, {2, "E"}, {5, "F"}, {2, "G"}, {16, "H"}, {2, "J"}, {3, "K"}, {3, "L"}}
	duties     = []share[cases.OnDuty]{{80, cases.WasOnDuty}, {8, cases.WasOffDuty}, {12, cases.DutyUnknown}}
	severities = []share[cases.Severity]{{6, cases.GrossMisconduct}, {18, cases.Misconduct}, {76, cases.Neither}}
	decisions  = []share[cases.Decision]{{12, cases.CaseToAnswer}, {76, cases.NoCaseToAnswer}, {7, cases.Disproved}, {5, cases.NotThisPerson}}

	factors = []share[cases.Factors]{
		{62, nil},
		{8, cases.Factors{"records-misused"}},
		{8, cases.Factors{"other-crime"}},
		{7, cases.Factors{"workplace"}},
		{6, cases.Factors{"discrimination"}},
		{3, cases.Factors{"serious-assault"}},
		{2, cases.Factors{"serious-corruption", "records-misused"}},
		{1, cases.Factors{"death-or-serious-injury"}},
		{1, cases.Factors{"seven-years", "other-crime"}},
		{2, cases.Factors{"discrimination", "workplace"}},
	}
	// sensitive are alleged only in cases that nobody has assessed yet: decisions of
	// their own are owed before that.
	sensitive = []share[cases.Factors]{
		{35, cases.Factors{"other-sexual"}}, {35, cases.Factors{"domestic"}}, {20, cases.Factors{"abuse-of-position", "records-misused"}}, {10, cases.Factors{"serious-sexual-offence"}},
	}

	findings = []share[[2]string]{
		{60, [2]string{"Not upheld", "No action"}},
		{14, [2]string{"Upheld", "Learning"}},
		{8, [2]string{"Not determined", "No action"}},
		{9, [2]string{"Withdrawn", "No action"}},
		{4, [2]string{"Upheld", "Written warning"}},
		{1, [2]string{"Upheld", "Final written warning"}},
		{1, [2]string{"Upheld", "Dismissed"}},
		{3, [2]string{}},
	}
)
