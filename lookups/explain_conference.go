package lookups

var conference = &Explanation{
	ID:     "conference",
	Kind:   Direct,
	Name:   "Risk conference",
	Says:   "They took part in a conference about the danger to this person (MARAC).",
	Asked:  "a conference about the danger to this person in which they took part",
	Roles:  []Role{RoleConference},
	Before: 7 * day,
	After:  14 * day,
}
