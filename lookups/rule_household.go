package lookups

var household = &Rule{
	ID:       "household",
	Name:     "Own household",
	Says:     "The person lives at the officer’s address, shares a telephone with them or stands on their list of contacts.",
	Innocent: []string{"The address is a block or a barracks, and they are strangers.", "The address in the record is old."},
	Points:   8,
	More:     2,
	Tie:      true,
	Adds:     true,
	Access: func(s *seen) bool {
		if s.officer.person == s.access.person && s.officer.person != 0 {
			return false
		}
		return s.person.address != 0 && s.person.address == s.officer.address ||
			s.person.contact != 0 && s.person.contact == s.officer.contact || s.tied(ListedContact, ListedContact)
	},
}
