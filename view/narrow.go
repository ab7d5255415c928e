package view

import (
	"fmt"
	"strings"

	"candour"
	"candour/authz"
	"candour/cases"
	"candour/clock"
	"candour/seal"
	"candour/workforce"
)

// part is a piece of a statement. Each {} in it takes one of its arguments; they get
// their numbers when the pieces have been put together.
type part struct {
	text string
	args []any
}

func piece(text string, args ...any) part { return part{text, args} }

// statement numbers the arguments of what was put together.
func statement(parts ...part) (string, []any) {
	var b strings.Builder
	var args []any
	for _, p := range parts {
		texts := strings.Split(p.text, "{}")
		for i, t := range texts {
			if i > 0 {
				args = append(args, p.args[i-1])
				fmt.Fprintf(&b, "$%d", len(args))
			}
			b.WriteString(t)
		}
	}
	return b.String(), args
}

// choice is one thing that a filter asks for: the matters that it leaves, and the
// same as a condition on a row d of the list.
type choice struct {
	set part // SELECT force, subject
	row part

	// Where its limits lie together in the order of a list, a list goes through them
	// and asks the wall of no more than it shows and counts.
	facet part // on a row f of clock_facet; empty: there is no such order
	inRow bool // the condition on the row is enough for that
}

// few is up to how many matters a list begins with them and sorts them, where they
// do not lie in its order. With more, it goes through all that is due in its order:
// then a page is full soon.
//
// The number of matters is that before the wall, so which way a list takes says
// something of matters that are hidden: that there are more than this of a kind in
// the whole force.
var few = 4000 // a variable for the tests, which go each way on a small record

// places are n places for arguments.
func places(n int) string { return strings.TrimSuffix(strings.Repeat("{}, ", n), ", ") }

