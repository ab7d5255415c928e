package lookups

var self = &Rule{
	ID:       "self",
	Name:     "Own record",
	Says:     "They opened the record about themselves.",
	Innocent: []string{"They tested the system or were shown how it works.", "The system opened their record by itself at sign-in."},
	Points:   7,
	More:     2,
	Tie:      true,
	Adds:     true,
	Access: func(s *seen) bool {
		return s.own()
	},
}

// own says that the record is about the officer: where they live and what it shows is then
// no sign.
func (s *seen) own() bool { return s.officer.person != 0 && s.officer.person == s.access.person }
