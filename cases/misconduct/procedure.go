package misconduct

import (
	"candour"
	"candour/act"
)

// Procedure is what binds the person: the conduct regulations bind officers and
// specials, with their modifications those who have left; staff, volunteers and
// contractors follow employment procedure, where the same measure has another name
// and the time limits of the regulations do not run.
type Procedure string

// The procedures, by the names that the workforce gives them.
const (
	ConductRegulations Procedure = "conduct-regulations"
	FormerOfficer      Procedure = "former-officer-modifications"
	Employment         Procedure = "employment"
)

// Choices are the procedures as they are asked.
func (Procedure) Choices() []act.Choice {
	return []act.Choice{
		{Value: string(ConductRegulations), Label: "The conduct regulations", Hint: "An officer or a special constable who serves."},
		{Value: string(FormerOfficer), Label: "The conduct regulations, as they are modified for former officers", Hint: "They have left. An accelerated hearing is the usual way since 28 May 2025."},
		{Value: string(Employment), Label: "Employment procedure", Hint: "Police staff, a volunteer or a contractor."},
	}
}

// Words is the procedure as a page writes it.
func (p Procedure) Words() string {
	for _, c := range p.Choices() {
		if c.Value == string(p) {
			return c.Label
		}
	}
	return string(p)
}

// servedSince is the day from which notices may be e-mailed and have deemed days of
// service, dismissal is presumed for gross misconduct, and a former officer's
// hearing is an accelerated one (SI 2025/558); chairedSince that from which a chief
// officer or their delegate chairs (SI 2024/521). Each holds for matters that came
// to attention on that day or later.
var (
	servedSince  = candour.Date{Year: 2025, Month: 5, Day: 28}
	chairedSince = candour.Date{Year: 2024, Month: 5, Day: 7}
)
