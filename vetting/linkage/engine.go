package linkage

import (
	"fmt"
	"math"
	"strings"
)

// Engine is a plan with the dictionaries of its data: it proposes pairs and scores
// them. It is safe for use by many goroutines while no dictionary grows.
type Engine struct {
	plan        *Plan
	dicts       []*Dict
	comparisons []*comparison
	rules       []*rule
	derived     []*expr // the slots of a packed record after those of the columns
	keys        *Dict   // of derived slots
	stride      int
	figures     int
	prior       float64
	features    []int            // of each: the column that it is of
	order       []int            // of comparisons, cheap ones first
	shapes      map[int][]shape  // of each column that Jaro compares
	digits      map[int][]uint32 // of each column of which days may differ by an edit
}

type comparison struct {
	tests     []test    // of the levels before ELSE
	weights   []float64 // of each level
	tf        []*frequency
	one       int     // the only column that it reads, of both records; -1
	quick     bool    // cheaper than a look into a memory
	most      float64 // that it can add where the values differ
	plainNull int     // level of a value that is absent, where that is all it asks; -1
	like      int     // level of two values that are there and equal, where ids tell it; -1
	unlike    int     // and of two that are there and differ; -1
	from      int     // the first level that two values that are there and differ can stand on
	floor     *floor  // of letters in common, without which they stand on the last; may be nil

	needs [][]need // of each level: what must hold for it
	sure  []bool   // of each level: nothing else must
}

// need is that two columns are equal, or, where absent says so, that one of them has no
// value. It is told by ids alone.
type need struct {
	l, r   int
	absent bool
}

func (n need) holds(l, r []uint32) bool {
	a, b := l[n.l], r[n.r]
	if n.absent {
		return a == 0 || b == 0
	}
	return a == b && a != 0
}

// rule is a blocking rule: slots that must be equal, and what else must hold.
type rule struct {
	l, r   []int
	filter test
	same   bool // both records are keyed alike
	says   string
}

// NewEngine compiles a plan for these dictionaries, which are full: values that
// come later are those of records that pass by. Term frequencies are counted in
// these tables, all of them together, as Splink does.
func NewEngine(p *Plan, dicts []*Dict, counted ...*Table) (*Engine, error) {
	return newEngine(p, dicts, func(column string) common {
		return logFrequencies(dicts[p.column(column)].Len(), p.column(column), counted)
	})
}

func newEngine(p *Plan, dicts []*Dict, count func(column string) common) (*Engine, error) {
	e := &Engine{plan: p, dicts: dicts, keys: NewDict(), prior: p.Model.PriorWeight()}
	c := &compiler{plan: p, features: map[string]*feature{}, shared: map[string]int{}}
	tf := map[string]common{}
	for ci, levels := range p.levels {
		if err := e.comparison(c, ci, levels, tf, count); err != nil {
			return nil, err
		}
	}
	for i, x := range p.rules {
		e.rules = append(e.rules, e.rule(c, x, p.Model.Rules[i].Condition))
	}
	e.shapes, e.digits = map[int][]shape{}, map[int][]uint32{}
	for _, col := range c.jaro {
		e.shapes[col] = ofEach(dicts[col], shapeOf)
	}
	for _, col := range c.days {
		e.digits[col] = ofEach(dicts[col], dayDigits)
	}
	e.stride = len(p.Columns) + len(e.derived)
	e.features, e.figures = make([]int, len(c.features)), c.figures
	for _, f := range c.features {
		e.features[f.at] = f.column
	}
	e.arrange()
	return e, nil
}

func (e *Engine) comparison(c *compiler, ci int, levels []*expr, tf map[string]common, count func(string) common) error {
	m := &e.plan.Model.Comparisons[ci]
	out := &comparison{one: -1, plainNull: -1, like: -1, unlike: -1, quick: true}
	cols, plain := []string{}, true
	for i, x := range levels {
		w := m.Weight(i)
		if math.IsNaN(w) {
			return fmt.Errorf("comparison %q, level %d: m and u are both 0, so it has no weight", m.Name, i+1)
		}
		out.weights = append(out.weights, w)
		f, err := e.frequency(m, i, tf, count)
		if err != nil {
			return err
		}
		out.tf = append(out.tf, f)
		needs, all := e.plan.needs(x)
		out.needs, out.sure = append(out.needs, needs), append(out.sure, all)
		if x == nil {
			break
		}
		cols = x.columns(cols)
		l, r := x.sides()
		plain = plain && l && r
		out.tests = append(out.tests, c.test(x))
		out.quick = out.quick && cheap(x)
		if x.op == "OR" && x.args[0].op == "IS NULL" && x.args[1].op == "IS NULL" && x.args[0].args[0].op == "column" && x.args[1].args[0].op == "column" && i == 0 {
			out.plainNull = i
		}
	}
	if len(cols) == 1 && plain {
		out.one = e.plan.column(cols[0])
	} else {
		out.plainNull = -1
	}
	out.glances(levels)
	e.comparisons = append(e.comparisons, out)
	return nil
}

