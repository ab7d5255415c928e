package signals

import (
	"cmp"
	"maps"
	"slices"
)

// Disparity is how often a group is on the list of the first 5 % by an outcome's
// points, beside how often the outcome came to pass for them.
type Disparity struct {
	By    string  // "race" or "sex"
	Group string  // in the words of the record; "not recorded" where there are none
	N     int     // of the population
	List  float64 // of 100 of the group, on the list
	Came  float64 // of 100 of the group, the outcome came to pass
	// Raw is how often they are listed for once that the largest group is.
	Raw float64
	// Within is the same inside units: the Mantel-Haenszel ratio over the units at
	// that day, which leaves out what only the posting explains. Zero where no unit
	// has both.
	Within float64
}

// smallGroup is below how many a group's shares would say more about people than
// about the list; they are left out of the table and of the gate.
const smallGroup = 50

// notRecorded is the group of those whose group the record does not hold.
const notRecorded = "not recorded"

// Disparities compares groups on a list.
func (r *Record) Disparities(who []int32, list []float64, came []bool, units []string) []Disparity {
	var all []Disparity
	for _, by := range []struct {
		name string
		of   func(Group) string
	}{{"race", func(g Group) string { return g.Race }}, {"sex", func(g Group) string { return g.Sex }}} {
		groups := make([]string, len(who))
		for k, o := range who {
			groups[k] = cmp.Or(by.of(r.Officers[o].Group), notRecorded)
		}
		all = append(all, disparityBy(by.name, groups, list, came, units)...)
	}
	return all
}

func disparityBy(name string, groups []string, list []float64, came []bool, units []string) []Disparity {
	n := map[string]int{}
	for _, g := range groups {
		n[g]++
	}
	var all []Disparity
	for g, k := range n {
		if k >= smallGroup {
			all = append(all, Disparity{By: name, Group: g, N: k})
		}
	}
	slices.SortFunc(all, func(a, b Disparity) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Group, b.Group)) })
	for i := range all {
		d := &all[i]
		for k, g := range groups {
			if g == d.Group {
				d.List += 100 * list[k] / float64(d.N)
				if came[k] {
					d.Came += 100 / float64(d.N)
				}
			}
		}
		if all[0].List > 0 {
			d.Raw = d.List / all[0].List
		}
		d.Within = within(groups, d.Group, all[0].Group, list, units)
	}
	return all
}

// within is the Mantel-Haenszel risk ratio of being listed, g against h, over units
// (Greenland and Robins, Biometrics 41, 1985): the sum of a*m/t over that of b*n/t,
// where a of n in g and b of m in h are listed, and t = n + m.
func within(groups []string, g, h string, list []float64, units []string) float64 {
	if g == h {
		return 1
	}
	type cell struct{ a, n, b, m float64 }
	cells := map[string]*cell{}
	var names []string
	for k, u := range units {
		if groups[k] != g && groups[k] != h || u == "" {
			continue
		}
		c := cells[u]
		if c == nil {
			c = &cell{}
			cells[u] = c
			names = append(names, u)
		}
		if groups[k] == g {
			c.a, c.n = c.a+list[k], c.n+1
		} else {
			c.b, c.m = c.b+list[k], c.m+1
		}
	}
	slices.Sort(names) // sums of fractions depend on their order
	over, under := 0.0, 0.0
	for _, u := range names {
		c := cells[u]
		over += c.a * c.m / (c.n + c.m)
		under += c.b * c.n / (c.n + c.m)
	}
	if under == 0 {
		return 0
	}
	return over / under
}

// AUCWithin is the AUC over pairs of the same unit only.
func AUCWithin(score []int64, came []bool, units []string) float64 {
	by := map[string][]int{}
	for k, u := range units {
		if u != "" {
			by[u] = append(by[u], k)
		}
	}
	right, pairs := 0.0, 0.0
	for _, u := range slices.Sorted(maps.Keys(by)) {
		var s []int64
		var y []bool
		yes := 0.0
		for _, k := range by[u] {
			s, y = append(s, score[k]), append(y, came[k])
			if came[k] {
				yes++
			}
		}
		if p := yes * (float64(len(s)) - yes); p > 0 {
			right += Rank(s).Measure(y, nil).AUC * p
			pairs += p
		}
	}
	return right / pairs
}
