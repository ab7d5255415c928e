package signals

// Audience is who a score is for: it decides whether a matter that the person must
// not know of yet is in it.
type Audience uint8

const (
	// Independent is the reader outside the officer's line: everything that
	// counts is in the score.
	Independent Audience = iota
	// Line is the officer and their supervisors: a matter that is undisclosed
	// changes nothing of what they see.
	Line
)

// Counts reports whether an allegation is worth points on a day, for an audience.
// Each line is a promise that somebody is given:
//   - nothing that came in on the day itself or later,
//   - nothing disproved, and nothing about somebody else, from the day on which that was decided,
//   - nothing that a listing itself brought about, or it would confirm itself,
//   - neither of two people's allegations against each other, before an independent
//     reader has seen both: an abuser's counter-report must not mark whom they abused,
//   - nothing against somebody who reported a colleague, while the shield lasts,
//   - nothing that only an anonymous report says: it opens a review (Opens),
//   - nothing about an erased person.
func (a *Allegation) Counts(at Day, who Audience) bool {
	return a.Received.before(at) && a.mayCount(at) && !(who == Line && a.hidden(at))
}

func (a *Allegation) mayCount(at Day) bool {
	return !a.removed(at) &&
		!a.ListingCaused && !a.Erased &&
		(!a.Cross || a.CrossReviewed.before(at)) &&
		!a.inShield(at) &&
		(!a.Anonymous || a.Corroborated.before(at))
}

// removed reports whether it has been decided that it did not happen, or was
// somebody else.
func (a *Allegation) removed(at Day) bool {
	return a.Disproved.before(at) || a.NotThisPerson.before(at)
}

// inShield reports whether nobody independent has looked yet and the days of the
// shield are not over.
func (a *Allegation) inShield(at Day) bool {
	return a.Shielded && !a.ShieldRead.before(at) && !a.ShieldEnds.before(at)
}

func (a *Allegation) hidden(at Day) bool { return a.Undisclosed != NoDay && a.Undisclosed >= at }

// Opens reports whether an allegation is for a person to read at once though it is
// worth no points: an anonymous report that nothing corroborates.
func (a *Allegation) Opens(at Day, who Audience) bool {
	return a.Anonymous && !a.Corroborated.before(at) && a.Received.before(at) &&
		!a.removed(at) && !a.ListingCaused && !a.Erased && !a.inShield(at) &&
		!(who == Line && a.hidden(at))
}

// open reports whether it was not closed yet on the day.
func (a *Allegation) open(at Day) bool { return !a.Closed.before(at) }

// known is the finding as it was known on the day: none before the case closed.
func (a *Allegation) known(at Day) Finding {
	if a.open(at) {
		return NoFinding
	}
	return a.Finding
}
