package linkage

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

type valueKind uint8

const (
	absent valueKind = iota // SQL's NULL
	textValue
	numberValue // also seconds since 1970 of a day
	truthValue
	listValue
)

// value is what an expression gives.
type value struct {
	kind valueKind
	text []byte
	num  float64
	list [][]byte
}

func textOf(b []byte) value { return value{kind: textValue, text: b} }
func numberOf(f float64) value {
	return value{kind: numberValue, num: f}
}

func truthOf(b bool) value {
	if b {
		return value{kind: truthValue, num: 1}
	}
	return value{kind: truthValue}
}

func (v value) isTrue() bool { return v.kind == truthValue && v.num != 0 }

// number reads a value as a number, as DuckDB casts text that it compares with one.
func (v value) number() (float64, bool) {
	switch v.kind {
	case numberValue, truthValue:
		return v.num, true
	case textValue:
		f, err := strconv.ParseFloat(strings.TrimSpace(string(v.text)), 64)
		return f, err == nil
	}
	return 0, false
}

// written is a value as text: the form that derived columns are kept in.
func (v value) written() []byte {
	switch v.kind {
	case textValue:
		return v.text
	case numberValue, truthValue:
		return strconv.AppendFloat(nil, v.num, 'g', -1, 64)
	case listValue:
		return append(append([]byte{'['}, bytes.Join(v.list, []byte(", "))...), ']')
	}
	return nil
}

// asList reads a list: [a, b], ["a","b"] or {a,b}, as files hold them.
func (v value) asList() ([][]byte, bool) {
	if v.kind == listValue {
		return v.list, true
	}
	if v.kind != textValue {
		return nil, false
	}
	b := bytes.TrimSpace(v.text)
	var words []string
	if json.Unmarshal(b, &words) == nil {
		out := make([][]byte, 0, len(words))
		for _, w := range words {
			out = append(out, []byte(w))
		}
		return out, true
	}
	if len(b) >= 2 && (b[0] == '[' && b[len(b)-1] == ']' || b[0] == '{' && b[len(b)-1] == '}') {
		b = b[1 : len(b)-1]
	}
	var out [][]byte
	for _, part := range bytes.Split(b, []byte{','}) {
		if part = bytes.Trim(part, " '\""); len(part) > 0 {
			out = append(out, part)
		}
	}
	return out, true
}

// reading gives the text of a column of one of the two records, nil for none.
type reading func(column string, s side) []byte

// eval computes an expression with SQL's three-valued logic. It is the meaning of
// the grammar: the compiled comparisons must say the same, and a test holds them
// to it.
func (e *expr) eval(read reading) value {
	switch e.op {
	case "column":
		if b := read(e.name, e.side); b != nil {
			return textOf(b)
		}
		return value{}
	case "text":
		return textOf([]byte(e.name))
	case "number":
		return numberOf(e.num)
	case "null":
		return value{}
	case "AND", "OR":
		return e.evalLogic(read)
	case "NOT":
		v := e.args[0].eval(read)
		if v.kind != truthValue {
			return value{}
		}
		return truthOf(!v.isTrue())
	case "IS NULL":
		return truthOf(e.args[0].eval(read).kind == absent)
	case "CASE":
		for i := 0; i+1 < len(e.args); i += 2 {
			if e.args[i].eval(read).isTrue() {
				return e.args[i+1].eval(read)
			}
		}
		return e.args[len(e.args)-1].eval(read)
	case "call":
		args := make([]value, len(e.args))
		for i, a := range e.args {
			args[i] = a.eval(read)
		}
		return functions[e.name].do(args)
	}
	a, b := e.args[0].eval(read), e.args[1].eval(read)
	if a.kind == absent || b.kind == absent {
		return value{}
	}
	if c, ok := signs[e.op]; ok {
		return compareValues(a, b, c)
	}
	return arithmetic(e.op, a, b)
}

