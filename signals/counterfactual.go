package signals

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// counterfactual says what a listing hangs on: the fewest groups of allegations (of
// one type, received in one year) without which it would not be listed, found by
// taking away the group that costs most, again and again. The score is computed anew
// each time, so that what it says is so.
func (l *Listing) counterfactual(s *Scorer, f *File) string {
	left := slices.Clone(f.Allegations)
	var gone []string
	for range 6 {
		g, n, score := l.heaviest(s, f, left)
		if n == 0 {
			break
		}
		gone = append(gone, fmt.Sprintf("%s %d %s allegation%s", the(n), g.year, g.kind.Words(), plural(n)))
		left = slices.DeleteFunc(left, g.has)
		if score < l.From {
			return "Without " + strings.Join(gone, " and ") + " this would not be listed."
		}
	}
	if len(f.Allegations) == 0 {
		return "It is listed for what is not an allegation: see the rows."
	}
	return "It hangs on no few of its allegations: without the heaviest six groups of them it would still be listed."
}

// group is what is taken away together.
type group struct {
	kind Type
	year int
}

func groupOf(s Seen) group { return group{s.Type, s.Received.Date().Year} }

func (g group) has(s Seen) bool { return groupOf(s) == g }

// heaviest is the group whose absence costs most points, how many it holds, and what
// is left without it.
func (l *Listing) heaviest(s *Scorer, f *File, left []Seen) (best group, n int, score int64) {
	var groups []group
	for _, a := range left {
		if g := groupOf(a); !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	slices.SortFunc(groups, func(a, b group) int { return cmp.Or(b.year-a.year, int(a.kind)-int(b.kind)) })
	for _, g := range groups {
		without := *f
		without.Allegations = slices.DeleteFunc(slices.Clone(left), g.has)
		if x := s.points(&without).Total; n == 0 || x < score {
			best, n, score = g, len(left)-len(without.Allegations), x
		}
	}
	return best, n, score
}

func the(n int) string {
	if n == 1 {
		return "the one"
	}
	return fmt.Sprintf("the %d", n)
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
