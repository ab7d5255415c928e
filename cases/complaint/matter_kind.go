package complaint

import (
	"strings"

	"candour"
	"candour/authz"
	"candour/cases"
)

// Matter is one of the things that an account must become.
type Matter string

// The matters.
const (
	ComplaintMatter    Matter = "complaint"
	CrimeRecord        Matter = "crime-record"
	ReferralDecision   Matter = "referral-decision"
	SafeguardingReview Matter = "safeguarding-review"
	VettingReview      Matter = "vetting-review"
)

// Ground is why a matter is owed. About is the allegation or the officer that it is
// about, empty where it is about the whole case; a matter is owed for each. For
// tells grounds of one matter apart: when one is new after the matter was dealt
// with, it is owed again.
type Ground struct {
	About string
	For   string
	Says  string // "allegation 2: Domestic abuse"
}

// MatterKind is all that is known of one of them.
type MatterKind struct {
	ID    Matter
	Title string
	Owner []authz.Role // whose it is to deal with
	Why   string       // what it is for, with the law
	Ends  string       // what ends it
	Needs func(Facts) []Ground
	Of    string // what each is about: "allegation", "officer", or empty: the case
}

// MatterKinds are all of them, in the order in which a page shows them. Which are
// owed, by whom, and what a case cannot be closed without is computed from this
// list.
var MatterKinds = []MatterKind{
	{
		ID:    ComplaintMatter,
		Title: "Record as a complaint or a conduct matter",
		Owner: []authz.Role{authz.CaseWorker, authz.Authority},
		Why:   "It is recorded by the force that the officer works for: as a complaint if it comes from a member of the public, as a conduct matter if it comes from somebody under the same chief officer (Police Reform Act 2002, s. 29(4), not verified). Recording is a duty where the person wishes it (Sch 3 para 2(6A)).",
		Ends:  "Record it.",
		Needs: func(f Facts) []Ground {
			if f.Imported {
				return nil
			}
			if f.Reporter.sameChief() { // recorded again if it was recorded before anybody knew
				return []Ground{{For: "same chief officer", Says: "a colleague told us"}}
			}
			return []Ground{{For: "the public", Says: "a person told us"}}
		},
	},
	{
		ID:    CrimeRecord,
		Title: "Crime record",
		Owner: []authz.Role{authz.CaseWorker},
		Why:   "What is alleged would be a crime. The force of the place where it happened records it, whatever becomes of the complaint and whoever the officer works for (Victims’ Code, right 2: recorded without unjustified delay).",
		Ends:  "Have it recorded and write down the reference, or say why there is no crime to record.",
		Needs: func(f Facts) []Ground {
			return grounds(f, func(k cases.FactorKind) bool { return k.Crime }, itself)
		},
		Of: "allegation",
	},
	{
		ID:    ReferralDecision,
		Title: "Decide on a referral to the oversight body",
		Owner: []authz.Role{authz.Authority},
		Why:   "Some allegations must be referred (Police (Complaints and Misconduct) Regulations 2020, regs. 4 and 7). Where none of those is alleged, but a crime, or sexual or domestic conduct, somebody decides whether it is referred all the same.",
		Ends:  "Refer it, or say why it is not referred where the law leaves the choice.",
		Needs: func(f Facts) []Ground {
			out := grounds(f, func(k cases.FactorKind) bool {
				return k.Refer != "" || k.Crime || k.Sexual || k.Domestic
			}, theCase)
			if f.Chief {
				out = append(out, Ground{For: "chief", Says: "a chief officer is complained of"})
			}
			return out
		},
	},
	{
		ID:    SafeguardingReview,
		Title: "Look at the safety of the person",
		Owner: []authz.Role{authz.Liaison, authz.CaseWorker},
		Why:   "Sexual or domestic conduct is alleged, or somebody may be at risk: their safety is looked at before anybody who could harm them learns of it (a local standard).",
		Ends:  "Say what was done for their safety, or why nothing is needed.",
		Needs: func(f Facts) []Ground {
			return grounds(f, func(k cases.FactorKind) bool { return k.Sexual || k.Domestic || k.AtRisk }, theCase)
		},
	},
	{
		ID:    VettingReview,
		Title: "Review the officer’s vetting",
		Owner: []authz.Role{authz.VettingOfficer},
		Why:   "What is alleged bears on whether the officer may be trusted with people and records. The clearance is looked at by itself, whatever else is decided (a local standard).",
		Ends:  "Say what was decided about the clearance.",
		Needs: func(f Facts) []Ground {
			var out []Ground
			for _, a := range f.Allegations {
				// Disproved and “not this person” leave what is held against an officer.
				if a.Decision == cases.Disproved || a.Decision == cases.NotThisPerson || !a.Factors.Any(func(k cases.FactorKind) bool { return k.Vetting }) {
					continue
				}
				for _, o := range a.Officers {
					out = append(out, Ground{About: string(o), For: string(a.ID), Says: a.Name()})
				}
			}
			return out
		},
		Of: "officer",
	},
}

// grounds are one for each factor of each allegation of which something is true.
func grounds(f Facts, is func(cases.FactorKind) bool, about func(cases.Alleged) string) (out []Ground) {
	for _, a := range f.Allegations {
		for _, k := range a.Factors.Kinds() {
			if is(k) {
				out = append(out, Ground{About: about(a), For: string(a.ID) + "/" + string(k.ID), Says: a.Name() + ": " + k.Label})
			}
		}
	}
	return out
}

// theCase and itself say what a ground is about.
func theCase(cases.Alleged) string  { return "" }
func itself(a cases.Alleged) string { return string(a.ID) }

// kindOf is all that is known of a matter.
func kindOf(m Matter) MatterKind {
	for _, k := range MatterKinds {
		if k.ID == m {
			return k
		}
	}
	return MatterKind{ID: m, Title: string(m)}
}

// Owed are the grounds of every matter that the facts ask for, by what it is about.
func Owed(f Facts) map[Matter]map[string][]Ground {
	out := map[Matter]map[string][]Ground{}
	for _, k := range MatterKinds {
		for _, g := range k.Needs(f) {
			if out[k.ID] == nil {
				out[k.ID] = map[string][]Ground{}
			}
			out[k.ID][g.About] = append(out[k.ID][g.About], g)
		}
	}
	return out
}

// owners are the roles in words.
func (k MatterKind) owners() string {
	var out []string
	for _, r := range k.Owner {
		out = append(out, strings.ReplaceAll(string(r), "-", " "))
	}
	return strings.Join(out, ", or ")
}

// name is what a sentence calls one matter.
func (k MatterKind) name(about string, all []cases.Alleged) string {
	name := "“" + k.Title + "”"
	if k.Of == "allegation" {
		for _, a := range all {
			if a.ID == candour.AllegationID(about) {
				return name + " for " + a.Name()
			}
		}
	}
	return name
}
