package view

import (
	"fmt"
	"slices"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/cases"
	"candour/intake"
	"candour/seal"
)

// owings are what the person who reported is owed for what they sent, in the order
// in which a day with several shows them.
var owings = []intake.Owing{intake.OwedReading, intake.OwedSorting, intake.OwedRecord}

// owings reports whether a filter leaves what is owed to people who reported: it is of
// no rule and no track, and a number of it would tell what a matter is about where
// the filter asks for that.
func (f Filter) owings() bool {
	f.Due, f.From, f.To = "", candour.Date{}, candour.Date{}
	return !f.Narrows()
}

// owedIn are the first and the last day since which something of a kind is owed that a
// filter leaves.
func (f Filter) owedIn(kind intake.Owing, today candour.Date) (from, to string) {
	return f.countedIn(today, int(kind.By(today).Time().Sub(today.Time()).Hours()/24))
}

// owed are the first n things of each kind that the person who reported is owed and
// that this viewer may know of: to be done by a day of our own, and labelled so.
// They stand on the case, or on the report where there is none yet, and are counted
// after asking, as new reports are.
func (v View) owed(tx *seal.Tx, w Viewer, f Filter, args []any, n int) (out []Work, err error) {
	for _, kind := range owings {
		some, err := v.owedOf(tx, w, f, args, kind, n)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// owedRows are what is owed, as a list reads it.
const owedRows = `(SELECT o.force, o.kind, o.about, o.since_day, o.report, COALESCE(c.case_id, '') AS case_id, COALESCE('case/' || c.case_id, 'report/' || o.report) AS subject
	FROM intake_owed o LEFT JOIN intake_opened c ON c.force = o.force AND c.report = o.report) d`

func (v View) owedOf(tx *seal.Tx, w Viewer, f Filter, args []any, kind intake.Owing, n int) (out []Work, err error) {
	may, none := map[string]*act.Rows{}, true
	for of, reading := range map[string]string{"report": intake.ListReport.ID, "case": cases.ListCase.ID} {
		if may[of], err = v.Runner.MayRow(tx, w.Who, args, reading, of); err != nil {
			return nil, err
		}
		none = none && may[of].None()
	}
	if none {
		return nil, nil
	}
	from, to := f.owedIn(kind, w.Today)
	for day, id, wants := "", "", n; ; wants = min(2*wants, most(n)) {
		read := 0
		var some []Work
		row := func(scan func(...any) error) error {
			var in, report string
			if err := scan(&id, &day, &in, &report); err != nil {
				return err
			}
			read++
			since, err := candour.ParseDate(day)
			of := candour.Subject{Kind: "report", ID: report}
			if in != "" {
				of = candour.Subject{Kind: "case", ID: in}
			}
			some = append(some, Work{
				Of: of, What: kind.Words(), By: kind.By(since), Received: since,
				Why: "Counted from " + since.Words() + " (the person wrote)", Standing: "local standard", asked: true,
			})
			return err
		}
		if f.Sort.back() {
			if day == "" {
				day = "9999-12-31"
			}
			err = tx.Each(`SELECT d.about, d.since_day, d.case_id, d.report FROM `+owedRows+` WHERE d.force = $1 AND `+authz.Listed+`
			AND d.kind = $6 AND d.since_day >= $7 AND d.since_day <= $8 AND d.since_day <= $9 AND (d.since_day < $10 OR d.about < $11)
			ORDER BY d.since_day DESC, d.about DESC LIMIT $12`, append(slices.Clone(args), string(kind), from, to, day, day, id, wants), row)
		} else {
			err = tx.Each(`SELECT d.about, d.since_day, d.case_id, d.report FROM `+owedRows+` WHERE d.force = $1 AND `+authz.Listed+`
			AND d.kind = $6 AND d.since_day >= $7 AND d.since_day <= $8 AND d.since_day >= $9 AND (d.since_day > $10 OR d.about > $11)
			ORDER BY d.since_day, d.about LIMIT $12`, append(slices.Clone(args), string(kind), from, to, day, day, id, wants), row)
		}
		if err != nil {
			return nil, fmt.Errorf("reading what the people who reported are owed: %w", err)
		}
		for of, rows := range may {
			if err := rows.Ahead(idsOf(slices.DeleteFunc(slices.Clone(some), func(x Work) bool { return x.Of.Kind != of }))); err != nil {
				return nil, err
			}
		}
		for _, x := range some {
			if ok, err := may[x.Of.Kind].May(x.Of.ID); err != nil {
				return nil, err
			} else if ok && len(out) < n {
				out = append(out, x)
			}
		}
		if read < wants || len(out) == n {
			return out, nil
		}
	}
}

// countOwed counts them by the same condition as the list, on what somebody may list.
func countOwed(tx *seal.Tx, w Viewer, f Filter, args []any, may mayList) (n int, err error) {
	args = slices.Clone(args)
	for _, kind := range owings {
		from, to := f.owedIn(kind, w.Today)
		args = append(args, string(kind), from, to)
	}
	err = tx.One(`SELECT count(*) FROM (SELECT 1 AS one FROM `+owedRows+` WHERE d.force = $1 AND `+authz.Listed+`
		AND (d.kind = $6 AND d.since_day >= $7 AND d.since_day <= $8 OR d.kind = $9 AND d.since_day >= $10 AND d.since_day <= $11 OR d.kind = $12 AND d.since_day >= $13 AND d.since_day <= $14)
		AND (d.case_id <> '' AND $15 = 'yes' OR d.case_id = '' AND $16 = 'yes') LIMIT 1001) x`, append(args, yes(may.cases), yes(may.reports)), &n)
	if err != nil {
		return 0, fmt.Errorf("counting what is owed: %w", err)
	}
	return n, nil
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
