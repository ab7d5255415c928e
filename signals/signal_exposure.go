package signals

import "fmt"

// often is how many allegations in two years make a colleague one that a newcomer
// may learn from.
const often = 4

// exposure looks at whom somebody met on cases after their last transfer.
var exposure = &Signal{
	ID:       "exposure",
	Name:     "New colleagues with many allegations",
	Says:     "Since a transfer within two years, accused together with somebody who had at least four allegations in two years.",
	Innocent: []string{"They were sent there to put it right.", "They did nothing, and were there."},
	Asks:     "Talk with them, as somebody who may need support: it is about the place and not about them.",
	Fires:    one,
	Unscored: true,
	Others:   true,
	Whole: func(f *File, trace func(Trace)) int64 {
		if len(f.Postings) < 2 {
			return 0
		}
		since := f.Postings[len(f.Postings)-1].Start
		if f.At-since > 2*year {
			return 0
		}
		v := int64(0)
		for _, p := range f.metSince(since) {
			n := f.record.countSince(p, f.At-2*year, f.At, f.who)
			if n < often {
				continue
			}
			v += one
			if trace != nil {
				trace(Trace{On: since, What: fmt.Sprintf("since then on a case with officer %s, who had %d allegations in two years", f.record.Officers[p].ID, n), Adds: one})
			}
		}
		return v
	},
}

// metSince is everybody who stands on a case with the officer that was received on a
// day or later.
func (f *File) metSince(since Day) []int32 {
	late := *f
	late.Allegations = nil
	for _, s := range f.Allegations {
		if s.Received >= since {
			late.Allegations = append(late.Allegations, s)
		}
	}
	var who []int32
	for _, p := range late.partners() {
		who = append(who, p.officer)
	}
	return who
}

// countSince is how many allegations against an officer count that were received
// from a day on.
func (r *Record) countSince(o int32, from, at Day, who Audience) int {
	n, file := 0, r.allegations(o)
	for i := range file {
		if file[i].Received >= from && file[i].Counts(at, who) {
			n++
		}
	}
	return n
}
