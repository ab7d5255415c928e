package cases

import "strings"

// What an allegation was recorded as, in words for the person who told it: they are
// asked whether it is right. They say what is alleged and nothing of what follows
// from it, who it is about or what others said. Each category, factor and answer has
// words here: a test asks for them, and holds them to the reading age of the report
// door.

var plainCategories = map[Category]string{
	"A": "How the police did their job",
	"B": "How the police used their powers",
	"C": "Things that were taken, lost or broken",
	"D": "Using or sharing facts about you or someone else",
	"E": "How a car was driven or used",
	"F": "Treating someone worse because of who they are",
	"G": "Using the job to get something for themselves",
	"H": "Being rude, mean or unfair to someone",
	"J": "Acts or words about sex",
	"K": "Acts that bring shame on the police",
	"L": "Something else",
}

var plainFactors = map[Factor]string{
	"death-or-serious-injury": "Someone died or was badly hurt",
	"serious-assault":         "Someone was badly hurt on purpose",
	"serious-sexual-offence":  "A serious sex crime",
	"abuse-of-position":       "Using the job to get close to someone for sex or love",
	"serious-corruption":      "Using the job in a very wrong way",
	"discrimination":          "It was done because of who someone is",
	"seven-years":             "A very serious crime",
	"other-sexual":            "Sexual words, looks, messages or touch",
	"domestic":                "Harm by a partner, an ex or someone in the family",
	"records-misused":         "Looking at files, or using an address, when it was not for work",
	"other-crime":             "Some other crime",
	"workplace":               "Being mean to someone at work",
	"rights":                  "A risk to life, or very cruel acts",
	"person-at-risk":          "Someone is not safe now",
}

var plainDuty = map[OnDuty]string{
	WasOnDuty:   "It was while they were at work",
	WasOffDuty:  "It was while they were not at work",
	DutyUnknown: "We do not know yet if they were at work",
}

// ForThePerson is the description as the person who told it reads it: a line for
// each thing.
func (d Description) ForThePerson() string {
	lines := []string{plainCategories[d.Category]}
	for _, f := range d.Factors {
		if says := plainFactors[f]; says != "" { // one that is asked no longer has no words
			lines = append(lines, says)
		}
	}
	return strings.Join(append(lines, plainDuty[d.OnDuty]), ".\n") + "."
}
