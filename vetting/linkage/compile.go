package linkage

import (
	"bytes"
	"math"
)

// answer is a truth of three values.
type answer uint8

const (
	no answer = iota
	yes
	unknown
)

// A test, a figure and a text read two packed records. A figure and a text may be
// absent.
type (
	test   func(w *worker, l, r []uint32) answer
	figure func(w *worker, l, r []uint32) (float64, bool)
	text   func(w *worker, l, r []uint32) []byte
)

// feature is an expression over one column of one record, kept by the id of that
// column's value: it is computed once for each value and not for each pair.
type feature struct {
	e      *expr
	column int
	at     int // which of the worker's caches
}

// kept is the value of a feature.
type kept struct {
	kind valueKind // of which absent is an answer too
	done bool
	num  float64
	text []byte

	letters uint64 // that the text has
}

// compiler turns expressions into functions over packed records. What it has no
// quick way for it evaluates as eval does.
type compiler struct {
	plan     *Plan
	features map[string]*feature
	shared   map[string]int // figures that several levels ask for, by expression
	jaro     []int          // columns of which the shapes are wanted
	days     []int          // columns of which the digits of days are
	figures  int            // how many distances are kept for the pair at hand
}

func (c *compiler) readings(w *worker, l, r []uint32) reading {
	return func(name string, s side) []byte {
		col := c.plan.column(name)
		if s == left {
			return w.text(col, l[col])
		}
		return w.text(col, r[col])
	}
}

// isFeature says that an expression is over one column of one side.
func (e *expr) isFeature() bool {
	l, r := e.sides()
	return l != r && len(e.columns(nil)) == 1
}

// featureOf is an expression over one column of one side, and nil for others.
func (c *compiler) featureOf(e *expr) (*feature, side) {
	if !e.isFeature() {
		return nil, noSide
	}
	s := left
	if _, r := e.sides(); r {
		s = right
	}
	f := c.features[e.key()]
	if f == nil {
		f = &feature{e, c.plan.column(e.columns(nil)[0]), len(c.features)}
		c.features[e.key()] = f
	}
	return f, s
}

func pick(s side, l, r []uint32) []uint32 {
	if s == left {
		return l
	}
	return r
}

func (c *compiler) text(e *expr) text {
	f, s := c.featureOf(e)
	if f == nil {
		return func(w *worker, l, r []uint32) []byte { return e.eval(c.readings(w, l, r)).written() }
	}
	col := f.column
	if e.op == "column" {
		return func(w *worker, l, r []uint32) []byte { return w.text(col, pick(s, l, r)[col]) }
	}
	return func(w *worker, l, r []uint32) []byte { return w.kept(f, pick(s, l, r)[col]).text }
}

// figure compiles what gives a number, or nil.
func (c *compiler) figure(e *expr) figure {
	if e.op == "number" {
		return func(*worker, []uint32, []uint32) (float64, bool) { return e.num, true }
	}
	if f, s := c.featureOf(e); f != nil && e.op != "column" {
		col := f.column
		return func(w *worker, l, r []uint32) (float64, bool) {
			k := w.kept(f, pick(s, l, r)[col])
			return k.num, k.kind == numberValue
		}
	}
	switch {
	case e.op == "call" && (e.name == "abs" || e.name == "epoch"):
		inner := c.figure(e.args[0])
		if inner == nil || e.name == "epoch" {
			return inner
		}
		return func(w *worker, l, r []uint32) (float64, bool) {
			v, ok := inner(w, l, r)
			return math.Abs(v), ok
		}
	case e.op == "-":
		a, b := c.figure(e.args[0]), c.figure(e.args[1])
		if a == nil || b == nil {
			return nil
		}
		return func(w *worker, l, r []uint32) (float64, bool) {
			x, ok := a(w, l, r)
			y, ok2 := b(w, l, r)
			return x - y, ok && ok2
		}
	case e.op == "call" && distances[e.name] != nil:
		return c.distance(e)
	}
	return nil
}

// distances are the functions of two texts that have a figure of their own.
var distances = map[string]func(a, b []byte) float64{
	"jaro_winkler_similarity": JaroWinkler, "jaro_similarity": Jaro, "jaccard": Jaccard, "name_similarity": NameSimilarity,
	"levenshtein":         func(a, b []byte) float64 { return float64(Levenshtein(a, b)) },
	"damerau_levenshtein": func(a, b []byte) float64 { return float64(DamerauLevenshtein(a, b)) },
	"partial_date_match":  func(a, b []byte) float64 { return float64(PartialDates(a, b)) },
}

