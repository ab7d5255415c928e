package store

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// NotOfRecord are the only tables that may be written without an act: nothing
// in them is part of anybody's matter, and losing them loses no history.
var NotOfRecord = []string{
	"web_session",            // who is signed in at this browser
	"web_passkey_counter",    // how often a passkey has signed: the device counts, and tells
	"web_try",                // how often a client has tried to sign in
	"web_answered",           // answers that have signed somebody in, for five minutes
	"intake_draft",           // what a person has typed and not yet sent; sealed under a key that only their browser holds
	"ledger_access",          // who read what; has a log of its own
	"ledger_access_waiting",  // those of a minute that is not sealed yet; an access in neither place is a difference
	"outbox_delivery",        // how the sending of a message stands; the message itself is of record
	"clock_due",              // a cache of computed days
	"clock_facet",            // by what a list of those days is narrowed; computed with them
	"clock_computed",         // with which rules and calendar it was computed
	"workforce_service_used", // on which day the account of a program was used last
	"api_answered",           // what an act through the API was answered, for a day: a retry gets it again
	"workforce_saved_view",   // what somebody narrows their worklist to: a setting, and nobody's matter
}

// Aside runs f in a transaction that may write the tables NotOfRecord and no
// other: a statement on any other table is refused.
func (db *DB) Aside(ctx context.Context, f func(*Tx) error) error {
	return db.tries(ctx, func(tx *Tx) error {
		tx.aside = true
		return f(tx)
	})
}

var writes = regexp.MustCompile(`(?is)^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)\b`)

func ofRecord(q string) error {
	m := writes.FindStringSubmatch(q)
	if m == nil || !slices.Contains(NotOfRecord, strings.ToLower(m[1])) || strings.Contains(q, ";") {
		return fmt.Errorf("%s: this table is of record and is written by acts only", verb(q))
	}
	return nil
}

// onlyReads keeps One and Each from writing: a database runs an INSERT that is
// sent as a query as well, so Exec alone is no gate.
func onlyReads(q string) error {
	q = strings.TrimSpace(q)
	if len(q) < 7 || !strings.EqualFold(q[:6], "SELECT") || strings.ContainsRune(q, ';') {
		return fmt.Errorf("%s: One and Each take a single SELECT; a table of record is written by Exec, in an act", verb(q))
	}
	return nil
}
