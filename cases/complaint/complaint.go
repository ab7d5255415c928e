// Package complaint is the track of the person who complained: that they are
// spoken with, that the matter is recorded and referred where the law says so, and
// that nothing is withdrawn by a click.
//
// It promises that what the person wants stands in their own words, and that a
// referral which the law demands cannot be declined. It decides nothing about the
// officer.
package complaint

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

// Schema is what was done with a complaint.
func Schema() store.Schema { return store.SchemaOf("complaint", files) }

// Acts are all that can be done here, one file each.
var Acts = []*act.Kind{
	&ContactPersonKind, &SayWhoTheyAreKind, &RecordComplaintKind, &ReferCaseKind, &DeclineReferralKind,
	FinishCrimeRecordKind, FinishSafeguardingReviewKind, FinishVettingReviewKind,
	&AskWithdrawalKind, &CheckWithdrawalKind, &SendWithdrawalLetterKind, &DecideWithdrawalKind, &RecordOversightDecisionKind,
}

// Nouns tell how each thing of this track stands.
var Nouns = []act.Noun{
	{Kind: "matter", States: []string{Due, Finished}, Stand: standMatter, StandMany: standMatters},
	{Kind: "withdrawal", States: []string{Asked, Held, Checked, Written, Settled}, Stand: standWithdrawal},
}

// Things are what hangs on a case here: what the account must become, who the person
// is in law, what they asked to withdraw, and every contact.
func Things(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	return cases.ThingsOf(tx, force, c, matters, positions, wishes, contacts)
}
