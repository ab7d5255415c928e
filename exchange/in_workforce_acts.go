package exchange

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"

	"candour"
	"candour/workforce"
)

// The kinds of row, as they begin a row's key.
var rowKinds = map[string]string{"m": "person", "t": "type", "p": "posting", "l": "manager", "i": "identifier", "r": "relationship"}

func goneWhat(key string) string {
	kind, _, _ := strings.Cut(key, ":")
	return cmp.Or(rowKinds[kind], "row")
}

// row is the two tokens of a row. They say nothing without the force's key,
// although names and numbers go into them.
func (n *names) row(kind string, key []string, says ...string) workforce.Row {
	token := func(purpose string, fields []string) string {
		return base64.RawURLEncoding.EncodeToString(sum(n.rows, append([]string{purpose, n.source, kind}, fields...)...)[:9])
	}
	return workforce.Row{Key: kind + ":" + token("key", key), Content: token("says", append(slices.Clone(key), says...))}
}

// member makes the act that takes a person in with all of their rows, or none
// where each row is held as it stands.
func (w *members) member(r *register, p *personRow) task {
	n := w.names
	a := &workforce.ImportMember{
		Officer: p.officer, Person: p.person, Source: w.source(), OnFile: p.onFile,
		Name: candour.Mark(p.name), Number: candour.Mark(p.number), Type: p.kind, Rank: p.rank, Joined: p.joined, Left: p.left, Why: p.why, State: p.state, Since: p.since,
	}
	a.Self = n.row("m", []string{p.key}, p.name, p.number, string(p.kind), p.rank, p.joined.String(), p.left.String(), string(p.why), string(p.state), p.since.String())
	if a.Since.IsZero() {
		a.Since = r.today
	}
	all := []workforce.Row{a.Self}
	t := task{file: r.files[0], lines: []int{p.line}, rows: 1 + p.rows()}
	for _, x := range p.types {
		row := n.row("t", []string{p.key, x.from.String()}, x.value, x.to.String())
		a.Types = append(a.Types, workforce.ImportedType{Row: row, TypeSpan: workforce.TypeSpan{Type: workforce.PersonType(x.value), From: x.from, To: x.to}})
		all = append(all, row)
	}
	for _, x := range p.postings {
		row := n.row("p", []string{p.key, x.value, x.from.String()}, x.to.String())
		a.Postings = append(a.Postings, workforce.ImportedPosting{Row: row, Posting: workforce.Posting{Unit: x.value, From: x.from, To: x.to}})
		all = append(all, row)
	}
	for _, x := range p.lines {
		row := n.row("l", []string{p.key, x.manager.key, x.from.String()}, x.to.String())
		a.Lines = append(a.Lines, workforce.ImportedLine{Row: row, Manager: x.manager.officer, Person: x.manager.person, From: x.from, To: x.to})
		all = append(all, row)
	}
	for _, x := range p.identifiers {
		row := n.row("i", []string{p.key, string(x.kind), candour.Normal(x.kind, x.value)})
		a.Identifiers = append(a.Identifiers, workforce.ImportedIdentifier{Row: row, Identified: workforce.Identified{Kind: x.kind, Value: candour.Mark(x.value)}})
		all = append(all, row)
	}
	for _, x := range p.ties {
		key := []string{p.key, x.outside, string(x.kind)}
		tie := workforce.ImportedTie{Outside: candour.Mark(x.outside), Kind: x.kind, From: x.from, To: x.to}
		if x.other != nil {
			key = append(key, x.other.key)
			tie.Other, tie.Person = x.other.officer, x.other.person
		}
		tie.Row = n.row("r", key, x.from.String(), x.to.String())
		tie.ID = n.id("relationship", "relationships", key...)
		a.Ties = append(a.Ties, tie)
		all = append(all, tie.Row)
	}
	before, ours := w.held[p.officer]
	became := isNew
	if ours {
		if became = corrected; !slices.ContainsFunc(all, func(x workforce.Row) bool { return !before.Says(x) }) {
			became = held
		}
		for _, k := range before.Keys() {
			if !slices.ContainsFunc(all, func(x workforce.Row) bool { return x.Key == k }) {
				w.res.Gone = append(w.res.Gone, Gone{goneWhat(k), p.officer})
			}
		}
	}
	if became != held {
		t.act = a
	}
	rows := p.rows()
	t.tally = func() {
		w.res.People.add(became, 1)
		w.res.Rows.add(became, rows)
	}
	return t
}
