package signals

import (
	"cmp"
	"slices"
)

// Pair is two officers who were accused together at least four times in three years.
type Pair struct {
	A, B   string
	Shared int64
}

// Network is a group of officers joined by pairs: something to ask about a place and
// its supervisors, and not about each of them.
type Network struct {
	Officers []string // in the order of the circle
	Pairs    []Pair   // most shared cases first
}

// together4 is from how many shared cases on two officers are joined.
const together4 = 4

// Networks are the groups of a day among those who serve, the largest first.
func (r *Record) Networks(at Day, who Audience) []Network {
	all := map[int32][]partner{}
	f := &File{}
	for _, o := range r.Population(at) {
		f.read(r, o, at, who)
		for _, p := range f.partners() {
			if p.shared >= together4 && r.Officers[p.officer].servesOn(at) {
				all[o] = append(all[o], p)
			}
		}
	}
	seen := map[int32]bool{}
	var groups []Network
	for o := range int32(len(r.Officers)) {
		if all[o] == nil || seen[o] {
			continue
		}
		n := Network{}
		seen[o] = true
		for todo := []int32{o}; len(todo) > 0; todo = todo[1:] {
			a := todo[0]
			n.Officers = append(n.Officers, r.Officers[a].ID)
			for _, p := range all[a] {
				if a < p.officer {
					n.Pairs = append(n.Pairs, Pair{r.Officers[a].ID, r.Officers[p.officer].ID, p.shared})
				}
				if !seen[p.officer] {
					seen[p.officer] = true
					todo = append(todo, p.officer)
				}
			}
		}
		slices.SortStableFunc(n.Pairs, func(a, b Pair) int { return cmp.Compare(b.Shared, a.Shared) })
		groups = append(groups, n)
	}
	slices.SortStableFunc(groups, func(a, b Network) int { return len(b.Officers) - len(a.Officers) })
	return groups
}
