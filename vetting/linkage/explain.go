package linkage

import (
	"fmt"
	"strings"
)

// Explanation is why a pair has its match weight: it begins with the prior, and
// what each field adds brings it to Weight exactly.
type Explanation struct {
	IDL, IDR string
	Prior    float64
	Fields   []Field
	Weight   float64
}

// Field is what one comparison adds.
type Field struct {
	Name   string
	Values []string // of each column that it reads, left then right
	Level  LevelWeight
	TF     float64 // added for how common the value is
}

// LevelWeight is the level on which a pair stands, and its weight in bits.
type LevelWeight struct {
	Label  string
	Weight float64
}

// Explain explains a pair of rows.
func (e *Engine) Explain(left, right *Table, l, r uint32) Explanation {
	w := e.newWorker()
	pack := func(t *Table, row uint32) []uint32 {
		rec := make([]uint32, e.stride)
		for c := range e.plan.Columns {
			rec[c] = t.cols[c][row]
		}
		e.pack(w, rec, false)
		return rec
	}
	return e.explain(w, string(left.ID(int(l))), string(right.ID(int(r))), pack(left, l), pack(right, r))
}

func (e *Engine) explain(w *worker, idL, idR string, a, b []uint32) Explanation {
	x := Explanation{IDL: idL, IDR: idR, Prior: e.prior, Weight: e.prior}
	for ci, c := range e.comparisons {
		m := &e.plan.Model.Comparisons[ci]
		n := w.ask(c, a, b)
		f := Field{Name: m.Name, Level: LevelWeight{m.Levels[n].Label, c.weights[n]}}
		if f.Level.Label == "" {
			f.Level.Label = m.Levels[n].Condition
		}
		x.Weight += c.weights[n]
		if tf := c.tf[n]; tf != nil {
			f.TF = tf.adjust(a, b)
			x.Weight += f.TF
		}
		for _, name := range e.columnsOf(ci) {
			col := e.plan.column(name)
			f.Values = append(f.Values, string(w.text(col, a[col])), string(w.text(col, b[col])))
		}
		x.Fields = append(x.Fields, f)
	}
	return x
}

func (e *Engine) columnsOf(ci int) (names []string) {
	for _, x := range e.plan.levels[ci] {
		if x != nil {
			names = x.columns(names)
		}
	}
	return names
}

// Waterfall is the explanation in words: one line for each thing that adds, and
// what it comes to so far.
func (x Explanation) Waterfall() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s and %s\n", x.IDL, x.IDR)
	sum := x.Prior
	line := func(what string, adds float64) {
		fmt.Fprintf(&b, "  %+9.3f  %9.3f  %s\n", adds, sum, what)
	}
	fmt.Fprintf(&b, "  %9s  %9s\n", "adds", "so far")
	line("before anything is compared: how rare it is that two records are of one person", x.Prior)
	for _, f := range x.Fields {
		sum += f.Level.Weight
		line(f.Name+": "+f.Level.Label+" ("+strings.Join(f.Values, " | ")+")", f.Level.Weight)
		if f.TF != 0 {
			sum += f.TF
			line(f.Name+": how common this value is", f.TF)
		}
	}
	fmt.Fprintf(&b, "  match weight %.3f, match probability %.6f. A score decides nothing: a person looks at both records.\n", x.Weight, Probability(x.Weight))
	return b.String()
}
