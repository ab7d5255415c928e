package lookups

import (
	"fmt"
	"io"
)

// WriteText writes an evaluation for a terminal.
func (e *Evaluation) WriteText(w io.Writer) error {
	var err error
	line := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format+"\n", args...)
		}
	}
	line("%-22s %37s %19s", "", "of three accesses or more", "of one or two")
	line("%-22s %9s %9s %8s %9s %9s %9s", "scenario", "planted", "found", "missed", "by tasks", "planted", "found")
	var all ScenarioFound
	for _, s := range e.Scenarios {
		line("%-22s %9d %9d %8d %9d %9d %9d", s.Name, s.Planted, s.Found, s.Planted-s.Found, s.Hidden, s.SmallPlanted, s.SmallFound)
		all.Planted, all.Found = all.Planted+s.Planted, all.Found+s.Found
		all.Hidden += s.Hidden
		all.SmallPlanted, all.SmallFound = all.SmallPlanted+s.SmallPlanted, all.SmallFound+s.SmallFound
	}
	line("%-22s %9d %9d %8d %9d %9d %9d", "all", all.Planted, all.Found, all.Planted-all.Found, all.Hidden, all.SmallPlanted, all.SmallFound)
	line("by tasks: of the missed, those of which tasks explain all but two accesses or fewer")
	line("")
	line("%-20s %16s %8s %8s %22s", "rule", "planted, found", "cases", "false", "false, and decisive")
	for _, r := range e.Rules {
		line("%-20s %16d %8d %8d %22d", r.ID, r.Instances, r.Cases, r.False, r.FalseOnTheir)
	}
	line("")
	line("%-28s %10s %10s %10s %12s", "innocent reason", "accesses", "explained", "of 100", "false cases")
	for _, x := range e.Innocent {
		line("%-28s %10d %10d %10.1f %12d", x.Name, x.Events, x.Explained, 100*float64(x.Explained)/float64(max(x.Events, 1)), x.Cases)
	}
	line("")
	line("innocent accesses of people: %d, explained %d, %.2f of 100; read by programs, apart: %d", e.Events, e.Explained, 100*float64(e.Explained)/float64(max(e.Events, 1)), e.Machine)
	line("cases: %d, of which %d hold a planted access and %d do not, over %d officers and %.1f months", e.Cases, e.True, e.False, e.Officers, e.Months)
	line("cases to review for 1,000 officers a month: %.2f, of innocents %.2f", e.PerThousand(e.Cases), e.PerThousand(e.False))
	return err
}