func anyOf(list []string) (out []any) {
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

// faceted is a choice by what is known of a matter. The subject of a set is no bare
// column, so that no index is read from end to end because it has them in order.
func faceted(force, name string, values ...string) choice {
	is := `facet = {} AND %[1]s.value IN (` + places(len(values)) + `)`
	if len(values) == 1 {
		is = `facet = {} AND %[1]s.value = {}`
	}
	on := func(alias string) string { return alias + "." + fmt.Sprintf(is, alias) }
	args := append([]any{name}, anyOf(values)...)
	c := choice{
		set: piece(`SELECT f.force, f.subject || '' AS subject FROM clock_facet f WHERE f.force = {} AND `+on("f"), append([]any{force}, args...)...),
		row: piece(`EXISTS (SELECT 1 FROM clock_facet g WHERE g.force = d.force AND g.subject = d.subject AND `+on("g")+`)`, args...),
	}
	if len(values) == 1 {
		c.facet = piece(`f.force = {} AND `+on("f"), append([]any{force}, args...)...)
	}
	return c
}

// posted is a choice by where an officer is posted now: one whom a matter is about,
// or one who has it.
func posted(force, facet string, today candour.Date, units []string) choice {
	there := ` AND p.unit IN (` + places(len(units)) + `) AND p.from_day <= {} AND (p.to_day = '' OR p.to_day >= {})`
	args := append(anyOf(units), today.String(), today.String())
	return choice{
		set: piece(`SELECT f.force, f.subject || '' AS subject FROM workforce_posting p CROSS JOIN clock_facet f WHERE p.force = {}`+there+` AND f.force = p.force AND f.facet = {} AND f.value = p.officer`,
			append(append([]any{force}, args...), facet)...),
		row: piece(`EXISTS (SELECT 1 FROM clock_facet g WHERE g.force = d.force AND g.subject = d.subject AND g.facet = {}
			AND EXISTS (SELECT 1 FROM workforce_posting p WHERE p.force = g.force AND p.officer = g.value`+there+`))`, append([]any{facet}, args...)...),
	}
}

// ruled is a choice by the limit itself. The limits of one rule lie together in the
// order of their days; those of several, or in another order, are compared row by
// row, because an index of the rule would give them out of order.
func ruled(force string, byDay bool, rules ...string) choice {
	if len(rules) == 1 && byDay {
		return choice{row: piece(`d.rule = {}`, rules[0]), inRow: true, set: piece(`SELECT x.force, x.subject || '' AS subject FROM clock_due x WHERE x.force = {} AND x.rule = {}`, force, rules[0])}
	}
	rules = append(rules, "-") // no rule: a list of none is no SQL
	in := `IN (` + places(len(rules)) + `)`
	return choice{
		set: piece(`SELECT x.force, x.subject || '' AS subject FROM clock_due x WHERE x.force = {} AND x.rule `+in, append([]any{force}, anyOf(rules)...)...),
		row: piece(`(d.rule || '') `+in, anyOf(rules)...),
	}
}

// within is a choice by a day of a limit. Where it is the day by which the list is
// ordered, its limits lie together.
func within(force, column string, ordered bool, first, last candour.Date) choice {
	from, to := "0001-01-01", "9999-12-31"
	if !first.IsZero() {
		from = first.String()
	}
	if !last.IsZero() {
		to = last.String()
	}
	c := choice{
		set:   piece(`SELECT x.force, x.subject || '' AS subject FROM clock_due x WHERE x.force = {} AND x.`+column+` >= {} AND x.`+column+` <= {}`, force, from, to),
		row:   piece(`(d.`+column+` || '') >= {} AND (d.`+column+` || '') <= {}`, from, to),
		inRow: ordered,
	}
	if ordered {
		c.row = piece(`d.`+column+` >= {} AND d.`+column+` <= {}`, from, to)
	}
	return c
}

// choices are all that a filter asks for, in a force: none for whoever reads nothing,
// as authz.ListArgs has it.
func (v View) choices(tx *seal.Tx, w Viewer, f Filter, force string) (out []choice, err error) {
	if first, last := f.days(w.Today); f.Due != "" {
		out = append(out, within(force, "by_day", !f.Sort.received(), first, last))
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		out = append(out, within(force, "attention_day", f.Sort.received(), f.From, f.To))
	}
	if f.Rule != "" {
		out = append(out, ruled(force, !f.Sort.received(), f.Rule))
	}
	if f.Track != "" {
		out = append(out, ruled(force, false, rulesOn(f.Track)...))
	}
	for _, x := range [][2]string{{clock.FacetState, f.State}, {clock.FacetCategory, f.Category}} {
		if x[1] != "" {
			out = append(out, faceted(force, x[0], x[1]))
		}
	}
	if f.Sensitive {
		out = append(out, faceted(force, clock.FacetSensitive, "yes"))
	}
	if f.Unit != "" {
		out = append(out, posted(force, clock.FacetAbout, w.Today, []string{f.Unit}))
	}
	if f.Whose == "" {
		return out, nil
	}
	c, err := v.whose(tx, w, f.Whose, force)
	return append(out, c), err
}

// whose is the choice by who has a matter.
func (v View) whose(tx *seal.Tx, w Viewer, whose Whose, force string) (choice, error) {
	if whose == Nobodys {
		return faceted(force, clock.FacetAssigned, ""), nil
	}
	mine, err := workforce.EmploymentsIn(tx, w.Who.Force, w.Who.ID)
	if err != nil {
		return choice{}, err
	}
	var officers, units []string
	for _, e := range mine {
		officers = append(officers, string(e.Officer))
		in, err := workforce.UnitsOf(tx, w.Who.Force, e.Officer, w.Today)
		if err != nil {
			return choice{}, err
		}
		units = append(units, in...)
	}
	if whose == Mine {
		return faceted(force, clock.FacetAssigned, orNone(officers)...), nil
	}
	return posted(force, clock.FacetAssigned, w.Today, orNone(units)), nil
}

// orNone is a list of what nobody has in place of an empty one, which is no SQL.
func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{"-"}
	}
	return list
}

// beginning is the choice that a list begins with, the one that leaves least; -1: it
// goes through all that is due.
func beginning(tx *seal.Tx, all []choice) (at int, err error) {
	if len(all) == 1 && (all[0].facet.text != "" || all[0].inRow) {
		return 0, nil
	}
	at = -1
	least := few + 1
	for i, c := range all {
		q, args := statement(piece(`SELECT count(*) FROM (`), c.set, piece(` LIMIT {}) c`, few+1))
		var n int
		if err := tx.One(q, args, &n); err != nil {
			return 0, err
		}
		if n < least || at < 0 && c.facet.text != "" {
			at, least = i, n
		}
	}
	return at, nil
}

// listed is authz.Listed as a part: what keeps out whoever must not see a row.
func listed(args []any) part {
	return part{strings.NewReplacer("$2", "{}", "$3", "{}", "$4", "{}", "$5", "{}").Replace(authz.Listed), args[1:5]}
}

