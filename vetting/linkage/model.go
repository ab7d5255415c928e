package linkage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// Model is a Splink settings file or trained model (the JSON of Splink 4 and 5):
// which pairs are looked at, how each field is compared, and what each level of
// agreement is worth. Fields that are not read here are kept and written back.
type Model struct {
	LinkType    string       `json:"link_type"` // dedupe_only, link_only
	Prior       float64      `json:"probability_two_random_records_match"`
	Rules       []Rule       `json:"blocking_rules_to_generate_predictions"`
	Comparisons []Comparison `json:"comparisons"`
	UniqueID    string       `json:"unique_id_column_name"`
	Dialect     string       `json:"sql_dialect"`
	Training    *Training    `json:"training,omitempty"` // ours: Splink has no place for it

	more map[string]json.RawMessage
}

// Rule is a blocking rule: pairs for which it holds are scored. An equality of the
// two records makes the key, the rest is a filter.
type Rule struct {
	Condition string            `json:"blocking_rule"`
	Dialect   string            `json:"sql_dialect,omitempty"`
	Explode   []json.RawMessage `json:"arrays_to_explode,omitempty"`
}

// UnmarshalJSON reads a rule that is only its condition too.
func (r *Rule) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &r.Condition)
	}
	type plain Rule
	return json.Unmarshal(b, (*plain)(r))
}

// Comparison is how one field, or a few together, are compared: ordered levels, of
// which the first that holds counts.
type Comparison struct {
	Name        string  `json:"output_column_name"`
	Levels      []Level `json:"comparison_levels"`
	Description string  `json:"comparison_description,omitempty"`
}

// Level is a degree of agreement. M is the probability that a pair of one person
// stands on it, U that a pair of two people does; nil is not trained.
type Level struct {
	Condition string   `json:"sql_condition"`
	Label     string   `json:"label_for_charts,omitempty"`
	M         *float64 `json:"m_probability,omitempty"`
	U         *float64 `json:"u_probability,omitempty"`
	FixM      bool     `json:"fix_m_probability"`
	FixU      bool     `json:"fix_u_probability"`
	Null      bool     `json:"is_null_level,omitempty"`
	TF        string   `json:"tf_adjustment_column,omitempty"`
	TFWeight  *float64 `json:"tf_adjustment_weight,omitempty"`
	TFLeast   *float64 `json:"tf_minimum_u_value,omitempty"`
	NoTF      bool     `json:"disable_tf_exact_match_detection,omitempty"`
}

// Training is how a model is trained. Its source of chance is the seed alone.
type Training struct {
	Seed          uint64   `json:"seed,omitempty"`
	Pairs         int      `json:"random_pairs,omitempty"`        // for u; 0 is 2,000,000
	Rules         []string `json:"em_blocking_rules,omitempty"`   // a session of EM each
	Certain       []string `json:"deterministic_rules,omitempty"` // to estimate the prior
	CertainRecall float64  `json:"recall,omitempty"`              // of those rules; 0 is 0.7
	Truth         string   `json:"truth,omitempty"`               // a condition such as l.person = r.person, of an input that knows who is who
	Expected      float64  `json:"expected_matches,omitempty"`    // pairs of one person among all; the prior is this by all pairs
	FixedPrior    bool     `json:"fixed_prior,omitempty"`         // the prior of the settings stands
}

// ReadModel reads settings or a model, and says what is wrong with them.
func ReadModel(r io.Reader) (*Model, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the settings: %w", err)
	}
	m := &Model{Prior: 0.0001, UniqueID: "unique_id", LinkType: "dedupe_only"}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("the settings are not JSON of the shape that Splink saves: %w%s", err, whereInJSON(b, err))
	}
	_ = json.Unmarshal(b, &m.more) // it was read above
	return m, m.check()
}

// whereInJSON gives the line of a mistake.
func whereInJSON(b []byte, err error) string {
	at := int64(-1)
	switch e := err.(type) {
	case *json.SyntaxError:
		at = e.Offset
	case *json.UnmarshalTypeError:
		at = e.Offset
	}
	if at < 0 || at > int64(len(b)) {
		return ""
	}
	return fmt.Sprintf(" (line %d)", 1+bytes.Count(b[:at], []byte{'\n'}))
}

