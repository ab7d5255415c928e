package linkage

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Trained says what training did, in words for the person who asked for it.
type Trained struct {
	Prior    string
	U        string
	Sessions []string // of EM, or the one from labels
	Warnings []string // levels that nothing was learnt about
}

// few is what is added to the count of each level, so that one that was never seen
// is rare and not impossible.
const few = 0.5

// Train gives the plan's model with the prior, u and m that these tables teach. right
// is nil where duplicates of one table are looked for. The same tables and seed give
// the same model, to the last bit, whatever the number of cores.
//
// The prior is that of the settings, or expected_matches by all pairs, or what the
// deterministic rules find by their recall. u is counted in random pairs, and freed
// of the pairs of one person among them: what is counted is λm + (1−λ)u. m is counted
// in the labelled pairs or those for which the truth holds; else it is estimated by
// EM (A. P. Dempster, N. M. Laird and D. B. Rubin, 1977, Journal of the Royal
// Statistical Society B 39:1-38), a session for each em_blocking_rule, in which what
// the rule asks is left alone; of several sessions the median stands. Levels with
// fix_m_probability or fix_u_probability keep what they have. Where the settings name
// no em_blocking_rules, the blocking rules are those.
func Train(p *Plan, dicts []*Dict, left, right *Table, labels []Label, o Options) (*Model, Trained, error) {
	t := &trainer{plan: p, dicts: dicts, left: left, right: right, o: o}
	if t.how = (Training{}); p.Model.Training != nil {
		t.how = *p.Model.Training
	}
	m := *p.Model
	m.Comparisons = slices.Clone(m.Comparisons)
	for i := range m.Comparisons {
		m.Comparisons[i].Levels = slices.Clone(m.Comparisons[i].Levels)
	}
	t.m = &m
	for _, step := range []func() error{t.prior, t.randomPairs, func() error { return t.matches(labels) }} {
		if err := step(); err != nil {
			return nil, t.said, err
		}
	}
	t.freeU()
	for _, c := range m.Comparisons {
		for i, l := range c.Levels {
			if !l.Null && (l.M == nil || l.U == nil) {
				t.said.Warnings = append(t.said.Warnings, fmt.Sprintf("comparison %q, level %d: nothing was learnt of it, so it has Splink’s default", c.Name, i+1))
			}
		}
	}
	return &m, t.said, nil
}

type trainer struct {
	plan        *Plan
	how         Training
	dicts       []*Dict
	left, right *Table
	o           Options
	m           *Model
	said        Trained
	all         [][]float64 // of each comparison and level: its share of all pairs that have the field
	weight      float64     // random pairs that were counted
}

// Untrained says whether a model has to be trained before it scores: it says how, or
// a level has no m or u.
func (m *Model) Untrained() bool {
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			if !l.Null && (l.M == nil || l.U == nil) {
				return true
			}
		}
	}
	return m.Training != nil
}

// Summary is the model in words: every comparison with its levels, and what each is
// worth in bits.
func (m *Model) Summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "two random records are of one person with probability %.3g: %.2f bits\n", m.Prior, m.PriorWeight())
	for _, c := range m.Comparisons {
		fmt.Fprintf(&b, "%s\n  %12s %12s %9s\n", c.Name, "m", "u", "bits")
		for i, l := range c.Levels {
			if l.Null {
				continue
			}
			m, u, _ := c.MU(i)
			fmt.Fprintf(&b, "  %12.6f %12.3g %+9.2f  %s\n", m, u, c.Weight(i), l.Says())
		}
	}
	return b.String()
}

// Says is what a level is called.
func (l Level) Says() string {
	if l.Label != "" {
		return l.Label
	}
	return l.Condition
}

// pairs is how many there are.
func (t *trainer) pairs() float64 {
	n := float64(t.left.Rows())
	if t.right == nil {
		return n * (n - 1) / 2
	}
	return n * float64(t.right.Rows())
}

// engine is one that asks the plan's comparisons of the pairs that rules propose.
func (t *trainer) engine(rules ...string) (*Engine, error) {
	q := t.plan.asking(rules...)
	plain := *q.Model // without figures: what levels weigh does not matter here
	plain.Comparisons = slices.Clone(plain.Comparisons)
	for i, c := range plain.Comparisons {
		levels := slices.Clone(c.Levels)
		for j := range levels {
			levels[j].M, levels[j].U, levels[j].TF = nil, nil, ""
		}
		plain.Comparisons[i].Levels = levels
	}
	q.Model = &plain
	return NewEngine(q, t.dicts)
}

func (t *trainer) prior() error {
	switch {
	case t.how.FixedPrior:
		t.said.Prior = fmt.Sprintf("prior %.3g, as the settings say", t.m.Prior)
		return nil
	case t.how.Expected > 0:
		if t.m.Prior = t.how.Expected / t.pairs(); t.m.Prior >= 1 {
			return fmt.Errorf("training: %v expected_matches are no fewer than all %v pairs", t.how.Expected, t.pairs())
		}
		t.said.Prior = fmt.Sprintf("prior %.3g: %v expected among %.0f pairs", t.m.Prior, t.how.Expected, t.pairs())
		return nil
	case len(t.how.Certain) == 0:
		t.said.Prior = fmt.Sprintf("prior %.3g, as the settings say: no deterministic_rules to estimate it by", t.m.Prior)
		return nil
	}
	recall := t.how.CertainRecall
	if recall == 0 {
		recall = 0.7
	}
	e, err := t.engine(t.how.Certain...)
	if err != nil {
		return err
	}
	o := t.o
	o.Least = Every()
	n, err := e.Stream(t.left, t.right, o, nil, func([]Pair, []byte) error { return nil })
	if err != nil {
		return err
	}
	if n.Scored == 0 {
		return fmt.Errorf("training: the deterministic_rules find no pair at all, so the prior cannot be estimated by them: name expected_matches, or other rules")
	}
	t.m.Prior = min(float64(n.Scored)/recall/t.pairs(), 0.5)
	t.said.Prior = fmt.Sprintf("prior %.3g: %d pairs by the deterministic rules, which are taken to find %v of all", t.m.Prior, n.Scored, recall)
	return nil
}

