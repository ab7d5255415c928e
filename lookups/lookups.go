// Package lookups asks of every access to a person's record why it was made: it looks
// for a task, an attendance or a request that explains it, and puts what nothing
// explains, and a rule speaks about, before a person.
//
// It promises: an access is judged by itself and never by an earlier one of the same
// officer, since a first look that nothing explains would explain every look after it;
// the same accesses give the same cases, however they are ordered, repeated, late or
// divided among machines; a line that cannot be read is counted, kept and listed;
// each case says what was looked for and not found, and what else may be the reason.
//
// It never decides anything about anybody, and it learns no model of who is likely to
// misuse data: see docs/decisions/0026. It writes to no database.
package lookups

import "slices"

// Explanations are all of them, in the order in which one is preferred.
var Explanations = []*Explanation{
	inCharge, assigned, attended, custody, interview, safeguarding, conference, adviser,
	disclosure, filePreparation, vettingTask, standardsTask, auditTask,
	tasked, supervising, onBehalf, automated,
}

// Rules are all of them, in the order of reports. The first ones speak about one
// access, then those about all accesses of an officer to a person, about all to a
// person, and about all of an officer.
var Rules = slices.Concat(AccessRules, PairRules, RecordRules, OfficerRules)

// AccessRules speak about one access. Their place is their bit in a verdict.
var AccessRules = []*Rule{
	self, household, surname, neighbour, colleague, colleaguesPartner, partner,
	complained, noTask, afterTheEnd, offDuty, browsed, addressOnly, vulnerable, vulnerabilityShown,
	outOfArea, restricted, breakGlass,
}

// PairRules speak about all accesses of an officer to a person that nothing explains.
var PairRules = []*Rule{repeated, repeatedBeside, contactAfter, contactGrows}

// RecordRules speak about all such accesses to one person.
var RecordRules = []*Rule{burst, afterAllegation}

// OfficerRules speak about all accesses of one officer.
var OfficerRules = []*Rule{households, skew, unlike, addedUp}

// FindRule gives the rule of an id, or nil.
func FindRule(id string) *Rule {
	i := slices.IndexFunc(Rules, func(r *Rule) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return Rules[i]
}
