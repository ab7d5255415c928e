// Package ledger keeps the record that an oversight body can verify without
// trusting the force.
//
// The journal is database rows: one for each event, numbered without a gap in
// each force, never changed and never deleted (triggers refuse it). The ledger
// is a Merkle log of one leaf for each row; a leaf is a commitment that says
// nothing without the key of the person it is about. Anybody with the public
// key can check that the log is whole and has only grown (Verify); the force's
// inspector can check that journal and log say the same (Check).
//
// It promises that an acknowledged event is found again, that any change to an
// event shows, and that erasing a person's key makes their fields unreadable
// without breaking the log. Only package act appends.
//
// A Witness, run by somebody else, remembers how far each log was and cosigns
// what continues it; a Policy says whose cosignatures a checkpoint must have.
// Without an independent one, an operator who holds the log's own key can
// rewrite it for everybody who kept no earlier checkpoint.
package ledger

import (
	"embed"

	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the journal and the table of accesses.
func Schema() store.Schema { return store.SchemaOf("ledger", files) }
