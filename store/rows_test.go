package store

import (
	"fmt"
	"strings"
	"testing"
)

// TestRowsThatWait: rows of one statement go together, and for each table nothing
// overtakes anything.
func TestRowsThatWait(t *testing.T) {
	const (
		a     = `INSERT INTO a_row (id, n, says) VALUES ($1, $2, '')`
		b     = `INSERT INTO b_row (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`
		gone  = `DELETE FROM a_row WHERE id = $1`
		other = `INSERT INTO a_row (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET says = 'x'`
		odd   = `WITH x AS (SELECT 1) DELETE FROM b_row WHERE id = $1`
	)
	var puts []put
	for _, q := range []string{a, b, a, gone, a, b, a, other, other, a, odd, b} {
		args := []any{fmt.Sprint(len(puts))}
		if q == a {
			args = append(args, len(puts))
		}
		puts = append(puts, put{q, args})
	}
	var got []string
	for _, r := range inRows(puts) {
		q, args := r.send()
		first, _, _ := strings.Cut(q, " (")
		got = append(got, fmt.Sprint(first, args[0]))
	}
	want := "INSERT INTO a_row[0 2], INSERT INTO b_row[1 5], DELETE FROM a_row WHERE id = $13, INSERT INTO a_row[4 6], INSERT INTO a_row7, INSERT INTO a_row8, INSERT INTO a_row9, WITH x AS10, INSERT INTO b_row11"
	if says := strings.Join(got, ", "); says != want {
		t.Errorf("sent %s\nwant %s", says, want)
	}
	q, args := inRows([]put{{a, []any{"x", 1}}, {a, []any{"y", int64(2)}}})[0].send()
	if want := `INSERT INTO a_row (id, n, says) SELECT u.a1, u.a2, '' FROM unnest($1::text[], $2::bigint[]) AS u (a1, a2)`; q != want || fmt.Sprint(args) != "[[x y] [1 2]]" {
		t.Errorf("several rows are sent as %s %v\nwant %s", q, args, want)
	}
	for _, nothing := range [][]any{{"x", nil}, {"x", true}, {"x", 1.5}} {
		if many := manyOf(a, nothing); many != "" {
			t.Errorf("%v goes with others: %s", nothing, many)
		}
	}
	c := &conn{puts: []put{{a, nil}}}
	if !c.concerns(`SELECT n FROM a_row`) || c.concerns(`SELECT n FROM b_row`) {
		t.Error("a reading waits for the wrong table")
	}
	if c.puts = []put{{odd, nil}}; !c.concerns(`SELECT n FROM a_row`) {
		t.Error("a reading does not wait for a statement whose table is not known")
	}
}
