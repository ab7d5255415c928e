package lookups

var breakGlass = &Rule{
	ID:       "break-glass",
	Name:     "By force, and not looked at",
	Says:     "They forced access, and nobody looked at it within seven days.",
	Innocent: []string{"It was an emergency, and the follow-up was forgotten by others."},
	Points:   7,
	More:     2,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.flags&flagBreach != 0 && s.flags&flagFollowed == 0
	},
}
