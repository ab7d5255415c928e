package signals

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
)

// UnitKind is a kind of concern that is counted for units.
type UnitKind struct {
	ID, Says string
	Of       func(a *Allegation) bool
}

// UnitKinds are all of them. A unit in which many are bullied or abused is seen here
// though no one person stands out.
var UnitKinds = []UnitKind{
	{"all", "every allegation", func(*Allegation) bool { return true }},
	{"discrimination", "racial or ethnic abuse", func(a *Allegation) bool { return a.Code == codeDiscrimination }},
	{"bullying", "a colleague complained of abuse in words or force", func(a *Allegation) bool { return a.ByOfficer && (a.Type == Verbal || a.Type == Force) }},
	{"abuse", "domestic or sexual", func(a *Allegation) bool { return a.Type == Domestic || a.Type == Sexual }},
}

const (
	unitWindow = 3 * year // how far back units are counted
	minYears   = 20.0     // officer-years below which nothing is said of a unit
	minUnits   = 5        // units below which there is no mean to pull to
)

// Unit is what is counted of one unit, for one kind.
type Unit struct {
	Unit   string
	Cases  int     // allegations against people while posted there, that count
	Years  float64 // officer-years there
	TooFew bool    // too few officer-years for a rate
	Rate   float64 // for 100 officer-years, as counted
	Shrunk float64 // the same, pulled to the mean of the force
	Low    float64 // 95 of 100 of what the rate may be lie between
	High   float64
	Stands bool // even the low end is above the mean

	// Before is the shrunk rate of the three years before these, zero where there were
	// too few officer-years; Trend compares the two.
	Before float64
	Trend  Trend
}

// Trend is how a unit's rate moved from the three years before to these.
type Trend string

// The trends. A rate has moved where the intervals of the two do not meet: smaller
// moves are what chance makes.
const (
	NoTrend Trend = "not known"
	Steady  Trend = "steady"
	Rising  Trend = "rising"
	Falling Trend = "falling"
)

// Units is one kind over all units, highest shrunk rate first, those with too few
// last.
type Units struct {
	Kind UnitKind
	At   Day
	Mean float64 // for 100 officer-years
	All  []Unit
}

// UnitsOf counts the three years before a day. Counts are Poisson and rates vary as a
// gamma between units, whose shape a and scale b are found by moments from the units
// with enough officer-years; the rate of a unit with y cases in t years is then
// (a+y)/(b+t), and its interval is that of a gamma of a+y and b+t (Clayton and
// Kaldor, Biometrics 43, 1987).
//
// Trends are from the same count over the three years before those, with what is known
// on the day at.
func (r *Record) UnitsOf(k UnitKind, at Day) Units {
	u, past := r.unitsUntil(k, at, at), r.unitsUntil(k, at-unitWindow, at)
	before := map[string]Unit{}
	for _, x := range past.All {
		before[x.Unit] = x
	}
	for i := range u.All {
		u.All[i].compare(before[u.All[i].Unit])
	}
	return u
}

// compare says how a rate moved.
func (x *Unit) compare(b Unit) {
	x.Trend = NoTrend
	if x.TooFew || b.TooFew || x.High == 0 || b.High == 0 {
		return
	}
	x.Before, x.Trend = b.Shrunk, Steady
	if x.Low > b.High {
		x.Trend = Rising
	} else if x.High < b.Low {
		x.Trend = Falling
	}
}

// unitsUntil counts the three years before a day as they were known on another.
func (r *Record) unitsUntil(k UnitKind, to, at Day) Units {
	u := Units{Kind: k, At: to, All: r.countUnits(k, to, at)}
	cases, years, n := 0.0, 0.0, 0.0
	for _, x := range u.All {
		if !x.TooFew {
			cases, years, n = cases+float64(x.Cases), years+x.Years, n+1
		}
	}
	if years == 0 {
		return u
	}
	mean := cases / years
	u.Mean = 100 * mean
	spread := 0.0
	for _, x := range u.All {
		if !x.TooFew {
			spread += x.Years * (float64(x.Cases)/x.Years - mean) * (float64(x.Cases)/x.Years - mean)
		}
	}
	variance := spread/years - mean*n/years // less what chance alone makes
	for i := range u.All {
		u.All[i].shrink(mean, variance, n)
	}
	slices.SortStableFunc(u.All, func(a, b Unit) int {
		if a.TooFew != b.TooFew {
			if a.TooFew {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.Shrunk, a.Shrunk), cmp.Compare(a.Unit, b.Unit))
	})
	return u
}

