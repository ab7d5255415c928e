// Package wash sets the people who work for a force against records of something
// else: convictions, arrests, reports of crime, intelligence.
//
// It promises: the workforce is indexed once, the records are read once and none is
// kept; the same files and model give the same output, whatever the number of cores;
// every hit comes with both records, the model's mark and what each field added,
// which add up to its match weight; a row that cannot be read is listed.
//
// It decides nothing about anybody. A hit is a question to a person: is this one of
// ours, and as what? Whoever stands in a record as a victim or a witness is owed
// support, and many do. What is found may be contested at a hearing, so that what was
// set against what, by which model, is written down with it.
package wash

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"

	"candour/vetting/linkage"
)

// Options of a wash.
type Options struct {
	Least   float64 // match weight in bits from which a pair is written
	Hit     float64 // and from which it is a hit
	Workers int     // goroutines; 0 is one for each core
	Model   string  // mark of the model, written with every hit

	State *State // what the last wash kept: only what changed is looked at, and the pairs of the rest stand; may be nil

	Part, Of int // look only at part 1 to Of of the records, whichever one is told; all of them where Of is 0

	Passed func(records, hits int) // told now and then how far it is; may be nil

	Show bool                                    // keep some pairs to explain: Summary.Shown
	Tell func(l, r []byte, weight float64) error // told of every pair that is written, in order; may be nil
}

// Out is where it goes. Hits may be nil.
type Out struct {
	Pairs    io.Writer // as CSV, as a link writes them
	Clusters io.Writer // likewise
	Hits     io.Writer // a line of JSON for each hit
	Words    io.Writer // each hit as text that adds up
}

// Summary says what a wash did.
type Summary struct {
	Workforce, Records int
	Scored             uint64 // pairs that were compared
	NewPeople, New     int    // of the workforce and of the records, since the last wash; all of them in a first one
	Pairs              int    // that were written
	Hits, People       int    // hits, and people of the workforce who have one
	ByRole             map[string]int
	Chance             float64 // hits of which the model itself expects that they are of somebody else
	Rejects            []linkage.Reject
	Shown              []linkage.Shown // pairs that a page explains
}

// roleColumn says as what somebody stands in a record, where the file has it.
const roleColumn = "role"

// Roles of people who are owed support.
var supported = []string{"victim", "witness", "complainant", "survivor"}

// hit is a hit as it is written.
type hit struct {
	Workforce   string  `json:"workforce"`
	Record      string  `json:"record"`
	Role        string  `json:"role,omitempty"`
	Weight      float64 `json:"match_weight"`
	Probability float64 `json:"match_probability"`
	Model       string  `json:"model"`
	Prior       float64 `json:"prior"`
	Fields      []field `json:"fields"`
}

type field struct {
	Name   string   `json:"field"`
	Values []string `json:"values"` // of the workforce, of the record, for each column
	Level  string   `json:"level"`
	Adds   float64  `json:"adds"`
	Common float64  `json:"for_how_common,omitempty"`
}

// found is what one piece of the records gave.
type found struct {
	pairs []pair
	text  []byte // of pairs.csv
	json  []byte
	words []byte
	show  linkage.Sample[shown]
	marks []uint64 // of each record, where a state is kept
	fresh int      // records that are new or have changed
}

// shown is a pair that may be explained, with its row in the piece.
type shown struct {
	row int
	x   linkage.Explanation
}

type pair struct {
	l                uint32
	row              int
	weight           float64
	role             string
	hit              bool
	text, json, word int // where its part ends
}

// Prepare has the columns read that a wash tells of besides those of the model. A
// model of the caller's own is scored as Splink scores it; with one that ships, what
// is rare counts as rare in a small workforce too. It is called before the
// dictionaries are made.
func Prepare(p *linkage.Plan, own bool) {
	p.Carry(roleColumn)
	p.Compose("full_name", "given_name", "surname")
	if !own {
		p.RareAsUsual()
	}
}

