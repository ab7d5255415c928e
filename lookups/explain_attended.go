package lookups

var attended = &Explanation{
	ID:     "attended",
	Kind:   Direct,
	Name:   "Attended",
	Says:   "The dispatch log has them at an incident that this person was part of.",
	Asked:  "an incident of this person that the dispatch log has them at",
	Roles:  []Role{RoleAttended},
	Before: 12 * hour,
	After:  7 * day,
}
