package page

import (
	"fmt"
	"strconv"
	"strings"

	"candour"
)

// MostParts is into how many parts a bar of a chart can be cut: there are as many
// patterns that can be told apart without colour.
const MostParts = 5

// ChartParams describes counts for each year, one bar a year, the latest first. It
// is drawn as a picture of fixed letters and lengths in hundredths, so that it can
// be read on a phone as on a wide screen. The table beside it says the same: a
// chart without one is for nobody who cannot see it.
type ChartParams struct {
	ID    string // no other chart of the page has it
	Title string
	Desc  string   // what the picture shows, in one or two sentences
	Parts []string // what a bar is made of, at most MostParts; none: the bar is one
	Years []ChartYear
	Bands []ChartBand // what lasted for some time, beside the years
	Over  string      // what the bands are: "Posted to"
	Unit  string      // what is counted: "Concerns"
	Max   int         // the count of the longest bar; 0: that of the largest year
}

// ChartYear is what was counted in one year, for each part.
type ChartYear struct {
	Year   int
	Counts []int
}

// All is the count of the year.
func (y ChartYear) All() (n int) {
	for _, c := range y.Counts {
		n += c
	}
	return n
}

// ChartBand is something that lasted over some days. The zero Date is open.
type ChartBand struct {
	Label    string
	From, To candour.Date
}

// The heights of a chart, in pixels, and its widths in hundredths: letters keep
// their size, and everything else takes the room that there is.
const (
	chartRow   = 28
	chartBar   = 16
	chartHead  = 26
	chartLanes = 3

	yearWidth  = 15 // the years
	bandsWidth = 33 // the bands, where there are any
	countWidth = 24 // what is written after the longest bar
)

// chartPart is one part of one bar.
type chartPart struct {
	X, Width string
	Fill     string // the pattern
}

// chartBar is the bar of one year.
type chartLine struct {
	Label  string
	Y, Top string // of the words and of the bar
	Parts  []chartPart
	Count  string
	After  string // where the count is written
	Rule   string // the line below the year
}

// chartBox is one band.
type chartBox struct {
	Label               string
	X, Y, Width, Height string
	Named               bool // there is room for the label
}

// chart is a picture with every length worked out.
type chart struct {
	Height      string
	BarX, BarsW string
	Lines       []chartLine
	Boxes       []chartBox
}

func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }

// drawn works out a picture.
func (p ChartParams) drawn() chart {
	from := float64(yearWidth)
	if len(p.Bands) > 0 {
		from += bandsWidth
	}
	out := chart{Height: strconv.Itoa(chartHead + chartRow*len(p.Years)), BarX: percent(from), BarsW: percent(100 - from)}
	most := p.Max
	for _, y := range p.Years {
		most = max(most, y.All())
	}
	for i, y := range p.Years {
		top := chartHead + i*chartRow
		l := chartLine{Label: strconv.Itoa(y.Year), Y: strconv.Itoa(top + 19), Top: strconv.Itoa(top + (chartRow-chartBar)/2), Count: strconv.Itoa(y.All()), Rule: strconv.Itoa(top + chartRow)}
		at := 0.0
		for part, n := range y.Counts {
			wide := float64(n) / float64(max(most, 1)) * (100 - countWidth)
			if n > 0 {
				l.Parts = append(l.Parts, chartPart{percent(at), percent(wide), p.pattern(part)})
			}
			at += wide
		}
		l.After = percent(at)
		out.Lines = append(out.Lines, l)
	}
	out.Boxes = p.boxes()
	return out
}

// boxes are the bands beside the years on which they lasted. What lasted at the same
// time stands side by side; of more than chartLanes at once the table tells.
func (p ChartParams) boxes() (out []chartBox) {
	if len(p.Years) == 0 {
		return nil
	}
	first, last := p.Years[len(p.Years)-1].Year, p.Years[0].Year
	height := func(d candour.Date) float64 { // of a day, from the top
		in := float64(int(d.Month)-1)/12 + float64(d.Day-1)/365
		return chartHead + chartRow*(float64(last+1)-(float64(d.Year)+in))
	}
	bottom, top := float64(chartHead+chartRow*len(p.Years)), float64(chartHead)
	var lanes [chartLanes]float64 // the height down to which each is taken
	type placed struct {
		chartBox
		lane int
	}
	var all []placed
	used := 0
	for _, b := range p.Bands {
		if !b.From.IsZero() && b.From.Year > last || !b.To.IsZero() && b.To.Year < first {
			continue
		}
		y, end := top, bottom
		if !b.To.IsZero() {
			y = max(top, height(b.To))
		}
		if !b.From.IsZero() {
			end = min(bottom, height(b.From))
		}
		for lane := range lanes {
			if lanes[lane] > y+0.5 {
				continue
			}
			lanes[lane], used = end, max(used, lane+1)
			tall := max(end-y, 3)
			all = append(all, placed{chartBox{Label: b.Label, Y: fmt.Sprintf("%.1f", y), Height: fmt.Sprintf("%.1f", tall), Named: tall >= 18}, lane})
			break
		}
	}
	for _, b := range all {
		wide := float64(bandsWidth-2) / float64(used)
		b.X, b.Width = percent(yearWidth+wide*float64(b.lane)), percent(wide-0.5)
		out = append(out, b.chartBox)
	}
	return out
}

// pattern is how a part is filled.
func (p ChartParams) pattern(part int) string {
	return fmt.Sprintf("url(#%s-%d)", p.ID, min(part, MostParts-1))
}

// labelledBy names the title and the description of the picture.
func (p ChartParams) labelledBy() string { return p.ID + "-title " + p.ID + "-desc" }

// Table is the same as the picture, in figures: a row for each year.
func (p ChartParams) Table(caption string) TableParams {
	t := TableParams{Caption: caption, CaptionClasses: "govuk-table__caption--s", FirstCellIsHeader: true, Classes: "app-figures", Head: Cells("Year")}
	for _, name := range p.Parts {
		t.Head = append(t.Head, Cell{Text: name, Numeric: true})
	}
	t.Head = append(t.Head, Cell{Text: "All", Numeric: true})
	for _, y := range p.Years {
		row := Cells(strconv.Itoa(y.Year))
		if len(p.Parts) > 0 {
			for _, n := range y.Counts {
				row = append(row, Cell{Text: strconv.Itoa(n), Numeric: true})
			}
		}
		t.Rows = append(t.Rows, append(row, Cell{Text: strconv.Itoa(y.All()), Numeric: true}))
	}
	return t
}

// said puts the figures of the picture into its description, for whoever hears it
// and does not go on to the table.
func (p ChartParams) said() string {
	var b strings.Builder
	b.WriteString(p.Desc)
	for _, y := range p.Years {
		if n := y.All(); n > 0 {
			fmt.Fprintf(&b, " %d: %d.", y.Year, n)
		}
	}
	return b.String()
}
