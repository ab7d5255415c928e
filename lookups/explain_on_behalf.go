package lookups

var onBehalf = &Explanation{
	ID:    "on-behalf",
	Kind:  OnBehalf,
	Name:  "On behalf",
	Says:  "A control room or bureau looked for somebody else, to whom a task gives a reason.",
	Asked: "somebody with a task about this person for whom a control room or bureau looked",
}
