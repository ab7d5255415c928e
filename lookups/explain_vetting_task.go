package lookups

var vettingTask = &Explanation{
	ID:     "vetting-task",
	Kind:   Direct,
	Name:   "Vetting",
	Says:   "They had to vet this person.",
	Asked:  "a vetting of this person that was theirs",
	Roles:  []Role{RoleVetting},
	Before: 12 * hour,
	After:  7 * day,
}