// dueQuery is the statement of a worklist: the first so many of the limits that a
// filter leaves to somebody, in its order.
func dueQuery(f Filter, args []any, all []choice, begin, most int) (string, []any) {
	by, from := "by_day", "d"
	if f.Sort.received() {
		by = "attention_day"
	}
	parts := []part{piece(`SELECT d.subject, d.rule, d.about, d.event, d.rule_from, d.by_day, d.effect, d.attention_day, d.started_day, d.began, d.moved FROM `)}
	walled := []part{listed(args)}
	switch {
	case begin < 0 || all[begin].inRow:
		parts = append(parts, piece(`clock_due d WHERE d.force = {} AND `, args[0]))
	case all[begin].facet.text != "":
		from = "f"
		parts = append(parts, piece(`clock_facet f CROSS JOIN clock_due d WHERE `), all[begin].facet,
			piece(` AND d.force = f.force AND d.subject = f.subject AND d.rule = f.rule AND d.about = f.about AND d.event = f.event AND `))
		for _, c := range all {
			if c.inRow && len(c.row.args) == 2 { // days, in the order of the list: here too
				parts = append(parts, part{strings.ReplaceAll(c.row.text, "d.", "f."), c.row.args}, piece(` AND `))
			}
		}
	default:
		parts = append(parts, piece(`(SELECT d.force, d.subject FROM (SELECT DISTINCT s.force, s.subject FROM (`), all[begin].set, piece(`) s) d WHERE d.force = {} AND `, args[0]), listed(args),
			piece(`) m CROSS JOIN clock_due d WHERE d.force = m.force AND d.subject = m.subject AND `))
		walled = []part{piece(`d.force = {}`, args[0])}
	}
	for i, c := range all {
		if i != begin || from != "f" {
			parts = append(parts, c.row, piece(` AND `))
		}
	}
	var order []string // an index has them so
	for _, column := range []string{by, "subject", "rule", "about", "event"} {
		order = append(order, from+"."+column)
		if f.Sort.back() {
			order[len(order)-1] += " DESC"
		}
	}
	return statement(append(append(parts, walled...), piece(` ORDER BY `+strings.Join(order, ", ")+` LIMIT {}`, most))...)
}

// limits are the first limits that a filter leaves, up to the end of a page, and how
// many there are: to exactTo and one more, where whoever looks may be told a number.
func (v View) limits(tx *seal.Tx, w Viewer, f Filter, args []any, counted bool, end int) (out []Work, n int, err error) {
	may, err := v.Runner.MayRow(tx, w.Who, args, cases.ListCase.ID, "case")
	if err != nil || may.None() {
		return nil, 0, err
	}
	all, err := v.choices(tx, w, f, args[0].(string))
	if err != nil {
		return nil, 0, err
	}
	begin, err := beginning(tx, all)
	if err != nil {
		return nil, 0, err
	}
	most := end
	switch {
	case counted && len(all) == 0:
		// Where nothing is left out, to count is a third of the work of reading as many
		// rows. Where something is, both would look for it.
		if n, err = countDue(tx, w, args); err != nil {
			return nil, 0, err
		}
		counted = false
	case counted:
		most = max(end, exactTo+1)
	}
	q, given := dueQuery(f, args, all, begin, most)
	err = tx.Each(q, given, func(scan func(...any) error) error {
		var r clock.Row
		var subject, by, received, started string
		if err := scan(&subject, &r.Rule, &r.About, &r.Event, &r.From, &by, &r.Effect, &received, &started, &r.Began, &r.Moved); err != nil {
			return err
		}
		if counted {
			n++
		}
		if len(out) == end {
			return nil
		}
		r.By, r.Attention, r.Started = cases.Day(by), cases.Day(received), cases.Day(started)
		item, err := workOf(subject, r)
		out = append(out, item)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading what is due: %w", err)
	}
	return out, n, nil
}

// workOf is a row of the cache as a list shows it.
func workOf(subject string, r clock.Row) (Work, error) {
	first, err := candour.ParseDate(r.From)
	if err != nil {
		return Work{}, err
	}
	rule, err := clock.FindFor(r.Rule, first)
	if err != nil {
		return Work{}, err
	}
	kind, id, _ := strings.Cut(subject, "/")
	return Work{
		Of: candour.Subject{Kind: kind, ID: id}, What: rule.Title, Rule: &rule, By: r.By, Why: r.Why(),
		Received: r.Attention, Standing: r.Effect.Label(),
	}, nil
}
