package linkage

import (
	"fmt"
	"math"
	"runtime"
	"sync"
)

// Pair is a scored pair: rows of the left and the right table, of one table where
// duplicates are looked for, and the match weight in bits.
type Pair struct {
	L, R   uint32
	Weight float64
}

// Options of a match.
type Options struct {
	Least   float64 // match weight that a pair must reach; -Inf for every candidate
	Workers int     // goroutines; 0 is one for each core. The result does not depend on it.
	Most    uint64  // candidate pairs that are too many; 0 is 20 thousand million

	Standing *Standing // what an earlier match left, which is not asked again; may be nil. The result does not depend on it.
}

// Counts say how much work a match was.
type Counts struct {
	Candidates []uint64 // that each rule proposes, those of earlier rules among them
	Scored     uint64   // pairs, each once; of those that stand, only the ones that were found
}

// unit is a stretch of work: a rule, a run of the left keys, and of the run of right
// keys that is equal to it from where to where.
type unit struct {
	rule       uint32
	l0, l1     uint32
	from, to   uint32
	rightStart uint32 // where the run of right keys begins
}

// sink is told of every pair that is scored; levels is only good until it returns.
type sink func(l, r uint32, weight float64, levels []uint8)

// TooMany says that a rule proposes more pairs than are allowed.
type TooMany struct {
	Rule  string
	Pairs uint64
	Most  uint64
}

func (e *TooMany) Error() string {
	return fmt.Sprintf("the blocking rule %s proposes %d pairs, and %d are allowed: make it narrower, such as by a second equality joined with AND (an OR makes no key: write it as two rules)", e.Rule, e.Pairs, e.Most)
}

// Match scores every pair that a rule proposes between two tables, or inside one
// where right is nil. Pairs come in an order that depends on the inputs alone.
func (e *Engine) Match(left, right *Table, o Options) ([]Pair, Counts, error) {
	var all []Pair
	n, err := e.Stream(left, right, o, nil, func(pairs []Pair, _ []byte) error {
		all = append(all, pairs...)
		return nil
	})
	return all, n, err
}

// Stream matches as Match does and gives what it found in pieces, in order, so that
// nothing is held. write may be nil; it turns the pairs of a piece into text, on many
// goroutines at once, appending to what it is given. What take is given is good until
// it returns.
func (e *Engine) Stream(left, right *Table, o Options, write func(to []byte, pairs []Pair) []byte, take func(pairs []Pair, text []byte) error) (Counts, error) {
	work, n, err := e.units(left, right, o)
	if err != nil {
		return n, err
	}
	type found struct {
		pairs  []Pair
		text   []byte
		scored uint64
	}
	free := make(chan *found, 3*o.workers()+2)
	workers := make([]*worker, o.workers())
	for i := range workers {
		workers[i] = e.newWorker()
	}
	err = inOrder(len(workers), work.batches(), func(i int, b [2]int) *found {
		var f *found
		select {
		case f = <-free:
			f.pairs, f.text, f.scored = f.pairs[:0], f.text[:0], 0
		default:
			f = &found{}
		}
		f.scored = e.batch(workers[i], work, b[0], b[1], o.Least, func(l, r uint32, weight float64, _ []uint8) {
			f.pairs = append(f.pairs, Pair{l, r, weight})
		})
		if write != nil {
			f.text = write(f.text, f.pairs)
		}
		return f
	}, func(f *found) error {
		n.Scored += f.scored
		err := take(f.pairs, f.text)
		free <- f
		return err
	})
	return n, err
}

// batches cuts the work into stretches of about as many pairs.
func (w *work) batches() func() ([2]int, bool, error) {
	at := 0
	return func() ([2]int, bool, error) {
		from, pairs := at, 0
		for ; at < len(w.list) && pairs < unitPairs; at++ {
			u := w.list[at]
			pairs += int(u.l1-u.l0) * int(u.to-u.from)
		}
		return [2]int{from, at}, at > from, nil
	}
}

// work is what is to be scored.
type work struct {
	list []unit
	l, r *records
	one  bool // duplicates of one table

	keys  [][2][]keyed // of each rule, of the left and the right records, sorted
	check []bool       // of each rule: equal keys are not all that it asks

	standing *Standing  // nil where everything is asked
	flags    [2][]uint8 // of the left and the right records, where something stands
}

// unitPairs is how many pairs make a stretch of work.
const unitPairs = 1 << 16

func (e *Engine) units(left, right *Table, o Options) (*work, Counts, error) {
	w := &work{one: right == nil, keys: make([][2][]keyed, len(e.rules)), check: make([]bool, len(e.rules))}
	w.l = e.packTable(left)
	w.r = w.l
	if right != nil {
		w.r = e.packTable(right)
	}
	if w.standing = o.Standing; w.standing != nil {
		w.flags[0], w.flags[1] = w.standing.flags(w.l, w.r)
	}
	most := o.Most
	if most == 0 {
		most = 20e9
	}
	counts := Counts{Candidates: make([]uint64, len(e.rules))}
	lists := make([][]unit, len(e.rules))
	var wait sync.WaitGroup
	turn := make(chan struct{}, o.workers())
	for i, rule := range e.rules {
		wait.Go(func() {
			turn <- struct{}{}
			lists[i], counts.Candidates[i] = w.cut(e, i, rule)
			<-turn
		})
	}
	wait.Wait()
	for i, l := range lists {
		if counts.Candidates[i] > most {
			return nil, counts, &TooMany{e.rules[i].says, counts.Candidates[i], most}
		}
		w.list = append(w.list, l...)
	}
	return w, counts, nil
}

