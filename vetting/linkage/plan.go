package linkage

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Plan is a model whose conditions are parsed: which columns it reads, and which
// of them share a dictionary because conditions set them against one another.
type Plan struct {
	Model   *Model
	Columns []string // that an input must have, beside the unique id

	levels [][]*expr // of each comparison; nil is ELSE
	rules  []*expr
	extra  map[string]*expr // conditions that training asks, by their text
	group  []int            // of each column: which dictionary
	groups int

	carried     []string // columns that no condition reads
	rareAsUsual bool     // see RareAsUsual

	composed map[string][]string // columns that are put together from others
}

// NewPlan parses a model. A condition outside the grammar is a *SyntaxError that
// names level and token.
func NewPlan(m *Model) (*Plan, error) {
	p := &Plan{Model: m}
	for _, c := range m.Comparisons {
		var levels []*expr
		for i, l := range c.Levels {
			where := fmt.Sprintf("comparison %q, level %d", c.Name, i+1)
			if strings.EqualFold(strings.TrimSpace(l.Condition), "ELSE") {
				levels = append(levels, nil)
				continue
			}
			e, bad := parse(l.Condition, false)
			if bad != nil {
				bad.Where = where
				return nil, bad
			}
			levels = append(levels, e)
		}
		if levels[len(levels)-1] != nil {
			return nil, fmt.Errorf("comparison %q: the last level is not ELSE, so a pair could stand on none", c.Name)
		}
		p.levels = append(p.levels, levels)
	}
	for i, r := range m.Rules {
		e, bad := parse(r.Condition, true)
		if bad != nil {
			bad.Where = fmt.Sprintf("blocking rule %d", i+1)
			return nil, bad
		}
		p.rules = append(p.rules, e)
	}
	if err := p.training(); err != nil {
		return nil, err
	}
	p.collect()
	return p, nil
}

// training parses the conditions that only training asks.
func (p *Plan) training() error {
	p.extra = map[string]*expr{}
	t := p.Model.Training
	if t == nil {
		return nil
	}
	for what, texts := range map[string][]string{"em_blocking_rules": t.Rules, "deterministic_rules": t.Certain, "truth": {t.Truth}} {
		for i, text := range texts {
			if text == "" {
				continue
			}
			e, bad := parse(text, true)
			if bad != nil {
				bad.Where = fmt.Sprintf("training, %s %d", what, i+1)
				return bad
			}
			p.extra[text] = e
		}
	}
	return nil
}

// asking is the plan with these conditions, which training named, in place of its
// blocking rules.
func (p *Plan) asking(texts ...string) *Plan {
	m, q := *p.Model, *p
	m.Rules, q.rules = nil, nil
	for _, t := range texts {
		m.Rules = append(m.Rules, Rule{Condition: t})
		q.rules = append(q.rules, p.condition(t))
	}
	q.Model = &m
	return &q
}

// condition is one that training named, or a blocking rule, by its text.
func (p *Plan) condition(text string) *expr {
	if e := p.extra[text]; e != nil {
		return e
	}
	for i, r := range p.Model.Rules {
		if r.Condition == text {
			return p.rules[i]
		}
	}
	return nil
}

func (p *Plan) each(f func(*expr)) {
	for _, levels := range p.levels {
		for _, e := range levels {
			if e != nil {
				f(e)
			}
		}
	}
	for _, e := range p.rules {
		f(e)
	}
	for _, text := range slices.Sorted(maps.Keys(p.extra)) {
		f(p.extra[text])
	}
}

// collect finds the columns and joins those that are set against one another.
func (p *Plan) collect() {
	add := func(names []string) {
		for _, n := range names {
			if p.column(n) < 0 {
				p.Columns = append(p.Columns, n)
			}
		}
	}
	p.each(func(e *expr) { add(e.columns(nil)) })
	for _, c := range p.Model.Comparisons {
		for _, l := range c.Levels {
			if l.TF != "" {
				add([]string{l.TF})
			}
		}
	}
	root := make([]int, len(p.Columns))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			i = root[i]
		}
		return i
	}
	p.each(func(e *expr) {
		e.atoms(func(a, b *expr) {
			if a.op == "column" && b.op == "column" {
				root[find(p.column(a.name))] = find(p.column(b.name))
			}
		})
	})
	names := map[int]int{}
	for i := range p.Columns {
		r := find(i)
		if _, ok := names[r]; !ok {
			names[r] = len(names)
		}
		p.group = append(p.group, names[r])
	}
	p.groups = len(names)
}

// Carry has a column read beside those of the conditions, where an input has it, so
// that it can be told of a hit. It is called before Dicts.
func (p *Plan) Carry(name string) {
	if p.column(name) < 0 {
		p.Columns, p.group = append(p.Columns, name), append(p.group, p.groups)
		p.groups++
		p.carried = append(p.carried, name)
	}
}

// RareAsUsual takes a value that stands once or twice in the counted tables for no
// more common than u says: a small workforce makes every name look common. Splink
// does otherwise, so that it is asked for.
func (p *Plan) RareAsUsual() { p.rareAsUsual = true }

// Compose says what stands in a column of a CSV file that does not have it: the
// values of other columns with a space between, where all of them are there. A model
// can so ask how common a whole name is.
func (p *Plan) Compose(name string, of ...string) {
	if p.composed == nil {
		p.composed = map[string][]string{}
	}
	p.composed[name] = of
}

// atoms gives every pair of expressions that are set against one another: the two
// sides of a sign, and the two values of a function.
func (e *expr) atoms(f func(a, b *expr)) {
	if len(e.args) == 2 {
		f(e.args[0], e.args[1])
	}
	for _, a := range e.args {
		a.atoms(f)
	}
}

// column is the index of a column, whatever its capitals, and -1.
func (p *Plan) column(name string) int {
	if i := slices.Index(p.Columns, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(p.Columns, func(c string) bool { return strings.EqualFold(c, name) })
}

// Dicts are the empty dictionaries of its columns, one for each group. Inputs that
// are matched with one another are read with the same.
func (p *Plan) Dicts() []*Dict {
	groups := make([]*Dict, p.groups)
	for i := range groups {
		groups[i] = NewDict()
	}
	out := make([]*Dict, len(p.Columns))
	for i, g := range p.group {
		out[i] = groups[g]
	}
	return out
}
