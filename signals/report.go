package signals

import (
	_ "embed" // the page
	"html/template"
	"io"
)

//go:embed report.html
var reportPage string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"counts": func(t Trace) string { return t.Words() },
	"first":  func(i int) bool { return i < shownTraces },
}).Parse(reportPage))

// drawnGroups is how many groups are drawn, and largeGroup from how many people on a
// picture would be a knot: their table says all.
const (
	drawnGroups = 3
	largeGroup  = 14
)

// Report is a page that needs nothing else: an evaluation, the groups of the day, and
// one officer's listing where one was asked for.
type Report struct {
	*Evaluation
	Listing *Listing // or nil
	Groups  []Network
}

// NewReport puts a page together. Groups name officers; they are drawn only beside a
// listing, for whoever may read that.
func NewReport(r *Record, e *Evaluation, l *Listing) Report {
	p := Report{Evaluation: e, Listing: l}
	if l == nil {
		return p
	}
	for _, n := range r.Networks(e.At, Independent) {
		if len(n.Officers) <= largeGroup && len(p.Groups) < drawnGroups {
			p.Groups = append(p.Groups, n)
		}
	}
	return p
}

// Heads are the outcomes, for the heads of tables.
func (Report) Heads() []*Outcome { return Outcomes }

// WriteHTML writes the page.
func (p Report) WriteHTML(w io.Writer) error { return reportTemplate.Execute(w, p) }
