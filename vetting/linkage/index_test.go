package linkage

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// wide asks of columns in every way in which an index looks them up: for a key, for what
// they give, for nothing but whether they are equal, and where a pair is scored only. A
// later level of a name weighs more than an earlier one, so that it shows where the best
// that a pair can reach is told wrongly.
const wide = `{"link_type": "link_only", "probability_two_random_records_match": 0.01,
"blocking_rules_to_generate_predictions": ["l.dob = r.dob", "l.first = r.last AND l.last = r.first", "SUBSTRING(LOWER(l.last), 1, 2) = SUBSTRING(LOWER(r.last), 1, 2) AND l.first <> r.first"],
"comparisons": [
 {"output_column_name": "name", "comparison_levels": [
  {"sql_condition": "first_l IS NULL OR first_r IS NULL", "is_null_level": true},
  {"sql_condition": "first_l = first_r AND last_l = last_r", "m_probability": 0.6, "u_probability": 0.01, "tf_adjustment_column": "last"},
  {"sql_condition": "first_l = last_r AND last_l = first_r", "m_probability": 0.1, "u_probability": 0.01},
  {"sql_condition": "last_l = last_r AND jaro_winkler_similarity(LOWER(first_l), LOWER(first_r)) >= 0.8", "m_probability": 0.01, "u_probability": 0.05, "tf_adjustment_column": "last"},
  {"sql_condition": "first_l = first_r", "m_probability": 0.1, "u_probability": 0.1, "tf_adjustment_column": "first"},
  {"sql_condition": "COALESCE(last_l, 'none') = COALESCE(last_r, 'none') OR NOT jaro_similarity(last_l, first_r) >= 0.5", "m_probability": 0.15, "u_probability": 0.02},
  {"sql_condition": "ELSE", "m_probability": 0.04, "u_probability": 0.54}]},
 {"output_column_name": "dob", "comparison_levels": [
  {"sql_condition": "dob_l IS NULL OR dob_r IS NULL", "is_null_level": true},
  {"sql_condition": "dob_l = dob_r", "m_probability": 0.9, "u_probability": 0.01},
  {"sql_condition": "SUBSTRING(dob_l, 1, 4) = SUBSTRING(dob_r, 1, 4)", "m_probability": 0.06, "u_probability": 0.09},
  {"sql_condition": "ELSE", "m_probability": 0.04, "u_probability": 0.9}]},
 {"output_column_name": "town", "comparison_levels": [
  {"sql_condition": "town_l IS NULL OR town_r IS NULL", "is_null_level": true},
  {"sql_condition": "town_l = town_r", "m_probability": 0.8, "u_probability": 0.2, "tf_adjustment_column": "town"},
  {"sql_condition": "ELSE", "m_probability": 0.2, "u_probability": 0.8}]}]}`

// TestAWashIsWhatTheConditionsMean sets records that pass by against a table and holds
// what is found to a plain loop over all pairs that evaluates the parsed conditions: the
// same pairs, once each, on the same levels. With a least weight it is those that reach
// it, whatever was given up on the way.
func TestAWashIsWhatTheConditionsMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) }
		towns := []string{"", "Elm", "Oak", "Ash", "elm"}
		people := someRows(draw("people", 20), draw)
		records := someRows(draw("records", 20), draw)
		for i, r := range slices.Concat(people, records) {
			r["town"] = towns[draw("town", len(towns))]
			if i >= len(people) && draw("passing", 3) == 0 { // what stands in no row of the table
				r[[]string{"first", "last", "town"}[draw("which", 3)]] += "x"
			}
		}
		p := planOf(t, wide)
		dicts := p.Dicts()
		table := tableOf(p, dicts, "t", "unique_id", people)
		e, err := NewEngine(p, dicts, table)
		if err != nil {
			t.Fatal(err)
		}
		x, err := NewIndex(e, table)
		if err != nil {
			t.Fatal(err)
		}
		type found struct {
			weight float64
			levels []uint8
		}
		wash := func(least float64) map[[2]int]found {
			prober, out := x.NewProber(), map[[2]int]found{}
			part := x.NewPart()
			half := len(records) / 2
			for k, piece := range [][]map[string]string{records[:half], records[half:]} {
				part.Reset()
				for i, row := range piece {
					cells := make([][]byte, len(p.Columns))
					for c, n := range p.Columns {
						cells[c] = []byte(row[n])
					}
					part.Add(i+2, []byte(row["unique_id"]), cells)
				}
				prober.Piece(part, least, func(h Hit) {
					at := [2]int{int(h.L), k*half + h.Row}
					if _, twice := out[at]; twice {
						t.Fatalf("the pair %v comes twice", at)
					}
					out[at] = found{h.Weight, slices.Clone(h.Levels)}
					if x := prober.Explain(part, h); x.Weight != h.Weight {
						t.Fatalf("a pair scores %v and its explanation adds up to %v", h.Weight, x.Weight)
					}
				})
			}
			return out
		}
		all, some := wash(Every()), wash(0)
		for l := range people {
			for r := range records {
				read := func(name string, s side) []byte {
					v := people[l][name]
					if s == right {
						v = records[r][name]
					}
					if v == "" {
						return nil
					}
					return []byte(v)
				}
				got, ok := all[[2]int{l, r}]
				if proposed := slices.ContainsFunc(p.rules, func(x *expr) bool { return x.eval(read).isTrue() }); proposed != ok {
					t.Fatalf("%v and %v: proposed %v, want %v", people[l], records[r], ok, proposed)
				}
				for ci, levels := range p.levels {
					if want := slices.IndexFunc(levels, func(x *expr) bool { return x == nil || x.eval(read).isTrue() }); ok && int(got.levels[ci]) != want {
						t.Fatalf("%v and %v: level %d of %s, want %d", people[l], records[r], got.levels[ci], strings.ToUpper(p.Model.Comparisons[ci].Name), want)
					}
				}
				if reached, ok := some[[2]int{l, r}]; ok != (got.levels != nil && got.weight >= 0) || ok && reached.weight != got.weight {
					t.Fatalf("%v and %v: %v of those that reach 0 bits, and its weight is %v", people[l], records[r], ok, got.weight)
				}
			}
		}
	})
}
