package lookups

var safeguarding = &Explanation{
	ID:     "safeguarding",
	Kind:   Direct,
	Name:   "Safeguarding",
	Says:   "They have a safeguarding role for this person.",
	Asked:  "a safeguarding role for this person",
	Roles:  []Role{RoleSafeguarding},
	Before: 12 * hour,
	After:  14 * day,
}
