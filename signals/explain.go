package signals

import (
	"cmp"
	"slices"

	"candour"
)

// Listing is why one officer's record stands where it does on a list. It is a reason
// to read the record and nothing else.
type Listing struct {
	Officer   string
	At        Day
	Score     Score
	Place, Of int          // in the order of the sum, of the population; equal scores share the first place
	Listed    bool         // among the first 5 %
	From      int64        // the points from which somebody is listed
	Rows      []ListingRow // signals with points, most points first
	Unscored  []ListingRow // signals that fire and are worth no points
	Opened    []Trace      // for somebody to read, though worth no points
	Without   string       // what would have to go for the record not to be listed; empty where it is not listed
	Like      []Alike
	LikeAt    Day  // the earlier day on which those listed like this were counted
	Erased    bool // events of an erased person are left out
}

// ListingRow is one signal of a listing.
type ListingRow struct {
	Signal *Signal
	Value  int64 // thousandths
	Points int64 // over all outcomes
	By     [4]int64
	Traces []Trace

	// Measured says whom the signal by itself fired for on an earlier day, and what came
	// after; empty where there are too few people to count among.
	Measured string
}

// Alike is what came after for people with about the same points for an outcome, on
// an earlier day whose two years after were over.
type Alike struct {
	Outcome   *Outcome
	N         int
	Of100     float64
	Low, High float64
	All       float64 // of 100 of everybody: the base rate
}

// Explain explains one officer's listing for an audience.
func Explain(r *Record, m *Model, id string, at Day, who Audience) (*Listing, error) {
	o, ok := r.Place(id)
	if !ok {
		return nil, candour.Invalid("officer", "officer %q is not in officers.csv: give an id that stands there", id)
	}
	all := r.Population(at)
	k := slices.Index(all, o)
	if k < 0 {
		return nil, candour.Invalid("as-of", "officer %q had not served for a year on %s, or had left: choose another day", id, at)
	}
	s := NewScorer(r, m)
	scores := s.All(all, at, who)
	l := &Listing{Officer: id, At: at, Score: scores[k], Of: len(all)}
	l.place(scores)
	f := r.FileOf(o, at, who)
	l.rows(s, f, m, who)
	l.opened(f)
	if l.Listed {
		l.Without = l.counterfactual(s, f)
	}
	return l, l.alike(r, s, at, who)
}

// place finds where a score stands, and from where on people are listed.
func (l *Listing) place(scores []Score) {
	sorted := slices.Clone(scores)
	slices.SortFunc(sorted, func(a, b Score) int { return cmp.Compare(b.Total, a.Total) })
	l.From = sorted[max(0, len(sorted)*5/100-1)].Total
	l.Place = 1 + slices.IndexFunc(sorted, func(x Score) bool { return x.Total == l.Score.Total })
	l.Listed = l.Score.Total >= l.From && l.Score.Total > 0
}

// rows lists the signals. Their points add up to the score, outcome by outcome.
func (l *Listing) rows(s *Scorer, f *File, m *Model, who Audience) {
	for _, x := range Signals {
		if (x.Intake || x.Others) && who != Independent {
			continue
		}
		row := ListingRow{Signal: x, Value: x.Value(f)}
		for j := range Outcomes {
			if t := m.Outcomes[j].table(x.ID); t != nil {
				row.By[j] = t.Points(row.Value)
				row.Points += row.By[j]
			}
		}
		if row.Points > 0 || row.Value >= x.Fires {
			row.Traces = x.Trace(f)
		}
		switch {
		case row.Points > 0:
			l.Rows = append(l.Rows, row)
		case row.Value >= x.Fires:
			l.Unscored = append(l.Unscored, row)
		}
	}
	slices.SortStableFunc(l.Rows, func(a, b ListingRow) int { return cmp.Compare(b.Points, a.Points) })
}

func (l *Listing) opened(f *File) {
	for _, a := range f.Opened {
		l.Opened = append(l.Opened, Trace{On: a.Received, Case: a.Case, What: a.Type.Words() + ", anonymous and not corroborated"})
	}
	l.Erased = slices.ContainsFunc(f.record.allegations(f.officer), func(a Allegation) bool { return a.Erased })
}

// alike counts what came after for people with about the same points, on the latest
// earlier day whose two years after and a year for things to be known are over. What the
// audience must not know of is in none of the counts: in a small force a count would tell.
func (l *Listing) alike(r *Record, s *Scorer, at Day, audience Audience) error {
	l.LikeAt = at - window - fitLag
	who := r.Population(l.LikeAt)
	if len(who) < 100 {
		return nil
	}
	scores := s.All(who, l.LikeAt, audience)
	var known []*Outcome
	var all [][]bool
	for j, o := range Outcomes {
		points := make([]int64, len(who))
		for k := range scores {
			points[k] = scores[k].By[j]
		}
		came := r.cameFor(o, who, l.LikeAt, at, audience)
		if slices.Contains(came, true) {
			known, all = append(known, o), append(all, came)
		}
		for _, b := range bandsOf(Rank(points), points, came) {
			if l.Score.By[j] >= b.From {
				l.Like = append(l.Like, Alike{o, b.N, b.Of100, b.Low, b.High, 100 * float64(count(came)) / float64(len(came))})
				break
			}
		}
	}
	if len(known) > 0 {
		l.measure(r, who, audience, known, all)
	}
	return nil
}

// measure says of each row what its signal was worth by itself on the same earlier day.
func (l *Listing) measure(r *Record, who []int32, audience Audience, known []*Outcome, came [][]bool) {
	for _, rows := range [][]ListingRow{l.Rows, l.Unscored} {
		var some []*Signal
		for _, row := range rows {
			some = append(some, row.Signal)
		}
		for i, m := range r.measureSignals(some, who, l.LikeAt, audience, came) {
			rows[i].Measured = m.words(l.LikeAt, known)
		}
	}
}
