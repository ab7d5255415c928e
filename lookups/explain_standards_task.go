package lookups

var standardsTask = &Explanation{
	ID:     "standards-task",
	Kind:   Direct,
	Name:   "Professional standards",
	Says:   "They had a task of professional standards about this person.",
	Asked:  "a task of professional standards about this person",
	Roles:  []Role{RoleStandards},
	Before: 12 * hour,
	After:  7 * day,
}