func (m *Model) check() error {
	switch m.LinkType {
	case "dedupe_only", "link_only":
	default:
		return fmt.Errorf("link_type is %q: dedupe_only and link_only are known here; to find duplicates and links at once, join the files and use dedupe_only", m.LinkType)
	}
	if !(m.Prior > 0 && m.Prior < 1) {
		return fmt.Errorf("probability_two_random_records_match is %v: it lies between 0 and 1, and neither is possible", m.Prior)
	}
	if m.Dialect != "" && m.Dialect != "duckdb" {
		return fmt.Errorf("sql_dialect is %q: conditions are read as duckdb means them; save the settings for that dialect", m.Dialect)
	}
	if len(m.Comparisons) == 0 {
		return fmt.Errorf("the settings have no comparisons: there is nothing to score by")
	}
	for i, c := range m.Comparisons {
		if c.Name == "" {
			m.Comparisons[i].Name = fmt.Sprintf("comparison_%d", i+1)
		}
		if len(c.Levels) < 2 || len(c.Levels) > 200 {
			return fmt.Errorf("comparison %q has %d levels: it needs two at least, of which the last is ELSE", c.Name, len(c.Levels))
		}
		for j, l := range c.Levels {
			for _, p := range []*float64{l.M, l.U} {
				if p != nil && !(*p >= 0 && *p <= 1) {
					return fmt.Errorf("comparison %q, level %d: %v is no probability", c.Name, j+1, *p)
				}
			}
		}
	}
	if t := m.Training; t != nil && (t.CertainRecall < 0 || t.CertainRecall > 1 || t.Pairs < 0 || t.Expected < 0) {
		return fmt.Errorf("training: recall lies between 0 and 1, and random_pairs and expected_matches are not below 0")
	}
	for i, r := range m.Rules {
		if len(r.Explode) > 0 {
			return fmt.Errorf("blocking rule %d explodes arrays: write the array as columns, one rule each", i+1)
		}
	}
	return nil
}

// Write writes the model as Splink reads it.
func (m *Model) Write(w io.Writer) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	all := map[string]json.RawMessage{}
	for k, v := range m.more {
		all[k] = v
	}
	known := map[string]json.RawMessage{}
	if err := json.Unmarshal(b, &known); err != nil {
		return err
	}
	for k, v := range known {
		all[k] = v
	}
	if m.Training == nil {
		delete(all, "training")
	}
	all["sql_dialect"] = json.RawMessage(`"duckdb"`)
	if b, err = json.MarshalIndent(all, "", "    "); err == nil {
		_, err = w.Write(append(b, '\n'))
	}
	return err
}

// levels are the indexes of a comparison's levels that are no null level, best
// first.
func (c *Comparison) levels() (out []int) {
	for i, l := range c.Levels {
		if !l.Null {
			out = append(out, i)
		}
	}
	return out
}

// defaultMU are m and u of a level that nobody trained, as Splink sets them: m is
// 0.95 for the best of n levels and the rest shared; u follows from a match weight
// of 10 for the best, and from 3 down to -5 for the others.
func defaultMU(place, n int) (m, u float64) {
	m, w := 0.95, 10.0
	if n == 1 {
		return 0.95, 0.95
	}
	if place > 0 {
		m = (1 - 0.95) / float64(n-1)
		w = -5
		if n > 2 {
			w = 3 - 8*float64(place-1)/float64(n-2)
		}
	}
	return m, m / math.Exp2(w)
}

// MU are the m and u of a level, trained or not.
func (c *Comparison) MU(level int) (m, u float64, trained bool) {
	list := c.levels()
	for place, i := range list {
		if i != level {
			continue
		}
		l := c.Levels[i]
		m, u = defaultMU(place, len(list))
		if l.M != nil {
			m = *l.M
		}
		if l.U != nil {
			u = *l.U
		}
		return m, u, l.M != nil && l.U != nil
	}
	return 1, 1, true
}

// Weight is the match weight of a level in bits: log2(m/u), 0 of a null level
// (I. P. Fellegi and A. B. Sunter, 1969, Journal of the American Statistical
// Association 64:1183-1210).
func (c *Comparison) Weight(level int) float64 {
	if c.Levels[level].Null {
		return 0
	}
	m, u, _ := c.MU(level)
	return math.Log2(m / u)
}

// PriorWeight is log2 of the odds that two random records are of one person.
func (m *Model) PriorWeight() float64 { return math.Log2(m.Prior / (1 - m.Prior)) }

// Probability is the match probability of a match weight.
func Probability(weight float64) float64 {
	if weight > 1000 {
		return 1
	}
	odds := math.Exp2(weight)
	return odds / (1 + odds)
}

// WeightOf is the match weight of a match probability.
func WeightOf(p float64) float64 {
	switch {
	case p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	}
	return math.Log2(p / (1 - p))
}
