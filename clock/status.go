package clock

// Status says how well we know the number in a rule. It is raised only by somebody
// who has read the primary text, never because a limit seems plausible: an
// accusation of lateness rests on it.
type Status string

// The statuses, as docs/law.md prints them.
const (
	V  Status = "V"  // read in the primary text
	V2 Status = "V2" // read in a secondary source only
	U  Status = "U"  // not verified
)

// Words says the status to a person.
func (s Status) Words() string {
	switch s {
	case V:
		return "read in the law itself"
	case V2:
		return "read in a secondary source, not in the law itself"
	default: // a status that we do not know is as good as none
		return "unverified"
	}
}

// Effect is what follows when a limit passes.
type Effect string

// The effects. Guidance is shown and never counted as a breach.
const (
	Duty     Effect = "duty"
	Guidance Effect = "guidance"
)

// Effect is derived from the status and not written in the rule, so that the two
// can not disagree: what nobody read in the primary text is guidance.
func (r Rule) Effect() Effect {
	if r.Verified() {
		return Duty
	}
	return Guidance
}

// Verified reports whether the number was read in the primary text.
func (r Rule) Verified() bool { return r.Status == V }

// Binding reports whether passing the last day may be shown and counted as a
// breach. Only a verified rule binds.
func (r Rule) Binding() bool { return r.Effect() == Duty }

// Expected reports the opposite: the date is shown as "expected by", with the
// status beside it.
func (r Rule) Expected() bool { return !r.Binding() }

// by is the preposition that a page and the sentence put before the date.
func (r Rule) by() string {
	switch {
	case r.Binding():
		return "by"
	case r.Status == V2:
		return "expected by (secondary source only)"
	}
	return "expected by (unverified)"
}
