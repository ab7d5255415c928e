package complaint

import (
	"slices"
	"strings"

	"candour"
)

// Criterion is one reason for which the law demands a referral. Allegation is empty
// where it is about the whole case.
type Criterion struct {
	Allegation candour.AllegationID
	Name       string // "allegation 2", or "the case"
	Says       string // "a serious assault"
}

// ChiefOfficer is the criterion of whoever is a chief officer: there is no choice.
const ChiefOfficer = "a chief officer is complained of"

// SameIncident is why the other allegations of a case go with the one that must.
const SameIncident = "told of in the same report"

// Criteria are those that are met (Police (Complaints and Misconduct) Regulations
// 2020, regs. 4 and 7). They are computed from what is alleged, as if it were true,
// and from no opinion about whether it is.
func Criteria(f Facts) (out []Criterion) {
	for _, a := range f.Allegations {
		for _, k := range a.Factors.Kinds() {
			if k.Refer != "" {
				out = append(out, Criterion{a.ID, a.Name(), k.Refer})
			}
		}
	}
	if f.Chief {
		out = append(out, Criterion{Name: "the case", Says: ChiefOfficer})
	}
	return out
}

// Siblings are the allegations that are pulled in with those that meet a criterion:
// all others of the report.
func Siblings(f Facts) (out []candour.AllegationID) {
	met := Criteria(f)
	if len(met) == 0 {
		return nil
	}
	for _, a := range f.Allegations {
		if !slices.ContainsFunc(met, func(c Criterion) bool { return c.Allegation == a.ID }) {
			out = append(out, a.ID)
		}
	}
	return out
}

// say is the criteria as a sentence lists them.
func say(list []Criterion) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Says+" ("+c.Name+")")
	}
	return strings.Join(out, "; ")
}

// tokens are the criteria as grounds of the referral decision name them, so that
// what was referred already is told from what is new.
func tokens(f Facts) (out []string) {
	for _, a := range f.Allegations {
		for _, k := range a.Factors.Kinds() {
			if k.Refer != "" {
				out = append(out, string(a.ID)+"/"+string(k.ID))
			}
		}
	}
	if f.Chief {
		out = append(out, "chief")
	}
	return out
}

// unmet are the criteria that were not referred yet.
func unmet(f Facts, all []matter) []string {
	done := settled(all, ReferralDecision, "")
	return slices.DeleteFunc(tokens(f), func(t string) bool { return slices.Contains(done, t) })
}

// referred reports whether a case was referred to the oversight body.
func referred(all []matter) bool {
	return slices.ContainsFunc(all, func(x matter) bool { return x.kind == ReferralDecision && x.how == ReferredIt })
}
