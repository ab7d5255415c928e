package signals

import "strings"

// Taken sets what an import kept of another system's words: its code and group in one
// ("05A verbal"; a row without a code has the group alone), its finding and its outcome.
// A word that we do not know becomes Other, or no finding: what was said still counts.
func (a *Allegation) Taken(codeAndGroup, finding, outcome string) {
	group := codeAndGroup
	if i := strings.LastIndexByte(codeAndGroup, ' '); i >= 0 {
		a.Code, group = codeAndGroup[:i], codeAndGroup[i+1:]
	}
	a.Type, _ = typeOf(group)
	a.Finding, _ = findingOf(finding)
	a.Severe = severe(outcome)
}

// Discrimination is the code by which the signal of that name knows an allegation.
const Discrimination = codeDiscrimination
