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

// Nature is what it means that a limit passes.
type Nature string

// The natures.
const (
	Must   Nature = ""       // something must be done by then
	May    Nature = "may"    // somebody may do something until then, and need not: nothing is overdue afterwards
	Stands Nature = "stands" // something stands until then, such as a warning
)

// Effect is what follows when a limit passes.
type Effect string

// The effects. Only a duty is ever counted as a breach.
const (
	Duty          Effect = "duty"
	Guidance      Effect = "guidance"
	LocalStandard Effect = "local-standard"
	Right         Effect = "right"
	Period        Effect = "period"
)

// Effect is derived from the status and not written in the rule, so that the two
// can not disagree: what nobody read in the primary text is guidance, and what a
// force set for itself is its own standard.
func (r Rule) Effect() Effect {
	switch {
	case r.Local:
		return LocalStandard
	case r.Nature == May:
		return Right
	case r.Nature == Stands:
		return Period
	case r.Verified():
		return Duty
	}
	return Guidance
}

// Verified reports whether the number was read in the primary text. No law has the
// number of a local standard.
func (r Rule) Verified() bool { return r.Status == V && !r.Local }

// Binding reports whether passing the last day may be shown and counted as a
// breach. Only a verified duty binds.
func (r Rule) Binding() bool { return r.Effect() == Duty }

// Expected reports the opposite: the date is shown as "expected by", with the
// status beside it.
func (r Rule) Expected() bool { return !r.Binding() }

// Label is what stands beside a limit wherever it is shown; empty for a duty.
func (e Effect) Label() string {
	switch e {
	case Duty:
		return ""
	case LocalStandard:
		return "local standard"
	case Right:
		return "may be used, need not"
	case Period:
		return "stands until then"
	}
	return "guidance, not verified"
}

// Label is that of the effect; a right or a period whose number nobody read says so.
func (r Rule) Label() string {
	e := r.Effect().Label()
	if (r.Nature == May || r.Nature == Stands) && !r.Local && !r.Verified() {
		e += "; not verified"
	}
	return e
}

// by is the preposition that a page and the sentence put before the date.
func (r Rule) by() string {
	word := "expected by"
	switch {
	case r.Local:
		return "expected by (local standard)"
	case r.Nature == May:
		word = "until"
	case r.Nature == Stands:
		word = "stands until"
	case r.Verified():
		return "by"
	}
	switch {
	case r.Verified():
		return word
	case r.Status == V2:
		return word + " (secondary source only)"
	}
	return word + " (unverified)"
}
