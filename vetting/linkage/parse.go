package linkage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// side is of which of the two records a column is read.
type side uint8

const (
	noSide side = iota
	left
	right
)

// expr is a node of a parsed condition.
type expr struct {
	op   string // "column", "text", "number", "null", a sign in capitals such as "AND" or "<=", or "call"
	name string // of a column or a function (lower case), or the text
	side side   // of a column
	num  float64
	args []*expr
	at   int
}

// key is the expression written without its side: two that read alike on the two
// records have one key.
func (e *expr) key() string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (e *expr) write(b *strings.Builder) {
	switch e.op {
	case "column":
		fmt.Fprintf(b, "%q", e.name)
	case "text":
		fmt.Fprintf(b, "'%s'", e.name)
	case "number":
		b.WriteString(strconv.FormatFloat(e.num, 'g', -1, 64))
	case "null":
		b.WriteString("NULL")
	default:
		b.WriteString(e.op + e.name + "(")
		for i, a := range e.args {
			if i > 0 {
				b.WriteByte(',')
			}
			a.write(b)
		}
		b.WriteByte(')')
	}
}

// sides says which records it reads.
func (e *expr) sides() (l, r bool) {
	if e.op == "column" {
		return e.side == left, e.side == right
	}
	for _, a := range e.args {
		al, ar := a.sides()
		l, r = l || al, r || ar
	}
	return l, r
}

// columns adds the names of the columns that it reads.
func (e *expr) columns(into []string) []string {
	if e.op == "column" && !slices.Contains(into, e.name) {
		into = append(into, e.name)
	}
	for _, a := range e.args {
		into = a.columns(into)
	}
	return into
}

// parser reads one condition. inRule says that columns are written l.name and
// r.name, as in a blocking rule, and not name_l and name_r.
type parser struct {
	text   string
	tokens []token
	inRule bool
}

