package lookups

var interview = &Explanation{
	ID:     "interview",
	Kind:   Direct,
	Name:   "Interview or statement",
	Says:   "They interviewed this person or took a statement.",
	Asked:  "an interview or a statement of this person that they took",
	Roles:  []Role{RoleInterview},
	Before: 2 * day,
	After:  7 * day,
}
