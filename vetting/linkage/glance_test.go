package linkage

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// oneByOne asks of single columns only, in the forms of which ids, shapes and digits
// tell the level without a look at the values.
const oneByOne = `{"link_type": "dedupe_only", "probability_two_random_records_match": 0.001,
"blocking_rules_to_generate_predictions": ["l.dob = r.dob", "l.last = r.last", "l.town = r.town AND SUBSTRING(l.last, 1, 1) = SUBSTRING(r.last, 1, 1)"],
"comparisons": [
 {"output_column_name": "first", "comparison_levels": [
  {"sql_condition": "first_l IS NULL OR first_r IS NULL", "is_null_level": true},
  {"sql_condition": "first_l = first_r", "m_probability": 0.8, "u_probability": 0.1, "tf_adjustment_column": "first"},
  {"sql_condition": "jaro_winkler_similarity(first_l, first_r) >= 0.9", "m_probability": 0.1, "u_probability": 0.05},
  {"sql_condition": "jaro_similarity(first_l, first_r) >= 0.6", "m_probability": 0.05, "u_probability": 0.06},
  {"sql_condition": "ELSE", "m_probability": 0.05, "u_probability": 0.79}]},
 {"output_column_name": "last", "comparison_levels": [
  {"sql_condition": "last_l = last_r", "m_probability": 0.8, "u_probability": 0.1, "tf_adjustment_column": "last"},
  {"sql_condition": "last_l IS NULL OR last_r IS NULL", "is_null_level": true},
  {"sql_condition": "jaro_winkler_similarity(last_l, last_r) >= 0.85", "m_probability": 0.1, "u_probability": 0.05},
  {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.85}]},
 {"output_column_name": "dob", "comparison_levels": [
  {"sql_condition": "dob_l IS NULL OR dob_r IS NULL", "is_null_level": true},
  {"sql_condition": "dob_l = dob_r", "m_probability": 0.9, "u_probability": 0.01},
  {"sql_condition": "damerau_levenshtein(dob_r, dob_l) <= 1", "m_probability": 0.06, "u_probability": 0.09},
  {"sql_condition": "ELSE", "m_probability": 0.04, "u_probability": 0.9}]},
 {"output_column_name": "town", "comparison_levels": [
  {"sql_condition": "town_l IS NULL OR town_r IS NULL", "is_null_level": true},
  {"sql_condition": "town_l = town_r", "m_probability": 0.8, "u_probability": 0.2, "tf_adjustment_column": "town"},
  {"sql_condition": "ELSE", "m_probability": 0.2, "u_probability": 0.8}]}]}`

// TestAGlanceIsWhatTheConditionsMean adds up every pair by the parsed conditions, which
// know no ids, shapes or digits, and asks for the same weight to the last bit. What is
// written from a threshold on is, byte for byte, the part of all pairs that reaches it,
// whatever was left on the way and on however many cores.
func TestAGlanceIsWhatTheConditionsMean(t *testing.T) {
	left := 0
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) }
		towns := []string{"", "Elm", "Oak", "Ash"}
		rows := someRows(draw("n", 40), draw)
		for _, r := range rows {
			r["town"] = towns[draw("town", len(towns))]
			if draw("long", 8) == 0 { // longer than a floor knows of
				r["first"] += "-of-the-very-long-family-of-names-that-goes-on"
			}
		}
		p := planOf(t, oneByOne)
		dicts := p.Dicts()
		table := tableOf(p, dicts, "t", "unique_id", rows)
		e, err := NewEngine(p, dicts, table)
		if err != nil {
			t.Fatal(err)
		}
		texts := func(least float64, workers int) (pairs []Pair, text []byte) {
			_, err := e.Stream(table, nil, Options{Least: least, Workers: workers}, PairWriter(table, nil), func(some []Pair, b []byte) error {
				pairs, text = append(pairs, some...), append(text, b...)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return pairs, text
		}
		all, whole := texts(Every(), 2)
		lines := bytes.SplitAfter(whole, []byte("\n"))
		for _, q := range all {
			if want := plainWeight(p, rows, q); math.Float64bits(want) != math.Float64bits(q.Weight) {
				t.Fatalf("%v and %v: %v, want %v", rows[q.L], rows[q.R], q.Weight, want)
			}
		}
		for _, least := range []float64{-8, -2, 0, 4} {
			var want []byte
			for i, q := range all {
				if q.Weight >= least {
					want = append(want, lines[i]...)
				} else {
					left++
				}
			}
			for workers := range 3 {
				if _, got := texts(least, workers+1); !bytes.Equal(got, want) {
					t.Fatalf("from %v on, %d workers write\n%swant\n%s", least, workers+1, got, want)
				}
			}
		}
	})
	if left == 0 {
		t.Error("no pair was under a threshold: this test has gone blind")
	}
}

