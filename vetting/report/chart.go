package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// drawing is a chart in the making, 640 wide. It is black on white: bars differ by
// being full or open, lines by dashes, and every figure stands in the table beside it.
type drawing struct {
	b    strings.Builder
	high float64
}

const (
	wide  = 640.0
	black = "#0b0c0c"
	open  = "#fff"
)

func newDrawing(id, title, says string, high float64) *drawing {
	d := &drawing{high: high}
	d.put(`<svg viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, wide, high, id, id, id, html.EscapeString(title), id, html.EscapeString(says))
	return d
}

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

func (d *drawing) line(x1, y1, x2, y2, width float64, dash string) {
	d.put(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%.1f" stroke-dasharray="%s"/>`, x1, y1, x2, y2, black, width, dash)
}

func (d *drawing) text(x, y float64, anchor, s string) {
	d.put(`<text x="%.1f" y="%.1f" text-anchor="%s" font-size="14">%s</text>`, x, y, anchor, html.EscapeString(s))
}

func (d *drawing) bar(x, y, width, high float64, fill string) {
	if width == 0 {
		return
	}
	d.put(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" stroke="%s" stroke-width="1.5"/>`, x, y, max(width, 0.5), high, fill, black)
}

func (d *drawing) done() template.HTML {
	d.put(`</svg>`)
	return template.HTML(d.b.String()) // everything that is not a number went through EscapeString
}

// short is what a label has room for.
func short(s string, room int) string {
	if r := []rune(s); len(r) > room {
		return string(r[:room-1]) + "…"
	}
	return s
}

// levels lays rows out under their fields, and gives the place of each.
func levels(fields []Field, row float64, field func(y float64, f Field), level func(y float64, l Level)) (high float64) {
	y := 30.0
	for _, f := range fields {
		field(y, f)
		y += 24
		for _, l := range f.Levels {
			level(y, l)
			y += row
		}
		y += 8
	}
	return y
}

// left is where the bars of levels begin: what a level is called stands over its bars,
// because it is often a whole sentence.
const left = 30.0

// MU is the chart of m and u: on which level pairs of one person stand, and pairs of
// two.
func (r *Report) MU() template.HTML {
	fields := r.Fields()
	none := func(float64, Field) {}
	d := newDrawing("mu", "m and u of every level", "Two bars for each level: m full, u open. The figures are in the table beside it.", levels(fields, 56, none, func(float64, Level) {})+10)
	d.bar(left, 6, 14, 14, black)
	d.text(left+20, 18, "start", "m: of pairs of one person")
	d.bar(left+200, 6, 14, 14, open)
	d.text(left+220, 18, "start", "u: of pairs of two")
	at := func(v float64) float64 { return v * (wide - left - 70) }
	levels(fields, 56, func(y float64, f Field) {
		d.put(`<text x="0" y="%.1f" font-size="15" font-weight="bold">%s</text>`, y+15, html.EscapeString(short(f.Name, 60)))
	}, func(y float64, l Level) {
		d.text(left, y+13, "start", short(l.Says, 80))
		y += 19
		d.bar(left, y, at(l.M), 13, black)
		d.text(left+at(l.M)+6, y+12, "start", fmt.Sprintf("%.3g", l.M))
		d.bar(left, y+15, at(l.U), 13, open)
		d.text(left+at(l.U)+6, y+27, "start", fmt.Sprintf("%.2g", l.U))
	})
	return d.done()
}

// Worth is the chart of match weights: what each level adds or takes away.
func (r *Report) Worth() template.HTML {
	fields := r.Fields()
	none := func(float64, Field) {}
	d := newDrawing("worth", "What every level is worth, in bits", "A full bar to the right adds, an open one to the left takes away. The figures are in the table beside it.", levels(fields, 44, none, func(float64, Level) {})+10)
	most := 1.0
	for _, f := range fields {
		for _, l := range f.Levels {
			if !math.IsInf(l.Weight, 0) {
				most = max(most, math.Abs(l.Weight))
			}
		}
	}
	zero, half := left+(wide-left)/2, (wide-left)/2-58
	d.text(zero, 18, "middle", "0 bits")
	levels(fields, 44, func(y float64, f Field) {
		d.put(`<text x="0" y="%.1f" font-size="15" font-weight="bold">%s</text>`, y+15, html.EscapeString(short(f.Name, 60)))
	}, func(y float64, l Level) {
		d.text(left, y+13, "start", short(l.Says, 80))
		y += 19
		d.line(zero, y-3, zero, y+18, 1, "")
		to := half * min(max(l.Weight/most, -1), 1)
		if to < 0 {
			d.bar(zero+to, y, -to, 15, open)
			d.text(zero+to-6, y+13, "end", bits(l.Weight))
			return
		}
		d.bar(zero, y, to, 15, black)
		d.text(zero+to+6, y+13, "start", bits(l.Weight))
	})
	return d.done()
}

// Spread is the chart of how many pairs have which match weight.
func (r *Report) Spread() template.HTML {
	bars := r.Pairs.Bars()
	d := newDrawing("spread", "Pairs by match weight", "A bar for each stretch of match weight; its height is the logarithm of the number of pairs. The figures are in the table beside it.", 260)
	if len(bars) == 0 {
		return ""
	}
	most := 0.0
	for _, b := range bars {
		most = max(most, math.Log10(float64(b.N)+1))
	}
	each := (wide - 80) / float64(len(bars))
	for i, b := range bars {
		x, high := 60+each*float64(i), 180*math.Log10(float64(b.N)+1)/most
		fill := open
		if float64(b.From) >= r.Joins {
			fill = black
		}
		if b.N > 0 {
			d.bar(x+2, 210-high, each-4, high, fill)
		}
		if i%max(1, len(bars)/8) == 0 {
			d.text(x+each/2, 228, "middle", fmt.Sprintf("%+d", b.From))
		}
	}
	d.line(60, 210, wide-20, 210, 1, "")
	for p := 0.0; p <= most; p++ {
		y := 210 - 180*math.Log10(math.Pow(10, p)+1)/most
		d.line(54, y, 60, y, 1, "")
		d.text(50, y+5, "end", tens(p))
	}
	d.text(wide/2, 252, "middle", "match weight in bits; full bars are hits throughout")
	return d.done()
}

// tens is a power of ten, short.
func tens(p float64) string {
	switch {
	case p >= 6:
		return fmt.Sprintf("%.0f M", math.Pow(10, p-6))
	case p >= 3:
		return fmt.Sprintf("%.0f k", math.Pow(10, p-3))
	}
	return fmt.Sprintf("%.0f", math.Pow(10, p))
}

// Threshold is the chart of precision and recall over the threshold.
func (r *Report) Threshold() template.HTML {
	if len(r.Cuts) == 0 {
		return ""
	}
	d := newDrawing("cuts", "Precision and recall by threshold", "Precision is the full line and recall the dashed one. The figures are in the table beside it.", 270)
	low, high := r.Cuts[0].Weight, r.Cuts[len(r.Cuts)-1].Weight
	x := func(v float64) float64 { return 60 + (v-low)/max(1, high-low)*(wide-90) }
	y := func(v float64) float64 { return 210 - 170*v }
	d.line(60, 20, 90, 20, 2.5, "")
	d.text(96, 25, "start", "precision")
	d.line(200, 20, 230, 20, 2.5, "7 5")
	d.text(236, 25, "start", "recall")
	for _, v := range []float64{0, 0.5, 1} {
		d.line(60, y(v), wide-30, y(v), 0.5, "")
		d.text(52, y(v)+5, "end", fmt.Sprintf("%.1f", v))
	}
	for i, c := range r.Cuts {
		if i > 0 {
			b := r.Cuts[i-1]
			d.line(x(b.Weight), y(b.Precision), x(c.Weight), y(c.Precision), 2.5, "")
			d.line(x(b.Weight), y(b.Recall), x(c.Weight), y(c.Recall), 2.5, "7 5")
		}
		if i%max(1, len(r.Cuts)/8) == 0 {
			d.text(x(c.Weight), 230, "middle", fmt.Sprintf("%+.0f", c.Weight))
		}
	}
	if r.Joins >= low && r.Joins <= high {
		d.line(x(r.Joins), 36, x(r.Joins), 210, 1.5, "2 3")
		anchor := "start"
		if r.Joins > (low+high)/2 {
			anchor = "end"
		}
		d.text(x(r.Joins)+map[string]float64{"start": 5, "end": -5}[anchor], 200, anchor, "from here on a hit")
	}
	d.text(wide/2, 256, "middle", "threshold: match weight in bits")
	return d.done()
}

// AloneChart is the chart of records that nobody can find.
func (r *Report) AloneChart() template.HTML {
	d := newDrawing("alone", "Records that cannot reach a probability", "A bar for each match probability: the share of records that stay below it beside a copy of themselves. The figures are in the table beside it.", 20+26*float64(len(r.Alone)))
	most := 1e-9
	for _, a := range r.Alone {
		most = max(most, a.Share)
	}
	for i, a := range r.Alone {
		y := 8 + 26*float64(i)
		d.text(92, y+14, "end", probability(a.Probability()))
		d.bar(100, y, (wide-190)*a.Share/most, 17, open)
		d.text(108+(wide-190)*a.Share/most, y+14, "start", fmt.Sprintf("%.2f %%", 100*a.Share))
	}
	return d.done()
}

// FairChart is the chart of false matches by way of naming.
func (r *Report) FairChart() template.HTML {
	d := newDrawing("fair", "False matches for 10,000 people, by way of naming", "A bar for each group. The figures are in the table beside it.", 20+26*float64(len(r.Groups)))
	most := 1e-9
	for _, g := range r.Groups {
		most = max(most, g.FalseRate())
	}
	for i, g := range r.Groups {
		y := 8 + 26*float64(i)
		d.text(112, y+14, "end", short(g.Name, 15))
		fill := open
		if i == 0 { // everybody, that the others are held against
			fill = black
		}
		d.bar(120, y, (wide-200)*g.FalseRate()/most, 17, fill)
		d.text(128+(wide-200)*g.FalseRate()/most, y+14, "start", fmt.Sprintf("%.2f", g.FalseRate()))
	}
	return d.done()
}
