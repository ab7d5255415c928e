package lookups

var filePreparation = &Explanation{
	ID:     "file-preparation",
	Kind:   Direct,
	Name:   "File preparation",
	Says:   "They prepared a file for the prosecutor in which this person is named.",
	Asked:  "a file with this person that they prepared",
	Roles:  []Role{RoleFile},
	Before: 12 * hour,
	After:  7 * day,
}
