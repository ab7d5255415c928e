package lookups

var restricted = &Rule{
	ID:       "restricted",
	Name:     "Suspended, restricted or gone",
	Says:     "They were suspended, restricted or had left when their account was used.",
	Innocent: []string{"The list of who is restricted was late.", "Somebody else used the account, which is a matter of its own."},
	Points:   10,
	More:     2,
	Despite:  true,
	Apart:    true,
	Access: func(s *seen) bool {
		return s.posting.status != Active && s.minute <= s.posting.to
	},
}
