package wash

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"testing"

	"candour/vetting/invented"
	"candour/vetting/linkage"
)

var update = flag.Bool("update", false, "count m and u of the model that ships again, and write it")

// world is an invented workforce and its records, in memory.
type world struct {
	workforce, records, truth, origins bytes.Buffer
}

func invent(t testing.TB, s invented.Size) *world {
	t.Helper()
	w := &world{}
	if _, err := invented.Make(s, invented.Out{Workforce: &w.workforce, Records: &w.records, Truth: &w.truth, Origins: &w.origins}); err != nil {
		t.Fatal(err)
	}
	return w
}

func rowsOf(t testing.TB, b []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// leastM is the least m of a level: real clerks do what invented ones do not, and no
// single field may rule a person out.
const leastM = 0.005

// fit counts how often each level holds, among pairs of one person and among pairs at
// random: m and u. What was never seen counts half a pair.
func fit(t testing.TB, m *linkage.Model, w *world) {
	t.Helper()
	p, dicts, left := planned(t, m, w)
	e, err := linkage.NewEngine(p, dicts, left)
	if err != nil {
		t.Fatal(err)
	}
	x, err := linkage.NewIndex(e, left)
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]int{}
	for _, r := range rowsOf(t, w.truth.Bytes()) {
		truth[r[1]] = left.Find([]byte(r[0]))
	}
	counts := [2][][]float64{}
	for k := range counts {
		for _, c := range m.Comparisons {
			counts[k] = append(counts[k], make([]float64, len(c.Levels)))
		}
	}
	add := func(k int, levels []uint8) {
		for c, l := range levels {
			counts[k][c][l]++
		}
	}
	next := uint64(1)
	_, err = linkage.WashRecords(x, bytes.NewReader(w.records.Bytes()), "records", 1, func(_ int, p *linkage.Prober, part *linkage.Part) int {
		p.Piece(part, 1e9, func(linkage.Hit) {})
		for row := range part.Rows() {
			if l, ok := truth[string(part.ID(row))]; ok {
				add(0, p.Levels(part, uint32(l), row))
				continue
			}
			for range 12 {
				next = next*6364136223846793005 + 1442695040888963407
				add(1, p.Levels(part, uint32(next>>33)%uint32(left.Rows()), row))
			}
		}
		return 0
	}, func(int, *linkage.Part, []linkage.Reject) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for c := range m.Comparisons {
		levels := m.Comparisons[c].Levels
		for k := range counts {
			all := 0.0
			for i, n := range counts[k][c] {
				if !levels[i].Null {
					all += max(n, 0.5)
				}
			}
			for i, n := range counts[k][c] {
				v := max(n, 0.5) / all
				switch {
				case levels[i].Null:
				case k == 0:
					v = max(v, leastM)
					levels[i].M = &v
				default:
					levels[i].U = &v
				}
			}
		}
	}
}

// TestPriorModel: the model that ships is what is counted on the invented people that
// are named here, and no other.
func TestPriorModel(t *testing.T) {
	m, err := Prior(67_000_000)
	if err != nil {
		t.Fatal(err)
	}
	fit(t, m, invent(t, invented.Size{Workforce: 60_000, Records: 150_000, Known: 0.5, Errors: 1, Seed: 20260101}))
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("prior.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(b.Bytes(), priorJSON) {
		t.Error("prior.json is not what is counted: go test ./vetting/wash -run TestPriorModel -args -update, and read its diff")
	}
}
