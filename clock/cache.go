package clock

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"

	"candour"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the cache of limits that wait, for lists. It is rewritten in each
// act's transaction and whenever the rules or the calendar change, and no
// decision reads it: a case's own page computes afresh.
func Schema() store.Schema { return store.SchemaOf("clock", files) }

// Row is one limit as the cache holds it.
type Row struct {
	Rule, From string       // the rule and the first day of its version
	About      string       // what tells it apart from others of the rule on the subject
	Event      string       // id of the trigger
	By         candour.Date // the last day
	Effect     Effect
	Attention  candour.Date // when the matter came to attention
	Started    candour.Date // from when it is counted
	Began      string       // what happened then
	Moved      string       // what moved it last, or empty
}

// Why says in a line where the last day comes from. The page of the matter has the
// whole sentence.
func (r Row) Why() string {
	from := "Counted from "
	if rule, err := Find(r.Rule); err == nil && rule.Form == Before {
		from = "Counted back from "
	}
	says := from + r.Started.Words() + " (" + r.Began + ")"
	if r.Moved != "" {
		says += "; moved: " + r.Moved
	}
	return says
}

// Rows are what the cache holds of one subject: the limits that wait for somebody
// on a day. A limit that can not be computed (it ends beyond the calendar), that is
// stopped, or that has no day is left out, and the case's own page says why.
func Rows(events []candour.Event) (out []Row) {
	dues, _ := Compute(events) // the dues that could be computed come beside the error
	for _, d := range dues {
		if !d.Waits() {
			continue
		}
		r := Row{
			Rule: d.Rule.ID, From: d.Rule.From.String(), About: d.About, Event: d.id(), By: d.By, Effect: d.Rule.Effect(),
			Attention: d.attention, Started: d.Started, Began: cmp.Or(d.began, words(d.Trigger)),
		}
		for _, m := range d.Moved {
			if m.Not == "" {
				r.Moved = m.Words()
			}
		}
		if d.Unsure && d.Binding() != d.Rule.Binding() {
			r.Effect = Guidance
		}
		out = append(out, r)
	}
	return out
}

// Cache rewrites what is cached of one subject from all its events.
func Cache(tx *store.Tx, force candour.ForceID, of candour.Subject, events []candour.Event) error {
	if err := tx.ExecLater(`DELETE FROM clock_due WHERE force = $1 AND subject = $2`, string(force), of.String()); err != nil {
		return err
	}
	rows, facets := Listing(events)
	for _, r := range rows {
		if err := tx.ExecLater(`INSERT INTO clock_due (force, subject, rule, about, event, rule_from, by_day, effect, attention_day, started_day, began, moved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			string(force), of.String(), r.Rule, r.About, r.Event, r.From, r.By.String(), string(r.Effect), r.Attention.String(), r.Started.String(), r.Began, r.Moved); err != nil {
			return fmt.Errorf("caching what is due on %s: %w", of, err)
		}
	}
	return cacheFacets(tx, force, of.String(), rows, facets)
}

// Listing is all that the cache holds of one subject: what is due on it, and by what
// a list of that is narrowed.
func Listing(events []candour.Event) ([]Row, []Facet) {
	rows := Rows(events)
	if len(rows) == 0 {
		return nil, nil
	}
	return rows, Facets(events)
}

// Cached is all that the cache holds of one force, by subject.
func Cached(tx *store.Tx, force candour.ForceID) (map[string][]Row, error) {
	out := map[string][]Row{}
	err := tx.Each(`SELECT subject, rule, about, event, rule_from, by_day, effect, attention_day, started_day, began, moved FROM clock_due WHERE force = $1 ORDER BY subject, rule, about, event`, []any{string(force)}, func(scan func(...any) error) error {
		var r Row
		var subject, by, attention, started string
		if err := scan(&subject, &r.Rule, &r.About, &r.Event, &r.From, &by, &r.Effect, &attention, &started, &r.Began, &r.Moved); err != nil {
			return err
		}
		for day, text := range map[*candour.Date]string{&r.By: by, &r.Attention: attention, &r.Started: started} {
			var err error
			if *day, err = candour.ParseDate(text); err != nil {
				return err
			}
		}
		out[subject] = append(out[subject], r)
		return nil
	})
	return out, err
}

// SameRows reports whether two lists hold the same limits, in whatever order.
func SameRows(a, b []Row) bool {
	if len(a) != len(b) {
		return false
	}
	for _, r := range a {
		if !slices.Contains(b, r) {
			return false
		}
	}
	return true
}

// Stale reports whether the cache was computed with other rules or another
// calendar, or never.
func Stale(tx *store.Tx) (bool, error) {
	var rules, calendar string
	err := tx.One(`SELECT rules_version, calendar_version FROM clock_computed WHERE what = $1`, []any{"clock_due"}, &rules, &calendar)
	if errors.Is(err, candour.ErrNotFound) {
		return true, nil
	}
	return rules != RulesVersion() || calendar != CalendarVersion(), err
}

// Empty throws the cache away, to be filled by these rules and this calendar.
func Empty(tx *store.Tx) error {
	for _, q := range []string{`DELETE FROM clock_due`, `DELETE FROM clock_facet`} {
		if err := tx.ExecLater(q); err != nil {
			return err
		}
	}
	err := tx.ExecLater(`INSERT INTO clock_computed (what, rules_version, calendar_version) VALUES ($1, $2, $3)
		ON CONFLICT (what) DO UPDATE SET rules_version = excluded.rules_version, calendar_version = excluded.calendar_version`, "clock_due", RulesVersion(), CalendarVersion())
	return err
}
