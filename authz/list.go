package authz

import (
	"slices"
	"strings"

	"candour"
	"candour/store"
)

// notWalled is the wall as a list needs it, in one place: a condition on a row d
// with a force and a subject, where $3 and $4 are both the person who looks. It
// holds for exactly the rows on whose wall that person does not stand.
//
// It looks rows up by force and subject, and postings by force and person. What is
// inside stands in an EXISTS of its own: of a join SQLite may begin at the other
// end, and reads every office of the force for each row.
const notWalled = `NOT EXISTS (SELECT 1 FROM authz_wall x WHERE x.force = d.force AND x.subject = d.subject AND x.person = $3)
	AND NOT EXISTS (SELECT 1 FROM authz_unit u WHERE u.force = d.force AND u.subject = d.subject
		AND EXISTS (SELECT 1 FROM authz_posting p WHERE p.force = u.force AND p.person = $4 AND p.unit = u.unit AND p.from_day <= u.to_day AND p.to_day >= u.from_day))`

// Listed is notWalled, and leaves out what waits for triage ($2 is 1 where that
// does not matter) and what is about a chief officer ($5 likewise). A list then
// asks Ask of each row that it shows: SQL may narrow, never widen. What leaves out most
// of a list stands first: of thousands of new reports only triage may list any.
const Listed = `(CAST($2 AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM authz_triaged t WHERE t.force = d.force AND t.subject >= d.subject AND t.subject <= d.subject))
	AND ` + notWalled + `
	AND (CAST($5 AS BIGINT) = 1 OR NOT EXISTS (SELECT 1 FROM authz_accused a WHERE a.force = d.force AND a.subject >= d.subject AND a.subject <= d.subject
		AND EXISTS (SELECT 1 FROM authz_office o WHERE o.force = a.force AND o.person = a.person AND o.role = 'chief' AND o.to_day >= a.first_day AND o.to_day >= o.from_day)))`

// ListArgs are $1 to $5 of a query with Listed: the force and those of the person.
// For an administrator it is no force at all: they read nothing, and no list is
// longer for them, or slower, because of what there is. So it is for whoever is
// suspended or left.
func ListArgs(tx *store.Tx, who Actor) ([]any, error) {
	h, err := holds(tx, who, who.Force)
	if err != nil {
		return nil, err
	}
	held, force := h.roles, string(who.Force)
	if slices.Contains(held, Administrator) || h.barred {
		force = "" // administrator-reads-nothing, barred-reads-nothing
	}
	outside := slices.Contains(held, PolicingBody) || slices.Contains(held, Inspector) // whom awaiting-triage and about-a-chief-officer may let pass
	return []any{force, number(outside || slices.Contains(held, Triage)), string(who.ID), string(who.ID), number(outside)}, nil
}

// Untriaged reports whether a list by these arguments holds what waits for triage. Where
// it does not, nothing need be read to list new reports: one is triaged in the case that
// it becomes.
func Untriaged(args []any) bool { return args[1] == 1 }

// Wider reports whether a list by these arguments holds rows that Ask will leave
// out, so that counting them would say too much.
func Wider(args []any) bool { return args[4] == 1 }

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Listing is what the policies say of every row that a list with Listed holds.
type Listing struct {
	Allowed, All bool // All: Allowed is the answer about each

	// Where it is not All, no row is allowed but those that are about a chief officer,
	// or but those that nobody of triage could sort. Both may hold: then none is but by
	// both.
	OnlyChief, OnlyNobodyLeft bool
}

