package signals

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"

	"candour"
)

// Gate is what a model must keep on a back-test before anybody may list with it.
type Gate struct {
	// MinAUC and MinLift5 are, by outcome, how much above the floor the model's AUC
	// and lift among the first 5 % must be; zero is "not below".
	MinAUC   map[string]float64 `json:"auc_above_floor"`
	MinLift5 map[string]float64 `json:"lift5_above_floor"`
	// MinOf100 is, by outcome, to how many of 100 listed it must have come to pass.
	MinOf100 map[string]float64 `json:"came_of_100_listed"`
	// MaxRaw and MaxWithin bound how often a group may be listed for once that the
	// largest group is, in all and inside units.
	MaxRaw    float64 `json:"max_disparity"`
	MaxWithin float64 `json:"max_disparity_in_unit"`
}

// UsualGate is the gate where no file is given. Its bounds on disparity are ours and
// not a law's; a force sets its own, with those it must answer to.
var UsualGate = Gate{
	MinAUC:   map[string]float64{"sustained": 0, "serious": 0, "payout": 0, "abuse": 0},
	MinLift5: map[string]float64{"sustained": 0, "serious": 0, "payout": 0, "abuse": 0},
	MinOf100: map[string]float64{},
	MaxRaw:   3, MaxWithin: 2.5,
}

// LoadGate reads a gate from a JSON file; what is not in it is as in UsualGate.
func LoadGate(name string) (Gate, error) {
	g := UsualGate
	g.MinAUC, g.MinLift5, g.MinOf100 = maps.Clone(g.MinAUC), maps.Clone(g.MinLift5), maps.Clone(g.MinOf100) // a file changes its own
	f, err := os.Open(name)
	if err != nil {
		return g, err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil {
		return g, candour.Invalid("config", "%s is not a gate (%v): see docs/signals.md for its fields", name, err)
	}
	return g, nil
}

// Refusals is every reason for which the gate refuses a model on a back-test; none
// means that it may be used. An outcome of allegations that was not measured is one:
// what was not tested did not pass. Payouts are not, since no force need hold any; the
// evaluation beside the answer says that they were not measured.
func (g Gate) Refusals(e *Evaluation) []string {
	var no []string
	if e.Ahead {
		no = append(no, fmt.Sprintf("the model was fitted on what was known before %s, which is after the back-test of %s: fit one with --until %s or test on a later day", e.Model.Until, e.At, e.At))
	}
	for _, o := range e.NotHeld {
		if o.Wants != nil {
			no = append(no, fmt.Sprintf("%s: nothing of it is held of the two years after %s, so no bound on it can be tested: choose an earlier day", o.ID, e.At))
		}
	}
	for _, x := range e.Outcomes {
		id := x.Outcome.ID
		m, f := x.Rows[modelRow], x.Rows[floor]
		if min, ok := g.MinAUC[id]; ok && m.AUC < f.AUC+min {
			no = append(no, fmt.Sprintf("%s: AUC %.3f is not %.3f above the floor's %.3f", id, m.AUC, min, f.AUC))
		}
		if min, ok := g.MinLift5[id]; ok && m.Lift5 < f.Lift5+min {
			no = append(no, fmt.Sprintf("%s: lift among the first 5%% %.2f is not %.2f above the floor's %.2f", id, m.Lift5, min, f.Lift5))
		}
		if min, ok := g.MinOf100[id]; ok && m.Of100 < min {
			no = append(no, fmt.Sprintf("%s: it came to pass for %.1f of 100 listed, and must for %.1f", id, m.Of100, min))
		}
		for _, d := range x.Disparity {
			if d.Raw > g.MaxRaw {
				no = append(no, fmt.Sprintf("%s: %s %s is listed %.2f times as often as the largest group; at most %.2f", id, d.By, d.Group, d.Raw, g.MaxRaw))
			}
			if d.Within > g.MaxWithin {
				no = append(no, fmt.Sprintf("%s: %s %s is listed %.2f times as often as the largest group inside units; at most %.2f", id, d.By, d.Group, d.Within, g.MaxWithin))
			}
		}
	}
	return no
}

// SameFit reports whether fitting on a record, up to the day on which a model stopped
// looking, gives the model again to the byte. Of such a model the fit can be tested on any
// earlier day, fitted anew on what was known before it; its own table cannot, because that
// has seen what came after.
func (m *Model) SameFit(r *Record) (bool, error) {
	until, err := ParseDay(m.Until)
	if err != nil {
		return false, err
	}
	again, err := Fit(r, until)
	if err != nil {
		return false, err
	}
	a, err := again.Bytes()
	if err != nil {
		return false, err
	}
	b, err := m.Bytes()
	return bytes.Equal(a, b), err
}

// NotTested names, after the answer "passed", the outcomes that it does not speak of;
// empty where there are none.
func (e *Evaluation) NotTested() string {
	var ids []string
	for _, o := range e.NotHeld {
		ids = append(ids, o.ID)
	}
	if len(ids) == 0 {
		return ""
	}
	return ", of what was measured; not measured: " + strings.Join(ids, ", ")
}

// WriteGate writes the gate's answer, and then the evaluation that it is about.
func (g Gate) WriteGate(w io.Writer, e *Evaluation) error {
	p := &page{w: w}
	no := g.Refusals(e)
	if len(no) == 0 {
		p.line("passed: as of %s the model keeps every bound%s", e.At, e.NotTested())
	}
	for _, s := range no {
		p.line("refused: %s", s)
	}
	p.line("")
	if p.err != nil {
		return p.err
	}
	return e.WriteText(w)
}
