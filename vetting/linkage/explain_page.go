package linkage

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed explain.html
var explainHTML string

var explainPage = template.Must(template.New("explain").Funcs(template.FuncMap{
	"bits":  func(v float64) string { return fmt.Sprintf("%+.3f", v) },
	"total": func(v float64) string { return fmt.Sprintf("%.3f", v) },
}).Parse(explainHTML))

// Step is one thing that adds to a match weight, and what it comes to then.
type Step struct {
	Name, Says  string
	Left, Right string // what the records hold
	Adds, Sum   float64
}

// Steps are the explanation as a waterfall: they begin with the prior, and the last
// one's sum is the weight, to the last bit.
func (x Explanation) Steps() []Step {
	out := []Step{{Name: "Before anything is compared", Says: "how rare it is that two records are of one person", Adds: x.Prior, Sum: x.Prior}}
	add := func(s Step) {
		s.Sum = out[len(out)-1].Sum + s.Adds
		out = append(out, s)
	}
	for _, f := range x.Fields {
		s := Step{Name: f.Name, Says: f.Level.Label, Adds: f.Level.Weight}
		for i := 0; i+1 < len(f.Values); i += 2 {
			s.Left, s.Right = joined(s.Left, f.Values[i]), joined(s.Right, f.Values[i+1])
		}
		add(s)
		if f.TF != 0 {
			add(Step{Name: f.Name, Says: "how common this value is", Adds: f.TF})
		}
	}
	return out
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// WriteHTML writes the explanation as a page that needs nothing else: the chart, the
// same figures as a table, no script.
func (x Explanation) WriteHTML(w io.Writer) error {
	return explainPage.Execute(w, struct {
		Explanation
		Steps       []Step
		Chart       template.HTML
		Probability float64
	}{x, x.Steps(), x.Picture("waterfall"), Probability(x.Weight)})
}

// Picture is the chart for a template.
func (x Explanation) Picture(id string) template.HTML {
	return template.HTML(x.Chart(id)) // what it holds of records went through HTMLEscapeString
}

// Chart is the waterfall as SVG. Bars that add are full and those that take away are
// open, so that it is read without colour. id is its own on the page.
func (x Explanation) Chart(id string) string {
	const wide, left, row = 720.0, 220.0, 28.0
	steps := x.Steps()
	for i := range steps { // a level that rules a pair out weighs without end
		steps[i].Adds, steps[i].Sum = min(max(steps[i].Adds, -endless), endless), min(max(steps[i].Sum, -endless), endless)
	}
	low, high := 0.0, 0.0
	for _, s := range steps {
		low, high = min(low, s.Sum), max(high, s.Sum)
	}
	if high == low {
		high = low + 1
	}
	at := func(v float64) float64 { return left + (v-low)/(high-low)*(wide-left-80) }
	tall := row*float64(len(steps)) + 30
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="%s-title"><title id="%s-title">What each field adds to the match weight, in bits; the table has the same figures</title>`, wide, tall, id, id)
	fmt.Fprintf(&b, `<path d="M%.1f 0V%.1f" stroke="#505a5f"/>`, at(0), tall-24)
	for i, s := range steps {
		from, y := s.Sum-s.Adds, row*float64(i)+6
		if i == 0 {
			from = 0
		}
		fill := "#1d70b8"
		if s.Adds < 0 {
			fill = "#fff"
		}
		a, z := at(min(from, s.Sum)), at(max(from, s.Sum))
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="end" font-size="13">%s</text><rect x="%.1f" y="%.1f" width="%.1f" height="16" fill="%s" stroke="#0b0c0c"/><text x="%.1f" y="%.1f" font-size="13">%s</text>`,
			left-8, y+13, template.HTMLEscapeString(shortened(s.Name)), a, y, max(z-a, 1), fill, z+6, y+13, signed(s.Adds))
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle" font-size="13">0</text></svg>`, at(0), tall-8)
	return b.String()
}

// endless is what a bar without end is drawn as, in bits.
const endless = 200

func signed(v float64) string {
	switch {
	case v <= -endless:
		return "−∞"
	case v >= endless:
		return "+∞"
	}
	return fmt.Sprintf("%+.2f", v)
}

// shortened is what a label of the chart has room for.
func shortened(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:29]) + "…"
	}
	return s
}
