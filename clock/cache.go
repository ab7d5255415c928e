package clock

import (
	"embed"
	"fmt"

	"candour"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the cache of limits that run, for lists. It is rewritten in each
// act's transaction and whenever the rules or the calendar change, and no
// decision reads it: a case's own page computes afresh.
func Schema() store.Schema { return store.SchemaOf("clock", files) }

// Cache rewrites what is cached of one subject from all its events. A limit that
// can not be computed (it ends beyond the calendar) is left out of the cache, and
// the case's own page says why.
func Cache(tx *store.Tx, force candour.ForceID, of candour.Subject, events []candour.Event) error {
	if _, err := tx.Exec(`DELETE FROM clock_due WHERE force = $1 AND subject = $2`, string(force), of.String()); err != nil {
		return err
	}
	dues, _ := Compute(events) // the dues that could be computed come beside the error
	for _, d := range dues {
		if !d.Running() {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO clock_due (force, subject, rule, by_day, rules_version, calendar_version) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(force), of.String(), d.Rule.ID, d.By.String(), RulesVersion(), CalendarVersion()); err != nil {
			return fmt.Errorf("caching what is due on %s: %w", of, err)
		}
	}
	return nil
}

// Stale reports whether any of the cache was computed with other rules or
// another calendar.
func Stale(tx *store.Tx) (bool, error) {
	var n int
	err := tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM clock_due WHERE rules_version <> $1 OR calendar_version <> $2 LIMIT 1) AS other`, []any{RulesVersion(), CalendarVersion()}, &n)
	return n > 0, err
}
