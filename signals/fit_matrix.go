package signals

import "slices"

// matrix is what is fitted on: a row for every officer on every cut, with the place of
// each signal's value among the steps of its table.
type matrix struct {
	signals []*Signal
	edges   [][]int64 // by signal: where its steps begin, rising
	steps   [][]uint8 // by signal and row: how many of its steps the value reaches
	cut     []int32   // by row
	cuts    int
	came    [][]bool // by outcome and row
}

func (x *matrix) rows() int { return len(x.cut) }

// scored is every signal that may have points.
func scored() []*Signal {
	return slices.DeleteFunc(slices.Clone(Signals), func(s *Signal) bool { return s.Unscored })
}

// matrix reads the record as it was on every cut, and the outcomes as they were
// known on the day until.
func (r *Record) matrix(cuts []Day, until Day) *matrix {
	x := &matrix{signals: scored(), cuts: len(cuts), came: make([][]bool, len(Outcomes))}
	values := make([][]int64, len(x.signals))
	for c, at := range cuts {
		who := r.Population(at)
		for i, v := range r.values(who, at, Independent, x.signals) {
			values[i] = append(values[i], v...)
		}
		for range who {
			x.cut = append(x.cut, int32(c))
		}
		for j, o := range Outcomes {
			x.came[j] = append(x.came[j], r.came(o, who, at, until)...)
		}
	}
	for _, v := range values {
		edges := edgesOf(v)
		x.edges = append(x.edges, edges)
		x.steps = append(x.steps, stepsOf(v, edges))
	}
	return x
}

// came is whether an outcome came to pass, for each of a population.
func (r *Record) came(o *Outcome, who []int32, at, known Day) []bool {
	return r.cameFor(o, who, at, known, Independent)
}

// cameFor is the same as far as an audience may know.
func (r *Record) cameFor(o *Outcome, who []int32, at, known Day, audience Audience) []bool {
	y := make([]bool, len(who))
	for k, w := range who {
		y[k] = o.Came(r, w, at, known, audience)
	}
	return y
}

// values is what every signal shows of everybody on a day: by signal, then in the
// order of who. Two halves are read at the same time, which changes nothing in it.
func (r *Record) values(who []int32, at Day, audience Audience, signals []*Signal) [][]int64 {
	out := make([][]int64, len(signals))
	for i := range out {
		out[i] = make([]int64, len(who))
	}
	inParts(len(who), func(from, to int) {
		f := &File{}
		for k := from; k < to; k++ {
			f.read(r, who[k], at, audience)
			for i, s := range signals {
				out[i][k] = s.Value(f)
			}
		}
	})
	return out
}

// edgesOf chooses where steps begin: finer towards the top, where lists are cut.
func edgesOf(values []int64) []int64 {
	var some, edges []int64
	for _, v := range values {
		if v > 0 {
			some = append(some, v)
		}
	}
	slices.Sort(some)
	for k := 0; k < fitBins && len(some) > 0; k++ {
		left := float64(fitBins-k) / fitBins
		e := some[min(len(some)-1, int(float64(len(some))*(1-left*left)))]
		if len(edges) == 0 || e > edges[len(edges)-1] {
			edges = append(edges, e)
		}
	}
	return edges
}

func stepsOf(values, edges []int64) []uint8 {
	b := make([]uint8, len(values))
	for k, v := range values {
		n, exact := slices.BinarySearch(edges, v)
		if exact {
			n++
		}
		b[k] = uint8(n)
	}
	return b
}
