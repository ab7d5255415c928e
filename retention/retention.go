// Package retention decides how long words are kept: a legal hold keeps them, an
// erasure destroys them for good.
//
// It promises that nothing is erased while a hold stands on it or while anybody
// still has something to decide about it, that one person alone erases nothing,
// that no refusal about an officer's file tells of a case (the case keeps what the
// officer is called, so that the file can go),
// and that an erasure, its reasons and who decided it stay on record when what
// was erased is gone. It never removes a row of the journal: it destroys the key
// under which the words are sealed (LEDGER: the leaves stand, so the log still
// verifies).
//
// The law: a person may ask for erasure (UK GDPR, article 17; Data Protection Act
// 2018, section 47), and a controller keeps nothing longer than is needed
// (section 39), but must keep what a claim, an inquiry or a court may need.
package retention

import (
	"embed"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the holds, and the erasures that wait for a second person.
func Schema() store.Schema { return store.SchemaOf("retention", files) }

// What happens here. An erasure happens to the force (ledger.Erased): what was
// erased has no key under which anything could still be recorded about it.
const (
	HoldPlaced      candour.EventKind = "hold-placed"
	HoldLifted      candour.EventKind = "hold-lifted"
	ErasureProposed candour.EventKind = "erasure-proposed"
	ErasureDeclined candour.EventKind = "erasure-declined"
	Erased                            = ledger.Erased
	KeysRotated     candour.EventKind = "keys-rotated"
)

// Kept are the kinds of record that have a key of their own, and so can be held
// and erased by themselves.
var Kept = []string{"report", "case", "officer"}

// ended are the states of a record, as its room calls them, in which its erasure
// can be thought of.
var ended = map[string][]string{"report": {"opened"}, "case": {"closed"}, "officer": {"on-file"}}

// deciders are who may hold and erase: the appropriate authority answers for the
// record.
var deciders = []authz.Role{authz.Authority}

// Acts are all that can be done here: each of the first five is a kind for a
// report, one for a case and one for an officer.
var Acts = append(every(placeHold, liftHold, proposeErasure, declineErasure, erase), &RotateKeysKind)

// every makes a kind of each act for each kind of record.
func every(makers ...func(of string) *act.Kind) (out []*act.Kind) {
	for _, of := range Kept {
		for _, m := range makers {
			out = append(out, m(of))
		}
	}
	return out
}
