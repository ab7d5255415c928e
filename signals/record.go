package signals

import (
	"cmp"
	"slices"
)

// Record is what is scored: everybody and everything that is held about them. The
// files of the extract fill it (Read), and the database does; nothing else is ever
// looked at. Sort must have been called after the last change.
type Record struct {
	Officers     []Officer
	Allegations  []Allegation
	Postings     []Posting
	ForceReports []ForceReport
	Payouts      []Payout
	Signs        []Sign

	index   map[string]int32 // of Officers by id
	numbers map[string]int32 // of cases
	files   []span           // of Allegations by officer, after Sort
	force   []span           // of ForceReports by officer
	paid    []span           // of Payouts by officer
	signs   []span           // of Signs by officer
	posts   []span           // of Postings by officer
	cases   []span           // of accused by case number
	with    []int32          // places in Allegations, by case
}

// Officer is somebody who works or worked for a force.
type Officer struct {
	ID        string
	Appointed Day
	Left      Day  // when they resigned or retired; NoDay where they have not, or nobody noted it
	Serving   bool // the roster says so; it decides where Left is NoDay

	// Group is what the disparity tables count by. No signal is ever given it: a
	// signal sees a File, which has no Officer in it.
	Group Group
}

// Group is what somebody is counted by when lists are checked for fairness.
type Group struct{ Race, Sex string }

// Allegation is one officer on one case. What may be held against whom, and from
// which day, is in the lower half; Counts says what follows.
type Allegation struct {
	Officer   int32 // place in Officers
	Case      string
	Incident  Day
	Received  Day
	Closed    Day // NoDay while open
	Code      string
	Type      Type
	Finding   Finding // means nothing before Closed
	Severe    bool    // 5 days' suspension or more, separation, resignation, termination; means nothing before Closed
	ByOfficer bool    // another officer complained
	Accused   int16   // how many officers the case is about

	Disproved     Day  // decided that it did not happen
	NotThisPerson Day  // decided that it was somebody else
	ListingCaused bool // found only because a listing opened a review
	Cross         bool // two people's allegations against each other
	CrossReviewed Day  // an independent reader has seen both
	Shielded      bool // against somebody who had reported a colleague, after that
	ShieldEnds    Day  // the last day of the shield, whatever happens
	ShieldRead    Day  // an independent reader has looked
	Anonymous     bool
	Corroborated  Day // something else says so too
	Undisclosed   Day // NoDay where the person may know; else the day on which they may (Never if none is fixed)
	Erased        bool

	number int32 // of the case, after Sort
}

// Posting is an officer in a unit. End is the last day, NoDay while it lasts.
type Posting struct {
	Officer    int32
	Unit       string
	Start, End Day
}

// ForceReport is a day on which an officer reported having used force.
type ForceReport struct {
	Officer int32
	On      Day
}

// Payout is the incident of a lawsuit that was paid. It says how things came out
// and is never a signal: the day of the payment, on which it was known, is not held.
type Payout struct {
	Officer  int32
	Incident Day
}

// Sign is what another room has noticed about an officer.
type Sign struct {
	Officer int32
	Kind    SignKind
	On      Day
	Ref     string // the room's own id
	Cleared Day    // explained, or put right
}

// SignKind is one kind of sign.
type SignKind uint8

// The kinds of sign that other rooms give.
const (
	UnexplainedLookup SignKind = iota + 1 // lookups: an access to a record that nobody explained
	VettingLapse                          // vetting: a clearance that ran out
	ContactSign                           // safeguarding: contact outside a plan
)

type span struct{ from, to int32 }

// Place is where an officer stands in Officers.
func (r *Record) Place(id string) (int32, bool) {
	i, ok := r.index[id]
	return i, ok
}

// Sort puts everything in order and builds the indexes. The order is total, so the
// same rows in any order are the same record afterwards.
func (r *Record) Sort() {
	r.index = make(map[string]int32, len(r.Officers))
	for i := range r.Officers {
		r.index[r.Officers[i].ID] = int32(i)
	}
	slices.SortStableFunc(r.Allegations, func(a, b Allegation) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Received, b.Received), cmp.Compare(a.Case, b.Case))
	})
	slices.SortStableFunc(r.Postings, func(a, b Posting) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Unit, b.Unit))
	})
	slices.SortStableFunc(r.ForceReports, func(a, b ForceReport) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.On, b.On))
	})
	slices.SortStableFunc(r.Payouts, func(a, b Payout) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Incident, b.Incident))
	})
	slices.SortStableFunc(r.Signs, func(a, b Sign) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.On, b.On), cmp.Compare(a.Ref, b.Ref))
	})
	n := len(r.Officers)
	r.files = spans(n, len(r.Allegations), func(i int) int32 { return r.Allegations[i].Officer })
	r.posts = spans(n, len(r.Postings), func(i int) int32 { return r.Postings[i].Officer })
	r.force = spans(n, len(r.ForceReports), func(i int) int32 { return r.ForceReports[i].Officer })
	r.paid = spans(n, len(r.Payouts), func(i int) int32 { return r.Payouts[i].Officer })
	r.signs = spans(n, len(r.Signs), func(i int) int32 { return r.Signs[i].Officer })
	r.byCase()
	// Room for what Add brings between two sorts, so that no event waits while
	// millions of rows are copied.
	r.Allegations, r.with, r.cases = slices.Grow(r.Allegations, roomToAdd), slices.Grow(r.with, roomToAdd), slices.Grow(r.cases, roomToAdd)
}

// roomToAdd is how many rows can be moved or added before everything is copied once.
const roomToAdd = 1 << 16

// byCase finds who stands on the same case.
func (r *Record) byCase() {
	numbers := make(map[string]int32, len(r.Allegations)/2)
	r.numbers = numbers
	var count []int32
	for i := range r.Allegations {
		a := &r.Allegations[i]
		n, ok := numbers[a.Case]
		if !ok {
			n = int32(len(count))
			numbers[a.Case] = n
			count = append(count, 0)
		}
		a.number = n
		count[n]++
	}
	r.cases, r.with = make([]span, len(count)), make([]int32, len(r.Allegations))
	next := int32(0)
	for n, c := range count {
		r.cases[n] = span{next, next}
		next += c
	}
	for i := range r.Allegations {
		s := &r.cases[r.Allegations[i].number]
		r.with[s.to] = int32(i)
		s.to++
	}
}

// spans says where each officer's rows are in a sorted list.
func spans(officers, rows int, officer func(int) int32) []span {
	s := make([]span, officers)
	for i := 0; i < rows; {
		j, o := i, officer(i)
		for j < rows && officer(j) == o {
			j++
		}
		s[o] = span{int32(i), int32(j)}
		i = j
	}
	return s
}

func (r *Record) allegations(o int32) []Allegation {
	return r.Allegations[r.files[o].from:r.files[o].to]
}
