package exchange

import (
	"cmp"
	"encoding/json"
	"slices"

	"candour"
	"candour/cases"
	"candour/workforce"
)

// officer makes the act that takes an officer in, or none where the rows are held
// as they are.
func (w *writing) officer(x *extract, o *officerRow) (task, outcome) {
	_, person := w.names.officer(o.key)
	a := &workforce.ImportOfficer{
		Officer: o.id, Person: person, Source: ComplaintSource,
		Appointed: o.appointed, Left: o.resigned, Serving: o.serving, Equality: equality(o),
	}
	t := task{file: x.files[0], lines: []int{o.line}}
	digested := []string{o.appointed.String(), o.resigned.String(), o.serving, o.race, o.sex, o.birthYear}
	// Sorted: rows in another order are the same rows.
	slices.SortFunc(o.postings, func(p, q postingRow) int {
		return cmp.Or(cmp.Compare(p.unit, q.unit), p.start.Time().Compare(q.start.Time()))
	})
	for _, p := range o.postings {
		a.Postings = append(a.Postings, workforce.Posting{Unit: p.unit, From: p.start, To: p.end})
		digested = append(digested, p.unit, p.start.String(), p.end.String())
	}
	a.Digest = w.names.digest(digested...)
	before, there := w.officers[a.Officer]
	became := stands(before, there, a.Digest)
	a.Correction = became == corrected
	if became != held {
		t.act = a
	}
	t.rows = 1 + len(o.postings)
	t.tally = func() {
		w.Officers.add(became, 1)
		w.Postings.add(became, len(o.postings))
	}
	return t, became
}

// matter makes the act that takes a case in, or none where it is held as it is.
func (w *writing) matter(x *extract, m *matter) (task, outcome) {
	a := &cases.ImportCase{Case: m.id, Source: ComplaintSource, Incident: m.incident, Received: m.received, ClosedOn: m.closed}
	t := task{file: x.files[2], rows: len(m.rows)}
	digested := []string{m.incident.String(), m.received.String(), m.closed.String()}
	// Sorted: rows in another order are the same rows.
	slices.SortFunc(m.rows, func(p, q allegationRow) int { return cmp.Compare(p.officer, q.officer) })
	open, bare := 0, 0
	for _, r := range m.rows {
		category := complaintCategory[r.group]
		officer, person := w.names.officer(r.officer)
		a.Rows = append(a.Rows, cases.ImportedAllegation{
			ID: w.names.allegation(m.id, m.key, r.officer), Officer: officer, Person: person,
			Category: category, Code: sourceCode(r), Finding: r.finding, Outcome: r.outcome,
		})
		digested = append(digested, string(officer), category, r.code, r.group, r.finding, r.outcome)
		t.lines = append(t.lines, r.line)
		if m.closed.IsZero() {
			open++
		} else if r.finding == "" {
			bare++
		}
	}
	a.Digest = w.names.digest(digested...)
	before, there := w.cases[a.Case]
	became := stands(before, there, a.Digest)
	a.Correction = became == corrected
	if became != held {
		t.act = a
	}
	t.tally = func() {
		w.Cases.add(became, 1)
		w.Allegations.add(became, len(m.rows))
		w.Open += open
		w.ClosedWithoutFinding += bare
	}
	return t, became
}

// stands tells by the digests what there is to do.
func stands(before string, there bool, now string) outcome {
	switch {
	case !there:
		return isNew
	case before == now:
		return held
	}
	return corrected
}

// equality is what the disparity reports read, under the source's own words; a
// row that says none of it gives nothing to seal.
func equality(o *officerRow) candour.Marking {
	if o.race == "" && o.sex == "" && o.birthYear == "" {
		return candour.Marking{}
	}
	b, err := json.Marshal(struct {
		Race      string `json:"race"`
		Sex       string `json:"sex"`
		BirthYear string `json:"birth_year"`
	}{o.race, o.sex, o.birthYear})
	if err != nil {
		panic(err) // three strings
	}
	return candour.Mark(string(b))
}
