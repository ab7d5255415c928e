package lookups

import (
	"cmp"
	"fmt"
	"slices"
)

// Overdue is what a source owes, to be followed up by the body outside the force: a
// friend can leave one user out of an export.
type Overdue struct {
	Feed    string `json:"feed"`
	Officer string `json:"officer,omitempty"`
	Day     string `json:"day"`
	Said    int    `json:"said"` // by the source's own totals
	Came    int    `json:"came"`
	What    string `json:"what"`
}

// maxOverdue is how many are listed; the last one says how many more there are.
const maxOverdue = 1000

// overdue compares what came with the control totals, and looks for days without
// anything between two days with something.
func (w *World) overdue(p *part, feeds []string) []Overdue {
	var all []Overdue
	said := map[sentKey]bool{}
	for _, t := range w.totals {
		feed := slices.Index(feeds, t.Feed)
		k := sentKey{uint8(max(feed, 0)), w.officerIDs.get(t.Officer), t.Day}
		came := 0
		if feed >= 0 && (k.officer != 0 || t.Officer == "") {
			came = int(p.sent[k])
		}
		said[k] = true
		if came == t.Events {
			continue
		}
		what := "some of what the source counted is missing"
		switch {
		case feed < 0:
			what = "nothing came from this source"
		case came == 0:
			what = "nothing came of this officer for this day"
		case came > t.Events:
			what = "more came than the source counted"
		}
		all = append(all, Overdue{t.Feed, t.Officer, dayWords(t.Day), t.Events, came, what})
	}
	totalled := map[uint8]bool{}
	for k := range said {
		totalled[k.feed] = true
	}
	for k, n := range p.sent {
		if totalled[k.feed] && !said[k] {
			all = append(all, Overdue{feeds[k.feed], w.officerIDs.text(k.officer), dayWords(k.day), 0, int(n), "the source gave no total for this officer and day"})
		}
	}
	all = append(all, gaps(p.days, feeds)...)
	slices.SortFunc(all, func(a, b Overdue) int {
		return cmp.Or(cmp.Compare(a.Feed, b.Feed), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Officer, b.Officer))
	})
	if n := len(all) - maxOverdue; n > 0 {
		all = append(all[:maxOverdue], Overdue{What: fmt.Sprintf("and %d more", n)})
	}
	return all
}

// gaps are days on which a source that sends every day sent nothing.
func gaps(days map[feedDay]*dayCount, feeds []string) (all []Overdue) {
	for f, name := range feeds {
		one := map[feedDay]*dayCount{}
		for k, d := range days {
			if k.feed == uint8(f) {
				one[k] = d
			}
		}
		lo, hi, ok := span2(one)
		if !ok || len(one) < 14 || len(one)*20 < int(hi-lo+1)*19 {
			continue // not a source that sends on 95 days of 100
		}
		for d := lo; d <= hi; d++ {
			if one[feedDay{uint8(f), d}] == nil {
				all = append(all, Overdue{Feed: name, Day: dayWords(d), What: "nothing came for this day"})
			}
		}
	}
	return all
}

func dayWords(d int32) string { return instant(int64(d) * 86400e6).Format("2006-01-02") }
