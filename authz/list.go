package authz

import (
	"slices"

	"candour"
	"candour/store"
)

// NotWalled is the wall as a list needs it, in one place: a condition on a row d
// with a force and a subject, where $2 and $3 are both the person who looks. It
// holds for exactly the rows on whose wall that person does not stand.
//
// It looks rows up by force and subject, and postings by force and person. What is
// inside stands in an EXISTS of its own: of a join SQLite may begin at the other
// end, and reads every office of the force for each row.
const NotWalled = `NOT EXISTS (SELECT 1 FROM authz_wall x WHERE x.force = d.force AND x.subject = d.subject AND x.person = $2)
	AND NOT EXISTS (SELECT 1 FROM authz_unit u WHERE u.force = d.force AND u.subject = d.subject
		AND EXISTS (SELECT 1 FROM authz_posting p WHERE p.force = u.force AND p.person = $3 AND p.unit = u.unit AND p.from_day <= u.to_day AND p.to_day >= u.from_day))`

// Listed is NotWalled, and leaves out what waits for triage ($4 is 1 where that
// does not matter) and what is about a chief officer ($5 likewise). A list then
// asks Ask of each row that it shows: SQL may narrow, never widen.
const Listed = NotWalled + `
	AND (CAST($4 AS BIGINT) = 1 OR EXISTS (SELECT 1 FROM authz_triaged t WHERE t.force = d.force AND t.subject >= d.subject AND t.subject <= d.subject))
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
	return []any{force, string(who.ID), string(who.ID), number(outside || slices.Contains(held, Triage)), number(outside)}, nil
}

// Wider reports whether a list by these arguments holds rows that Ask will leave
// out, so that counting them would say too much.
func Wider(args []any) bool { return args[4] == 1 }

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AskListed decides on a reading of every row that a list with Listed holds, in one
// answer. Of such a row it is known that its reader stands on no wall of it; what is
// not known is tried both ways, and where that could change the answer all is false
// and each row has to be asked about with Ask. It holds for a kind of matter that hangs
// on no other and belongs to none of the staff, as a report and a case do.
//
// A list of a thousand rows so asks the policies once: asked one by one, each costs a
// hundredth of what is left of a page's time.
func (r *Rules) AskListed(tx *store.Tx, who Actor, args []any, do, kind string) (allowed, all bool, err error) {
	if who.Kind != "Person" {
		return false, false, nil // no list is theirs
	}
	h, err := holds(tx, who, who.Force)
	if err != nil {
		return false, false, err
	}
	to := Resource{Force: who.Force, Subject: candour.Subject{Kind: kind, ID: "any"}}
	for i, f := range couldBe(h, args) {
		d, err := r.decide(f, who, do, to)
		if err != nil {
			return false, false, err
		}
		if i > 0 && d.Allowed != allowed {
			return false, false, nil
		}
		allowed = d.Allowed
	}
	return allowed, true, nil
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
	either(args[3] == 1, func(f *facts) { f.awaiting = true })
	either(args[4] == 1, func(f *facts) { f.aboutChief = true })
	either(args[3] == 1 && slices.Contains(h.roles, Inspector), func(f *facts) { f.nobodyLeft = true }) // of nothing that awaits nobody: a case more to try
	either(len(h.named) > 0, func(f *facts) { f.standsInFor = true })
	either(true, func(f *facts) { f.declared = true })
	return out
}
