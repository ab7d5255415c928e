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

// labels are a word for everybody, each word held once: a fit compares groups of a
// hundred thousand rows dozens of times.
type labels struct {
	of    []int32  // place in words, by row
	words []string // rising
}

func labelled(all []string) labels {
	at := map[string]int32{}
	for _, w := range all {
		at[w] = 0
	}
	l := labels{make([]int32, len(all)), slices.Sorted(maps.Keys(at))}
	for i, w := range l.words {
		at[w] = int32(i)
	}
	for k, w := range all {
		l.of[k] = at[w]
	}
	return l
}

// Disparities compares groups on a list.
func (r *Record) Disparities(who []int32, list []float64, came []bool, units []string) []Disparity {
	var all []Disparity
	where := labelled(units)
	for _, by := range []struct {
		name string
		of   func(Group) string
	}{{"race", func(g Group) string { return g.Race }}, {"sex", func(g Group) string { return g.Sex }}} {
		groups := make([]string, len(who))
		for k, o := range who {
			groups[k] = cmp.Or(by.of(r.Officers[o].Group), notRecorded)
		}
		all = append(all, disparityBy(by.name, labelled(groups), list, came, where)...)
	}
	return all
}

func disparityBy(name string, groups labels, list []float64, came []bool, units labels) []Disparity {
	n := make([]int, len(groups.words))
	for _, g := range groups.of {
		n[g]++
	}
	on, yes := make([]float64, len(n)), make([]float64, len(n))
	for k, g := range groups.of {
		on[g] += 100 * list[k] / float64(n[g])
		if came[k] {
			yes[g] += 100 / float64(n[g])
		}
	}
	var order []int32
	for g := range n {
		if n[g] >= smallGroup {
			order = append(order, int32(g))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(n[b]-n[a], cmp.Compare(a, b)) })
	var all []Disparity
	for _, g := range order {
		d := Disparity{By: name, Group: groups.words[g], N: n[g], List: on[g], Came: yes[g]}
		if largest := order[0]; on[largest] > 0 {
			d.Raw = d.List / on[largest]
		}
		d.Within = within(groups, g, order[0], list, units)
		all = append(all, d)
	}
	return all
}

// within is the Mantel-Haenszel risk ratio of being listed, g against h, over units
// (Greenland and Robins, Biometrics 41, 1985): the sum of a*m/t over that of b*n/t,
// where a of n in g and b of m in h are listed, and t = n + m.
func within(groups labels, g, h int32, list []float64, units labels) float64 {
	if g == h {
		return 1
	}
	type cell struct{ a, n, b, m float64 }
	cells := make([]cell, len(units.words))
	for k, u := range units.of {
		switch groups.of[k] {
		case g:
			cells[u].a, cells[u].n = cells[u].a+list[k], cells[u].n+1
		case h:
			cells[u].b, cells[u].m = cells[u].b+list[k], cells[u].m+1
		}
	}
	over, under := 0.0, 0.0
	for u, c := range cells {
		if units.words[u] == "" || c.n+c.m == 0 {
			continue
		}
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
