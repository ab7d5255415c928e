package lookups

var afterAllegation = &Rule{
	ID:       "after-allegation",
	Name:     "After an allegation",
	Says:     "In the month after this person made an allegation, two people or more of the unit of whom it is about, or three of any and more than before, opened the record without a reason that is known.",
	Innocent: []string{"The allegation was handled by a unit whose tasks are not in the data."},
	Points:   9,
	More:     0,
	Apart:    true,
	Record: func(w *World, r *record) []int {
		var which []int
		for _, c := range w.lodged.of(r.person) {
			var after, friends []int
			before, unit := 0, w.postingAt(c.other, c.lodged).unit
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
					if unit != 0 && r.pairs[i].officer != c.other && w.postingAt(r.pairs[i].officer, c.lodged).unit == unit {
						friends = append(friends, i)
					}
				}
			}
			if len(after) >= 3 && len(after) > before {
				which = append(which, after...)
			} else if len(friends) >= 2 {
				which = append(which, friends...)
			}
		}
		return which
	},
}
