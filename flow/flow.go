// Package flow is what an event in one room makes happen in another: one file
// for each. Beside All it exports News and Calls, by which programs are called; it
// decides nothing and holds no SQL; only cmd imports it, so that no door reaches a room
// through it.
package flow

import (
	"slices"

	"candour/act"
)

// All is every reaction, in the order in which they run.
var All = slices.Concat[[]act.Reaction](reportSent, reportAddedTo, caseOpened, officerLinked, allegationDescribed, recordToConfirm, personKeptOut, caseAssigned, personUpdated, disclosed, representative, disclosedWithoutPlan, measureTaken, dismissed, boundBy, caseToAnswerDecided, panelNamed, investigatorAppointed, delayReported, earlyDecisions, interviewOffered, caseClosed, closedOverProceedings, caseReopened, dayCorrected, erasure, dangerCalled, contactWithdrawn, revocationOrdered, noted)
