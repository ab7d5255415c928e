package linkage

import (
	"fmt"
	"math"
	"slices"
)

// Label is what a person decided about a pair of rows: 1 one person, 0 two.
type Label struct {
	L, R  uint32
	Score float64
}

// matches learns m: from labels or the truth where there are some, else by EM.
func (t *trainer) matches(labels []Label) error {
	switch {
	case len(labels) > 0:
		return t.fromLabels(labels)
	case t.how.Truth != "":
		return t.fromTruth()
	}
	learnt := make([][][]float64, len(t.m.Comparisons)) // of each comparison: the m of each session that learnt it
	rules := t.how.Rules
	if rules == nil { // those that propose pairs, as far as they leave something to learn
		for _, r := range t.plan.Model.Rules {
			if len(t.free(r.Condition)) > 0 {
				rules = append(rules, r.Condition)
			}
		}
	}
	for _, rule := range rules {
		if err := t.session(rule, learnt); err != nil {
			return err
		}
	}
	for ci, sessions := range learnt {
		for i := range t.m.Comparisons[ci].Levels {
			var all []float64
			for _, m := range sessions {
				all = append(all, m[i])
			}
			if len(all) > 0 {
				m := median(all)
				t.set(ci, i, &m, nil)
			}
		}
	}
	return nil
}

func median(all []float64) float64 {
	slices.Sort(all)
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

func (t *trainer) fromLabels(labels []Label) error {
	e, err := t.engine()
	if err != nil {
		return err
	}
	l := e.packTable(t.left)
	r := l
	if t.right != nil {
		r = e.packTable(t.right)
	}
	placeOf := func(rec *records) []uint32 {
		out := make([]uint32, len(rec.rows))
		for place, row := range rec.rows {
			out[row] = uint32(place)
		}
		return out
	}
	pl, pr := placeOf(l), placeOf(r)
	w, counts, n := e.newWorker(), t.zero(), 0
	for _, x := range labels {
		if x.Score < 0.5 {
			continue
		}
		n++
		e.score(w, l.at(pl[x.L]), r.at(pr[x.R]), Every())
		for ci, level := range w.levels {
			counts[ci][level]++
		}
	}
	if n == 0 {
		return fmt.Errorf("training: no label says that two records are of one person, so m cannot be learnt from labels")
	}
	t.counted(counts, fmt.Sprintf("m from %d pairs that a person labelled", n))
	return nil
}

func (t *trainer) counted(counts [][]float64, says string) {
	m := t.shares(counts)
	for ci := range m {
		for i := range m[ci] {
			t.set(ci, i, &m[ci][i], nil)
		}
	}
	t.said.Sessions = append(t.said.Sessions, says)
}

func (t *trainer) fromTruth() error {
	patterns, n, err := t.patterns(t.how.Truth)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("training: the truth %q holds for no pair", t.how.Truth)
	}
	counts := t.zero()
	for _, p := range patterns {
		for ci, level := range p.levels {
			counts[ci][level] += p.count
		}
	}
	t.counted(counts, fmt.Sprintf("m from %d pairs for which the truth holds", n))
	return nil
}

// agreement is how many pairs stand on these levels.
type agreement struct {
	levels []uint8
	count  float64
}

// patterns counts the pairs that a condition proposes by their levels, in an order
// that depends on the levels alone.
func (t *trainer) patterns(rule string) ([]agreement, uint64, error) {
	e, err := t.engine(rule)
	if err != nil {
		return nil, 0, err
	}
	work, n, err := e.units(t.left, t.right, t.o)
	if err != nil {
		return nil, 0, err
	}
	all := map[string]float64{}
	workers := make([]*worker, t.o.workers())
	for i := range workers {
		workers[i] = e.newWorker()
	}
	err = inOrder(len(workers), work.batches(), func(i int, b [2]int) map[string]*float64 {
		some := map[string]*float64{}
		e.batch(workers[i], work, b[0], b[1], Every(), func(_, _ uint32, _ float64, levels []uint8) {
			if c := some[string(levels)]; c != nil {
				*c++
				return
			}
			one := 1.0
			some[string(levels)] = &one
		})
		return some
	}, func(some map[string]*float64) error {
		for k, v := range some {
			all[k] += *v
			n.Scored += uint64(*v)
		}
		return nil
	})
	out := make([]agreement, 0, len(all))
	for k, v := range all {
		out = append(out, agreement{[]uint8(k), v})
	}
	slices.SortFunc(out, func(a, b agreement) int { return slices.Compare(a.levels, b.levels) })
	return out, n.Scored, err
}

