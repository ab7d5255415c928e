package linkage

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const small = `{"link_type": "dedupe_only", "probability_two_random_records_match": 0.01,
"blocking_rules_to_generate_predictions": ["l.first = r.first", "l.last = r.last AND SUBSTRING(l.dob, 1, 4) = SUBSTRING(r.dob, 1, 4)", "l.first = r.last AND l.last = r.first", "l.dob = r.dob AND levenshtein(l.last, r.last) < 3"],
"comparisons": [
 {"output_column_name": "first", "comparison_levels": [
  {"sql_condition": "\"first_l\" IS NULL OR \"first_r\" IS NULL", "is_null_level": true},
  {"sql_condition": "\"first_l\" = \"first_r\"", "m_probability": 0.8, "u_probability": 0.1, "tf_adjustment_column": "first"},
  {"sql_condition": "\"first_l\" = \"last_r\" AND \"last_l\" = \"first_r\"", "m_probability": 0.05, "u_probability": 0.01},
  {"sql_condition": "jaro_winkler_similarity(\"first_l\", \"first_r\") >= 0.8", "m_probability": 0.1, "u_probability": 0.1},
  {"sql_condition": "ELSE", "m_probability": 0.05, "u_probability": 0.79}]},
 {"output_column_name": "last", "comparison_levels": [
  {"sql_condition": "last_l IS NULL OR last_r IS NULL", "is_null_level": true},
  {"sql_condition": "LOWER(last_l) = LOWER(last_r)"},
  {"sql_condition": "damerau_levenshtein(last_l, last_r) <= 2"},
  {"sql_condition": "ELSE"}]},
 {"output_column_name": "dob", "comparison_levels": [
  {"sql_condition": "try_strptime(dob_l, '%Y-%m-%d') IS NULL OR try_strptime(dob_r, '%Y-%m-%d') IS NULL", "is_null_level": true},
  {"sql_condition": "dob_l = dob_r", "m_probability": 0.9, "u_probability": 0.01},
  {"sql_condition": "damerau_levenshtein(dob_l, dob_r) <= 1", "m_probability": 0.06, "u_probability": 0.02},
  {"sql_condition": "NOT ABS(EPOCH(try_strptime(dob_l, '%Y-%m-%d')) - EPOCH(try_strptime(dob_r, '%Y-%m-%d'))) > 31557600", "m_probability": 0.03, "u_probability": 0.1},
  {"sql_condition": "ELSE", "m_probability": 0.01, "u_probability": 0.87}]}]}`

func planOf(t interface{ Fatal(...any) }, settings string) *Plan {
	m, err := ReadModel(strings.NewReader(settings))
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func someRows(n int, pick func(string, int) int) (rows []map[string]string) {
	names := []string{"ann", "anna", "Ann", "lee", "leigh", "", "bob", "Lee"}
	dobs := []string{"1990-01-02", "1990-02-01", "1990-01-03", "1990-02-30", "", "1991-01-02", "1970-07-07"}
	for i := range n {
		rows = append(rows, map[string]string{"unique_id": fmt.Sprint(100 + i), "first": names[pick("first", len(names))], "last": names[pick("last", len(names))], "dob": dobs[pick("dob", len(dobs))]})
	}
	return rows
}

// TestMatchIsWhatTheConditionsMean compares the compiled engine with a plain loop
// over all pairs that evaluates the parsed conditions and shares no comparison, key
// or memory with it: the same pairs, once each, on the same levels.
func TestMatchIsWhatTheConditionsMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := someRows(rapid.IntRange(0, 30).Draw(t, "n"), func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) })
		p := planOf(t, small)
		dicts := p.Dicts()
		table := tableOf(p, dicts, "t", "unique_id", rows)
		e, err := NewEngine(p, dicts, table)
		if err != nil {
			t.Fatal(err)
		}
		pairs, _, err := e.Match(table, nil, Options{Least: Every()})
		if err != nil {
			t.Fatal(err)
		}
		got := map[[2]uint32]bool{}
		for _, q := range pairs {
			if got[[2]uint32{q.L, q.R}] {
				t.Fatalf("the pair %d, %d comes twice", q.L, q.R)
			}
			got[[2]uint32{q.L, q.R}] = true
		}
		for l := range uint32(len(rows)) {
			for r := l + 1; r < uint32(len(rows)); r++ {
				read := func(name string, s side) []byte {
					v := rows[l][name]
					if s == right {
						v = rows[r][name]
					}
					if v == "" {
						return nil
					}
					return []byte(v)
				}
				proposed := slices.ContainsFunc(p.rules, func(x *expr) bool { return x.eval(read).isTrue() })
				if proposed != got[[2]uint32{l, r}] {
					t.Fatalf("%v and %v: proposed %v, want %v", rows[l], rows[r], !proposed, proposed)
				}
				x := e.Explain(table, table, l, r)
				for ci, levels := range p.levels {
					want := slices.IndexFunc(levels, func(x *expr) bool { return x == nil || x.eval(read).isTrue() })
					if label := p.Model.Comparisons[ci].Levels[want].Condition; x.Fields[ci].Level.Label != label {
						t.Fatalf("%v and %v: %s, want %s", rows[l], rows[r], x.Fields[ci].Level.Label, label)
					}
				}
			}
		}
		for _, q := range pairs {
			if x := e.Explain(table, table, q.L, q.R); x.Weight != q.Weight {
				t.Fatalf("a pair scores %v and its explanation adds up to %v", q.Weight, x.Weight)
			}
		}
	})
}

