// Package cases handles an allegation from its recording to a reasoned decision.
//
// It promises that an allegation ends only by a decision on that allegation,
// that a case with an undecided allegation cannot close, and that the person who
// reported is told of each decision before the case is closed. It never decides
// anything by itself and never drops an allegation.
package cases

import (
	"embed"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the cases, their allegations and the decisions on them.
func Schema() store.Schema { return store.SchemaOf("cases", files) }

// Acts are all that can be done to a case, one file each.
var Acts = []*act.Kind{
	&DeclareOnReportKind, &KeepOutOfReportKind, &OpenCaseKind, &DeclareOnCaseKind, &KeepOutOfCaseKind, &LinkOfficerKind, &OfficerNotKnownKind, &NotOursKind, &DescribeAllegationKind,
	&AssignCaseKind, &ClearConflictKind, &AssessSeverityKind, &DecideAllegationKind, &TellPersonKind, &DiscloseKind, &CloseCaseKind, &ReopenCaseKind, &CorrectEventKind, &ImportCaseKind,
	&NameRepresentativeKind, &AcceptRepresentationKind, &DeclineRepresentationKind, &GiveUpRepresentationKind, &WithdrawRepresentativeKind, &DisputeDisclosureKind, // of the person complained of, and of who represents them
}

// The readings.
var (
	ReadCase = authz.Action{ID: "read-case", Roles: readersOfCase}              // a case and all that hangs on it
	ListCase = authz.Action{ID: "list-case", Roles: readersOfCase, First: true} // a row of a list: that it is there, its dates and decisions, and no words
)

// Readings are all of them.
var Readings = []authz.Action{ReadCase, ListCase, ReadDisclosure, ReadRepresentation}

// The states of a case, and of an allegation. They are computed from rows.
const (
	Opened   = "opened"   // nobody has said yet how serious it is
	Assessed = "assessed" // how serious is assessed, and it is being handled
	Closed   = "closed"

	Undecided = "undecided"
	Decided   = "decided"
)

// Nouns tell how a case and an allegation stand.
var Nouns = []act.Noun{
	{Kind: "case", States: []string{Opened, Assessed, Closed}, Stand: standCase, StandMany: standCases, Keyed: true},
	{Kind: "allegation", States: []string{Undecided, Decided}, Stand: standAllegation},
	{Kind: "disclosure", States: []string{Told}, Stand: standDisclosure},
	{Kind: "representation", States: []string{Asked, Represents, Declined, Ended}, Stand: standRepresentation},
}

func caseSubject(id candour.CaseID) candour.Subject {
	return candour.Subject{Kind: "case", ID: string(id)}
}

func reportSubject(id candour.ReportID) candour.Subject {
	return candour.Subject{Kind: "report", ID: string(id)}
}

// Imported is the jurisdiction of a case that came from another system: no clock
// of ours is known for it.
const Imported = "imported"
