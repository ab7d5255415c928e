package lookups

import (
	"cmp"
	_ "embed" // the page
	"fmt"
	"html"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed report.html
var reportPage string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"day":    func(t time.Time) string { return t.Format("2 January 2006") },
	"minute": func(t time.Time) string { return t.Format("2006-01-02 15:04") },
	"number": number,
	"share":  func(v float64) string { return fmt.Sprintf("%.1f", 100*v) },
	"times": func(n int) string {
		if n == 1 {
			return "(once)"
		}
		return fmt.Sprintf("(%d times)", n)
	},
}).Parse(reportPage))

// shownCases and shownOverdue are how many stand on the page.
const (
	shownCases   = 50
	shownOverdue = 100
)

// Report is a page that needs nothing else.
type Report struct {
	*Summary
	Shown  []Case
	Totals bool // sources gave control totals
}

// NewReport puts a page together.
func NewReport(r *Result) Report {
	return Report{&r.Summary, r.Cases[:min(len(r.Cases), shownCases)], r.Summary.Context["totals"] > 0}
}

// WriteHTML writes the page.
func (p Report) WriteHTML(w io.Writer) error { return reportTemplate.Execute(w, p) }

// Bar is a row of a table and a bar of its picture.
type Bar struct {
	Name, Says string
	N          int
}

// ExplainedRows are the explanations, and what is left.
func (p Report) ExplainedRows() []Bar {
	var all []Bar
	for _, e := range Explanations {
		if n := p.By[e.ID]; n > 0 {
			all = append(all, Bar{e.Name, e.Says, n})
		}
	}
	largest(all)
	return append(all, Bar{"Nothing", "No line of the context gives a reason.", p.Human - p.Explained})
}

// RuleRows are the rules that speak in a case.
func (p Report) RuleRows() []Bar {
	var all []Bar
	for _, r := range Rules {
		if n := p.CasesByRule[r.ID]; n > 0 {
			all = append(all, Bar{r.Name, r.Says, n})
		}
	}
	largest(all)
	return all
}

func largest(all []Bar) {
	slices.SortStableFunc(all, func(a, b Bar) int { return -cmp.Compare(a.N, b.N) })
}

// OverdueRows are the first of what sources owe.
func (p Report) OverdueRows() []Overdue { return p.Overdue[:min(len(p.Overdue), shownOverdue)] }

// ExplainedPicture draws ExplainedRows.
func (p Report) ExplainedPicture() template.HTML {
	return bars("explained", "Accesses by what explains them", p.ExplainedRows())
}

// RulesPicture draws RuleRows.
func (p Report) RulesPicture() template.HTML {
	return bars("rules", "Cases by rule", p.RuleRows())
}

// number writes a number as one reads it: 825,332.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bars draws a bar for each row, under its name and with its number beside: it is read
// without colour, the table says the same, and on a telephone the letters are as large
// as those around it.
func bars(id, title string, rows []Bar) template.HTML {
	const high, width, wide = 44, 420, 330
	most := 1
	for _, r := range rows {
		most = max(most, r.N)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title %s-desc"><title id="%s-title">%s</title><desc id="%s-desc">One bar a row of the table below, as long as its number.</desc>`,
		width, len(rows)*high+4, id, id, id, html.EscapeString(title), id)
	for i, r := range rows {
		y := i*high + 2
		length := max(wide*r.N/most, 1)
		fmt.Fprintf(&b, `<text x="0" y="%d" font-size="16">%s</text><rect x="0" y="%d" width="%d" height="16" fill="#1d70b8"/><text x="%d" y="%d" font-size="16">%s</text>`,
			y+14, html.EscapeString(r.Name), y+20, length, length+6, y+34, number(r.N))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // #nosec: numbers, and names of ours, escaped
}
