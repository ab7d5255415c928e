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

// drawnGroups is how many groups are drawn, and largeGroup above how many people on a
// circle would be a knot, so that a table of squares is drawn.
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
	groups := r.Networks(e.At, Independent)
	p.Groups = groups[:min(drawnGroups, len(groups))]
	return p
}

// Heads are the outcomes, for the heads of tables.
func (Report) Heads() []*Outcome { return Outcomes }

// WriteHTML writes the page.
func (p Report) WriteHTML(w io.Writer) error { return reportTemplate.Execute(w, p) }
