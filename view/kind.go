package view

import (
	"strings"

	"candour/cases"
)

// KindOfConcern is what the concerns of a unit are counted by: what a unit can have
// in common, and what was there to be seen and nobody counted. One allegation can be
// of several kinds, and counts at each.
type KindOfConcern struct {
	ID    string
	Label string
	is    func(category string, f cases.Factors) bool
}

// ConcernKinds are all of them, in the order in which they are shown.
var ConcernKinds = []KindOfConcern{
	{"discrimination", "Discrimination", func(category string, f cases.Factors) bool {
		return strings.HasPrefix(category, "F") || f.Any(func(k cases.FactorKind) bool { return k.ID == "discrimination" })
	}},
	{"bullying", "Bullying or harassment of a colleague", func(_ string, f cases.Factors) bool {
		return f.Any(func(k cases.FactorKind) bool { return k.ID == "workplace" })
	}},
	{"sexual", "Sexual conduct or domestic abuse", func(category string, f cases.Factors) bool {
		return strings.HasPrefix(category, "J") || f.Sensitive()
	}},
	{"records", "Records or data misused", func(category string, f cases.Factors) bool {
		return strings.HasPrefix(category, "D") || f.Any(func(k cases.FactorKind) bool { return k.ID == "records-misused" })
	}},
}
