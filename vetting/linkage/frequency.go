package linkage

import (
	"fmt"
	"math"
	"slices"
)

// frequency adjusts a level for how common the value is.
type frequency struct {
	column int
	weight float64
	logU   float64   // of an exact match
	least  float64   // log2 of the smallest frequency that counts
	log    []float64 // log2 of each value's relative frequency, by id
	alike  []float64 // what is added where both records have this value, by id
}

// common is how common the values of a column are.
type common struct {
	log  []float64 // log2 of each value's relative frequency, by id; NaN of one that does not stand there
	once float64   // that of the rarest
}

func (e *Engine) frequency(m *Comparison, level int, tf map[string]common, count func(string) common) (*frequency, error) {
	l := m.Levels[level]
	if l.TF == "" {
		return nil, nil
	}
	f := &frequency{column: e.plan.column(l.TF), weight: 1, least: math.Inf(-1)}
	if l.TFWeight != nil {
		f.weight = *l.TFWeight
	}
	if l.TFLeast != nil && *l.TFLeast > 0 {
		f.least = math.Log2(*l.TFLeast)
	}
	_, u, _ := m.MU(level)
	if !l.NoTF {
		for i := range m.Levels {
			if x := e.plan.levels[e.index(m)][i]; x != nil && x.op == "=" && x.args[0].op == "column" && x.args[1].op == "column" && x.args[0].name == l.TF && x.args[1].name == l.TF {
				_, u, _ = m.MU(i)
			}
		}
	}
	if u <= 0 {
		return nil, fmt.Errorf("comparison %q, level %d: it is adjusted for term frequency and its u is 0", m.Name, level+1)
	}
	f.logU = math.Log2(u)
	if tf[l.TF].log == nil {
		tf[l.TF] = count(l.TF)
	}
	f.log = tf[l.TF].log
	if e.plan.rareAsUsual {
		f.log = f.rareAsUsual(tf[l.TF].once)
	}
	f.alike = make([]float64, len(f.log))
	for id, v := range f.log {
		if id > 0 && !math.IsNaN(v) {
			f.alike[id] = f.weight * (f.logU - max(v, f.least))
		}
	}
	return f, nil
}

// rareAsUsual are the frequencies, but for values that stand once or twice: of them a
// file knows only that they are rare, and a small one makes them look common.
func (f *frequency) rareAsUsual(once float64) []float64 {
	out := slices.Clone(f.log)
	for i, v := range out {
		if v < once+1.1 && v > f.logU {
			out[i] = f.logU
		}
	}
	return out
}

// logFrequencies are log2 of how often each value stands in a column, by those that
// stand there at all; 1 of a value that does not.
func logFrequencies(n, column int, tables []*Table) common {
	counts, all, once := make([]float64, n), 0.0, math.Inf(1)
	for _, t := range tables {
		for _, id := range t.cols[column] {
			if id != 0 {
				counts[id]++
				all++
			}
		}
	}
	for i, c := range counts {
		counts[i] = math.NaN()
		if c > 0 {
			counts[i] = math.Log2(c / all)
			once = min(once, counts[i])
		}
	}
	return common{counts, once}
}

// adjust is what term frequency adds to a match weight, in bits: log2 of u by the
// larger of the two frequencies (Newcombe 1959; Winkler 1989 for the tables).
func (f *frequency) adjust(l, r []uint32) float64 {
	if id := l[f.column]; id == r[f.column] && int(id) < len(f.alike) {
		return f.alike[id]
	}
	most := math.NaN()
	for _, id := range [2]uint32{l[f.column], r[f.column]} {
		if id != 0 && int(id) < len(f.log) {
			if v := f.log[id]; !(v <= most) && !math.IsNaN(v) {
				most = v
			}
		}
	}
	if math.IsNaN(most) {
		return 0
	}
	return f.weight * (f.logU - max(most, f.least))
}
