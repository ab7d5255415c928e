// Package investigation is how a case is looked into, whatever track it is on: who
// does it, along which lines of enquiry, on what evidence.
//
// It promises that a line of enquiry ends only with what was found or why it was
// not followed, and that nobody ends one in silence. It decides nothing about
// anybody.
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

// Schema is the lines of enquiry and what was found.
func Schema() store.Schema { return store.SchemaOf("investigation", files) }

// Acts are all that can be done here, one file each.
var Acts = []*act.Kind{&SetEnquiryKind, &FinishEnquiryKind}

// The states of a line of enquiry.
const (
	Running  = "running"
	Finished = "finished"
)

// Nouns tell how each stands.
var Nouns = []act.Noun{
	{Kind: "enquiry", States: []string{Running, Finished}, Stand: standEnquiry},
}

// Things are what hangs on a case here.
func Things(tx *seal.Tx, force candour.ForceID, c candour.CaseID) ([]cases.Thing, error) {
	return enquiries(tx, force, c)
}
