package signals

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Score is one officer's points: by outcome, in the order of Outcomes, and their
// sum.
type Score struct {
	Officer int32
	Total   int64
	By      [4]int64
}

// Scorer scores with a model.
type Scorer struct {
	signals []*Signal  // those that any table names
	tables  [][]*Table // by outcome and signal; nil where it is worth nothing
	record  *Record
}

// NewScorer makes a model ready for a record.
func NewScorer(r *Record, m *Model) *Scorer {
	s := &Scorer{record: r, tables: make([][]*Table, len(Outcomes))}
	for _, x := range scored() {
		if slices.ContainsFunc(m.Outcomes, func(w Worth) bool { return w.table(x.ID) != nil }) {
			s.signals = append(s.signals, x)
		}
	}
	for j := range Outcomes {
		for _, x := range s.signals {
			s.tables[j] = append(s.tables[j], m.Outcomes[j].table(x.ID))
		}
	}
	return s
}

func (w *Worth) table(signal string) *Table {
	for i := range w.Tables {
		if w.Tables[i].Signal == signal {
			return &w.Tables[i]
		}
	}
	return nil
}

// All scores a population as it was known on a day, in its order.
func (s *Scorer) All(who []int32, at Day, audience Audience) []Score {
	out := make([]Score, len(who))
	inParts(len(who), func(from, to int) {
		f := &File{}
		for k := from; k < to; k++ {
			out[k] = s.file(f, who[k], at, audience)
		}
	})
	return out
}

// One scores one officer: what is done when a new event arrives.
func (s *Scorer) One(o int32, at Day, audience Audience) Score {
	return s.file(&File{}, o, at, audience)
}

func (s *Scorer) file(f *File, o int32, at Day, audience Audience) Score {
	f.read(s.record, o, at, audience)
	return s.points(f)
}

// points scores a file.
func (s *Scorer) points(f *File) Score {
	x := Score{Officer: f.officer}
	for i, signal := range s.signals {
		v := signal.Value(f)
		if v == 0 {
			continue
		}
		for j := range Outcomes {
			if t := s.tables[j][i]; t != nil {
				p := t.Points(v)
				x.By[j] += p
				x.Total += p
			}
		}
	}
	return x
}

// WriteScores writes scores as CSV, highest first and then by id:
// officer,score,sustained,serious,payout,abuse.
func WriteScores(w io.Writer, r *Record, scores []Score) error {
	sorted := slices.Clone(scores)
	slices.SortFunc(sorted, func(a, b Score) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(r.Officers[a.Officer].ID, r.Officers[b.Officer].ID))
	})
	c := csv.NewWriter(w)
	head := []string{"officer", "score"}
	for _, o := range Outcomes {
		head = append(head, o.ID)
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for _, x := range sorted {
		row := []string{r.Officers[x.Officer].ID, strconv.FormatInt(x.Total, 10)}
		for _, p := range x.By {
			row = append(row, strconv.FormatInt(p, 10))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