func (x *Unit) shrink(mean, variance, units float64) {
	if x.TooFew || units < minUnits || mean == 0 {
		return
	}
	a, b := mean*mean/max(variance, 1e-9*mean), mean/max(variance, 1e-9*mean)
	shape, scale := a+float64(x.Cases), b+x.Years
	x.Rate = 100 * float64(x.Cases) / x.Years
	x.Shrunk = 100 * shape / scale
	x.Low, x.High = 100*gammaAt(shape, -1.959963984540054)/scale, 100*gammaAt(shape, 1.959963984540054)/scale
	x.Stands = x.Low > 100*mean
}

// gammaAt is the quantile of a standard gamma at a normal quantile (Wilson and
// Hilferty, PNAS 17, 1931); within 1 % for a shape of 3 and more.
func gammaAt(shape, z float64) float64 {
	c := 1 - 1/(9*shape) + z/(3*math.Sqrt(shape))
	return shape * max(0, c) * max(0, c) * max(0, c)
}

func (r *Record) countUnits(k UnitKind, until, at Day) []Unit {
	by := map[string]*Unit{}
	unit := func(name string) *Unit {
		if by[name] == nil {
			by[name] = &Unit{Unit: name}
		}
		return by[name]
	}
	for _, p := range r.Postings {
		from, to := max(p.Start, until-unitWindow), until
		if p.End != NoDay {
			to = min(p.End+1, until)
		}
		if left := r.Officers[p.Officer].Left; left != NoDay {
			to = min(to, left)
		}
		if to > from {
			unit(p.Unit).Years += float64(to-from) / 365.25
		}
	}
	for o := range r.files { // by file: what Add has moved stands twice in Allegations
		file := r.allegations(int32(o))
		for i := range file {
			a := &file[i]
			if a.Received >= until-unitWindow && a.Received < until && a.Counts(at, Independent) && k.Of(a) {
				if name := r.UnitOn(a.Officer, a.Received); name != "" {
					unit(name).Cases++
				}
			}
		}
	}
	var all []Unit
	for _, x := range by {
		x.TooFew = x.Years < minYears
		all = append(all, *x)
	}
	slices.SortFunc(all, func(a, b Unit) int { return cmp.Compare(a.Unit, b.Unit) })
	return all
}

// WriteText writes the units for a terminal.
func (u Units) WriteText(w io.Writer) error {
	p := &page{w: w}
	p.line("%s (%s), three years before %s; mean %.2f for 100 officer-years", u.Kind.ID, u.Kind.Says, u.At, u.Mean)
	p.line("%-8s %7s %9s %8s %8s %19s %14s  %-9s", "unit", "cases", "years", "rate", "shrunk", "95 of 100 between", "3 years before", "trend")
	few := 0
	for _, x := range u.All {
		if x.TooFew {
			few++
			continue
		}
		note := ""
		if x.Stands {
			note = "  above the mean: look at the place, its work and its supervisors"
		}
		past := "-"
		if x.Trend != NoTrend {
			past = fmt.Sprintf("%.2f", x.Before)
		}
		p.line("%-8s %7d %9.1f %8.2f %8.2f %19s %14s  %-9s%s", x.Unit, x.Cases, x.Years, x.Rate, x.Shrunk, fmt.Sprintf("%.2f to %.2f", x.Low, x.High), past, x.Trend, note)
	}
	p.line("%d units have fewer than %.0f officer-years: nothing is said of them", few, minYears)
	return p.err
}
