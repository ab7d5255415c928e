package lookups

var assigned = &Explanation{
	ID:     "assigned",
	Kind:   Direct,
	Name:   "Assigned",
	Says:   "They were assigned to an incident, a case or this person.",
	Asked:  "an incident, case or person that they were assigned to",
	Roles:  []Role{RoleAssigned},
	Before: 12 * hour,
	After:  30 * day,
}
