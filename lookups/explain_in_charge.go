package lookups

var inCharge = &Explanation{
	ID:     "in-charge",
	Kind:   Direct,
	Name:   "In charge",
	Says:   "They were in charge of an incident or case that this person is part of.",
	Asked:  "an incident or case of this person of which they were in charge",
	Roles:  []Role{RoleInCharge},
	Before: 12 * hour,
	After:  60 * day,
}
