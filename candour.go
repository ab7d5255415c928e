// Package candour holds the words that every room of the system shares: who an
// officer is, what a report is called, what an event is, which errors a person
// may be shown.
//
// It has almost no behaviour, imports only the standard library, and is the
// place to start reading. The rooms, in the order in which a report passes them:
//
//	intake     a person tells us something, safely; every allegation is its own record
//	cases      an allegation is handled to a reasoned decision, on time
//	workforce  the people who work for a force, and where they were posted
//
// Everything that changes is an act (package act), judged by authz, timed by
// clock, sealed by seal and journalled by ledger. What an event in one room
// makes happen in another is in flow; what is read across rooms is in view.
package candour
