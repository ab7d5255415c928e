package lookups

var tasked = &Explanation{
	ID:     "tasked",
	Kind:   Group,
	Name:   "Unit tasked",
	Says:   "Their unit was tasked with an incident or case of this person.",
	Asked:  "an incident or case of this person that their unit was tasked with",
	Roles:  []Role{RoleTasked},
	Before: 12 * hour,
	After:  7 * day,
}