// AskListed decides on a reading of every row that a list with Listed holds, in one
// answer. Of such a row it is known that its reader stands on no wall of it; what is
// not known is tried both ways, and where that could change the answer All is false
// and each row that Perhaps leaves has to be asked about with Ask. It holds for a kind
// of matter that hangs on no other and belongs to none of the staff, as a report and a
// case do.
//
// A list of a thousand rows so asks the policies once: asked one by one, each costs a
// hundredth of what is left of a page's time.
func (r *Rules) AskListed(tx *store.Tx, who Actor, args []any, do, kind string) (Listing, error) {
	if who.Kind != "Person" {
		return Listing{}, nil // no list is theirs
	}
	h, err := holds(tx, who, who.Force)
	if err != nil {
		return Listing{}, err
	}
	to := Resource{Force: who.Force, Subject: candour.Subject{Kind: kind, ID: "any"}}
	out := Listing{All: true, OnlyChief: true, OnlyNobodyLeft: true}
	for i, f := range couldBe(h, args) {
		d, err := r.decide(f, who, do, to)
		if err != nil {
			return Listing{}, err
		}
		if i == 0 {
			out.Allowed = d.Allowed
		}
		out.All = out.All && d.Allowed == out.Allowed
		out.OnlyChief = out.OnlyChief && (f.aboutChief || !d.Allowed)
		out.OnlyNobodyLeft = out.OnlyNobodyLeft && (f.nobodyLeft && f.awaiting || !d.Allowed)
		if !out.All && !out.OnlyChief && !out.OnlyNobodyLeft {
			break
		}
	}
	return out, nil
}

// Perhaps are those of some rows of a list that may be allowed: what it leaves out is
// refused, and what it leaves has to be asked about with Ask. It spares a list of which
// hardly a row is somebody's from asking about each, and is never the reason why a row
// is shown.
func (l Listing) Perhaps(tx *store.Tx, force candour.ForceID, kind string, ids []string) (out []string, err error) {
	if l.All {
		if l.Allowed {
			return ids, nil
		}
		return nil, nil
	}
	out = ids
	if l.OnlyChief {
		if out, err = aboutChiefs(tx, force, kind, out); err != nil {
			return nil, err
		}
	}
	if l.OnlyNobodyLeft {
		return nobodyFirst(tx, force, kind, out)
	}
	return out, nil
}

// aboutChiefs are those of some rows that are about somebody who was a chief officer
// since.
func aboutChiefs(tx *store.Tx, force candour.ForceID, kind string, ids []string) (out []string, err error) {
	known, err := chiefMatters(tx, force)
	for _, id := range ids {
		if known[kind+"/"+id] {
			out = append(out, id)
		}
	}
	return out, err
}

// chiefMatters are all matters about somebody who was a chief officer since: they are
// few, and are read at once.
func chiefMatters(tx *store.Tx, force candour.ForceID) (map[string]bool, error) {
	name := chiefsOf(force)
	if known, ok := tx.Known(name); ok {
		return known.(map[string]bool), nil
	}
	all := map[string]bool{}
	err := tx.Each(`SELECT a.subject FROM authz_office o CROSS JOIN authz_accused i CROSS JOIN authz_accused a
		WHERE o.force = $1 AND o.role = 'chief' AND i.force = o.force AND i.person = o.person AND a.force = i.force AND a.subject = i.subject AND a.person = i.person
			AND o.to_day >= a.first_day AND o.to_day >= o.from_day ORDER BY o.person, a.subject`,
		[]any{string(force)}, func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			all[s] = true
			return err
		})
	if err != nil {
		return nil, err
	}
	if tx.Reading() {
		tx.Note(name, all)
	}
	return all, nil
}

// fewReports is up to how many reports Reports gives that nobody is left to sort.
const fewReports = 1000

