// Package report is the page about a match: what the model weighs, what was found,
// and where it goes wrong.
//
// It promises: a page that needs nothing else, without script; a table beside every
// chart with the same figures; nothing that is told by colour alone; the same page
// for the same match. It holds what the records hold of a few pairs, so it is kept as
// they are.
//
// It decides nothing about anybody.
package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"

	"candour/vetting/linkage"
	"candour/vetting/wash"
)

//go:embed report.html
var pageHTML string

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"bits":        bits,
	"part":        func(v float64) string { return fmt.Sprintf("%.4f", v) },
	"small":       func(v float64) string { return fmt.Sprintf("%.3g", v) },
	"probability": probability,
	"rate":        func(v float64) string { return fmt.Sprintf("%.2f", v) },
}).Parse(pageHTML))

// Report is what a page says. What was not asked for is nil, and then the page says
// how to ask.
type Report struct {
	Title  string
	Facts  []string // what was done, a sentence each
	Model  *linkage.Model
	Joins  float64 // match weight in bits from which a pair is a hit
	Least  float64 // and from which it was looked at; -Inf is every candidate
	Pairs  Weights // none where a model was only trained
	Shown  []linkage.Shown
	Cuts   []Cut
	Judged string // by what the cuts were judged
	Alone  []Alone
	People int // records that Alone counts
	Groups []wash.Group
}

// Write writes the page.
func (r *Report) Write(w io.Writer) error { return page.Execute(w, r) }

// bits is a match weight as it is written; a level that rules a pair out, or in, has
// no end.
func bits(v float64) string {
	switch {
	case math.IsInf(v, -1):
		return "−∞"
	case math.IsInf(v, 1):
		return "+∞"
	}
	return fmt.Sprintf("%+.2f", v)
}

// probability is one as it is written: none but that of a certainty is 0 or 1.
func probability(p float64) string {
	switch {
	case p > 0.999999 && p < 1:
		return "over 0.999999"
	case p < 1e-6 && p > 0:
		return "under 0.000001"
	}
	return fmt.Sprintf("%.6g", p)
}

// Probability is the match probability from which a pair is a hit.
func (r *Report) Probability() float64 { return linkage.Probability(r.Joins) }

// LeastProbability is the match probability from which a pair was looked at.
func (r *Report) LeastProbability() float64 { return linkage.Probability(r.Least) }

// PriorWeight is what the model thinks of a pair before it is compared, in bits.
func (r *Report) PriorWeight() float64 { return r.Model.PriorWeight() }

// Level is a level of a comparison with its figures.
type Level struct {
	Says     string
	M, U     float64
	Weight   float64
	Untaught bool // it has the defaults of a level that nobody trained
	TF       bool // and is adjusted for how common the value is
}

// Field is a comparison with its levels, but for the null level, which weighs nothing.
type Field struct {
	Name   string
	Levels []Level
}

// Fields are the comparisons of the model.
func (r *Report) Fields() (out []Field) {
	for i := range r.Model.Comparisons {
		c := &r.Model.Comparisons[i]
		f := Field{Name: c.Name}
		for k, l := range c.Levels {
			if l.Null {
				continue
			}
			m, u, taught := c.MU(k)
			f.Levels = append(f.Levels, Level{l.Says(), m, u, c.Weight(k), !taught, l.TF != ""})
		}
		out = append(out, f)
	}
	return out
}

// Weights count pairs by match weight, in bits rounded down. The zero value is ready.
type Weights struct {
	by [2*edge + 1]uint64
	n  uint64
}

// edge is where the last bars stand: what is further out is counted there.
const edge = 80

// Add counts a pair.
func (w *Weights) Add(weight float64) {
	w.by[int(math.Floor(min(max(weight, -edge), edge)))+edge]++
	w.n++
}

// N is how many pairs were counted.
func (w *Weights) N() uint64 { return w.n }

// Bar is how many pairs weigh From bits or more, and less than To.
type Bar struct {
	From, To int
	N        uint64
}

// Bars are the counts, in at most 25 bars of one width that begin at a multiple of it.
func (w *Weights) Bars() []Bar {
	low := slices.IndexFunc(w.by[:], func(n uint64) bool { return n > 0 })
	if low < 0 {
		return nil
	}
	high := len(w.by) - 1
	for w.by[high] == 0 {
		high--
	}
	wide := 1
	for _, wide = range []int{1, 2, 5, 10} {
		if (high-low)/wide < 24 {
			break
		}
	}
	var out []Bar
	for i := low; i <= high; i++ {
		from := int(math.Floor(float64(i-edge)/float64(wide))) * wide
		if len(out) == 0 || out[len(out)-1].From != from {
			out = append(out, Bar{from, from + wide, 0})
		}
		out[len(out)-1].N += w.by[i]
	}
	return out
}