// cut makes the units of a rule.
func (w *work) cut(e *Engine, i int, rule *rule) (out []unit, pairs uint64) {
	k := e.keying(rule)
	same := w.one && rule.same
	lk := k.keysOf(w.l, rule.l)
	rk := lk
	if !same {
		rk = k.keysOf(w.r, rule.r)
	}
	w.keys[i] = [2][]keyed{lk, rk}
	w.check[i] = !k.exact || rule.filter != nil
	var add func(l0, l1, r0, r1 int)
	pass := func() {
		for a, b := 0, 0; a < len(lk) && b < len(rk); {
			switch x, y := lk[a].key, rk[b].key; {
			case x < y:
				a++
			case x > y:
				b++
			default:
				ea := runEnd(lk, a)
				eb := ea
				if !same {
					eb = runEnd(rk, b)
				}
				add(a, ea, b, eb)
				a, b = ea, eb
			}
		}
	}
	units := 0
	add = func(l0, l1, r0, r1 int) {
		if !same || l1-l0 > 1 {
			step := max(1, unitPairs/(l1-l0))
			units += (r1 - r0 + step - 1) / step
		}
	}
	pass() // counts, so that the list is made once
	out = make([]unit, 0, units)
	add = func(l0, l1, r0, r1 int) {
		nl, nr := l1-l0, r1-r0
		n := nl * nr
		if same {
			n = nl * (nl - 1) / 2
		}
		if n == 0 {
			return
		}
		pairs += uint64(n)
		if !w.stirs(lk[l0:l1], rk[r0:r1]) {
			return
		}
		step := max(1, unitPairs/nl)
		for from := r0; from < r1; from += step {
			out = append(out, unit{uint32(i), uint32(l0), uint32(l1), uint32(from), uint32(min(from+step, r1)), uint32(r0)})
		}
	}
	pass()
	return out, pairs
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// gathered is where the records of a unit stand in a worker's room, by place.
type gathered struct{ l, r int }

// gatheredList is a stretch of them.
type gatheredList struct {
	of   *records
	keys []keyed
}

// roomRecords is how many records are gathered at a time: few enough to stay near the
// core until they are compared.
const roomRecords = 1 << 12

// batch scores units from one to another. The records of many units are gathered
// first, in one go.
func (e *Engine) batch(w *worker, work *work, from, to int, least float64, tell sink) (scored uint64) {
	for from < to {
		end := e.gather(w, work, from, to)
		for u := from; u < end; u++ {
			scored += e.unit(w, work, &work.list[u], w.units[u-from], least, tell)
		}
		from = end
	}
	return scored
}

// gather copies the records of units until the room is full, and says which unit is
// the first that it left. Records stand anywhere in memory: they are touched before
// they are copied, because to wait for many at once is quicker than for one after
// another.
func (e *Engine) gather(w *worker, work *work, u, to int) int {
	w.units = w.units[:0]
	n, lists := 0, w.lists[:0]
	all := func(of *records, keys []keyed) int {
		at := n
		lists = append(lists, gatheredList{of, keys})
		n += len(keys)
		return at
	}
	for from := u; u < to && (u == from || n < roomRecords); u++ {
		x := &work.list[u]
		keys := &work.keys[x.rule]
		var g gathered
		if before := u - 1; before >= from && work.list[before].rule == x.rule && work.list[before].l0 == x.l0 {
			g.l = w.units[before-from].l // a run that was cut
		} else {
			g.l = all(work.l, keys[0][x.l0:x.l1])
		}
		if work.one && e.rules[x.rule].same {
			g.r = g.l + int(x.from-x.rightStart)
		} else {
			g.r = all(work.r, keys[1][x.from:x.to])
		}
		w.units = append(w.units, g)
	}
	w.lists = lists
	touched, s := uint32(0), e.stride
	for _, list := range lists {
		for _, k := range list.keys {
			touched |= list.of.packed[int(k.place)*s] | list.of.packed[int(k.place)*s+s-1]
		}
	}
	w.touched = touched
	if cap(w.room) < n*s {
		w.room = make([]uint32, max(n, 2*roomRecords)*s)
	}
	w.room = w.room[:n*s]
	room := w.room
	for _, list := range lists {
		for _, k := range list.keys {
			copy(room[:s], list.of.packed[int(k.place)*s:])
			room = room[s:]
		}
	}
	return u
}

// unit scores the pairs of one stretch.
func (e *Engine) unit(w *worker, work *work, x *unit, at gathered, least float64, tell sink) (scored uint64) {
	rule := e.rules[x.rule]
	earlier := e.rules[:x.rule]
	s := e.stride
	left := work.keys[x.rule][0][x.l0:x.l1]
	right := work.keys[x.rule][1][x.from:x.to]
	check := work.check[x.rule]
	alike := work.one && rule.same
	some := work.standing != nil || work.one && !alike // not every pair is asked
	lefts := w.room[at.l*s : (at.l+len(left))*s]
	rights := w.room[at.r*s : (at.r+len(right))*s]
	for b, k := range right {
		r := rights[b*s : b*s+s : b*s+s]
		row := work.r.rows[k.place]
		end := len(left)
		if alike {
			end = int(x.from-x.rightStart) + b
		}
	pairs:
		for a := range end {
			l := lefts[a*s : a*s+s : a*s+s]
			if some && !work.asks(left[a].place, k.place, alike) {
				continue
			}
			if check && !rule.holds(w, l, r) {
				continue
			}
			for _, before := range earlier {
				if before.holds(w, l, r) {
					continue pairs
				}
			}
			scored++
			if weight, ok := e.score(w, l, r, least); ok {
				tell(work.l.rows[left[a].place], row, weight, w.levels)
			}
		}
	}
	return scored
}

// Every is the least match weight that lets every candidate through.
func Every() float64 { return math.Inf(-1) }
