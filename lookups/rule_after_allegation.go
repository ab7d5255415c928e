package lookups

var afterAllegation = &Rule{
	ID:       "after-allegation",
	Name:     "After an allegation",
	Says:     "In the month after this person made an allegation, three people or more opened the record without a reason that is known, and many more than before.",
	Innocent: []string{"The allegation was handled by a unit whose tasks are not in the data."},
	Points:   9,
	More:     0,
	Apart:    true,
	Record: func(w *World, r *record) []int {
		var which []int
		for _, c := range w.lodged.of(r.person) {
			var after []int
			before := 0
			for i := range r.pairs {
				seen := false
				for k := range r.pairs[i].accesses {
					at := minuteOf(r.pairs[i].accesses[k].at)
					seen = seen || at >= c.lodged && at <= c.lodged+30*day
					if at < c.lodged && at >= c.lodged-90*day {
						before++
					}
				}
				if seen {
					after = append(after, i)
				}
			}
			if len(after) >= 3 && len(after) > before {
				which = append(which, after...)
			}
		}
		return which
	},
}