// distance keeps the last figure, because the levels of a comparison ask for the
// same one with falling thresholds.
func (c *compiler) distance(e *expr) figure {
	a, b, f := c.text(e.args[0]), c.text(e.args[1]), distances[e.name]
	fa, sa := c.featureOf(e.args[0])
	fb, sb := c.featureOf(e.args[1])
	if fa == nil || fb == nil || sa == sb {
		return func(w *worker, l, r []uint32) (float64, bool) {
			x, y := a(w, l, r), b(w, l, r)
			if x == nil || y == nil {
				return 0, false
			}
			return f(x, y), true
		}
	}
	at := c.figures
	c.figures++
	return func(w *worker, l, r []uint32) (float64, bool) {
		last := &w.figures[at]
		ida, idb := pick(sa, l, r)[fa.column], pick(sb, l, r)[fb.column]
		if last.a == ida && last.b == idb && last.done {
			return last.num, last.ok
		}
		x, y := a(w, l, r), b(w, l, r)
		last.a, last.b, last.done, last.ok, last.num = ida, idb, true, x != nil && y != nil, 0
		if last.ok {
			last.num = f(x, y)
		}
		return last.num, last.ok
	}
}

// lettered compiles the text of a feature with the letters that it has; nil for none.
func (c *compiler) lettered(f *feature) func(w *worker, id uint32) ([]byte, uint64) {
	if f.e.op != "column" {
		return func(w *worker, id uint32) ([]byte, uint64) {
			k := w.kept(f, id)
			return k.text, k.letters
		}
	}
	c.jaro = append(c.jaro, f.column)
	return func(w *worker, id uint32) ([]byte, uint64) {
		if id == 0 {
			return nil, 0
		}
		return w.text(f.column, id), w.letters(f.column, id)
	}
}

// jaroAtLeast compiles Jaro's or Jaro-Winkler's similarity of two columns against a
// number. Most pairs share too few letters to reach any level, and that is seen from
// which letters each has.
func (c *compiler) jaroAtLeast(e *expr) test {
	x, y := e.args[0], e.args[1]
	if e.op != ">=" || x.op != "call" || y.op != "number" || x.name != "jaro_winkler_similarity" && x.name != "jaro_similarity" {
		return nil
	}
	fa, sa := c.featureOf(x.args[0])
	fb, sb := c.featureOf(x.args[1])
	if fa == nil || fb == nil || sa == sb {
		return nil
	}
	ta, tb := c.lettered(fa), c.lettered(fb)
	at, found := c.shared[x.key()]
	if !found {
		at = c.figures
		c.figures++
		c.shared[x.key()] = at
	}
	f, winkler, least := distances[x.name], x.name == "jaro_winkler_similarity", y.num
	ca, cb := fa.column, fb.column
	return func(w *worker, l, r []uint32) answer {
		last := &w.figures[at]
		ida, idb := pick(sa, l, r)[ca], pick(sb, l, r)[cb]
		if last.a != ida || last.b != idb || !last.seen {
			p, inP := ta(w, ida)
			q, inQ := tb(w, idb)
			*last = lastFigure{a: ida, b: idb, seen: true, ok: p != nil && q != nil}
			if last.ok {
				last.bound = jaroBound(p, q, inP, inQ, winkler)
			}
		}
		if !last.ok {
			return unknown
		}
		if !last.done {
			if last.bound < least-1e-9 {
				return no
			}
			p, _ := ta(w, ida)
			q, _ := tb(w, idb)
			last.done, last.num = true, f(p, q)
		}
		if last.num >= least {
			return yes
		}
		return no
	}
}

// test compiles a condition.
func (c *compiler) test(e *expr) test {
	switch e.op {
	case "AND", "OR":
		return c.logic(e)
	case "NOT":
		inner := c.test(e.args[0])
		return func(w *worker, l, r []uint32) answer {
			switch inner(w, l, r) {
			case yes:
				return no
			case no:
				return yes
			}
			return unknown
		}
	case "IS NULL":
		if f, s := c.featureOf(e.args[0]); f != nil {
			col, plain := f.column, e.args[0].op == "column"
			return func(w *worker, l, r []uint32) answer {
				id := pick(s, l, r)[col]
				if id == 0 && plain || !plain && w.kept(f, id).kind == absent {
					return yes
				}
				return no
			}
		}
	case "=", "<>", "<", "<=", ">", ">=":
		if t := c.sign(e); t != nil {
			return t
		}
	}
	return func(w *worker, l, r []uint32) answer {
		v := e.eval(c.readings(w, l, r))
		switch {
		case v.kind != truthValue:
			return unknown
		case v.isTrue():
			return yes
		}
		return no
	}
}

