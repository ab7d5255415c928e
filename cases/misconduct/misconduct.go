// Package misconduct is what follows for an officer whom a case is about: a
// suspension or restriction, the notice, whether there is a case to answer, the
// meeting or hearing, its outcome.
//
// It promises that the person who reported has a safety plan before the officer
// can learn of anything; that whoever decided something does not review it; that
// proceedings, once begun, end only by a reasoned decision, and a hearing without a
// date is a state of its own that waits for somebody. It shows the officer nothing of
// the case: what they may know is disclosed to them, and the notice is a disclosure.
// What they do themselves they do to what was disclosed to them.
package misconduct

import (
	"embed"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/seal"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the safety plans, the measures and the proceedings.
func Schema() store.Schema { return store.SchemaOf("misconduct", files) }

// Acts are all that can be done here, one file each, in the order in which a
// matter passes them.
var Acts = []*act.Kind{
	&PlanSafetyKind, &OverrideSafetyPlanKind, &ReviewOverrideKind,
	&SuspendOfficerKind, &RestrictOfficerKind, &ConfirmSuspensionKind, &HearOnSuspensionKind, &ReviewMeasureKind, &LiftMeasureKind,
	&ServeNoticeKind, &RecordResponseKind, &DecideCaseToAnswerKind, &SupplyDocumentsKind, &NamePanelKind, &ObjectToPanelKind, &DecideObjectionKind, &Record31ResponseKind,
	&ExchangeWitnessListsKind, &SupplyWitnessListsKind, &SendBundleKind, &HoldPreHearingKind,
	&FixHearingKind, &AskAlternativeDateKind, &PublishHearingNoticeKind, &PostponeHearingKind, &MoveLimitKind, &CompleteHearingKind, &RecordChairReportKind, &RecordOutcomeKind, &GiveReportKind,
	&ReportBarredListKind, &PublishOutcomeKind, &TakeDownOutcomeKind, &RecordAppealKind, &SetAsideWarningKind,
	&NameWelfareContactKind,
	&AnswerNoticeKind, &SpeakAgainstSuspensionKind, &ObjectToMemberKind, &ProposeDateKind, &AnswerDocumentsKind, &AppealOutcomeKind, // the officer’s own
}

// The states of a safety plan, and of an override of a missing one.
const (
	Standing   = "standing"
	Overridden = "overridden" // and nobody else has looked at why
	Reviewed   = "reviewed"
)

// The states of a suspension or restriction.
const (
	Suspended  = "suspended" // and not confirmed in writing yet
	Confirmed  = "confirmed"
	Restricted = "restricted"
	Lifted     = "lifted"
)

// The states of the proceedings against one officer.
const (
	Noticed     = "noticed"
	Answered    = "answered"
	ToAnswer    = "case-to-answer"
	NotToAnswer = "no-case-to-answer" // an end
	Undated     = "undated"           // the documents are with the officer, and there is no date
	Fixed       = "fixed"
	Held        = "held"
	Decided     = "decided" // an end
)

// Nouns tell how each stands.
var Nouns = []act.Noun{
	{Kind: "plan", States: []string{Standing, Overridden, Reviewed}, Stand: standPlan},
	{Kind: "measure", States: []string{Suspended, Confirmed, Restricted, Lifted}, Stand: standMeasure},
	{Kind: "proceeding", States: []string{Noticed, Answered, ToAnswer, NotToAnswer, Undated, Fixed, Held, Decided}, Stand: standProceeding},
}

// Things are what hangs on a case here.
func Things(tx *seal.Tx, force candour.ForceID, c candour.CaseID) ([]cases.Thing, error) {
	return cases.ThingsOf(tx, force, c, planThings, welfareThings, stepThings)
}

func subject(kind, id string) candour.Subject { return candour.Subject{Kind: kind, ID: id} }