func (e *expr) evalLogic(read reading) value {
	decides := e.op == "OR" // this value decides whatever the other is
	unknown := false
	for _, a := range e.args {
		v := a.eval(read)
		if v.kind != truthValue {
			unknown = true
		} else if v.isTrue() == decides {
			return truthOf(decides)
		}
	}
	if unknown {
		return value{}
	}
	return truthOf(!decides)
}

// signs are the comparisons, each by which orders it takes: -1, 0, 1.
var signs = map[string][]int{"=": {0}, "<>": {-1, 1}, "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}

func compareValues(a, b value, want []int) value {
	var order int
	switch {
	case a.kind == textValue && b.kind == textValue:
		order = bytes.Compare(a.text, b.text)
	case a.kind == listValue || b.kind == listValue:
		order = bytes.Compare(a.written(), b.written())
	default:
		x, ok := a.number()
		y, ok2 := b.number()
		if !ok || !ok2 {
			return value{}
		}
		switch {
		case x < y:
			order = -1
		case x > y:
			order = 1
		}
	}
	return truthOf(slices.Contains(want, order))
}

func arithmetic(op string, a, b value) value {
	if op == "||" {
		return textOf(slices.Concat(a.written(), b.written()))
	}
	x, ok := a.number()
	y, ok2 := b.number()
	if !ok || !ok2 {
		return value{}
	}
	switch op {
	case "+":
		return numberOf(x + y)
	case "-":
		return numberOf(x - y)
	case "*":
		return numberOf(x * y)
	}
	if y == 0 {
		return value{}
	}
	return numberOf(x / y)
}

// strptime reads a day by a format of %Y, %m, %d, %y, %b, %B, %H, %M, %S, %j and
// literal signs, as DuckDB does: white space before and after is skipped, a number
// may be shorter than its place. It gives seconds since 1970, and false for what is
// no day, such as 30 February.
func strptime(text []byte, format string) (float64, bool) {
	text = bytes.TrimSpace(text)
	year, month, day, clock, yearDay := 1900, 1, 1, 0, 0
	i := 0
	number := func(width int) (int, bool) {
		n, from := 0, i
		for i < len(text) && i-from < width && isDigit(text[i]) {
			n = n*10 + int(text[i]-'0')
			i++
		}
		return n, i > from
	}
	for f := 0; f < len(format); f++ {
		if format[f] != '%' || f+1 == len(format) {
			if i >= len(text) || text[i] != format[f] {
				return 0, false
			}
			i++
			continue
		}
		f++
		ok, n := true, 0
		switch format[f] {
		case 'Y':
			year, ok = number(4)
		case 'y':
			if n, ok = number(2); n < 69 {
				year = 2000 + n
			} else {
				year = 1900 + n
			}
		case 'm':
			month, ok = number(2)
		case 'd':
			day, ok = number(2)
		case 'H':
			n, ok = number(2)
			clock, ok = clock+n*3600, ok && n < 24
		case 'M':
			n, ok = number(2)
			clock, ok = clock+n*60, ok && n < 60
		case 'S':
			n, ok = number(2)
			clock, ok = clock+n, ok && n < 60
		case 'j':
			yearDay, ok = number(3)
		case 'b', 'B':
			month, n = monthNamed(text[i:], format[f] == 'B')
			i, ok = i+n, n > 0
		default:
			return 0, false
		}
		if !ok {
			return 0, false
		}
	}
	if i != len(text) || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	days := daysSince1970(year, month, day)
	if yearDay > 0 {
		days = daysSince1970(year, 1, 1) + yearDay - 1
	}
	return float64(days)*86400 + float64(clock), true
}

func monthNamed(b []byte, whole bool) (month, n int) {
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if !whole {
			name = name[:3]
		}
		if len(b) >= len(name) && strings.EqualFold(string(b[:len(name)]), name) {
			return int(m), len(name)
		}
	}
	return 0, 0
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysSince1970 counts by the Gregorian calendar carried backwards, from any year.
func daysSince1970(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	era := int(math.Floor(float64(y) / 400))
	of := y - era*400
	return era*146097 + of*365 + of/4 - of/100 + (153*(m-3)+2)/5 + d - 1 - 719468
}
