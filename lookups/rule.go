package lookups

// Rule is something about an access that a person should know of where nothing
// explains it. It decides nothing. Everything known about it stands in its one literal.
type Rule struct {
	ID       string
	Name     string
	Says     string   // the sentence of a case
	Innocent []string // what else may be the reason, to be asked about

	// Points are what it adds to a pair, or to an officer, and More what each further
	// sitting adds, up to three. A case is opened from Enough points.
	Points, More int
	// Despite is a rule that counts though a task explains the access: somebody
	// complained of has no task about whoever complained.
	Despite bool
	// Apart is a rule after which the officer is never the first to be asked.
	Apart bool
	// Tie is a rule of who the person is to the officer: no work nearby makes it less.
	Tie bool
	// Adds is a rule whose points are added up over all persons of an officer.
	Adds bool

	// One of these, by the list in which the rule stands.
	Access  func(s *seen) bool
	Pair    func(w *World, p *pair) bool
	Record  func(w *World, r *record) []int // which of its pairs
	Officer func(w *World, f *file) []finding
}

// Enough points open a case.
const Enough = 10

// pair is all that an officer did on a person's record and a rule may count: one
// sitting is accesses with less than half an hour between them.
type pair struct {
	officer, person int32
	accesses        []access // in order of time; only those that nothing explains, or with a rule that counts in spite of it
	rules           []ruled
	points          int
	others          []int32 // other officers of a burst
	handed          bool    // see handedOver
}

type ruled struct {
	rule     *Rule
	sittings int
}

// record is all pairs of one person, by officer.
type record struct {
	person int32
	pairs  []pair
}

const sitting = int64(30 * 60 * 1_000_000)

// sittings counts them among the accesses for which keep holds.
func sittings(all []access, keep func(*access) bool) int {
	n, last := 0, int64(0)
	for i := range all {
		if !keep(&all[i]) {
			continue
		}
		if n == 0 || all[i].at-last > sitting {
			n++
		}
		last = all[i].at
	}
	return n
}

// weight is what a rule adds for so many sittings.
func (r *Rule) weight(sittings int) int {
	if sittings == 0 {
		return 0
	}
	return r.Points + r.More*min(sittings-1, 3)
}
