package store

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Rows of one table that wait for a server are put there by one statement: it takes
// a server longer to begin a statement than to put a row in.

// rows are what waits of one statement: once, or so many rows of an INSERT.
type rows struct {
	q    string
	all  [][]any
	many string // the statement for several, where there is one
}

// inRows puts together what may go together. For each table the order is kept, and
// nothing in the order of two tables can be seen: no table refers to another, and the
// triggers look at no other.
func inRows(puts []put) (out []*rows) {
	last := map[string]*rows{} // of each table
	for _, p := range puts {
		many := manyOf(p.q, p.args)
		table := tableOf(p.q)
		if l := last[table]; l != nil && many != "" && l.q == p.q && l.many == many {
			l.all = append(l.all, p.args)
			continue
		}
		r := &rows{p.q, [][]any{p.args}, many}
		if table == "" { // not known what it looks at: nothing is moved across it
			clear(last)
		} else {
			last[table] = r
		}
		out = append(out, r)
	}
	return out
}

// send is the statement and what it is given.
func (r *rows) send() (string, []any) {
	if len(r.all) == 1 {
		return r.q, r.all[0]
	}
	columns := make([]any, len(r.all[0]))
	for i, v := range r.all[0] {
		switch v.(type) {
		case string:
			columns[i] = column[string](r.all, i)
		default:
			columns[i] = column[int64](r.all, i)
		}
	}
	return r.many, columns
}

func column[T any](all [][]any, i int) []T {
	out := make([]T, len(all))
	for n, row := range all {
		switch v := row[i].(type) {
		case int:
			out[n] = any(int64(v)).(T)
		default:
			out[n] = v.(T)
		}
	}
	return out
}

// note tells a trace of each row as if it had gone alone.
func (r *rows) note(t *Trace, changed int64) {
	for range r.all[1:] {
		t.note(r.q, min(1, changed))
		changed -= min(1, changed)
	}
	t.note(r.q, changed)
}

var (
	aTable  = regexp.MustCompile(`^(?:INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)\b`)
	anInput = regexp.MustCompile(`(?s)^(INSERT INTO [a-z_]+ \([a-z_, ]+\))\s+VALUES \(([^()]*)\)(\s+ON CONFLICT(?: \([a-z_, ]+\))? DO NOTHING)?$`)
	aPlace  = regexp.MustCompile(`\$(\d+)`)
	tables  sync.Map // text of a statement: its table
	parsed  sync.Map // text of a statement: [3]string of anInput, or nil
)

// tableOf is the table to which a statement writes, or nothing where it is not known.
func tableOf(q string) string {
	if t, ok := tables.Load(q); ok {
		return t.(string)
	}
	t := ""
	if m := aTable.FindStringSubmatch(q); m != nil {
		t = m[1]
	}
	tables.Store(q, t)
	return t
}

// manyOf is an INSERT of one row in the words that take a column of values for each
// place, or nothing where the statement is another or a value neither text nor a whole number.
func manyOf(q string, args []any) string {
	in, ok := parsed.Load(q)
	if !ok {
		in = anInput.FindStringSubmatch(q)
		parsed.Store(q, in)
	}
	m := in.([]string)
	if m == nil || len(args) == 0 {
		return ""
	}
	var columns, names strings.Builder
	for i, a := range args {
		kind := "text"
		switch a.(type) {
		case string:
		case int, int64:
			kind = "bigint"
		default:
			return ""
		}
		if i > 0 {
			columns.WriteString(", ")
			names.WriteString(", ")
		}
		n := strconv.Itoa(i + 1)
		columns.WriteString("$" + n + "::" + kind + "[]")
		names.WriteString("a" + n)
	}
	return m[1] + " SELECT " + aPlace.ReplaceAllString(m[2], "u.a$1") + " FROM unnest(" + columns.String() + ") AS u (" + names.String() + ")" + m[3]
}
