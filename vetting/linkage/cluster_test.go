package linkage

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const names = `{"link_type": "link_only", "comparisons": [{"output_column_name": "a", "comparison_levels": [
 {"sql_condition": "a_l = a_r"}, {"sql_condition": "ELSE"}]}]}`

// tableOfIDs is a table of records of which only unique ids matter.
func tableOfIDs(p *Plan, dicts []*Dict, ids ...string) *Table {
	t, rejects, err := ReadCSV(strings.NewReader("unique_id,a\n"+strings.Join(ids, ",\n")+",\n"), "t", p, dicts)
	if err != nil || len(rejects) > 0 {
		panic(fmt.Sprint(err, rejects))
	}
	return t
}

// TestOneToOne compares with every set of links in which a record stands once at
// most, tried one by one: of those the kept one has the best link that any has, of
// those that have it the best second one, and so on.
func TestOneToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planOf(t, names)
		dicts := p.Dicts()
		left, right := tableOfIDs(p, dicts, "d", "a", "c", "b"), tableOfIDs(p, dicts, "3", "1", "4", "2")
		var pairs []Pair
		seen := map[[2]uint32]bool{}
		for range rapid.IntRange(0, 9).Draw(t, "n") {
			x := Pair{uint32(rapid.IntRange(0, 3).Draw(t, "l")), uint32(rapid.IntRange(0, 3).Draw(t, "r")), float64(rapid.IntRange(0, 3).Draw(t, "w"))}
			if !seen[[2]uint32{x.L, x.R}] {
				seen[[2]uint32{x.L, x.R}] = true
				pairs = append(pairs, x)
			}
		}
		say := func(x Pair) string { // falls as a link gets better
			return fmt.Sprintf("%03d %s %s", 999-int(x.Weight), left.ID(int(x.L)), right.ID(int(x.R)))
		}
		best := []string{}
		for set := range 1 << len(pairs) {
			l, r, list, ok := map[uint32]bool{}, map[uint32]bool{}, []string{}, true
			for i, x := range pairs {
				if set>>i&1 == 1 {
					ok = ok && !l[x.L] && !r[x.R]
					l[x.L], r[x.R] = true, true
					list = append(list, say(x))
				}
			}
			slices.Sort(list)
			if ok && better(list, best) {
				best = list
			}
		}
		got := []string{}
		for _, x := range OneToOne(left, right, pairs) {
			got = append(got, say(x))
		}
		if !slices.IsSorted(got) || !slices.Equal(got, best) {
			t.Fatalf("got %v, want %v", got, best)
		}
	})
}

// better says whether a list of links is better: at the first place where they differ
// it has the better link, or one where the other has none.
func better(a, b []string) bool {
	for i := range a {
		if i == len(b) || a[i] != b[i] {
			return i == len(b) || a[i] < b[i]
		}
	}
	return false
}

// clustersOf are the clusters that pairs of ids make, by id, with rows in any order.
func clustersOf(t interface{ Fatal(...any) }, ids []string, links [][2]string, before map[string]string) map[string]string {
	p := planOf(t, strings.Replace(names, "link_only", "dedupe_only", 1))
	table := tableOfIDs(p, p.Dicts(), ids...)
	c := NewClusters(table, nil)
	for _, l := range links {
		c.Join(Pair{L: uint32(table.Find([]byte(l[0]))), R: uint32(table.Find([]byte(l[1])))})
	}
	out := map[string]string{}
	for _, m := range c.MembersAfter(before) {
		out[string(m.Table.ID(int(m.Row)))] = string(m.Cluster)
	}
	return out
}

// TestClusters compares with components found by joining until nothing changes: names
// and members are the same however rows and pairs are shuffled.
func TestClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ids []string
		for i := range 12 {
			ids = append(ids, fmt.Sprintf("k%02d", i))
		}
		var links [][2]string
		want := map[string]string{}
		for _, id := range ids {
			want[id] = id
		}
		for range rapid.IntRange(0, 12).Draw(t, "links") {
			links = append(links, [2]string{rapid.SampledFrom(ids).Draw(t, "a"), rapid.SampledFrom(ids).Draw(t, "b")})
		}
		for again := true; again; {
			again = false
			for _, l := range links {
				if a, b := want[l[0]], want[l[1]]; a != b {
					want[l[0]], want[l[1]] = min(a, b), min(a, b)
					again = true
				}
			}
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for range 3 {
			r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			r.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
			if got := clustersOf(t, ids, links, nil); !maps.Equal(got, want) {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
		if again := clustersOf(t, ids, links, want); !maps.Equal(again, want) {
			t.Fatalf("the same records, after a run: %v, want %v", again, want)
		}
	})
}

// TestClustersKeepTheirNames: a record that comes before all others does not rename a
// cluster; of two parts the larger keeps the name; of two that join the larger name.
func TestClustersKeepTheirNames(t *testing.T) {
	before := map[string]string{"b": "b", "c": "b", "d": "b", "e": "e", "f": "e"}
	for name, c := range map[string]struct {
		ids   string
		links string
		want  string
	}{
		"joined by a new first one": {"abcdef", "ab bc cd ef", "a:b b:b c:b d:b e:e f:e"},
		"split":                     {"bcdef", "cd ef", "b:b+ c:b d:b e:e f:e"},
		"split evenly":              {"bcef", "ef", "b:b c:c e:e f:e"},
		"joined":                    {"bcdef", "bc cd de ef", "b:b c:b d:b e:b f:b"},
		"its first one is gone":     {"cdef", "cd ef", "c:b d:b e:e f:e"},
		"all are new":               {"xy", "xy", "x:x y:x"},
	} {
		var links [][2]string
		for _, l := range strings.Fields(c.links) {
			links = append(links, [2]string{l[:1], l[1:]})
		}
		got := clustersOf(t, strings.Split(c.ids, ""), links, before)
		var said []string
		for _, id := range slices.Sorted(maps.Keys(got)) {
			said = append(said, id+":"+got[id])
		}
		if strings.Join(said, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, said, c.want)
		}
	}
}

// TestOneIDOnBothSides: records of two files that have one unique id are two, and
// clusters of their own have two names.
func TestOneIDOnBothSides(t *testing.T) {
	p := planOf(t, names)
	dicts := p.Dicts()
	left, right := tableOfIDs(p, dicts, "1", "2"), tableOfIDs(p, dicts, "1", "3")
	c := NewClusters(left, right)
	c.Join(Pair{L: 1, R: 1})
	var got []string
	for _, m := range c.Members() {
		got = append(got, string(m.Table.ID(int(m.Row)))+":"+string(m.Cluster))
	}
	if want := []string{"1:1", "2:2", "1:1+", "3:2"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
