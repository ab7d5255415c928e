package lookups

// repeatedBeside is repeated where a matter seems to have been handed over. It is no case
// by itself, and one with a single sign more, such as being off duty: that a colleague had a
// task is no reason for whoever has none.
var repeatedBeside = &Rule{
	ID:       "repeated-beside",
	Name:     "Again and again, in a colleague’s matter",
	Says:     "They came back to this person as often, while somebody of their unit was in charge of a matter of this person and did not open the record any more.",
	Innocent: []string{"The matter was handed over to them, and nobody wrote it down."},
	Points:   5,
	More:     0,
	Pair:     func(_ *World, p *pair) bool { return p.handed && p.again() },
}
