package signals

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// drawing is a picture in the making, 600 wide. Everything in it is black on white:
// lines differ by dashes and width, and every number stands in the table beside it.
type drawing struct {
	b    strings.Builder
	high float64
}

func newDrawing(id, title, says string, high float64) *drawing {
	d := &drawing{high: high}
	d.put(`<svg viewBox="0 0 600 %.0f" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, high, id, id, id, html.EscapeString(title), id, html.EscapeString(says))
	return d
}

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

func (d *drawing) line(x1, y1, x2, y2, width float64, dash string) {
	d.put(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#000" stroke-width="%.1f" stroke-dasharray="%s"/>`, x1, y1, x2, y2, width, dash)
}

func (d *drawing) text(x, y float64, anchor, s string) {
	d.put(`<text x="%.1f" y="%.1f" text-anchor="%s" font-size="14">%s</text>`, x, y, anchor, html.EscapeString(s))
}

func (d *drawing) done() template.HTML {
	d.put(`</svg>`)
	return template.HTML(d.b.String()) // everything that is not a number went through EscapeString
}

// path joins points by lines.
func (d *drawing) path(points [][2]float64, dash string) {
	for i := 1; i < len(points); i++ {
		d.line(points[i-1][0], points[i-1][1], points[i][0], points[i][1], 2, dash)
	}
}

// LiftPicture is the lift curve of an outcome.
func (x Evaluated) LiftPicture() template.HTML {
	d := newDrawing(x.Outcome.ID+"-lift", "Lift by share listed: "+x.Outcome.ID, "The line falls from the lift of the first of a hundred to one for everybody. The numbers are in the table beside it.", 220)
	most := 1.0
	for _, p := range x.Lifts {
		most = max(most, p.Lift)
	}
	var curve [][2]float64
	for _, p := range x.Lifts {
		curve = append(curve, [2]float64{60 + 520*math.Sqrt(p.Share), 190 - 165*p.Lift/most})
	}
	d.path(curve, "")
	d.line(60, 190-165/most, 580, 190-165/most, 1, "4 4")
	d.text(66, 184-165/most, "start", "by chance: 1")
	d.line(60, 190, 580, 190, 1, "")
	d.line(60, 15, 60, 190, 1, "")
	d.text(54, 30, "end", fmt.Sprintf("%.1f", most))
	d.text(60, 210, "middle", "0")
	d.text(60+520*math.Sqrt(0.05), 210, "middle", "5%")
	d.text(60+520*math.Sqrt(0.3), 210, "middle", "30%")
	d.text(580, 210, "end", "100%")
	return d.done()
}

// ReliablePicture is what came after by band of points.
func (x Evaluated) ReliablePicture() template.HTML {
	d := newDrawing(x.Outcome.ID+"-bands", "What came after, by points: "+x.Outcome.ID, "One bar for each band of points, highest points first, with the interval as a line.", float64(30+24*len(x.Reliable)))
	most := 1.0
	for _, b := range x.Reliable {
		most = max(most, b.High)
	}
	for i, b := range x.Reliable {
		y := float64(20 + 24*i)
		d.text(120, y+12, "end", fmt.Sprintf("%d to %d", b.From, b.To))
		d.put(`<rect x="130" y="%.1f" width="%.1f" height="14" fill="#fff" stroke="#000" stroke-width="2"/>`, y, 400*b.Of100/most)
		d.line(130+400*b.Low/most, y+7, 130+400*b.High/most, y+7, 2, "")
		d.text(130+400*b.High/most+6, y+12, "start", fmt.Sprintf("%.1f", b.Of100))
	}
	return d.done()
}

// DisparityPicture is how often each group is listed for once that the largest is.
func (x Evaluated) DisparityPicture() template.HTML {
	d := newDrawing(x.Outcome.ID+"-groups", "How often each group is listed: "+x.Outcome.ID, "A filled mark for all, an open mark inside units; the dashed line is the largest group.", float64(54+24*len(x.Disparity)))
	most := 1.5
	for _, g := range x.Disparity {
		most = max(most, g.Raw, g.Within)
	}
	at := func(v float64) float64 { return 250 + 320*v/most }
	d.line(at(1), 25, at(1), d.high-5, 1, "4 4")
	d.text(at(1), 16, "middle", "1: the largest group")
	for i, g := range x.Disparity {
		y := float64(48 + 24*i)
		d.text(240, y+5, "end", g.Group)
		d.put(`<circle cx="%.1f" cy="%.1f" r="6" fill="#000"/>`, at(g.Raw), y)
		d.put(`<circle cx="%.1f" cy="%.1f" r="9" fill="none" stroke="#000" stroke-width="2"/>`, at(g.Within), y)
	}
	return d.done()
}

// Picture is a group on a circle: thicker lines are more shared cases, and each line
// bears its number.
func (n Network) Picture(id string) template.HTML {
	d := newDrawing(id, fmt.Sprintf("A group of %d officers", len(n.Officers)), "Lines join officers who were accused together at least four times in three years; each bears how often. The table beside it has the same.", 420)
	at := map[string][2]float64{}
	for i, o := range n.Officers {
		turn := 2 * math.Pi * float64(i) / float64(len(n.Officers))
		at[o] = [2]float64{300 + 150*math.Sin(turn), 210 - 150*math.Cos(turn)}
	}
	for _, p := range n.Pairs {
		a, b := at[p.A], at[p.B]
		d.line(a[0], a[1], b[0], b[1], min(8, float64(p.Shared)/2), "")
		d.put(`<rect x="%.1f" y="%.1f" width="26" height="18" fill="#fff"/>`, (a[0]+b[0])/2-13, (a[1]+b[1])/2-13)
		d.text((a[0]+b[0])/2, (a[1]+b[1])/2+1, "middle", fmt.Sprint(p.Shared))
	}
	for _, o := range n.Officers {
		d.put(`<circle cx="%.1f" cy="%.1f" r="24" fill="#fff" stroke="#000" stroke-width="2"/>`, at[o][0], at[o][1])
		d.text(at[o][0], at[o][1]+5, "middle", o)
	}
	return d.done()
}
