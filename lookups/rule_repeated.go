package lookups

// repeated has no upper limit of days: a log of plates held 28 of the shape of stalking
// among 1,785 pairs of an officer and a plate with three searches or more.
var repeated = &Rule{
	ID:       "repeated",
	Name:     "Again and again",
	Says:     "They came back to this person on three days or more, or three times on two days.",
	Innocent: []string{"They follow a matter of their area that nobody assigned."},
	Points:   7,
	More:     0,
	Pair: func(_ *World, p *pair) bool {
		days := 0
		last := int32(-1 << 31)
		for i := range p.accesses {
			if d := minuteOf(p.accesses[i].at).days(); d != last && p.accesses[i].why == 0 {
				days, last = days+1, d
			}
		}
		times := sittings(p.accesses, func(a *access) bool { return a.why == 0 })
		return days >= 3 || days == 2 && times >= 3
	},
}