// session is one run of EM over the pairs that a rule proposes.
func (t *trainer) session(rule string, learnt [][][]float64) error {
	patterns, n, err := t.patterns(rule)
	if err != nil {
		return err
	}
	if n == 0 {
		t.said.Warnings = append(t.said.Warnings, fmt.Sprintf("em_blocking_rule %q proposes no pair: nothing was learnt from it", rule))
		return nil
	}
	odds := t.m.Prior / (1 - t.m.Prior)
	free := t.free(rule)
	for ci := range t.m.Comparisons {
		if slices.Contains(free, ci) {
			continue
		}
		// All of these pairs agree on what the rule asks.
		c := &t.m.Comparisons[ci]
		best := c.levels()[0]
		m, u, _ := c.MU(best)
		odds *= m / u
	}
	if len(free) == 0 {
		return fmt.Errorf("training: em_blocking_rule %q asks for every column that is compared, so nothing can be learnt from it", rule)
	}
	em := t.newEM(patterns, free, odds/(1+odds))
	rounds, moved := 0, math.Inf(1)
	for ; rounds < 500 && moved > 1e-6; rounds++ {
		moved = em.round()
	}
	names := ""
	for at, ci := range free {
		learnt[ci] = append(learnt[ci], em.m[at])
		names += " " + t.m.Comparisons[ci].Name
	}
	t.said.Sessions = append(t.said.Sessions, fmt.Sprintf("m of%s by EM from %d pairs with %s: %d rounds, %.3g of them of one person", names, n, rule, rounds, em.prior))
	if moved > 1e-4 {
		t.said.Warnings = append(t.said.Warnings, fmt.Sprintf("EM with %s still moved after %d rounds", rule, rounds))
	}
	return nil
}

// free are the comparisons that read no column that a rule asks for.
func (t *trainer) free(rule string) (free []int) {
	asks := t.plan.condition(rule).columns(nil)
	for ci := range t.m.Comparisons {
		if !t.reads(ci, asks) {
			free = append(free, ci)
		}
	}
	return free
}

// reads says whether a comparison reads one of these columns.
func (t *trainer) reads(ci int, columns []string) bool {
	for _, x := range t.plan.levels[ci] {
		if x == nil {
			continue
		}
		for _, c := range x.columns(nil) {
			if slices.ContainsFunc(columns, func(d string) bool { return t.plan.column(c) == t.plan.column(d) }) {
				return true
			}
		}
	}
	return false
}

// em is a session: the parameters that it moves.
type em struct {
	patterns []agreement
	free     []int
	null     [][]bool
	fixed    [][]bool
	prior    float64
	m, u     [][]float64 // of each free comparison
}

func (t *trainer) newEM(patterns []agreement, free []int, prior float64) *em {
	e := &em{patterns: patterns, free: free, prior: min(max(prior, 1e-9), 0.999)}
	for _, ci := range free {
		c := &t.m.Comparisons[ci]
		n := len(c.Levels)
		m, u, null, fixed := make([]float64, n), make([]float64, n), make([]bool, n), make([]bool, n)
		for i, l := range c.Levels {
			m[i], u[i], _ = c.MU(i)
			null[i], fixed[i] = l.Null, l.FixM
		}
		e.m, e.u, e.null, e.fixed = append(e.m, m), append(e.u, u), append(e.null, null), append(e.fixed, fixed)
	}
	return e
}

// round is one step of expectation and maximisation; it says by how much the m that
// moved most did.
func (e *em) round() (moved float64) {
	sums := make([][]float64, len(e.free))
	for at := range e.free {
		sums[at] = make([]float64, len(e.m[at]))
	}
	matches, all := 0.0, 0.0
	for _, p := range e.patterns {
		odds := e.prior / (1 - e.prior)
		for at, ci := range e.free {
			if level := p.levels[ci]; !e.null[at][level] {
				odds *= e.m[at][level] / e.u[at][level]
			}
		}
		one := 1.0
		if !math.IsInf(odds, 1) {
			one = odds / (1 + odds)
		}
		one *= p.count
		matches, all = matches+one, all+p.count
		for at, ci := range e.free {
			sums[at][p.levels[ci]] += one
		}
	}
	e.prior = min(max(matches/all, 1e-9), 1-1e-9)
	for at := range e.free {
		sum, n := 0.0, 0.0
		for i, v := range sums[at] {
			if !e.null[at][i] {
				sum, n = sum+v, n+1
			}
		}
		for i, v := range sums[at] {
			if e.null[at][i] || e.fixed[at][i] {
				continue
			}
			m := (v + few/10) / (sum + few/10*n)
			moved = max(moved, math.Abs(m-e.m[at][i]))
			e.m[at][i] = m
		}
	}
	return moved
}
