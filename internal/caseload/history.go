package caseload

import (
	"context"

	"candour/cases"
)

// handledCase is what must be remembered of a case that is handled here until its
// day comes: its place, and how many allegations there are before it.
type handledCase struct {
	i, ordinal int32
}

// importAll brings in what the force had before, and gives the cases that are
// handled here by the day on which the report is sent.
func (c *Caseload) importAll(ctx context.Context) (here [][]handledCase, err error) {
	here = make([][]handledCase, since)
	b := batch{c: c}
	for i, ordinal := 0, 0; ordinal < c.Allegations; i++ {
		m := c.matter(i, ordinal, c.Allegations-ordinal)
		c.out.Cases++
		c.out.Stages[m.stage]++
		if m.open() {
			c.out.Open++
		}
		if m.handled() {
			c.out.Handled++
			at := m.received - (lastDay + 1 - since)
			here[at] = append(here[at], handledCase{int32(i), int32(ordinal)})
		} else {
			c.out.Imported++
			c.out.Allegations += m.n
			if err := b.add(ctx, m.n, m.n, c.imported(&m)); err != nil {
				return nil, err
			}
		}
		ordinal += m.n
	}
	return here, b.flush(ctx)
}

func (c *Caseload) imported(m *matter) *cases.ImportCase {
	a := &cases.ImportCase{Case: c.caseID(m.i), Source: source, Incident: c.day(m.incident), Received: c.day(m.received)}
	if m.stage == Closed {
		a.ClosedOn = c.day(m.closed)
	}
	for k := range m.n {
		category := pick(&m.dice, categories)
		r := cases.ImportedAllegation{
			ID: c.allegationID(m.i, k), Officer: c.officerID(int(m.accused[k])), Person: c.personID(int(m.accused[k])),
			Category: string(category), Code: "invented " + string(category),
		}
		if said := pick(&m.dice, findings); m.stage == Closed {
			r.Finding, r.Outcome = said[0], said[1]
		}
		a.Rows = append(a.Rows, r)
	}
	return a
}
