package signals

import (
	"fmt"
	"html/template"
	"slices"
)

// mostDrawn is how many officers of a group a table of squares has room for; of a
// larger one those with the most shared cases are drawn.
const mostDrawn = 40

// Matrix is a group as a table of squares, for one that on a circle would be a knot:
// officers stand down and across in the same order, and where two of them cross the
// square is the larger the more cases they share. The pairs stand in the table beside
// it in numbers.
func (n Network) Matrix(id string) template.HTML {
	who := n.closest(mostDrawn)
	cell := 480 / float64(len(who))
	title := fmt.Sprintf("A group of %d officers", len(n.Officers))
	if len(who) < len(n.Officers) {
		title += fmt.Sprintf(", of whom the %d with the most shared cases are drawn", len(who))
	}
	d := newDrawing(id, title, "Officers stand down and across in the same order. Where two cross, a larger black square is more shared cases. The table beside it has the numbers.", 590)
	most, size := int64(1), min(14, cell*0.9)
	for _, p := range n.Pairs {
		most = max(most, p.Shared)
	}
	at := map[string]int{}
	for i, o := range who {
		at[o] = i
		mid := cell * (float64(i) + 0.5)
		d.put(`<text x="104" y="%.1f" text-anchor="end" font-size="%.1f">%s</text>`, 100+mid+size/3, size, template.HTMLEscapeString(o))
		d.put(`<text transform="translate(%.1f 94) rotate(-90)" font-size="%.1f">%s</text>`, 110+mid+size/3, size, template.HTMLEscapeString(o))
		d.line(110, 100+cell*float64(i), 590, 100+cell*float64(i), 0.3, "")
		d.line(110+cell*float64(i), 100, 110+cell*float64(i), 580, 0.3, "")
	}
	d.put(`<rect x="110" y="100" width="480" height="480" fill="none" stroke="#000"/>`)
	for _, p := range n.Pairs {
		a, okA := at[p.A]
		b, okB := at[p.B]
		if !okA || !okB {
			continue
		}
		side := cell * (0.3 + 0.6*float64(p.Shared)/float64(most))
		for _, c := range [][2]int{{a, b}, {b, a}} {
			d.put(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, 110+cell*(float64(c[0])+0.5)-side/2, 100+cell*(float64(c[1])+0.5)-side/2, side, side)
		}
	}
	return d.done()
}

// closest is at most so many officers of a group, those with the most shared cases, in
// the order of the group.
func (n Network) closest(most int) []string {
	shared := map[string]int64{}
	for _, p := range n.Pairs {
		shared[p.A] += p.Shared
		shared[p.B] += p.Shared
	}
	by := slices.Clone(n.Officers)
	slices.SortStableFunc(by, func(a, b string) int { return int(shared[b] - shared[a]) })
	by = by[:min(most, len(by))]
	return slices.DeleteFunc(slices.Clone(n.Officers), func(o string) bool { return !slices.Contains(by, o) })
}

// Large reports whether a group is drawn as a table of squares.
func (n Network) Large() bool { return len(n.Officers) > largeGroup }
