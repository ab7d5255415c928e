package lookups

var auditTask = &Explanation{
	ID:     "audit-task",
	Kind:   Direct,
	Name:   "Audit",
	Says:   "They had to audit accesses to this person’s record.",
	Asked:  "an audit of this person’s record that was theirs",
	Roles:  []Role{RoleAudit},
	Before: 12 * hour,
	After:  7 * day,
}