// parse reads a condition of a comparison level, or of a blocking rule.
func parse(text string, inRule bool) (*expr, *SyntaxError) {
	tokens, bad := lex(text)
	if bad != nil {
		return nil, bad
	}
	p := &parser{text, tokens, inRule}
	e, err := p.or()
	if err == nil && p.peek().kind != tokenEnd {
		err = p.wrong("a condition ends before this")
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

func (p *parser) peek() token { return p.tokens[0] }
func (p *parser) next() token {
	t := p.tokens[0]
	if t.kind != tokenEnd {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) take(word string) bool {
	if p.peek().is(word) {
		p.next()
		return true
	}
	return false
}

func (p *parser) wrong(says string) *SyntaxError {
	t := p.peek()
	text := t.text
	if t.kind == tokenEnd {
		text = "end of the condition"
	}
	return &SyntaxError{Text: p.text, Token: text, At: t.at + 1, Says: says}
}

func (p *parser) need(word string) *SyntaxError {
	if !p.take(word) {
		return p.wrong("expected " + word)
	}
	return nil
}

// chain reads operands of one precedence, joined by any of some operators.
func (p *parser) chain(operand func() (*expr, *SyntaxError), ops ...string) (*expr, *SyntaxError) {
	e, err := operand()
	for err == nil {
		t := p.peek()
		i := slices.IndexFunc(ops, t.is)
		if i < 0 {
			return e, nil
		}
		p.next()
		var b *expr
		if b, err = operand(); err == nil {
			e = &expr{op: ops[i], args: []*expr{e, b}, at: t.at}
		}
	}
	return nil, err
}

func (p *parser) or() (*expr, *SyntaxError)  { return p.chain(p.and, "OR") }
func (p *parser) and() (*expr, *SyntaxError) { return p.chain(p.not, "AND") }
func (p *parser) not() (*expr, *SyntaxError) {
	if t := p.peek(); p.take("NOT") {
		e, err := p.not()
		return &expr{op: "NOT", args: []*expr{e}, at: t.at}, err
	}
	return p.comparison()
}

func (p *parser) comparison() (*expr, *SyntaxError) {
	e, err := p.sum()
	for err == nil {
		t := p.peek()
		if p.take("IS") {
			not := p.take("NOT")
			if err := p.need("NULL"); err != nil {
				return nil, err
			}
			e = &expr{op: "IS NULL", args: []*expr{e}, at: t.at}
			if not {
				e = &expr{op: "NOT", args: []*expr{e}, at: t.at}
			}
			continue
		}
		op := t.text
		if op == "!=" {
			op = "<>"
		}
		if t.kind != tokenSign || !slices.Contains([]string{"=", "<>", "<", "<=", ">", ">="}, op) {
			return e, nil
		}
		p.next()
		var b *expr
		if b, err = p.sum(); err == nil {
			e = &expr{op: op, args: []*expr{e, b}, at: t.at}
		}
	}
	return nil, err
}

func (p *parser) sum() (*expr, *SyntaxError)     { return p.chain(p.product, "+", "-", "||") }
func (p *parser) product() (*expr, *SyntaxError) { return p.chain(p.unary, "*", "/") }
func (p *parser) unary() (*expr, *SyntaxError) {
	if t := p.peek(); p.take("-") {
		e, err := p.unary()
		return &expr{op: "-", args: []*expr{{op: "number", at: t.at}, e}, at: t.at}, err
	}
	e, err := p.primary()
	for err == nil && p.take("::") {
		t := p.peek()
		if t.kind != tokenName || casts[strings.ToLower(t.text)] == "" {
			return nil, p.wrong("this type is not known: VARCHAR, DOUBLE, INTEGER and DATE are")
		}
		p.next()
		e = &expr{op: "call", name: casts[strings.ToLower(t.text)], args: []*expr{e}, at: t.at}
	}
	return e, err
}

// casts are the types that a value may be read as, and the function that does it.
var casts = map[string]string{"varchar": "to_text", "text": "to_text", "double": "to_number", "float": "to_number", "integer": "to_number", "int": "to_number", "bigint": "to_number", "date": "to_date"}

func (p *parser) primary() (*expr, *SyntaxError) {
	t := p.peek()
	switch {
	case t.kind == tokenNumber:
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, p.wrong("this is not a number")
		}
		p.next()
		return &expr{op: "number", num: f, at: t.at}, nil
	case t.kind == tokenText:
		p.next()
		return &expr{op: "text", name: t.text, at: t.at}, nil
	case p.take("("):
		e, err := p.or()
		if err == nil {
			err = p.need(")")
		}
		return e, err
	case p.take("NULL"):
		return &expr{op: "null", at: t.at}, nil
	case p.take("TRUE"), p.take("FALSE"):
		b := &expr{op: "number", at: t.at}
		one := &expr{op: "number", num: 1, at: t.at}
		if t.is("TRUE") {
			b = one
		}
		return &expr{op: "=", args: []*expr{b, one}, at: t.at}, nil
	case t.is("CASE"):
		return p.cases()
	case t.is("CAST") || t.is("TRY_CAST"):
		return p.cast()
	case t.kind == tokenName && len(p.tokens) > 1 && p.tokens[1].is("("):
		return p.call()
	case t.kind == tokenName || t.kind == tokenQuoted:
		return p.column()
	}
	return nil, p.wrong("expected a column, a value or a function")
}

func (p *parser) cast() (*expr, *SyntaxError) {
	p.next()
	if err := p.need("("); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err == nil {
		err = p.need("AS")
	}
	if err != nil {
		return nil, err
	}
	t := p.peek()
	f := casts[strings.ToLower(t.text)]
	if f == "" {
		return nil, p.wrong("this type is not known: VARCHAR, DOUBLE, INTEGER and DATE are")
	}
	p.next()
	return &expr{op: "call", name: f, args: []*expr{e}, at: t.at}, p.need(")")
}

// cases reads CASE WHEN a THEN b ... ELSE z END as a, b, ..., z.
func (p *parser) cases() (*expr, *SyntaxError) {
	e := &expr{op: "CASE", at: p.next().at}
	add := func() *SyntaxError {
		x, err := p.or()
		e.args = append(e.args, x)
		return err
	}
	for p.take("WHEN") {
		if err := add(); err != nil {
			return nil, err
		}
		if err := p.need("THEN"); err != nil {
			return nil, err
		}
		if err := add(); err != nil {
			return nil, err
		}
	}
	if len(e.args) == 0 {
		return nil, p.wrong("expected WHEN")
	}
	if p.take("ELSE") {
		if err := add(); err != nil {
			return nil, err
		}
	} else {
		e.args = append(e.args, &expr{op: "null", at: e.at})
	}
	return e, p.need("END")
}

func (p *parser) call() (*expr, *SyntaxError) {
	t := p.peek()
	name := strings.ToLower(t.text)
	if other, ok := sameFunction[name]; ok {
		name = other
	}
	f, ok := functions[name]
	if !ok {
		return nil, p.wrong("this function is not in the grammar (docs/linkage.md lists those that are)")
	}
	p.next()
	p.next()
	e := &expr{op: "call", name: name, at: t.at}
	for !p.peek().is(")") {
		if len(e.args) > 0 {
			if err := p.need(","); err != nil {
				return nil, err
			}
		}
		a, err := p.or()
		if err != nil {
			return nil, err
		}
		e.args = append(e.args, a)
	}
	if len(e.args) < f.least || len(e.args) > f.most {
		return nil, &SyntaxError{Text: p.text, Token: t.text, At: t.at + 1, Says: fmt.Sprintf("it takes %d to %d values and is given %d", f.least, f.most, len(e.args))}
	}
	p.next()
	return e, f.check(p.text, e)
}

func (p *parser) column() (*expr, *SyntaxError) {
	t := p.peek()
	if p.inRule {
		s := noSide
		switch {
		case strings.EqualFold(t.text, "l"):
			s = left
		case strings.EqualFold(t.text, "r"):
			s = right
		}
		if s == noSide || len(p.tokens) < 2 || !p.tokens[1].is(".") {
			return nil, p.wrong("in a blocking rule a column is written l.name or r.name")
		}
		p.next()
		p.next()
		n := p.peek()
		if n.kind != tokenName && n.kind != tokenQuoted {
			return nil, p.wrong("expected the name of a column")
		}
		p.next()
		return &expr{op: "column", name: n.text, side: s, at: t.at}, nil
	}
	name, s := t.text, noSide
	switch {
	case strings.HasSuffix(strings.ToLower(name), "_l"):
		s = left
	case strings.HasSuffix(strings.ToLower(name), "_r"):
		s = right
	default:
		return nil, p.wrong("in a level a column ends in _l or _r")
	}
	p.next()
	return &expr{op: "column", name: name[:len(name)-2], side: s, at: t.at}, nil
}
