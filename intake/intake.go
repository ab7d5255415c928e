// Package intake lets a person tell us something, safely and completely.
//
// Every allegation is its own record from the moment the person confirms it, and
// is kept word for word beside whatever is later recorded. The person comes back
// with a return code and sees, for each allegation, what was decided and what is
// due when: only what they may know, written here by reactions, so that the door
// they use reaches nothing else. They write back and forth with whoever handles it,
// add what they had left out, and say whether what was recorded is right; whatever
// they send is due to be read by a day that they are told.
//
// It never asks who the person is, and never keeps what was typed and not sent
// in a form that the force can read.
package intake

import (
	"embed"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the reports and what their senders may know.
func Schema() store.Schema { return store.SchemaOf("intake", files) }

// Acts are all that can be done here.
var Acts = []*act.Kind{&SendReportKind, &AddToReportKind, &WriteToUsKind, &ConfirmRecordKind, &WriteToPersonKind, &AnswerMessageKind, &MarkMessageReadKind, &AnswerRecordKind, &CallDangerKind, &EscalateDangerKind, &TakeOnDangerKind, &CloseDangerKind, &PlanContactKind, &WithdrawContactKind}

// The readings: who may look at what.
var (
	ReadOwnReport = authz.Action{ID: "read-own-report", Roles: []authz.Role{authz.Reporter}}
	ReadReport    = authz.Action{ID: "read-report", Roles: readers}
	ListReport    = authz.Action{ID: "list-report", Roles: readers, First: true} // a row of a list: that it is there, and since when
)

// ReadContact is seeing how the person who reported can be reached safely: for whoever
// may read what they wrote, and for whoever keeps in touch with them.
var ReadContact = authz.Action{ID: "contact-mailbox", Roles: append([]authz.Role{authz.Liaison}, readers...)}

// ReadExchange is reading what was written back and forth with the person who reported
// and what they said of the record: their own words, for whoever may read what they
// told, and for whoever keeps in touch with them. The page of a case is open to more.
var ReadExchange = authz.Action{ID: "read-mailbox", Roles: append([]authz.Role{authz.Liaison}, readers...)}

// ReadTold is reading, from within the matter, when and where it was and who it was, as
// the person told it. It is asked of the mailbox, which belongs to the case once there
// is one: whoever answered there that they know nobody need not answer twice.
var ReadTold = authz.Action{ID: "told-mailbox", Roles: readers}

var readers = []authz.Role{authz.Triage, authz.CaseWorker, authz.Assessor, authz.Authority, authz.Supervisor}

// Readings are all of them.
var Readings = []authz.Action{ReadOwnReport, ReadReport, ListReport, ReadContact, ReadExchange, ReadTold, ReadPage}

// The states of a report.
const (
	Sent   = "sent"   // confirmed by the person, nobody has opened it into a case
	Opened = "opened" // it is a case
)

// ReadBy is the last day on which a report sent on a day should have been read:
// the next day, weekends too. No law sets a number; this is our own standard, and
// it is labelled as local wherever it is shown.
func ReadBy(sent candour.Date) candour.Date { return sent.AddDays(1) }

// Nouns are all that acts are done to here.
var Nouns = append([]act.Noun{Noun, PageNoun}, Mailboxes...)

// Noun tells how a report stands.
var Noun = act.Noun{Kind: "report", States: []string{Sent, Opened}, Stand: stand}
