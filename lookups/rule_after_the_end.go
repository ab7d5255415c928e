package lookups

var afterTheEnd = &Rule{
	ID:       "after-the-end",
	Name:     "After it ended",
	Says:     "What linked them to this person had ended long before.",
	Innocent: []string{"They were asked about it again, by a court or a lawyer.", "They wanted to know how it ended."},
	Points:   2,
	More:     2,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.linked && s.minute > s.ended
	},
}
