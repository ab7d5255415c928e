package exchange

import (
	"fmt"
	"slices"
	"strings"

	"candour"
)

// unknownOfficer is said of postings and allegations alike.
const unknownOfficer = "unknown officer: no row of the officers file that was taken in names them"

func (x *extract) officer(line int, f []string) (lost string) {
	o := &officerRow{line: line, key: strings.Clone(f[0]), race: x.one(f[4]), sex: x.one(f[5]), birthYear: x.one(f[6])}
	if o.key == "" {
		return "it names no officer"
	}
	if _, twice := x.byKey[o.key]; twice {
		return "the officer is there already"
	}
	if lost = days(field{"appointed", f[1], &o.appointed}, field{"resigned", f[2], &o.resigned}); lost != "" {
		return lost
	}
	switch f[3] {
	case "1":
		o.serving = "yes"
	case "0":
		o.serving = "no"
	default:
		x.warn(line, "it does not say 1 or 0 for whether the officer serves")
	}
	if o.appointed.IsZero() {
		x.warn(line, "the officer has no day of appointment")
	} else if !o.resigned.IsZero() && o.resigned.Before(o.appointed) {
		x.warn(line, "the officer left before they were appointed")
	}
	x.byKey[o.key] = o
	x.officers = append(x.officers, o)
	return ""
}

func (x *extract) posting(line int, f []string) (lost string) {
	o, known := x.byKey[f[0]]
	if !known {
		return unknownOfficer
	}
	p := postingRow{line: line, unit: x.one(f[1])}
	if lost = days(field{"start", f[2], &p.start}, field{"end", f[3], &p.end}); lost != "" {
		return lost
	}
	switch {
	case p.unit == "":
		return "it names no unit"
	case p.start.IsZero():
		return "it has no start"
	case !p.end.IsZero() && p.end.Before(p.start):
		return "it ends before it starts"
	case slices.ContainsFunc(o.postings, func(q postingRow) bool { return q.unit == p.unit && q.start == p.start }):
		return "the posting of this officer to this unit on this day is there already"
	case len(o.postings) == mostRows:
		return fmt.Sprintf("the officer has more than %d postings", mostRows)
	}
	o.postings = append(o.postings, p)
	return ""
}

func (x *extract) allegation(line int, f []string) (lost string) {
	if f[0] == "" {
		return "it names no case"
	}
	defer func() {
		if lost != "" {
			x.lost[strings.Clone(f[0])]++
		}
	}()
	o, known := x.byKey[f[1]]
	if !known && (f[1] == "" || !x.onFile(f[1])) {
		return unknownOfficer
	}
	key := f[1]
	if known {
		key = o.key
	}
	at := matter{key: f[0]}
	if lost = days(field{"incident", f[2], &at.incident}, field{"received", f[3], &at.received}, field{"closed", f[4], &at.closed}); lost != "" {
		return lost
	}
	m, there := x.byCase[f[0]]
	switch {
	case at.received.IsZero():
		return "it has no day of receipt"
	case at.received.After(x.today) || at.closed.After(x.today):
		return "it was received or closed on a day that has not come yet"
	case !at.closed.IsZero() && at.closed.Before(at.received):
		return "closed before it was received"
	case there && (m.incident != at.incident || m.received != at.received || m.closed != at.closed):
		return "its days differ from those of the first row of its case"
	case there && slices.ContainsFunc(m.rows, func(r allegationRow) bool { return r.officer == key }):
		return "the allegation against this officer in this case is there already"
	case there && len(m.rows) == mostRows:
		return fmt.Sprintf("the case has more than %d rows", mostRows)
	}
	if !there {
		at.key = strings.Clone(f[0])
		m = &at
		x.byCase[m.key] = m
		x.matters = append(x.matters, m)
	}
	r := allegationRow{line: line, officer: key, code: x.one(f[5]), group: x.one(f[6]), finding: x.one(f[7]), outcome: x.one(f[8])}
	m.rows = append(m.rows, r)
	x.look(m, r)
	return ""
}

// look lists what is odd about an allegation that is taken in all the same.
func (x *extract) look(m *matter, r allegationRow) {
	if m.incident.IsZero() {
		x.warn(r.line, "it has no day of the incident")
	} else if m.incident.After(m.received) {
		x.warn(r.line, "the incident is later than the day of receipt")
	}
	if m.closed.IsZero() && r.finding != "" {
		x.warn(r.line, "it is open and has a finding: the finding is kept word for word and decides nothing")
	}
	if _, known := complaintCategory[r.group]; !known {
		x.warn(r.line, "its group is not in the mapping table: it has no category until somebody says which")
	}
}

type field struct {
	name, value string
	into        *candour.Date
}

// days reads days, none being allowed. It says which one cannot be read, and
// never what stands there.
func days(fields ...field) (lost string) {
	for _, f := range fields {
		if f.value == "" {
			continue
		}
		d, err := candour.ParseDate(f.value)
		if err != nil {
			return f.name + " is not a day written as 2011-12-31"
		}
		*f.into = d
	}
	return ""
}
