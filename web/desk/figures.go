package desk

import (
	"fmt"
	"slices"
	"strings"

	"candour"
	"candour/cases"
	"candour/view"
	"candour/web/page"
)

type outcome struct {
	name     string
	of       cases.Decision
	imported bool
}

// outcomes are how the bars of an officer's chart are cut, in the order of the
// patterns; those that only an import makes are left out where none occurs.
var outcomes = []outcome{
	{"Case to answer", cases.CaseToAnswer, false},
	{"No case to answer", cases.NoCaseToAnswer, false},
	{"Undecided", "", false},
	{"Decided elsewhere", cases.HistoricFinding, true},
	{"Closed elsewhere", cases.ClosedElsewhere, true},
}

// concernYears is what an officer's chart and the table beside it both show: how many
// concerns came in each year, from the first of them on, and what was decided; with
// where they were posted. It is made of the list that the page shows, so that a
// concern which the reader may not see is in no figure either.
func concernYears(f view.OfficerFile, today candour.Date) page.ChartParams {
	p := page.ChartParams{ID: "concerns", Title: "Concerns received in each year, by what was decided", Over: "Posted to", Unit: "Concerns"}
	kinds := outcomes
	if !slices.ContainsFunc(f.Concerns, func(c view.Concern) bool {
		return c.Decision == cases.HistoricFinding || c.Decision == cases.ClosedElsewhere
	}) {
		kinds = slices.DeleteFunc(slices.Clone(outcomes), func(o outcome) bool { return o.imported })
	}
	for _, k := range kinds {
		p.Parts = append(p.Parts, k.name)
	}
	first := today.Year
	for _, c := range f.Concerns {
		first = min(first, c.Received.Year)
	}
	for y := today.Year; y >= first; y-- {
		p.Years = append(p.Years, page.ChartYear{Year: y, Counts: make([]int, len(kinds))})
	}
	for _, c := range f.Concerns {
		i := slices.IndexFunc(p.Years, func(y page.ChartYear) bool { return y.Year == c.Received.Year })
		for k := range kinds {
			if i >= 0 && kinds[k].of == c.Decision {
				p.Years[i].Counts[k]++
			}
		}
	}
	for _, x := range f.Postings {
		p.Bands = append(p.Bands, page.ChartBand{Label: x.Unit, From: x.From, To: x.To})
	}
	p.Desc = fmt.Sprintf("%d %s from %d to %d. The table gives the same figures.", len(f.Concerns), plural(len(f.Concerns), "concern", "concerns"), first, today.Year)
	return p
}

// unitYears are the charts of a unit: of everything, and of each kind on one scale.
func unitYears(u view.Unit) (all page.ChartParams, kinds []page.ChartParams) {
	all = page.ChartParams{ID: "all", Title: "Concerns about people posted here at the time, by year", Unit: "Concerns"}
	most := 0
	for i, k := range view.ConcernKinds {
		c := page.ChartParams{ID: "kind-" + k.ID, Title: k.Label, Unit: "Concerns"}
		for _, y := range u.Years {
			c.Years = append(c.Years, page.ChartYear{Year: y.Year, Counts: []int{y.Kinds[i]}})
			most = max(most, y.Kinds[i])
		}
		kinds = append(kinds, c)
	}
	for _, y := range u.Years {
		all.Years = append(all.Years, page.ChartYear{Year: y.Year, Counts: []int{y.All}})
	}
	said := func(c page.ChartParams) string {
		n := 0
		for _, y := range c.Years {
			n += y.All()
		}
		return fmt.Sprintf("%d from %d to %d. The table below gives the same figures.", n, u.First, u.Last)
	}
	all.Desc = said(all)
	for i := range kinds {
		kinds[i].Max, kinds[i].Desc = most, said(kinds[i])
	}
	return all, kinds
}

// some are the charts of which something was counted: a picture of nothing but noughts
// takes a screen to say a word.
func some(all []page.ChartParams) (out []page.ChartParams) {
	return slices.DeleteFunc(slices.Clone(all), empty)
}

// none names the others.
func none(all []page.ChartParams) string {
	var out []string
	for _, c := range all {
		if empty(c) {
			out = append(out, strings.ToLower(c.Title[:1])+c.Title[1:])
		}
	}
	return strings.Join(out, "; ")
}

func empty(c page.ChartParams) bool {
	return !slices.ContainsFunc(c.Years, func(y page.ChartYear) bool { return y.All() > 0 })
}

// unitTable says in figures what the charts of a unit show.
func unitTable(u view.Unit) page.TableParams {
	t := page.TableParams{Caption: "The same in figures", CaptionClasses: "govuk-table__caption--s", FirstCellIsHeader: true, Classes: "app-figures", Head: page.Cells("Year it happened")}
	for _, k := range view.ConcernKinds {
		t.Head = append(t.Head, page.Cell{Text: k.Label, Numeric: true})
	}
	t.Head = append(t.Head, page.Cell{Text: "All concerns", Numeric: true})
	row := func(label string, y view.UnitYear) {
		cells := page.Cells(label)
		for _, n := range y.Kinds {
			cells = append(cells, page.Cell{Text: fmt.Sprint(n), Numeric: true})
		}
		t.Rows = append(t.Rows, append(cells, page.Cell{Text: fmt.Sprint(y.All), Numeric: true}))
	}
	for _, y := range u.Years {
		row(fmt.Sprint(y.Year), y)
	}
	row("Day not known", u.Undated)
	return t
}
