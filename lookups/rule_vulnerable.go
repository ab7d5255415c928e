package lookups

var vulnerable = &Rule{
	ID:       "vulnerable",
	Name:     "Vulnerability",
	Says:     "They searched among people who are marked as vulnerable, and opened this one.",
	Innocent: []string{"They planned visits for their unit."},
	Points:   4,
	More:     2,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.found == ByVulnerability
	},
}
