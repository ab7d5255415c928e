package lookups

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"candour"
)

// Evaluation compares what a screening found with what is true.
type Evaluation struct {
	Scenarios []ScenarioFound
	Innocent  []InnocentFound
	Rules     []RuleFound

	Officers  int
	Months    float64
	Cases     int
	True      int // cases with a planted access
	False     int // cases without one
	Events    int // accesses of people, innocent ones
	Explained int
	Machine   int
}

// ScenarioFound is how a planted scenario was found. Large ones have three accesses or
// more.
type ScenarioFound struct {
	Name                     string
	Planted, Found           int // of three accesses or more
	Hidden                   int // of those not found, how many have two accesses or fewer that no task explains
	SmallPlanted, SmallFound int
}

// InnocentFound is an innocent reason: how many accesses, how many of them something
// explains, and in how many cases without a planted access it stands.
type InnocentFound struct {
	Name                     string
	Events, Explained, Cases int
}

// RuleFound is what a rule found: scenarios in whose cases it speaks, and cases in
// which it speaks and nothing was planted.
type RuleFound struct {
	ID                  string
	Instances, Cases    int
	False, FalseOnTheir int // FalseOnTheir: the rule has the most points of the case
}

type truth struct {
	label    string
	instance int32
}

// Evaluate reads the labels (event, label, planted, instance), the cases, the
// unexplained accesses and the summary that a screening wrote.
func Evaluate(labels, cases, unexplained, summary io.Reader) (*Evaluation, error) {
	e := &Evaluation{}
	var s Summary
	if err := json.NewDecoder(summary).Decode(&s); err != nil {
		return nil, candour.Invalid("out", "summary.json cannot be read (%v): screen again", err)
	}
	e.Officers, e.Cases, e.Machine = s.Officers, s.Cases, s.Machine
	e.Months = max(s.To.Sub(s.From).Hours()/24+1, 1) / (365.25 / 12)
	truths, instances, err := e.labels(labels)
	if err != nil {
		return nil, err
	}
	if err := e.unexplained(unexplained, truths, instances); err != nil {
		return nil, err
	}
	found, err := e.cases(cases, truths)
	if err != nil {
		return nil, err
	}
	by := map[string]*ScenarioFound{}
	for id, in := range instances {
		x := by[in.label]
		if x == nil {
			x = &ScenarioFound{Name: in.label}
			by[in.label] = x
		}
		n := 0
		if found[id] {
			n = 1
		}
		if in.events >= 3 {
			if n == 0 && in.unexplained < 3 {
				x.Hidden++
			}
			x.Planted, x.Found = x.Planted+1, x.Found+n
		} else {
			x.SmallPlanted, x.SmallFound = x.SmallPlanted+1, x.SmallFound+n
		}
	}
	for _, x := range by {
		e.Scenarios = append(e.Scenarios, *x)
	}
	slices.SortFunc(e.Scenarios, func(a, b ScenarioFound) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(e.Innocent, func(a, b InnocentFound) int { return cmp.Compare(a.Name, b.Name) })
	return e, nil
}

type planted struct {
	label               string
	events, unexplained int
}

// programs are the innocent reasons for which nobody looked.
const programLabel = "a program"

func (e *Evaluation) labels(in io.Reader) (map[string]truth, map[int32]*planted, error) {
	c := csv.NewReader(bufio.NewReaderSize(in, 1<<18))
	c.ReuseRecord = true
	head, err := c.Read()
	if err != nil || !slices.Equal(head, []string{"event", "label", "planted", "instance"}) {
		return nil, nil, candour.Invalid("labels", "the first line of the labels must be event,label,planted,instance")
	}
	truths, instances, names := map[string]truth{}, map[int32]*planted{}, map[string]string{}
	for {
		r, err := c.Read()
		if errors.Is(err, io.EOF) {
			return truths, instances, nil
		}
		if err != nil {
			return nil, nil, candour.Invalid("labels", "the labels cannot be read: %v", err)
		}
		n, err := strconv.Atoi(r[3])
		if err != nil {
			return nil, nil, candour.Invalid("labels", "%q is not the number of an instance", r[3])
		}
		name, ok := names[r[1]]
		if !ok {
			name = string([]byte(r[1]))
			names[name] = name
		}
		if r[2] != "yes" {
			n = 0
			e.innocent(name).Events++
			if name != programLabel {
				e.Events++
			}
		} else {
			if instances[int32(n)] == nil {
				instances[int32(n)] = &planted{label: name}
			}
			instances[int32(n)].events++
		}
		if _, twice := truths[r[0]]; twice {
			return nil, nil, candour.Invalid("labels", "%s has two labels", r[0])
		}
		truths[string([]byte(r[0]))] = truth{name, int32(n)}
	}
}

func (e *Evaluation) innocent(name string) *InnocentFound {
	for i := range e.Innocent {
		if e.Innocent[i].Name == name {
			return &e.Innocent[i]
		}
	}
	e.Innocent = append(e.Innocent, InnocentFound{Name: name})
	return &e.Innocent[len(e.Innocent)-1]
}

// unexplained counts the accesses that something explains, all but those listed, and
// how many of each instance nothing does.
func (e *Evaluation) unexplained(in io.Reader, truths map[string]truth, instances map[int32]*planted) error {
	for i := range e.Innocent {
		e.Innocent[i].Explained = e.Innocent[i].Events
	}
	e.Explained = e.Events
	c := csv.NewReader(bufio.NewReader(in))
	c.ReuseRecord = true
	for line := 0; ; line++ {
		r, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return candour.Invalid("out", "unexplained.csv cannot be read (%v): screen again", err)
		}
		if line == 0 {
			continue
		}
		t, ok := truths[r[0]]
		if !ok {
			return candour.Invalid("labels", "the labels do not have %s: they are of other accesses", r[0])
		}
		if t.instance == 0 {
			e.innocent(t.label).Explained--
			if t.label != programLabel {
				e.Explained--
			}
		} else {
			instances[t.instance].unexplained++
		}
	}
}