func (c *compiler) logic(e *expr) test {
	a, b := c.test(e.args[0]), c.test(e.args[1])
	decides, other := yes, no
	if e.op == "AND" {
		decides, other = no, yes
	}
	return func(w *worker, l, r []uint32) answer {
		x := a(w, l, r)
		if x == decides {
			return decides
		}
		y := b(w, l, r)
		if y == decides {
			return decides
		}
		if x == other && y == other {
			return other
		}
		return unknown
	}
}

// sign compiles a comparison with a number, or the equality of two texts.
func (c *compiler) sign(e *expr) test {
	a, b := e.args[0], e.args[1]
	if a.op == "call" && a.name == "damerau_levenshtein" && e.op == "<=" && b.op == "number" && b.num >= 1 && b.num < 2 {
		x, y := c.text(a.args[0]), c.text(a.args[1])
		near := func(w *worker, l, r []uint32) answer {
			p, q := x(w, l, r), y(w, l, r)
			switch {
			case p == nil || q == nil:
				return unknown
			case within1(p, q):
				return yes
			}
			return no
		}
		p, q := a.args[0], a.args[1]
		if p.op != "column" || q.op != "column" || p.side == q.side {
			return near
		}
		if p.side != left {
			p, q = q, p
		}
		cl, cr := c.plan.column(p.name), c.plan.column(q.name)
		c.days = append(c.days, cl, cr)
		return func(w *worker, l, r []uint32) answer {
			if l[cl] != 0 && r[cr] != 0 {
				p, q := w.digits(cl, l[cl]), w.digits(cr, r[cr])
				switch {
				case p == noDay || q == noDay: // told by the texts
				case daysWithin1(p, q):
					return yes
				default:
					return no
				}
			}
			return near(w, l, r)
		}
	}
	if t := c.jaroAtLeast(e); t != nil {
		return t
	}
	if fa, fb := c.figure(a), c.figure(b); fa != nil && fb != nil && (a.op == "number" || b.op == "number") {
		want := signs[e.op]
		var less, same, more bool
		for _, s := range want {
			less, same, more = less || s < 0, same || s == 0, more || s > 0
		}
		return func(w *worker, l, r []uint32) answer {
			x, ok := fa(w, l, r)
			y, ok2 := fb(w, l, r)
			switch {
			case !ok || !ok2:
				return unknown
			case x < y && less, x == y && same, x > y && more:
				return yes
			}
			return no
		}
	}
	fa, sa := c.featureOf(a)
	fb, sb := c.featureOf(b)
	if e.op != "=" || fa == nil || fb == nil || sa == sb {
		return nil
	}
	if a.op == "column" && b.op == "column" {
		ca, cb := fa.column, fb.column // one dictionary: NewPlan joined them
		return func(_ *worker, l, r []uint32) answer {
			x, y := pick(sa, l, r)[ca], pick(sb, l, r)[cb]
			switch {
			case x == 0 || y == 0:
				return unknown
			case x == y:
				return yes
			}
			return no
		}
	}
	return func(w *worker, l, r []uint32) answer {
		if a.op != "column" && b.op != "column" {
			x, y := w.meaning(fa, pick(sa, l, r)[fa.column]), w.meaning(fb, pick(sb, l, r)[fb.column])
			switch {
			case x == meansNothing || y == meansNothing:
				return unknown
			case x == meansNoText || y == meansNoText: // told below
			case x == y:
				return yes
			default:
				return no
			}
		}
		x, y := w.keptOrPlain(fa, pick(sa, l, r)[fa.column]), w.keptOrPlain(fb, pick(sb, l, r)[fb.column])
		switch {
		case x.kind == absent || y.kind == absent:
			return unknown
		case x.kind == textValue && y.kind == textValue && bytes.Equal(x.text, y.text),
			x.kind != textValue && y.kind != textValue && x.num == y.num:
			return yes
		case x.kind != y.kind:
			v := compareValues(value{kind: x.kind, text: x.text, num: x.num}, value{kind: y.kind, text: y.text, num: y.num}, signs["="])
			if v.kind == absent {
				return unknown
			} else if v.isTrue() {
				return yes
			}
		}
		return no
	}
}
