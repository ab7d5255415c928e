package signals

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes a listing for a terminal.
func (l *Listing) WriteText(w io.Writer) error {
	p := &page{w: w}
	p.line("Officer %s as of %s: %d points, place %d of %d. %s", l.Officer, l.At, l.Score.Total, l.Place, l.Of, l.Verdict())
	p.line("A listing decides nothing. It asks a person to read what is on record.")
	p.line("")
	head := fmt.Sprintf("%-38s %7s", "signal", "points")
	for _, o := range Outcomes {
		head += fmt.Sprintf(" %9s", o.ID)
	}
	p.line("%s", head)
	for _, r := range l.Rows {
		p.line("%s", r.line())
	}
	p.line("%s", ListingRow{Signal: &Signal{Name: "sum"}, Points: l.Score.Total, By: l.Score.By}.line())
	for _, r := range l.Rows {
		r.write(p)
	}
	if len(l.Unscored) > 0 {
		p.line("")
		p.line("Also on record, worth no points:")
		for _, r := range l.Unscored {
			r.write(p)
		}
	}
	for _, t := range l.Opened {
		p.line("For somebody to read: case %s of %s, %s.", t.Case, t.On, t.What)
	}
	p.line("")
	if l.Without != "" {
		p.line("%s", l.Without)
	}
	for _, a := range l.Like {
		p.line("%s", a.Words(l.LikeAt))
	}
	if l.Erased {
		p.line("Events of a person whose data was erased are left out.")
	}
	return p.err
}

// Verdict is what a listing asks for.
func (l *Listing) Verdict() string {
	if l.Listed {
		return "Please review this record."
	}
	return fmt.Sprintf("Not on the list of 5 of 100, which begins at %d points.", l.From)
}

// Words is what became of others, in counts of a hundred.
func (a Alike) Words(at Day) string {
	return fmt.Sprintf("Of 100 listed like this on %s, %.0f %s (between %.0f and %.0f; %d people counted); of 100 of everybody, %.0f.", at, a.Of100, a.Outcome.Says, a.Low, a.High, a.N, a.All)
}

func (r ListingRow) line() string {
	s := fmt.Sprintf("%-38s %7d", r.Signal.Name, r.Points)
	for _, p := range r.By {
		s += fmt.Sprintf(" %9d", p)
	}
	return s
}

// write is a signal with what it came from. Of many dated things the newest are
// written and the others counted.
func (r ListingRow) write(p *page) {
	p.line("")
	p.line("%s: %s", r.Signal.Name, r.Signal.Says)
	for i, t := range r.Newest() {
		if i == shownTraces {
			p.line("  and %d older", len(r.Traces)-i)
			break
		}
		p.line("  %s", t.Words())
	}
	p.line("  What else it may be: %s", strings.Join(r.Signal.Innocent, " "))
	p.line("  What it asks for: %s", r.Signal.Asks)
	if r.Measured != "" {
		p.line("  %s", r.Measured)
	}
}

// shownTraces is how many dated things are written of a signal.
const shownTraces = 12

// Newest is what a signal came from, newest first.
func (r ListingRow) Newest() []Trace {
	var all []Trace
	for i := len(r.Traces) - 1; i >= 0; i-- {
		all = append(all, r.Traces[i])
	}
	return all
}

// Words is a dated thing in words.
func (t Trace) Words() string {
	s := t.On.String()
	if t.Case != "" {
		s += ", case " + t.Case
	}
	return fmt.Sprintf("%s: %s; counts %d.%03d", s, t.What, t.Adds/one, t.Adds%one)
}
