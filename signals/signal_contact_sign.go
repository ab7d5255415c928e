package signals

// contactSign is given by another room; it has no points before it has been measured.
var contactSign = &Signal{
	ID:       "contact",
	Name:     "Contact outside a plan",
	Says:     "A contact with a protected person outside their plan.",
	Innocent: []string{"The protected person called first.", "An emergency."},
	Asks:     "Ask the protected person, safely, by somebody else.",
	Fires:    1,
	Unscored: true,
	Whole:    signsOf(ContactSign),
}