// Run washes. The workforce was read with the plan and its dictionaries.
func Run(p *linkage.Plan, e *linkage.Engine, workforce *linkage.Table, records io.Reader, name string, o Options, out Out) (Summary, error) {
	s := Summary{Workforce: workforce.Rows(), ByRole: map[string]int{}}
	x, err := linkage.NewIndex(e, workforce)
	if err != nil {
		return s, err
	}
	w := &washing{plan: p, workforce: workforce, o: o, out: out, s: &s, clusters: linkage.NewClusters(workforce, nil), people: make([]bool, workforce.Rows())}
	w.show.Joins = o.Hit
	w.role = slices.Index(p.Columns, roleColumn)
	if err := w.begin(x); err != nil {
		return s, err
	}
	s.Scored, err = linkage.WashRecords(x, records, name, o.Workers, w.probe, func(f *found, part *linkage.Part, rejects []linkage.Reject) error {
		s.Rejects = append(s.Rejects, rejects...)
		return w.take(f, part, name)
	})
	if err == nil {
		err = w.end()
	}
	s.Shown = w.show.Shown(func(x shown) linkage.Explanation { return x.x })
	return s, err
}

type washing struct {
	whole    *linkage.Index    // the workforce
	changed  *linkage.Index    // those who are new or have changed; nil where nobody is
	standing map[uint64]uint32 // the others, by mark

	plan      *linkage.Plan
	workforce *linkage.Table
	role      int
	o         Options
	out       Out
	s         *Summary
	clusters  *linkage.Clusters
	people    []bool
	seen      marks
	linked    []linked
	room      []byte
	show      linkage.Sample[shown]
}

// linked is a record that a hit joined to somebody of the workforce.
type linked struct {
	id  string
	row uint32
}

// begin finds out which of the workforce are new or have changed.
func (w *washing) begin(x *linkage.Index) error {
	w.whole, w.s.NewPeople = x, w.workforce.Rows()
	if w.o.State == nil {
		return nil
	}
	changed, n, rows, err := w.o.State.begin(w.workforce, len(w.plan.Columns))
	if err != nil {
		return fmt.Errorf("keeping the state: %w", err)
	}
	w.standing, w.s.NewPeople = rows, n
	if n > 0 {
		w.changed = x.Only(changed)
	}
	return nil
}

// probe sets a piece against the index, on many goroutines.
func (w *washing) probe(_ int, p *linkage.Prober, part *linkage.Part) *found {
	f := &found{}
	f.show.Joins = w.o.Hit
	if of := uint64(w.o.Of); of > 0 {
		mine := func(n uint64) bool { return n%of == uint64(w.o.Part-1) }
		part.Only(func(id []byte) bool { return mine(fall(id)) }, func(line int) bool { return mine(uint64(line)) })
	}
	which := func(int) *linkage.Index { return w.whole }
	also := func(int) []uint32 { return nil }
	if s := w.o.State; s != nil {
		var room []byte
		f.marks = make([]uint64, part.Rows())
		for row := range f.marks {
			f.marks[row], room = s.mark(room, part.ID(row), len(w.plan.Columns), func(c int) []byte { return part.Value(row, c) })
		}
		which = func(row int) *linkage.Index {
			if s.rows[1].has(f.marks[row]) {
				return w.changed
			}
			f.fresh++
			return w.whole
		}
		var rows []uint32
		also = func(row int) []uint32 {
			rows = rows[:0]
			for _, m := range s.pairs[f.marks[row]] {
				if l, ok := w.standing[m]; ok {
					rows = append(rows, l)
				}
			}
			return rows
		}
	} else {
		f.fresh = part.Rows()
	}
	p.Rows(part, w.o.Least, which, also, func(hits []linkage.Hit) {
		for _, h := range hits {
			w.tell(f, p, part, h)
		}
	})
	return f
}

// fall says to which part a unique id falls, the same on every machine: FNV-1a of 64
// bits. One that stands there twice falls to one part, which finds that it does.
func fall(id []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(id) // it never fails
	return h.Sum64()
}