// TestTheSameWhateverTheCores: pairs, order and every bit of every weight. A
// threshold keeps just the pairs that reach it.
func TestTheSameWhateverTheCores(t *testing.T) {
	state := uint64(7)
	rows := someRows(3000, func(_ string, n int) int { state = mix(state + 0x9e3779b97f4a7c15); return int(state % uint64(n)) })
	p := planOf(t, small)
	dicts := p.Dicts()
	table := tableOf(p, dicts, "t", "unique_id", rows)
	e, err := NewEngine(p, dicts, table)
	if err != nil {
		t.Fatal(err)
	}
	match := func(workers int, least float64) []Pair {
		pairs, _, err := e.Match(table, nil, Options{Least: least, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return pairs
	}
	all := match(1, Every())
	if len(all) < 100000 {
		t.Fatalf("only %d pairs: this test has gone blind", len(all))
	}
	for _, n := range []int{2, 3, 8} {
		if !slices.Equal(match(n, Every()), all) {
			t.Errorf("%d workers say something else than one", n)
		}
	}
	best := slices.DeleteFunc(slices.Clone(all), func(p Pair) bool { return p.Weight < 3 })
	if got := match(2, 3); !slices.Equal(got, best) || len(best) == 0 || len(best) == len(all) {
		t.Errorf("from weight 3 on: %d pairs, want %d of %d", len(got), len(best), len(all))
	}
	var many *TooMany
	if _, _, err := e.Match(table, nil, Options{Least: Every(), Most: 1000}); !errors.As(err, &many) {
		t.Errorf("too many pairs are let through: %v", err)
	}
}

// TestWhatIsOutsideTheGrammar names the level and the token.
func TestWhatIsOutsideTheGrammar(t *testing.T) {
	for condition, want := range map[string]string{
		"soundex(dob_l) = soundex(dob_r)": `"soundex" at character 1`,
		"dob = dob_r":                     `"dob" at character 1`,
		"dob_l = dob_r)":                  `")" at character 14`,
		"dob_l = 'x":                      `"'x" at character 9`,
		"levenshtein(dob_l) < 2":          `takes 2 to 2 values`,
		"dob_l ; dob_r":                   `";" at character 7`,
		"dob_l =":                         `"end of the condition"`,
	} {
		m, err := ReadModel(strings.NewReader(strings.Replace(small, "dob_l = dob_r", condition, 1)))
		if err != nil {
			t.Fatal(err)
		}
		_, err = NewPlan(m)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `comparison "dob", level 2`) {
			t.Errorf("%s: %v, want %s and the level", condition, err, want)
		}
	}
}

// TestDefaultsOfAnUntrainedLevel are Splink's: 10 bits for the best, -5 for ELSE.
func TestDefaultsOfAnUntrainedLevel(t *testing.T) {
	m := planOf(t, small).Model
	for i, want := range []float64{0, 10, 3, -5} {
		if got := m.Comparisons[1].Weight(i); math.Abs(got-want) > 1e-12 {
			t.Errorf("level %d: %v bits, want %v", i+1, got, want)
		}
	}
	var b strings.Builder
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := ReadModel(strings.NewReader(b.String()))
	if err != nil || len(again.Comparisons) != 3 || again.Comparisons[0].Levels[1].TF != "first" || *again.Comparisons[0].Levels[1].M != 0.8 {
		t.Errorf("what was written is not read: %v", err)
	}
}
