package cases

import (
	"slices"
	"strings"

	"candour/act"
)

// Factor is something that is alleged and on which a duty hangs, whether or not
// it happened.
type Factor string

// FactorKind is all that is known of one factor.
type FactorKind struct {
	ID    Factor
	Label string
	Hint  string

	// Refer says by which criterion the matter must be referred to the oversight
	// body (Police (Complaints and Misconduct) Regulations 2020, SI 2020/2, regs. 4
	// and 7; read in the primary text), or is empty.
	Refer string

	Sexual, Domestic bool // the assessment of severity then needs decisions of its own
	Crime            bool // what is alleged would be a criminal offence: a crime record is owed
	AtRisk           bool // somebody may be at risk now: their safety is looked at
	Vetting          bool // it bears on whether an officer may be trusted with people and records: their clearance is looked at
	MustRecord       bool // it is recorded whatever anybody wishes (Police Reform Act 2002, Sch 3 paras 2(6A) and 2(6B))
}

// FactorKinds are all of them, in the order in which they are asked. What every
// other part of the program does because of a factor is computed from this list.
var FactorKinds = []FactorKind{
	{ID: "death-or-serious-injury", Label: "Death or serious injury", Refer: "death or serious injury", MustRecord: true},
	{ID: "serious-assault", Label: "Serious assault", Refer: "a serious assault", Crime: true, Vetting: true},
	{ID: "serious-sexual-offence", Label: "Serious sexual offence", Refer: "a serious sexual offence", Sexual: true, Crime: true, Vetting: true},
	{ID: "abuse-of-position", Label: "Abuse of position for a sexual purpose, or to pursue an improper emotional relationship", Hint: "With somebody met through police work. It need not have been unwanted.", Refer: "serious corruption, which includes abuse of position for a sexual purpose or to pursue an improper emotional relationship", Sexual: true, Crime: true, Vetting: true},
	{ID: "serious-corruption", Label: "Other serious corruption", Refer: "serious corruption", Crime: true, Vetting: true},
	{ID: "discrimination", Label: "A crime, or conduct that could lead to disciplinary proceedings, aggravated by discrimination", Refer: "criminal or disciplinary conduct aggravated by discriminatory behaviour", Vetting: true, MustRecord: true},
	{ID: "seven-years", Label: "An offence for which a court can sentence to seven years or more", Refer: "an offence that carries seven years or more", Crime: true, Vetting: true},
	{ID: "other-sexual", Label: "Other sexual conduct", Hint: "Harassment, remarks, messages, pictures.", Sexual: true, Vetting: true},
	{ID: "domestic", Label: "Domestic abuse", Hint: "By somebody who is or was a partner or of the family, coercion and control included.", Domestic: true, Crime: true, Vetting: true},
	{ID: "records-misused", Label: "Records, data or an address used for a purpose that is not police work", Crime: true, Vetting: true},
	{ID: "other-crime", Label: "Another offence", Crime: true, Vetting: true},
	{ID: "workplace", Label: "Bullying or harassment of a colleague"},
	{ID: "rights", Label: "The right to life, or not to be treated in an inhuman or degrading way", Hint: "Articles 2 and 3 of the Convention on Human Rights.", MustRecord: true},
	{ID: "person-at-risk", Label: "Somebody is at risk now", Hint: "A child, somebody who needs care, or anyone who is afraid of what may happen next.", AtRisk: true},
}

// Factors are those of one allegation.
type Factors []Factor

// Choices are the factors as they are asked.
func (Factors) Choices() []act.Choice {
	var out []act.Choice
	for _, k := range FactorKinds {
		out = append(out, act.Choice{Value: string(k.ID), Label: k.Label, Hint: k.Hint})
	}
	return out
}

// Kinds are what is known of each.
func (f Factors) Kinds() (out []FactorKind) {
	for _, k := range FactorKinds {
		if slices.Contains(f, k.ID) {
			out = append(out, k)
		}
	}
	return out
}

// Any reports whether something is true of one of them.
func (f Factors) Any(is func(FactorKind) bool) bool { return slices.ContainsFunc(f.Kinds(), is) }

// Sensitive reports whether it is a sexual or a domestic allegation.
func (f Factors) Sensitive() bool {
	return f.Any(func(k FactorKind) bool { return k.Sexual || k.Domestic })
}

// String joins them by commas, as a row and an event hold them.
func (f Factors) String() string {
	var out []string
	for _, k := range f {
		out = append(out, string(k))
	}
	return strings.Join(out, ",")
}

// FactorsOf reads what String wrote. A factor that no longer exists is kept: it was
// alleged, whatever the list says now.
func FactorsOf(s string) Factors {
	if s == "" {
		return nil
	}
	var out Factors
	for _, x := range strings.Split(s, ",") {
		out = append(out, Factor(x))
	}
	return out
}