// needs are what must hold of a pair for a condition to, as far as ids tell it, and
// whether that is all it asks. ELSE, which is nil, asks nothing.
func (p *Plan) needs(x *expr) (out []need, all bool) {
	if x == nil {
		return nil, true
	}
	pair := func(a, b *expr, absent bool) (out []need) {
		if a.op == "column" && b.op == "column" && a.side != b.side {
			if a.side != left {
				a, b = b, a
			}
			out = []need{{p.column(a.name), p.column(b.name), absent}}
		}
		return out
	}
	switch x.op {
	case "AND":
		a, sure := p.needs(x.args[0])
		b, also := p.needs(x.args[1])
		return append(a, b...), sure && also
	case "=":
		out = pair(x.args[0], x.args[1], false)
	case "OR":
		if a, b := x.args[0], x.args[1]; a.op == "IS NULL" && b.op == "IS NULL" {
			out = pair(a.args[0], b.args[0], true)
		}
	}
	return out, out != nil
}

// bound is what a comparison adds to a pair at most: that of the best level that the
// ids leave it.
func (c *comparison) bound(l, r []uint32) float64 {
	if c.one >= 0 {
		return c.most
	}
	most := math.Inf(-1)
levels:
	for i, needs := range c.needs {
		for _, n := range needs {
			if !n.holds(l, r) {
				continue levels
			}
		}
		w := c.weights[i]
		if f := c.tf[i]; f != nil {
			w += f.adjust(l, r)
		}
		if most = max(most, w); c.sure[i] {
			break
		}
	}
	return most
}

// cheap says that a condition costs less than looking up what it gave before.
func cheap(x *expr) bool {
	if x.op == "=" && x.args[0].isFeature() && x.args[1].isFeature() {
		return true // what each value gives is kept as a number
	}
	if x.op == "call" {
		switch x.name {
		case "try_strptime", "epoch", "abs":
		case "damerau_levenshtein":
			return true // only with 1, or it is dear: see the threshold below
		default:
			return false
		}
	}
	if x.op == "<=" && x.args[0].op == "call" && x.args[0].name == "damerau_levenshtein" {
		return x.args[1].op == "number" && x.args[1].num == 1
	}
	for _, a := range x.args {
		if !cheap(a) {
			return false
		}
	}
	return true
}

func (e *Engine) index(m *Comparison) int {
	for i := range e.plan.Model.Comparisons {
		if &e.plan.Model.Comparisons[i] == m {
			return i
		}
	}
	return -1
}

// rule splits a condition into what can be a key and the rest.
func (e *Engine) rule(c *compiler, x *expr, says string) *rule {
	out := &rule{same: true, says: says}
	var filters []*expr
	for _, part := range conjuncts(x) {
		if part.op == "=" {
			al, ar := part.args[0].sides()
			bl, br := part.args[1].sides()
			if al != ar && bl != br && al != bl {
				a, b := part.args[0], part.args[1]
				if ar {
					a, b = b, a
				}
				l, r := e.slots(a, b)
				out.l, out.r = append(out.l, l), append(out.r, r)
				out.same = out.same && l == r
				continue
			}
		}
		filters = append(filters, part)
	}
	for _, f := range filters {
		t := c.test(f)
		if before := out.filter; before != nil {
			out.filter = func(w *worker, l, r []uint32) answer {
				if before(w, l, r) != yes {
					return no
				}
				return t(w, l, r)
			}
		} else {
			out.filter = t
		}
	}
	return out
}

func conjuncts(x *expr) []*expr {
	if x.op == "AND" {
		return append(conjuncts(x.args[0]), conjuncts(x.args[1])...)
	}
	return []*expr{x}
}

// slots are where the two sides of an equality stand in a packed record. Two plain
// columns share a dictionary already; everything else goes into that of the keys.
func (e *Engine) slots(a, b *expr) (l, r int) {
	if a.op == "column" && b.op == "column" {
		return e.plan.column(a.name), e.plan.column(b.name)
	}
	return e.slot(a), e.slot(b)
}

