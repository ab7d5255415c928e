package signals

// abuse never fades to nothing: a quarter of each allegation stays for good. One that was
// not sustained counts as much, because on the record it says nearly as much.
var abuse = &Signal{
	ID:       "abuse",
	Name:     "Domestic or sexual allegations",
	Says:     "An allegation of domestic or sexual conduct, with any finding; it fades by half in five years, and a quarter of it stays.",
	Innocent: []string{"It did not happen, and nobody has decided so yet.", "A report made in a dispute about a separation or children; such a dispute does not make it untrue."},
	Asks:     "Ask whom this officer is assigned to, screen their access to records, and let somebody outside their line read the cases.",
	Fires:    1,
	Weigh: func(s *Seen) int64 {
		if s.Type == Domestic || s.Type == Sexual {
			return max(one/4, fiveYears.at(s.Age))
		}
		return 0
	},
}
