// Package signals counts what a record holds about officers, groups and units, and
// puts the records that stand out before a person.
//
// It promises: a score is a sum of whole points, each traced to dated cases; one more
// allegation never lowers it, and one closed as not sustained never raises it; any
// past day can be scored again, with findings as they were known on it, byte for byte
// the same; every list is printed with what it is checked against, the base rate, the
// share listed, and who is on it by race and sex.
//
// It never decides anything about anybody, never says how likely anybody is to do
// anything, and never looks at age, sex, race, rank or length of service: a signal is
// given a File, and they are not in it. It writes to no database.
package signals

import "slices"

// Signals is every signal, in the order of listings and tables.
var Signals = []*Signal{
	recent, abuse, recordsMisuse, discrimination, bullying,
	force, search, street, verbal, duty, custody, traffic, integrity, offDuty,
	sustainedBefore, openMatters, alone, together, colleague,
	pairs, exposure, forceReports,
	afterReporting, lookupSign, vettingSign, contactSign,
}

// FindSignal gives the signal of an id, or nil.
func FindSignal(id string) *Signal {
	i := slices.IndexFunc(Signals, func(s *Signal) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return Signals[i]
}
