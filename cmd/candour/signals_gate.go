package main

import (
	"fmt"
	"io"

	"candour"
	"candour/signals"
)

type signalsGateCmd struct {
	signalsData
	signalsModel
	AsOf   string `required:"" help:"The day of the back-test, or several with commas between; the model must not have seen what came after." placeholder:"DATE,..."`
	Config string `help:"JSON file of the bounds; those of docs/signals.md where none is named." type:"existingfile" placeholder:"FILE"`
	Refit  bool   `help:"Test how the model was fitted and not its table: the same files must give the same table again, and for each day one is fitted on what was known before it. So the model that ships can be tested on days that its own table has seen."`
	Out    string `required:"" help:"The report to write, passed or refused." type:"path" placeholder:"FILE"`
	Seed   uint64 `help:"Seed of the intervals." default:"1"`
}

// Help is the example.
func (signalsGateCmd) Help() string {
	return "Refuses (exit code 4) a model that is below the floor, or lists a group more often than the bounds allow, and writes why with the whole evaluation.\n\nExample:\n  candour signals gate --data ../shared/data/complaints --model model.json --as-of 2008-01-01 --out gate.txt\n  candour signals gate --data ../shared/data/complaints --refit --as-of 2008-01-01,2009-01-01 --out gate.txt"
}

// Run tests, writes the report, and refuses or not.
func (c signalsGateCmd) Run(s streams) error {
	days, err := someDays("as-of", c.AsOf)
	if err != nil {
		return err
	}
	g := signals.UsualGate
	if c.Config != "" {
		if g, err = signals.LoadGate(c.Config); err != nil {
			return err
		}
	}
	m, err := c.load()
	if err != nil {
		return err
	}
	r, rejects, err := c.read(s)
	if err != nil {
		return err
	}
	refused := 0
	if c.Refit {
		same, err := m.SameFit(r)
		if err != nil {
			return err
		}
		if refused = 1; same {
			refused = 0
			fmt.Fprintf(s.out, "the files give the same table again, fitted until %s\n", m.Until)
		} else {
			fmt.Fprintf(s.out, "refused: fitted again on these files until %s the model is another\n", m.Until)
		}
		m = nil
	}
	err = toFile(c.Out, func(w io.Writer) error {
		for _, at := range days {
			e, err := signals.Evaluate(r, at, m, c.Seed)
			if err != nil {
				return err
			}
			if not := e.NotTested(); not != "" {
				fmt.Fprintf(s.out, "as of %s%s\n", at, not)
			}
			for _, no := range g.Refusals(e) {
				refused++
				fmt.Fprintf(s.out, "refused as of %s: %s\n", at, no)
			}
			if err := g.WriteGate(w, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if refused > 0 {
		return fmt.Errorf("the model is refused for %d reasons, see %s: %w", refused, c.Out, errGate)
	}
	fmt.Fprintf(s.out, "passed: the model keeps every bound on %d days\n", len(days))
	return rejects
}

// errGate is a model that does not pass.
var errGate = candour.Conflict("change the model or, with those you answer to, the bounds")
