package lookups

var contactGrows = &Rule{
	ID:       "contact-grows",
	Name:     "Contact that grows",
	Says:     "Contact with this person went on after the contact of duty had ended, or became more and more.",
	Innocent: []string{"The person asked for it."},
	Points:   6,
	More:     0,
	Apart:    true,
	Pair: func(w *World, p *pair) bool {
		var own []minute
		duty := longAgo
		for _, c := range w.contacts.of(p.officer) {
			switch {
			case c.person != p.person:
			case c.duty:
				duty = c.at
			default:
				own = append(own, c.at)
			}
		}
		n := len(own)
		if n >= 2 && duty != longAgo && own[n-2] > duty {
			return true
		}
		return n >= 4 && own[n/2]-own[0] > 2*(own[n-1]-own[n/2])
	},
}
