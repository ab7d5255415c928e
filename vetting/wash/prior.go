package wash

import (
	"bytes"
	_ "embed"
	"fmt"

	"candour/vetting/linkage"
)

//go:embed prior.json
var priorJSON []byte

// Prior is the model that ships, for two files that are parts of one population of so
// many people. Matches are rare in a wash, so EM, which learns from the pairs at hand,
// would take what is common among strangers for what is common among matches: m and u
// were counted on invented people whose truth is known (fit_test.go), and how rare a
// match is follows from the population alone: two records drawn from n people are of
// one person with probability 1/n.
func Prior(population int) (*linkage.Model, error) {
	if population < 1000 {
		return nil, fmt.Errorf("population: %d are too few; give how many people the workforce and the records are drawn from, such as 67000000 for the United Kingdom", population)
	}
	m, err := linkage.ReadModel(bytes.NewReader(priorJSON))
	if err == nil {
		m.Prior = 1 / float64(population)
	}
	return m, err
}

// PriorColumns are the columns that the model that ships reads.
const PriorColumns = "unique_id, given_name, middle_name, surname, date_of_birth, postcode, phone"

//go:embed screening.json
var screeningJSON []byte

// Screening is the model for a list of people, such as one of sanctions, of whom
// often only a whole name in some order and a year of birth are known. It reads
// unique_id, full_name and date_of_birth.
//
// Its m and u are set by hand: names of a list are taken from every script, and there
// is no truth to count them on; the data of TestScreening hold it to its bar.
func Screening() (*linkage.Model, error) {
	return linkage.ReadModel(bytes.NewReader(screeningJSON))
}