func (e *Evaluation) cases(in io.Reader, truths map[string]truth) (map[int32]bool, error) {
	for _, r := range Rules {
		e.Rules = append(e.Rules, RuleFound{ID: r.ID})
	}
	found := map[int32]bool{}
	ruleFound := map[string]map[int32]bool{}
	d := json.NewDecoder(bufio.NewReader(in))
	for {
		var c Case
		if err := d.Decode(&c); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, candour.Invalid("out", "cases.jsonl cannot be read (%v): screen again", err)
		}
		is := map[int32]bool{}
		labels := map[string]bool{}
		for _, l := range c.Timeline {
			t, ok := truths[l.Event]
			if !ok {
				return nil, candour.Invalid("labels", "the labels do not have %s: they are of other accesses", l.Event)
			}
			if t.instance != 0 {
				is[t.instance] = true
				found[t.instance] = true
			} else {
				labels[t.label] = true
			}
		}
		most := slices.MaxFunc(c.Rules, func(a, b CaseRule) int { return cmp.Compare(a.Points, b.Points) })
		for _, r := range c.Rules {
			i := slices.IndexFunc(e.Rules, func(x RuleFound) bool { return x.ID == r.ID })
			if i < 0 {
				return nil, fmt.Errorf("cases.jsonl names the rule %q, which there is not", r.ID)
			}
			e.Rules[i].Cases++
			if ruleFound[r.ID] == nil {
				ruleFound[r.ID] = map[int32]bool{}
			}
			for n := range is {
				ruleFound[r.ID][n] = true
			}
			if len(is) == 0 {
				e.Rules[i].False++
				if r.ID == most.ID {
					e.Rules[i].FalseOnTheir++
				}
			}
		}
		if len(is) > 0 {
			e.True++
			continue
		}
		e.False++
		for name := range labels {
			e.innocent(name).Cases++
		}
	}
	for i := range e.Rules {
		e.Rules[i].Instances = len(ruleFound[e.Rules[i].ID])
	}
	return found, nil
}

// PerThousand is how many cases there are to review for a thousand officers a month.
func (e *Evaluation) PerThousand(cases int) float64 {
	return float64(cases) / (float64(max(e.Officers, 1)) / 1000) / e.Months
}