// tell writes a pair into what a piece gave.
func (w *washing) tell(f *found, p *linkage.Prober, part *linkage.Part, h linkage.Hit) {
	a := pair{l: h.L, row: h.Row, weight: h.Weight, hit: h.Weight >= w.o.Hit}
	f.text = linkage.AppendPair(f.text, w.workforce.ID(int(h.L)), part.ID(h.Row), h.Weight)
	if w.o.Show {
		f.show.Add(h.Weight, w.workforce.ID(int(h.L)), part.ID(h.Row), func() shown { return shown{h.Row, p.Explain(part, h)} })
	}
	if a.hit {
		if w.role >= 0 {
			a.role = string(part.Value(h.Row, w.role))
		}
		if w.out.Hits != nil || w.out.Words != nil {
			w.explain(f, p.Explain(part, h), a.role)
		}
	}
	a.text, a.json, a.word = len(f.text), len(f.json), len(f.words)
	f.pairs = append(f.pairs, a)
}

func (w *washing) explain(f *found, x linkage.Explanation, role string) {
	h := hit{Workforce: x.IDL, Record: x.IDR, Role: role, Weight: x.Weight, Probability: linkage.Probability(x.Weight), Model: w.o.Model, Prior: x.Prior}
	for _, v := range x.Fields {
		h.Fields = append(h.Fields, field{v.Name, v.Values, v.Level.Label, v.Level.Weight, v.TF})
	}
	if b, err := json.Marshal(h); err == nil { // numbers are finite: a weight without end is no hit's
		f.json = append(append(f.json, b...), '\n')
	}
	f.words = append(f.words, x.Waterfall()...)
	if slices.Contains(supported, role) {
		f.words = append(f.words, "  In this record the person is a "+role+": what is owed first is support.\n"...)
	}
	f.words = append(f.words, '\n')
}

// take writes what a piece gave, in the order of the file. A unique id that was read
// before makes its row a reject, and what was found of it is left out.
func (w *washing) take(f *found, part *linkage.Part, name string) error {
	n := part.Rows()
	var twice []int
	for row := range n {
		if w.seen.add(part.Mark(row)) {
			twice = append(twice, row)
			w.s.Rejects = append(w.s.Rejects, linkage.Reject{File: name, Line: int(part.Lines[row]), Reason: "its unique id is that of an earlier line"})
		}
	}
	w.s.Records += n - len(twice)
	w.s.New += f.fresh
	for row, m := range f.marks {
		if !slices.Contains(twice, row) {
			if err := w.o.State.passed(m); err != nil {
				return fmt.Errorf("keeping the state: %w", err)
			}
		}
	}
	w.show.Merge(&f.show, func(x shown) bool { return !slices.Contains(twice, x.row) })
	at, joined := pair{}, map[int]uint32{}
	for _, p := range f.pairs {
		from := at
		at = p
		if slices.Contains(twice, p.row) {
			continue
		}
		w.s.Pairs++
		if w.o.State != nil {
			w.o.State.pair(f.marks[p.row], p.l)
		}
		_, err := w.out.Pairs.Write(f.text[from.text:p.text])
		if w.o.Tell != nil {
			err = errors.Join(err, w.o.Tell(w.workforce.ID(int(p.l)), part.ID(p.row), p.weight))
		}
		if p.hit {
			w.count(p)
			if first, ok := joined[p.row]; ok {
				w.clusters.Join(linkage.Pair{L: first, R: p.l})
			} else {
				joined[p.row] = p.l
				w.linked = append(w.linked, linked{string(part.ID(p.row)), p.l})
			}
			if w.out.Hits != nil {
				_, e := w.out.Hits.Write(f.json[from.json:p.json])
				err = errors.Join(err, e)
			}
			if w.out.Words != nil {
				_, e := w.out.Words.Write(f.words[from.word:p.word])
				err = errors.Join(err, e)
			}
		}
		if err != nil {
			return err
		}
	}
	w.room = w.room[:0]
	for row := range n {
		if _, ok := joined[row]; !ok && !slices.Contains(twice, row) {
			w.room = linkage.AppendCluster(w.room, part.ID(row), part.ID(row))
		}
	}
	if w.o.Passed != nil {
		w.o.Passed(w.s.Records, w.s.Hits)
	}
	_, err := w.out.Clusters.Write(w.room)
	return err
}

