package signals

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// page is a writer that remembers its first error.
type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// auc3 writes an AUC as .623.
func auc3(v float64) string { return strings.TrimPrefix(fmt.Sprintf("%.3f", v), "0") }

// lift1 writes a lift as 2.4: rounded to two places first and then half up to one,
// as the table of docs/signals.md is.
func lift1(v float64) string {
	return fmt.Sprintf("%.1f", math.Floor(math.Round(v*100)/10+0.5)/10)
}

// Triple is AUC / lift among the first 1 % / lift among the first 5 %.
func (m Measure) Triple() string {
	return auc3(m.AUC) + " / " + lift1(m.Lift1) + " / " + lift1(m.Lift5)
}

// WriteText writes an evaluation as a table for a terminal.
func (e *Evaluation) WriteText(w io.Writer) error {
	p := &page{w: w}
	p.line("Lists as of %s, checked against the two years after. Population: %d.", e.At, e.N)
	fit := "fitted on what was known before " + e.Model.Until
	if e.Ahead {
		fit += ", AFTER this day: its rows are not a fair test"
	}
	p.line("Model %s.", fit)
	for _, o := range e.NotHeld {
		p.line("Not measured: %s, of which nothing is held of the two years after.", o.ID)
	}
	e.writeRows(p)
	for i := range e.Outcomes {
		e.Outcomes[i].write(p, e)
	}
	e.writeSignals(p)
	return p.err
}

func (e *Evaluation) writeRows(p *page) {
	p.line("")
	head := fmt.Sprintf("%-46s", "AUC / lift@1% / lift@5%")
	for _, x := range e.Outcomes {
		head += fmt.Sprintf(" | %-18s", x.Outcome.ID)
	}
	p.line("%s", head)
	for i := range e.Outcomes[0].Rows {
		line := fmt.Sprintf("%-46s", e.Outcomes[0].Rows[i].Says)
		for _, x := range e.Outcomes {
			line += fmt.Sprintf(" | %-18s", x.Rows[i].Triple())
		}
		p.line("%s", line)
	}
	line := fmt.Sprintf("%-46s", "the model against the floor, AUC and lift@5%")
	for _, x := range e.Outcomes {
		line += fmt.Sprintf(" | %-18s", x.verdict())
	}
	p.line("%s", line)
}

// verdict says whether the model is above the floor.
func (x *Evaluated) verdict() string {
	m, f := x.Rows[modelRow], x.Rows[floor]
	say := func(a, b float64) string {
		switch {
		case a > b:
			return "above"
		case a == b:
			return "equal"
		}
		return "BELOW"
	}
	return say(m.AUC, f.AUC) + ", " + say(m.Lift5, f.Lift5)
}

func (x *Evaluated) write(p *page, e *Evaluation) {
	n := e.N
	p.line("")
	p.line("%s: it came to pass for %d of %d, %.1f of 100.", x.Outcome.ID, x.Came, n, 100*float64(x.Came)/float64(n))
	for _, r := range x.Rows {
		p.line("  %-46s AUC %.3f [%.3f, %.3f]  lift@5%% %.2f [%.2f, %.2f]", r.Says, r.AUC, r.In.AUC.Low, r.In.AUC.High, r.Lift5, r.In.Lift5.Low, r.In.Lift5.High)
	}
	m := x.Rows[modelRow]
	p.line("  Of 100 on the model's list of 5%%, %.0f %s, and %.0f did not. AUC within units: %.3f.", m.Of100, x.Outcome.Says, 100-math.Round(m.Of100), x.Within)
	p.line("  Of %d drawn by lot with seed %d, whatever their points, %d did.", e.Drawn, e.Seed, x.DrawnCame)
	p.line("  %-5s %-32s %6s %14s %14s %6s %8s", "by", "group", "people", "listed of 100", "came of 100", "raw", "in unit")
	for _, d := range x.Disparity {
		p.line("  %-5s %-32s %6d %14.1f %14.1f %6.2f %8.2f", d.By, d.Group, d.N, d.List, d.Came, d.Raw, d.Within)
	}
}

func (e *Evaluation) writeSignals(p *page) {
	p.line("")
	p.line("Each signal by itself: whom it fires for, of 100 of the population; then lift, and of 100 for whom it fires, by outcome.")
	p.line("Nothing is said of what fires for fewer than %d people.", fewFired)
	for _, s := range e.Signals {
		line := fmt.Sprintf("  %-38s %5.1f", s.Signal.Name, s.Fires)
		for j := range e.Outcomes {
			if s.Few() {
				line += fmt.Sprintf(" | %10s", "too few")
				continue
			}
			line += fmt.Sprintf(" | %4.1f, %4.1f", s.Lift[j], s.Of100[j])
		}
		p.line("%s", line)
	}
}
