package signals

import (
	"cmp"
	"slices"
	"strconv"
)

// How even a fitted list must be on the days that it was fitted on. The bounds are
// narrower than those of UsualGate, so that a later list has room to be less even than
// those that it was learnt from.
const (
	fitRaw    = 2.5
	fitWithin = 2.1
	pullStep  = 20 // of the sum of all weights: a pull goes by so many parts
	mostPull  = 2 * pullStep
)

// crowd is who the rows of a matrix are, for the fairness of what is fitted and for
// nothing else. What it leads to is a table of points by signal: whoever scores later
// has no race, sex or unit of anybody to score with.
type crowd struct {
	race, sex labels
	unit      labels // one for each cut: a unit of another year is another one
}

func (r *Record) crowd(cuts []Day) crowd {
	var race, sex, units []string
	for i, at := range cuts {
		for _, o := range r.Population(at) {
			g := r.Officers[o].Group
			race = append(race, cmp.Or(g.Race, notRecorded))
			sex = append(sex, cmp.Or(g.Sex, notRecorded))
			unit := r.UnitOn(o, at)
			if unit != "" {
				unit = strconv.Itoa(i) + "/" + unit
			}
			units = append(units, unit)
		}
	}
	return crowd{labelled(race), labelled(sex), labelled(units)}
}

// even pulls weights towards plain volume, by the least that makes the lists of the
// fitted days even enough, and says by how many parts of the sum of all weights. What
// everybody is complained of differs less between groups than what is sustained or
// what type it has: so the more a list goes by volume, the more even it is. Where
// nothing is enough it gives the most, and the gate refuses the model.
func (x *matrix) even(outcome int, weights []float64, who crowd) (pulled []float64, parts int) {
	all := 0.0
	for _, w := range weights {
		all += w
	}
	volume := slices.Index(x.signals, recent)
	for parts = 0; ; parts++ {
		pulled = slices.Clone(weights)
		pulled[volume] += all * float64(parts) / pullStep
		if parts == mostPull || x.isEven(outcome, x.list(x.tables(pulled, Outcomes[outcome].Fit.Spread)), who) {
			return pulled, parts
		}
	}
}

// isEven measures the lists of all fitted days together.
func (x *matrix) isEven(outcome int, list []float64, who crowd) bool {
	for _, by := range []labels{who.race, who.sex} {
		for _, d := range disparityBy("", by, list, x.came[outcome], who.unit) {
			if d.N >= smallGroup*x.cuts && (d.Raw > fitRaw || d.Within > fitWithin) {
				return false
			}
		}
	}
	return true
}

// list is who is among the first 5 % of each fitted day by some tables.
func (x *matrix) list(tables []Table) []float64 {
	score := x.score(tables)
	var list []float64
	for from := 0; from < len(score); {
		to := from
		for to < len(score) && x.cut[to] == x.cut[from] {
			to++
		}
		list = append(list, Rank(score[from:to]).Top(listed)...)
		from = to
	}
	return list
}

// score is every row's points.
func (x *matrix) score(tables []Table) []int64 {
	score := make([]int64, x.rows())
	for _, t := range tables {
		i := slices.IndexFunc(x.signals, func(s *Signal) bool { return s.ID == t.Signal })
		points := []int64{0}
		for _, e := range x.edges[i] {
			points = append(points, t.Points(e))
		}
		for k, s := range x.steps[i] {
			score[k] += points[s]
		}
	}
	return score
}
