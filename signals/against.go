package signals

import (
	"fmt"
	"io"
	"strings"
)

// WriteAgainstFloor writes, for each day, AUC and lift among the first 5 % of the floor
// and of each outcome's own points, and in its last line on which days the model is not
// what it must be: above the floor for sustained, serious and abuse, and not below it for
// payout. A day on which nothing is known of an outcome has no cell for it.
func WriteAgainstFloor(w io.Writer, days []*Evaluation) error {
	p := &page{w: w}
	p.line("Each outcome by its own points against the floor (decayed count, half-life 1 year): AUC and lift@5%%, floor then model")
	head := fmt.Sprintf("%-10s", "day")
	for _, o := range Outcomes {
		head += fmt.Sprintf(" | %-26s", o.ID)
	}
	p.line("%s", head)
	var not []string
	for _, e := range days {
		line := fmt.Sprintf("%-10s", e.At)
		for _, o := range Outcomes {
			x := e.outcome(o)
			if x == nil {
				line += fmt.Sprintf(" | %-26s", "not measured")
				continue
			}
			m, f := x.Rows[modelRow], x.Rows[floor]
			line += fmt.Sprintf(" | %s, %.2f then %s, %.2f", auc3(f.AUC), f.Lift5, auc3(m.AUC), m.Lift5)
			if short := x.short(); short != "" {
				not = append(not, fmt.Sprintf("%s on %s (%s)", o.ID, e.At, short))
			}
		}
		p.line("%s", line)
	}
	if len(not) == 0 {
		p.line("On %s the model is above the floor for sustained, serious and abuse, and not below it for payout, wherever they are measured.", someOf(len(days)))
	} else {
		p.line("NOT what it must be against the floor: %s.", strings.Join(not, "; "))
	}
	return p.err
}

// outcome is what was measured of an outcome, nil where nothing was.
func (e *Evaluation) outcome(o *Outcome) *Evaluated {
	for i := range e.Outcomes {
		if e.Outcomes[i].Outcome == o {
			return &e.Outcomes[i]
		}
	}
	return nil
}

// short says in what the model falls short of what it must be; empty where in nothing.
func (x *Evaluated) short() string {
	m, f := x.Rows[modelRow], x.Rows[floor]
	least := func(a, b float64) bool { return a > b || a == b && x.Outcome.Wants == nil }
	var what []string
	if !least(m.AUC, f.AUC) {
		what = append(what, "AUC")
	}
	if !least(m.Lift5, f.Lift5) {
		what = append(what, "lift@5%")
	}
	return strings.Join(what, ", ")
}

func someOf(days int) string {
	if days == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", days)
}
