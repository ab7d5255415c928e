package signals

// lookupSign is given by another room; it has no points before it has been measured.
var lookupSign = &Signal{
	ID:       "lookup",
	Name:     "Lookups nobody explained",
	Says:     "An access to a person’s record that nobody has explained.",
	Innocent: []string{"It was part of the work, and the reason was not written down."},
	Asks:     "Ask for the reason, as the lookups desk does.",
	Fires:    1,
	Unscored: true,
	Whole:    signsOf(UnexplainedLookup),
}
