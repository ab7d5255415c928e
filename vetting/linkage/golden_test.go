package linkage

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// dataFolder is where real data lies, never in the repository.
func dataFolder(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("CANDOUR_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	name = filepath.Join(dir, "linkage", name)
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("SKIP: %s is not there: set CANDOUR_DATA to the folder of the real data", name)
	}
	return name
}

// rowsOf reads a CSV file as the golden sets were read.
func rowsOf(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(dataFolder(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, h := range head {
			row[strings.TrimSpace(h)] = strings.TrimSpace(rec[i])
		}
		out = append(out, row)
	}
}

func tableOf(p *Plan, dicts []*Dict, name, id string, rows []map[string]string) *Table {
	part := NewPart(len(p.Columns))
	for i, row := range rows {
		cells := make([][]byte, len(p.Columns))
		for c, n := range p.Columns {
			cells[c] = []byte(row[n])
		}
		part.Add(i+2, []byte(row[id]), cells)
	}
	t := NewTable(name, dicts)
	t.Append(part)
	return t
}

func rlData(rows []map[string]string) []map[string]string {
	for i, r := range rows {
		var y, m, d int
		_, _ = fmt.Sscan(r["by"]+" "+r["bm"]+" "+r["bd"], &y, &m, &d)
		r["unique_id"], r["f"], r["s"], r["dob"] = fmt.Sprint(i+1), r["fname_c1"], r["lname_c1"], fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	}
	return rows
}

func modelOf(t *testing.T, name string) *Model {
	t.Helper()
	b, err := os.ReadFile(dataFolder(t, name))
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadModel(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestGolden holds blocking and scoring to what Splink 5.0.0.dev4 says of four
// sets: the same pairs, the weight of every column and of the pair to 1e-9.
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		set, id     string
		left, right func(t *testing.T) []map[string]string
		pairs       int
	}{
		{"febrl3", "rec_id", func(t *testing.T) []map[string]string { return rowsOf(t, "febrl/dataset3.csv") }, nil, 87583},
		{"febrl4", "rec_id", func(t *testing.T) []map[string]string { return rowsOf(t, "febrl/dataset4a.csv") }, func(t *testing.T) []map[string]string { return rowsOf(t, "febrl/dataset4b.csv") }, 31956},
		{"fake_1000", "unique_id", func(t *testing.T) []map[string]string { return rowsOf(t, "splink/fake_1000.csv") }, nil, 3349},
		{"RLdata10000", "unique_id", func(t *testing.T) []map[string]string {
			return rlData(rowsOf(t, "recordlinkage/RLdata10000.csv"))
		}, nil, 30666},
	} {
		t.Run(c.set, func(t *testing.T) {
			m := modelOf(t, "splink_golden/"+c.set+".model.json")
			p, err := NewPlan(m)
			if err != nil {
				t.Fatal(err)
			}
			dicts := p.Dicts()
			l := tableOf(p, dicts, "left", c.id, c.left(t))
			tables, r := []*Table{l}, (*Table)(nil)
			if c.right != nil {
				r = tableOf(p, dicts, "right", c.id, c.right(t))
				tables = append(tables, r)
			}
			e, err := NewEngine(p, dicts, tables...)
			if err != nil {
				t.Fatal(err)
			}
			pairs, n, err := e.Match(l, r, Options{Least: Every()})
			if err != nil {
				t.Fatal(err)
			}
			if len(pairs) != c.pairs || n.Scored != uint64(c.pairs) {
				t.Errorf("%d pairs, want %d", len(pairs), c.pairs)
			}
			got := map[string]Pair{}
			other := r
			if r == nil {
				other = l
			}
			for _, q := range pairs {
				got[string(l.ID(int(q.L)))+" "+string(other.ID(int(q.R)))] = q
			}
			worst, seen := compareGolden(t, c.set, c.id, e, l, other, got)
			t.Logf("%s: %d pairs, the same; the largest difference of any weight is %.2g", c.set, seen, worst)
		})
	}
}

// compareGolden reads what Splink said and compares each figure.
func compareGolden(t *testing.T, set, id string, e *Engine, l, r *Table, got map[string]Pair) (worst float64, seen int) {
	f, err := os.Open(dataFolder(t, "splink_golden/"+set+".predictions.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	reader := parquet.NewReader(f)
	defer func() { _ = reader.Close() }()
	names := reader.Schema().Columns()
	rows := make([]parquet.Row, 1000)
	for {
		n, err := reader.ReadRows(rows)
		for _, values := range rows[:n] {
			row := map[string]any{}
			for _, v := range values {
				switch name := names[v.Column()][0]; {
				case v.IsNull():
					row[name] = nil
				case v.Kind() == parquet.Double:
					row[name] = v.Double()
				default:
					row[name] = v.String()
				}
			}
			seen++
			key := fmt.Sprint(row[id+"_l"], " ", row[id+"_r"])
			q, ok := got[key]
			if !ok {
				t.Fatalf("%s: the pair %s is missing", set, key)
			}
			x := e.Explain(l, r, q.L, q.R)
			near := func(what string, got float64, want any) {
				w, isNumber := want.(float64)
				if !isNumber {
					return
				}
				d := math.Abs(got - w)
				worst = max(worst, d)
				if !(d <= 1e-9) {
					t.Fatalf("%s, pair %s: %s is %v, want %v", set, key, what, got, w)
				}
			}
			near("match_weight", q.Weight, row["match_weight"])
			near("match_probability", Probability(q.Weight), row["match_probability"])
			near("explained weight", x.Weight, row["match_weight"])
			for _, f := range x.Fields {
				if _, ok := row["mw_"+f.Name]; !ok {
					t.Fatalf("%s has no weight of %s", set, f.Name)
				}
				near("mw_"+f.Name, f.Level.Weight, row["mw_"+f.Name])
				near("mw_tf_adj_"+f.Name, f.TF, row["mw_tf_adj_"+f.Name])
			}
		}
		if err != nil {
			break
		}
	}
	if seen != len(got) {
		t.Errorf("%s: %d pairs in the golden set, %d here", set, seen, len(got))
	}
	return worst, seen
}
