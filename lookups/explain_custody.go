package lookups

var custody = &Explanation{
	ID:     "custody",
	Kind:   Direct,
	Name:   "Custody",
	Says:   "They dealt with this person in custody.",
	Asked:  "a stay of this person in custody with which they dealt",
	Roles:  []Role{RoleCustody},
	Before: 12 * hour,
	After:  3 * day,
}