// plainWeight is a pair's weight by the parsed conditions and counts of the values.
func plainWeight(p *Plan, rows []map[string]string, q Pair) float64 {
	l, r := rows[q.L], rows[q.R]
	read := func(name string, s side) []byte {
		v := l[name]
		if s == right {
			v = r[name]
		}
		if v == "" {
			return nil
		}
		return []byte(v)
	}
	sum := p.Model.PriorWeight()
	for ci, levels := range p.levels {
		m := &p.Model.Comparisons[ci]
		n := slices.IndexFunc(levels, func(x *expr) bool { return x == nil || x.eval(read).isTrue() })
		sum += m.Weight(n)
		if tf := m.Levels[n].TF; tf != "" {
			same, there := 0.0, 0.0
			for _, row := range rows {
				if row[tf] != "" {
					there++
				}
				if row[tf] == l[tf] {
					same++
				}
			}
			sum += math.Log2(*m.Levels[n].U) - math.Log2(same/there)
		}
	}
	return sum
}

// TestAFloorLosesNoPair: values that are said to stand under every threshold do, and
// most that do are.
func TestAFloorLosesNoPair(t *testing.T) {
	p := planOf(t, oneByOne)
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcdeé")), 1, 12, 36)
	under, over := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := []byte(word.Draw(t, "a")), []byte(word.Draw(t, "b"))
		x, y := shapeOf(a), shapeOf(b)
		for ci, reached := range []bool{JaroWinkler(a, b) >= 0.9 || Jaro(a, b) >= 0.6, JaroWinkler(a, b) >= 0.85} {
			f := newFloor(p.levels[ci][2:])
			switch {
			case f.under(&x, &y) && reached:
				t.Fatalf("%q and %q reach a level and are said not to", a, b)
			case f.under(&x, &y):
				under++
			case !reached:
				over++
			}
		}
	})
	if under == 0 {
		t.Errorf("the floor rules nothing out; %d pairs are under every level", over)
	}
	if newFloor(p.levels[2][2:]) != nil {
		t.Error("a floor of Jaro’s similarity is made for an edit distance")
	}
}

// TestDaysByTheirDigits holds days to the distance of their texts: one edit, or two
// neighbours exchanged.
func TestDaysByTheirDigits(t *testing.T) {
	near := 0
	rapid.Check(t, func(t *rapid.T) {
		a := []byte(fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(0, 9999).Draw(t, "year"), rapid.IntRange(0, 99).Draw(t, "month"), rapid.IntRange(0, 99).Draw(t, "day")))
		for _, b := range edited(a) {
			for _, b := range append(edited(b), b) {
				want := DamerauLevenshtein(a, b) <= 1
				if want {
					near++
				}
				if got := daysWithin1(dayDigits(a), dayDigits(b)); got != want {
					t.Fatalf("%s and %s: %v, want %v", a, b, got, want)
				}
			}
		}
	})
	if near == 0 {
		t.Error("no two days were near: this test has gone blind")
	}
	for _, no := range []string{"", "1990-01-0", "1990/01/02", "1990-0a-02", "90-01-1990", "1990-01-021"} {
		if dayDigits([]byte(no)) != noDay {
			t.Errorf("%q is taken for a day", no)
		}
	}
}

// edited are a day with one digit replaced or any two exchanged.
func edited(a []byte) (out [][]byte) {
	for i := range a {
		for j := range a {
			b := slices.Clone(a)
			if i == 4 || i == 7 || j == 4 || j == 7 {
				continue
			}
			if b[i], b[j] = b[j], b[i]; i == j {
				b[i] = '0' + (b[i]-'0'+byte(i)%9+1)%10
			}
			out = append(out, b)
		}
	}
	return out
}
