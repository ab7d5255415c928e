package lookups

var contactAfter = &Rule{
	ID:       "contact-after",
	Name:     "Followed by contact",
	Says:     "Within two weeks of it they contacted this person, and not on duty.",
	Innocent: []string{"They know each other, and the look was for another reason."},
	Points:   8,
	More:     0,
	Apart:    true,
	Pair: func(w *World, p *pair) bool {
		for _, c := range w.contacts.of(p.officer) {
			if c.person != p.person || c.duty {
				continue
			}
			for i := range p.accesses {
				if at := minuteOf(p.accesses[i].at); c.at >= at && c.at <= at+14*day {
					return true
				}
			}
		}
		return false
	},
}
