// Package investigation is how a case is looked into, whatever track it is on: who
// does it, along which lines of enquiry, on what evidence.
//
// It promises that a line of enquiry ends only with what was found or why it was
// not followed; that each early decision which a sexual or domestic allegation
// needs is taken by one person and looked at by a second; that the hash of an item
// of evidence never changes and its handling list only grows; and that a case
// which waits for a criminal one waits for a reason that somebody gave and looks at
// again. It decides nothing about anybody.
//
// It holds no file of evidence. An item has the SHA-256 that somebody typed, where
// the file is kept, and who had it.
package investigation

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

// Schema is the lines of enquiry, the evidence, the early decisions and the delays.
func Schema() store.Schema { return store.SchemaOf("investigation", files) }

// Acts are all that can be done here, one file each.
var Acts = []*act.Kind{
	&SetEnquiryKind, &FinishEnquiryKind,
	&NameSourceKind, &RuleOutSourcesKind, &PreserveSourceKind, &DecideRestrictionKind, &DecideArrestKind, &ReviewDecisionKind,
	&AppointInvestigatorKind, &AddItemKind, &HandleItemKind, &VerifyItemKind, &OfferInterviewKind, &RecordInterviewKind,
	&DelayForProceedingsKind, &ReviewDelayKind, &EndDelayKind, &ReportDelayKind, &ReportConductDelayKind,
}

// The states of a line of enquiry.
const (
	Running  = "running"
	Finished = "finished"
)

// Nouns tell how each stands.
var Nouns = []act.Noun{
	{Kind: "enquiry", States: []string{Running, Finished}, Stand: standEnquiry},
	{Kind: "source", States: []string{AtRisk, Preserved, NotPreserved}, Stand: standSource},
	{Kind: "decision", States: []string{Waiting, Agreed, SentBack, Replaced}, Stand: standDecision},
	{Kind: "item", States: []string{Held, Differs}, Stand: standItem},
	{Kind: "delay", States: []string{Delayed, Ended}, Stand: standDelay},
}

// Things are what hangs on a case here: what is owed first.
func Things(tx *seal.Tx, force candour.ForceID, c candour.CaseID) (out []cases.Thing, err error) {
	return cases.ThingsOf(tx, force, c, early, delays, delayReports, investigators, sources, decisions, interviews, enquiries, items)
}
