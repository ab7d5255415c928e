package lookups

var disclosure = &Explanation{
	ID:     "disclosure",
	Kind:   Direct,
	Name:   "Disclosure",
	Says:   "They prepared what had to be disclosed about this person.",
	Asked:  "a disclosure about this person that they prepared",
	Roles:  []Role{RoleDisclosure},
	Before: 12 * hour,
	After:  7 * day,
}
