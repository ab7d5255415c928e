package lookups

var addressOnly = &Rule{
	ID:       "address-only",
	Name:     "Address only",
	Says:     "They opened the address and nothing else.",
	Innocent: []string{"They had to deliver something, and nobody assigned them."},
	Points:   3,
	More:     2,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.fields == Address
	},
}