func (e *Engine) slot(x *expr) int {
	for i, d := range e.derived {
		if d.key() == x.key() {
			return len(e.plan.Columns) + i
		}
	}
	e.derived = append(e.derived, x)
	return len(e.plan.Columns) + len(e.derived) - 1
}

// arrange orders comparisons so that cheap ones come first, and says what each can
// add at most: of one column, where the two values differ and both are there.
func (e *Engine) arrange() {
	dear := func(i int) int {
		c, reads := e.comparisons[i], false
		for _, x := range e.plan.levels[i] {
			if x != nil {
				x.texts(func(string) { reads = true })
			}
		}
		switch {
		case c.one < 0:
			return 2
		case !c.quick:
			return 1
		case reads: // what a value gives has to be found out once, and most values come once
			return 3
		}
		return 0
	}
	for pass := range 4 {
		for i := range e.comparisons {
			if pass == dear(i) {
				e.order = append(e.order, i)
			}
		}
	}
	for ci, c := range e.comparisons {
		c.most = math.Inf(-1)
		for i, w := range c.weights {
			if x := e.plan.levels[ci][i]; c.one >= 0 && (x.isEquality() || i == c.plainNull) {
				continue
			}
			if f := c.tf[i]; f != nil {
				top := 0.0
				for _, l := range f.log {
					if !math.IsNaN(l) {
						top = max(top, f.weight*(f.logU-max(l, f.least)))
					}
				}
				w += top
			}
			c.most = max(c.most, w)
		}
	}
}

// isEquality says that a condition is that a column of one record equals the same
// column of the other, and nothing else.
func (x *expr) isEquality() bool {
	return x != nil && x.op == "=" && x.args[0].op == "column" && x.args[1].op == "column" && strings.EqualFold(x.args[0].name, x.args[1].name) && x.args[0].side != x.args[1].side
}

// pack writes the packed record of a row: the ids of its columns, then those of its
// derived keys, which are added to the dictionary of keys where add says so.
func (e *Engine) pack(w *worker, row []uint32, add bool) {
	n := len(e.plan.Columns)
	for i, x := range e.derived {
		v := x.eval(func(name string, _ side) []byte {
			c := e.plan.column(name)
			return w.text(c, row[c])
		})
		row[n+i] = 0
		if v.kind == absent {
			continue
		}
		t := v.written()
		if add {
			row[n+i] = e.keys.ID(t)
		} else if id := e.keys.Find(t); id != 0 {
			row[n+i] = id
		} else {
			row[n+i] = uint32(e.keys.Len()) + w.keys.ID(t) - 1
		}
	}
}

// holds says whether a rule proposes a pair.
func (r *rule) holds(w *worker, a, b []uint32) bool {
	for i, s := range r.l {
		if a[s] == 0 || a[s] != b[r.r[i]] {
			return false
		}
	}
	return r.filter == nil || r.filter(w, a, b) == yes
}

// score is the match weight of a pair of packed records, in bits, and whether it
// reaches least. The levels stand in w.levels.
func (e *Engine) score(w *worker, l, r []uint32, least float64) (float64, bool) {
	if !math.IsInf(least, -1) && !e.mayReach(w, l, r, least-1e-6) {
		return 0, false
	}
	// In the model's order, so that the figure is the one that an explanation adds up
	// to, to the last bit.
	sum := e.prior
	for ci, c := range e.comparisons {
		n, known := w.glance(ci, c, l, r)
		if !known {
			n = w.level(ci, c, l, r)
		}
		w.levels[ci] = n
		sum += c.weights[n]
		if f := c.tf[n]; f != nil {
			sum += f.adjust(l, r)
		}
	}
	return sum, sum >= least
}

// mayReach says whether a pair can reach a weight. Fields that are equal or absent
// are known at once, and of the others the best that they can still be; what is dear
// to compare comes last. Most pairs are left before it.
func (e *Engine) mayReach(w *worker, l, r []uint32, least float64) bool {
	sum, open := e.prior, 0.0
	later, most := w.later[:0], w.most[:0]
	for _, ci := range e.order {
		c := e.comparisons[ci]
		n, known := w.glance(ci, c, l, r)
		if !known {
			b := c.bound(l, r)
			open += b
			later, most = append(later, ci), append(most, b)
			continue
		}
		sum += c.weights[n]
		if f := c.tf[n]; f != nil {
			sum += f.adjust(l, r)
		}
	}
	for i, ci := range later {
		if sum+open < least {
			return false
		}
		c := e.comparisons[ci]
		n := w.level(ci, c, l, r)
		open -= most[i]
		sum += c.weights[n]
		if f := c.tf[n]; f != nil {
			sum += f.adjust(l, r)
		}
	}
	return sum >= least
}
