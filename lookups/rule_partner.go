package lookups

// partner counts whoever was declared, and before and after the days of the
// declaration: people look before they begin and after they part.
var partner = &Rule{
	ID:       "partner",
	Name:     "Partner or former partner",
	Says:     "The officer declared this person as partner or former partner, or as a relative or friend.",
	Innocent: []string{"The person asked them to correct the record.", "The relationship was declared wrongly."},
	Points:   10,
	More:     2,
	Tie:      true,
	Apart:    true,
	Access: func(s *seen) bool {
		return s.tied(Partner, Friend)
	},
}
