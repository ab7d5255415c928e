package signals

import (
	"math"
	"slices"
	"sync"

	"candour"
)

// How a model is fitted. The numbers were chosen on days before 2009 and are not
// tuned to any one day; docs/signals.md says what was tried.
const (
	fitCuts = 8    // at most so many days a year apart are averaged over
	fitLag  = year // this long after a window its outcomes are taken to be known
	fitBins = 60   // steps of a table, at most
	fitRate = 0.1  // of each small step that is taken
)

// firstCut is the earliest day that is fitted on: before it the record is thin.
var firstCut = DayOf(candour.Date{Year: 1992, Month: 1, Day: 1})

// Fitting is how an outcome's points are fitted.
type Fitting struct {
	Signals []string // those that may have points
	Rounds  int
	First   int     // rounds in which only the first signal may move
	Shrink  float64 // pulls what few cases say towards nothing
	Spread  float64 // standard deviation of the points among the fitted rows
}

// CutsFor are the days on which a model is fitted that may look at nothing from
// until on: first days of a year, far enough back that two years of outcomes and a
// year for them to be known lie between.
func CutsFor(until Day) []Day {
	var cuts []Day
	for y := (until - window - fitLag).Date().Year; len(cuts) < fitCuts; y-- {
		c := DayOf(candour.Date{Year: y, Month: 1, Day: 1})
		if c < firstCut {
			break
		}
		cuts = append(cuts, c)
	}
	slices.Reverse(cuts)
	return cuts
}

// Fit makes a model from what was known before a day. The same record and day give
// the same bytes: nothing is drawn by lot.
func Fit(r *Record, until Day) (*Model, error) {
	cuts := CutsFor(until)
	if len(cuts) == 0 {
		return nil, candour.Invalid("until", "there is no day before %s with three years after it: choose a later one", until)
	}
	x := r.matrix(cuts, until)
	if x.rows() == 0 {
		return nil, candour.Invalid("until", "nobody in the record served on any day that could be fitted on: choose another day, or see what was rejected")
	}
	m := &Model{Format: modelFormat, Until: until.String(), Outcomes: make([]Worth, len(Outcomes))}
	for _, c := range cuts {
		m.Cuts = append(m.Cuts, c.String())
	}
	who := r.crowd(cuts)
	var all sync.WaitGroup
	for j, o := range Outcomes {
		all.Go(func() {
			weights, parts := x.even(j, x.boost(j, o.Fit), who)
			m.Outcomes[j] = Worth{o.ID, parts, x.tables(weights, o.Fit.Spread)}
		})
	}
	all.Wait()
	return m, m.check()
}

// tables makes weights into whole points, of which the fitted rows have so much
// spread.
func (x *matrix) tables(weights []float64, spread float64) []Table {
	tables := []Table{}
	scale := 0.0
	if s := x.spread(weights); s > 0 {
		scale = spread / s
	}
	for i, weight := range weights {
		t := Table{Signal: x.signals[i].ID}
		for _, from := range x.edges[i] {
			p := int64(math.Round(scale * weight * ramp(from)))
			if n := len(t.Steps); p > 0 && (n == 0 || t.Steps[n-1].Points < p) {
				t.Steps = append(t.Steps, Step{from, p})
			}
		}
		if len(t.Steps) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// spread is the standard deviation of what weights give the fitted rows.
func (x *matrix) spread(weights []float64) float64 {
	sum := make([]float64, x.rows())
	for i, w := range weights {
		if w == 0 {
			continue
		}
		r := []float64{0}
		for _, e := range x.edges[i] {
			r = append(r, w*ramp(e))
		}
		for k, s := range x.steps[i] {
			sum[k] += r[s]
		}
	}
	all, squares, n := 0.0, 0.0, float64(len(sum))
	for _, v := range sum {
		all, squares = all+v, squares+v*v
	}
	return math.Sqrt(max(0, squares/n-all*all/n/n))
}

// ramp is the shape of every table before it is weighed: steep at first, and ever
// flatter. It never falls, and no weight is negative: so no table falls.
func ramp(value int64) float64 { return math.Log1p(float64(value) / one) }