// randomPairs counts levels in pairs that nothing proposed.
func (t *trainer) randomPairs() error {
	e, err := t.engine()
	if err != nil {
		return err
	}
	want := float64(t.how.Pairs)
	if want == 0 {
		want = 2e6
	}
	l := e.packTable(t.left)
	r := l
	if t.right != nil {
		r = e.packTable(t.right)
	}
	draw, n := t.draws(want, len(l.rows), len(r.rows))
	if n == 0 {
		return fmt.Errorf("training: there are not two records to compare")
	}
	counts := t.zero()
	const step = 1 << 14
	at := uint64(0)
	workers := make([]*worker, t.o.workers())
	for i := range workers {
		workers[i] = e.newWorker()
	}
	err = inOrder(len(workers), func() (uint64, bool, error) { at += step; return at - step, at-step < n, nil }, func(i int, from uint64) [][]float64 {
		some := t.zero()
		w := workers[i]
		for k := from; k < min(from+step, n); k++ {
			a, b := draw(k)
			e.score(w, l.at(a), r.at(b), Every())
			for ci, level := range w.levels {
				some[ci][level]++
			}
		}
		return some
	}, func(some [][]float64) error {
		for ci := range some {
			for level, v := range some[ci] {
				counts[ci][level] += v
			}
		}
		return nil
	})
	t.weight = float64(n)
	t.all = t.shares(counts)
	for ci := range t.m.Comparisons {
		for i := range t.m.Comparisons[ci].Levels {
			t.set(ci, i, nil, &t.all[ci][i])
		}
	}
	t.said.U = fmt.Sprintf("u from %d random pairs, seed %d", n, t.how.Seed)
	if float64(n) == t.pairs() {
		t.said.U = fmt.Sprintf("u from all %d pairs", n)
	}
	return err
}

// draws gives the kth pair of places: all of them where they are few, else random
// ones that depend on k and the seed alone.
func (t *trainer) draws(want float64, nl, nr int) (func(k uint64) (uint32, uint32), uint64) {
	if nl == 0 || nr == 0 || t.right == nil && nl < 2 {
		return nil, 0
	}
	if t.pairs() <= want {
		if t.right != nil {
			return func(k uint64) (uint32, uint32) { return uint32(k / uint64(nr)), uint32(k % uint64(nr)) }, uint64(t.pairs())
		}
		return func(k uint64) (uint32, uint32) { // the triangle, row by row
			b := uint64((1 + math.Sqrt(1+8*float64(k))) / 2)
			for b*(b-1)/2 > k {
				b--
			}
			for (b+1)*b/2 <= k {
				b++
			}
			return uint32(k - b*(b-1)/2), uint32(b)
		}, uint64(t.pairs())
	}
	start := mix(t.how.Seed + 0x9e3779b97f4a7c15)
	return func(k uint64) (uint32, uint32) {
		x := mix(start + k*0x9e3779b97f4a7c15)
		a, b := x>>32*uint64(nl)>>32, x&math.MaxUint32*uint64(nr)>>32
		if t.right == nil {
			if b = x & math.MaxUint32 * uint64(nr-1) >> 32; b >= a {
				b++
			}
		}
		if t.right == nil && a > b {
			a, b = b, a
		}
		return uint32(a), uint32(b)
	}, uint64(want)
}

func (t *trainer) zero() [][]float64 {
	out := make([][]float64, len(t.m.Comparisons))
	for i, c := range t.m.Comparisons {
		out[i] = make([]float64, len(c.Levels))
	}
	return out
}

// shares are each level's part of the pairs that have the field.
func (t *trainer) shares(counts [][]float64) [][]float64 {
	out := t.zero()
	for ci, c := range t.m.Comparisons {
		list := c.levels()
		sum := few * float64(len(list))
		for _, i := range list {
			sum += counts[ci][i]
		}
		for _, i := range list {
			out[ci][i] = (counts[ci][i] + few) / sum
		}
	}
	return out
}

// set gives a level a trained figure, unless it is fixed.
func (t *trainer) set(ci, level int, m, u *float64) {
	l := &t.m.Comparisons[ci].Levels[level]
	if l.Null {
		return
	}
	if m != nil && !l.FixM {
		v := *m
		l.M = &v
	}
	if u != nil && !l.FixU {
		v := *u
		l.U = &v
	}
}

// freeU takes the pairs of one person out of what was counted in random pairs. A
// tenth of what was counted stays at least: the prior is an estimate. It may also say
// that there are more of them than were drawn, and then a level on which nearly all
// stand would come out over 1.
func (t *trainer) freeU() {
	prior := t.m.Prior
	for ci := range t.m.Comparisons {
		for i, l := range t.m.Comparisons[ci].Levels {
			if l.Null || l.M == nil || l.FixU {
				continue
			}
			seen := t.all[ci][i]
			u := min(max((seen-prior**l.M)/(1-prior), seen/10), 1)
			t.set(ci, i, nil, &u)
		}
	}
}
