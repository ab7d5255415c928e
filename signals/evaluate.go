package signals

import "slices"

// Evaluation is how a model does on one day whose two years after are known.
type Evaluation struct {
	At       Day
	N        int
	Model    *Model
	Ahead    bool // the model had seen what came after
	Outcomes []Evaluated
	Signals  []SignalMeasured
	NotHeld  []*Outcome // those that are not measured, because nothing of them is held of the two years after
	Drawn    int        // how many were drawn by lot, for reviews that no score led to
	Seed     uint64

	scores []Score
	who    []int32
	units  []string
}

// Evaluated is one outcome of an evaluation.
type Evaluated struct {
	Outcome   *Outcome
	Came      int
	DrawnCame int   // of those drawn by lot
	Rows      []Row // the baselines, then the model by its column, then by the sum
	Disparity []Disparity
	Within    float64 // AUC within units, of the model's column
	Lifts     []Point
	Reliable  []Band

	came []bool
}

// Row is one score in a table.
type Row struct {
	ID, Says string
	Measure
	In Intervals
}

// modelRow is the place in Rows after the baselines.
var modelRow = len(Baselines)

// Evaluate measures a model on a day. With a nil model one is fitted first, on what
// was known before that day: so a list made then would have done. The seed is that of
// the intervals.
func Evaluate(r *Record, at Day, m *Model, seed uint64) (*Evaluation, error) {
	if m == nil {
		var err error
		if m, err = Fit(r, at); err != nil {
			return nil, err
		}
	}
	until, err := ParseDay(m.Until)
	if err != nil {
		return nil, err
	}
	e := &Evaluation{At: at, Model: m, Ahead: until > at, Seed: seed, who: r.Population(at)}
	e.N = len(e.who)
	if e.N < 100 {
		return nil, tooFew(e.N, at)
	}
	e.scores = NewScorer(r, m).All(e.who, at, Independent)
	for _, o := range e.who {
		e.units = append(e.units, r.UnitOn(o, at))
	}
	base := make([][]int64, len(Baselines))
	ranks := make([]*Ranking, len(Baselines))
	for i, b := range Baselines {
		base[i] = r.baseline(b, e.who, at)
		ranks[i] = Rank(base[i])
	}
	drawn := r.Drawn(e.who, at, seed)
	e.Drawn = len(drawn)
	sum := Rank(e.column(-1))
	for j, o := range Outcomes {
		x := Evaluated{Outcome: o, came: r.came(o, e.who, at, Never)}
		x.Came = count(x.came)
		if x.Came == 0 || x.Came == e.N {
			e.NotHeld = append(e.NotHeld, o)
			continue
		}
		x.DrawnCame = count(r.came(o, drawn, at, Never))
		own := e.column(j)
		rank := Rank(own)
		for i, b := range Baselines {
			x.Rows = append(x.Rows, rowOf(b.ID, b.Says, ranks[i], x.came, seed))
		}
		x.Rows = append(x.Rows,
			rowOf("model", "the model, points for this outcome", rank, x.came, seed),
			rowOf("model-sum", "the model, sum of all points", sum, x.came, seed))
		x.Disparity = r.Disparities(e.who, rank.Top(listed), x.came, e.units)
		x.Within = AUCWithin(own, x.came, e.units)
		x.Lifts = liftCurve(rank, x.came)
		x.Reliable = bandsOf(rank, own, x.came)
		e.Outcomes = append(e.Outcomes, x)
	}
	if len(e.Outcomes) == 0 {
		return nil, noOutcome(at)
	}
	came := make([][]bool, len(e.Outcomes))
	for j := range e.Outcomes {
		came[j] = e.Outcomes[j].came
	}
	shown := slices.DeleteFunc(slices.Clone(Signals), func(s *Signal) bool { return s.Intake })
	e.Signals = r.measureSignals(shown, e.who, at, Independent, came)
	return e, nil
}

// listed is the share of a population that a list holds.
const listed = 0.05

func rowOf(id, says string, rank *Ranking, came []bool, seed uint64) Row {
	return Row{id, says, rank.Measure(came, nil), rank.Bootstrap(came, seed)}
}

// column is an outcome's points, or the sum for -1.
func (e *Evaluation) column(j int) []int64 {
	v := make([]int64, len(e.scores))
	for k, s := range e.scores {
		if j < 0 {
			v[k] = s.Total
		} else {
			v[k] = s.By[j]
		}
	}
	return v
}

func count(y []bool) int {
	n := 0
	for _, v := range y {
		if v {
			n++
		}
	}
	return n
}
