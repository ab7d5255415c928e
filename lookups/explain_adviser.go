package lookups

var adviser = &Explanation{
	ID:     "adviser",
	Kind:   Direct,
	Name:   "Adviser",
	Says:   "They advise or support this person.",
	Asked:  "a role as adviser of this person",
	Roles:  []Role{RoleAdviser},
	Before: 12 * hour,
	After:  14 * day,
}
