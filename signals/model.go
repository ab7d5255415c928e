package signals

import (
	_ "embed" // the model that ships
	"encoding/json"
	"os"
	"strings"

	"candour"
)

// modelFormat is the version of the file.
const modelFormat = "candour-signals/1"

// Model is what every signal is worth for every outcome: tables of whole points and
// no person's data. Among those it was fitted on, the points of an outcome have the
// standard deviation that the outcome asks for.
type Model struct {
	Format   string   `json:"format"`
	Until    string   `json:"until"` // nothing from this day on was looked at
	Cuts     []string `json:"cuts"`  // the days that it was fitted on
	Outcomes []Worth  `json:"outcomes"`
}

// Worth is what signals are worth for one outcome.
type Worth struct {
	Outcome string  `json:"outcome"`
	Pulled  int     `json:"pulled"` // towards volume, by so many twentieths of the sum of all weights, so that lists are even
	Tables  []Table `json:"tables"`
}

// Table is what one signal is worth. Steps rise in both columns, so that more of a
// signal is never worth less.
type Table struct {
	Signal string `json:"signal"`
	Steps  []Step `json:"steps"`
}

// Step is what a signal is worth from a value on.
type Step struct {
	From   int64 `json:"from"` // thousandths
	Points int64 `json:"points"`
}

// Points is what a value is worth: those of the last step that it reaches.
func (t *Table) Points(value int64) int64 {
	lo, hi := 0, len(t.Steps)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.Steps[mid].From <= value {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return 0
	}
	return t.Steps[lo-1].Points
}

//go:embed model.json
var shipped []byte

// Shipped is the model that comes with the program. docs/signals.md has the command
// that fitted it.
func Shipped() (*Model, error) { return parseModel(shipped, "the model that ships") }

// LoadModel reads a model. A file that is not one is refused with a sentence.
func LoadModel(name string) (*Model, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return parseModel(b, name)
}

func parseModel(b []byte, name string) (*Model, error) {
	m := &Model{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, candour.Invalid("model", "%s is not a model (%v): fit one with 'candour signals fit'", name, err)
	}
	if err := m.check(); err != nil {
		return nil, candour.Invalid("model", "%s: %v; fit it again with 'candour signals fit'", name, err)
	}
	return m, nil
}

// Bytes is the model as its file.
func (m *Model) Bytes() ([]byte, error) {
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// check refuses what would break a promise: a table that falls, points for a signal
// that must have none, an outcome that is not there.
func (m *Model) check() error {
	if strings.HasPrefix(m.Format, "candour-signals/") && m.Format > modelFormat {
		return candour.Invalid("model", "it is of a newer version (%s) than this program reads (%s): use the newer program", m.Format, modelFormat)
	}
	if m.Format != modelFormat {
		return candour.Invalid("model", "its format is %q and not %q", m.Format, modelFormat)
	}
	if len(m.Outcomes) != len(Outcomes) {
		return candour.Invalid("model", "it has %d outcomes and not %d", len(m.Outcomes), len(Outcomes))
	}
	for i, w := range m.Outcomes {
		if w.Outcome != Outcomes[i].ID {
			return candour.Invalid("model", "outcome %d is %q and not %q", i+1, w.Outcome, Outcomes[i].ID)
		}
		for _, t := range w.Tables {
			if err := t.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Table) check() error {
	s := FindSignal(t.Signal)
	if s == nil || s.Unscored {
		return candour.Invalid("model", "signal %q is not one that may have points", t.Signal)
	}
	last := Step{}
	for _, x := range t.Steps {
		if x.From <= last.From || x.Points < last.Points {
			return candour.Invalid("model", "the table of %s falls at %d", t.Signal, x.From)
		}
		last = x
	}
	return nil
}