func (w *washing) count(p pair) {
	w.s.Hits++
	w.s.ByRole[p.role]++
	w.s.Chance += 1 - linkage.Probability(p.weight)
	if !w.people[p.l] {
		w.people[p.l] = true
		w.s.People++
	}
}

// end writes the clusters of the workforce and of the records that were joined to it.
func (w *washing) end() error {
	names := make([][]byte, w.workforce.Rows())
	b := w.room[:0]
	for _, m := range w.clusters.Members() {
		names[m.Row] = m.Cluster
		b = linkage.AppendCluster(b, m.Table.ID(int(m.Row)), m.Cluster)
	}
	for _, l := range w.linked {
		b = linkage.AppendCluster(b, []byte(l.id), names[l.row])
	}
	_, err := w.out.Clusters.Write(b)
	return err
}

// marks are hashes that were seen, open addressing; 0 is free.
type marks struct {
	slots []uint64
	n     int
}

// add says whether a mark was there.
func (m *marks) add(h uint64) bool {
	if h == 0 {
		h = 1
	}
	if 3*m.n >= 2*len(m.slots) {
		old := m.slots
		m.slots = make([]uint64, max(1<<12, 2*len(old)))
		for _, x := range old {
			if x != 0 {
				m.slots[m.place(x)] = x
			}
		}
	}
	i := m.place(h)
	if m.slots[i] == h {
		return true
	}
	m.slots[i] = h
	m.n++
	return false
}

// has says whether a mark is there.
func (m *marks) has(h uint64) bool {
	if m.n == 0 {
		return false
	}
	if h == 0 {
		h = 1
	}
	return m.slots[m.place(h)] == h
}

func (m *marks) place(h uint64) uint64 {
	mask := uint64(len(m.slots) - 1)
	i := h & mask
	for m.slots[i] != 0 && m.slots[i] != h {
		i = (i + 1) & mask
	}
	return i
}

// String is the summary in words: what was found, and how to read it.
func (s Summary) String() string {
	owed := 0
	for _, r := range supported {
		owed += s.ByRole[r]
	}
	t := fmt.Sprintf("%d people set against %d records: %d pairs compared, %d written, %d hits on %d people (%.1f of 10,000 who work here)\n",
		s.Workforce, s.Records, s.Scored, s.Pairs, s.Hits, s.People, 1e4*float64(s.People)/float64(max(1, s.Workforce)))
	if len(s.ByRole) > 0 && !(len(s.ByRole) == 1 && s.ByRole[""] > 0) {
		var roles []string
		for r := range s.ByRole {
			roles = append(roles, r)
		}
		slices.Sort(roles)
		t += "as what they stand in the record:"
		for _, r := range roles {
			name := r
			if name == "" {
				name = "not said"
			}
			t += fmt.Sprintf(" %s %d;", name, s.ByRole[r])
		}
		t = t[:len(t)-1] + fmt.Sprintf("\n%d of %d hits are on people who were victims or witnesses: ask how they are before anything else\n", owed, s.Hits)
	} else {
		t += "the records do not say as what people stand in them (a column named role): many may be victims or witnesses, who are owed support\n"
	}
	t += fmt.Sprintf("by the model’s own figures %.1f of these hits are of somebody else; how many really are, only reading them tells\n", s.Chance)
	t += "base rate: when it was once done for a whole nation, 307,452 people gave 461 referrals (15 of 10,000), and 97 of those came to nothing\n"
	return t + "A hit is a question for a person, never an answer: somebody reads both records, hears the person it is about, and writes down what they decided and why.\n"
}
