package lookups

var supervising = &Explanation{
	ID:     "supervising",
	Kind:   Group,
	Name:   "Supervisor",
	Says:   "They supervise somebody to whom a task gives a reason, and may review it.",
	Asked:  "somebody whom they supervise and who had a task about this person",
	Before: 12 * hour,
	After:  30 * day,
}