// Reports are all reports that may be allowed of a list of them, where it can be told
// which these are: what is not among them is refused, and what is has to be asked about
// with Ask. A list of thousands of new ones, of which hardly any is somebody's, so begins
// with those that could be.
func (l Listing) Reports(tx *store.Tx, force candour.ForceID) (ids []string, known bool, err error) {
	switch {
	case l.All:
		return nil, !l.Allowed, nil
	case l.OnlyChief:
		all, err := chiefMatters(tx, force)
		for s := range all {
			if id, is := strings.CutPrefix(s, "report/"); is {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		return ids, err == nil, err
	case !l.OnlyNobodyLeft:
		return nil, false, nil
	}
	able, err := ableTo(tx, force, Triage)
	if err != nil || len(able) == 0 { // all are for whoever looks in from outside
		return nil, false, err
	}
	err = tx.Each(`SELECT w.subject FROM authz_wall w WHERE w.force = $1 AND w.person = $2 AND substr(w.subject, 1, 7) = 'report/'
		UNION SELECT u.subject FROM authz_posting p CROSS JOIN authz_unit u WHERE p.force = $3 AND p.person = $4 AND u.force = p.force AND u.unit = p.unit
			AND substr(u.subject, 1, 7) = 'report/' AND p.from_day <= u.to_day AND p.to_day >= u.from_day
		ORDER BY 1 LIMIT $5`, []any{string(force), string(able[0]), string(force), string(able[0]), fewReports + 1}, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		ids = append(ids, strings.TrimPrefix(s, "report/"))
		return err
	})
	if err != nil || len(ids) > fewReports {
		return nil, false, err
	}
	return ids, true, nil
}

// chiefsOf names what is noted of a force: the matters about its chief officers.
type chiefsOf candour.ForceID

// atOnce is how many rows one statement asks about.
const atOnce = 50

// firstSorters is of how many of those who could sort a row it is asked at once whether
// they stand on its wall. Mostly one answer settles a page.
const firstSorters = 3

// nobodyFirst are those of some rows on whose wall all the first of those stand who
// could sort them, or all rows where nobody could. Nobody is left to sort a row only if
// none of these is.
func nobodyFirst(tx *store.Tx, force candour.ForceID, kind string, ids []string) ([]string, error) {
	able, err := ableTo(tx, force, Triage)
	if err != nil {
		return nil, err
	}
	for _, p := range able[:min(len(able), firstSorters)] {
		var walled []string
		for page := range slices.Chunk(ids, atOnce) {
			some, err := walledOf(tx, force, p, kind, page)
			if err != nil {
				return nil, err
			}
			walled = append(walled, some...)
		}
		ids = walled
	}
	return ids, nil
}

// walledOf are those of up to atOnce rows on whose wall somebody stands.
func walledOf(tx *store.Tx, force candour.ForceID, p candour.PersonID, kind string, ids []string) (out []string, err error) {
	rows := make([]string, len(ids))
	for i, id := range ids {
		rows[i] = kind + "/" + id
	}
	walled := map[string]bool{}
	err = tx.Each(`SELECT s.column1 FROM (VALUES ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), 
			($26), ($27), ($28), ($29), ($30), ($31), ($32), ($33), ($34), ($35), ($36), ($37), ($38), ($39), ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48), ($49), ($50)) s
		WHERE EXISTS (SELECT 1 FROM authz_wall w WHERE w.force = $51 AND w.subject = s.column1 AND w.person = $52)
			OR EXISTS (SELECT 1 FROM authz_unit u WHERE u.force = $53 AND u.subject = s.column1
				AND EXISTS (SELECT 1 FROM authz_posting p WHERE p.force = u.force AND p.person = $54 AND p.unit = u.unit AND p.from_day <= u.to_day AND p.to_day >= u.from_day))
		ORDER BY s.column1`, append(store.Places(atOnce, rows), string(force), string(p), string(force), string(p)), func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		walled[s] = true
		return err
	})
	for _, id := range ids {
		if walled[kind+"/"+id] {
			out = append(out, id)
		}
	}
	return out, err
}

// couldBe are the facts that a row of a list can have, for somebody of whom this holds.
func couldBe(h held, args []any) []facts {
	out := []facts{{roles: h.roles, barred: h.barred}}
	either := func(is bool, set func(*facts)) {
		if !is {
			return
		}
		for _, f := range out {
			set(&f)
			out = append(out, f)
		}
	}
	either(args[1] == 1, func(f *facts) { f.awaiting = true })
	either(args[4] == 1, func(f *facts) { f.aboutChief = true })
	either(args[1] == 1 && slices.Contains(h.roles, Inspector), func(f *facts) { f.nobodyLeft = true }) // of nothing that awaits nobody: a case more to try
	either(len(h.named) > 0, func(f *facts) { f.standsInFor = true })
	either(true, func(f *facts) { f.declared = true })
	return out
}
