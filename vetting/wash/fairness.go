package wash

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Group is what a wash did to the people of one way of naming, by the truth.
type Group struct {
	Name                     string
	People                   int // in the workforce
	Records                  int // that are truly of them
	Found, False, Questioned int // true hits, false ones, and people who have a false one
}

// Precision is the part of hits that is true; 1 where there is none.
func (g Group) Precision() float64 { return part(g.Found, g.Found+g.False) }

// Recall is the part of true records that was found; 1 where there is none.
func (g Group) Recall() float64 { return part(g.Found, g.Records) }

// FalseRate is how many false matches fall on 10,000 people of the group.
func (g Group) FalseRate() float64 { return 1e4 * float64(g.False) / float64(max(1, g.People)) }

func part(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// Truth knows, of an invented world, who is who and how people are named, and judges
// pairs by it.
type Truth struct {
	of         map[string]string // way of naming, by unique id of the workforce
	groups     map[string]*Group
	all        Group
	real       map[string]string // whose a record is
	questioned map[string]bool
}

// ReadTruth reads what ‘candour vetting generate’ writes: origins has
// unique_id,origin of the workforce; truth has unique_id_l and unique_id_r of every
// true pair.
func ReadTruth(origins, truth io.Reader) (*Truth, error) {
	t := &Truth{of: map[string]string{}, groups: map[string]*Group{}, all: Group{Name: "everybody"}, real: map[string]string{}, questioned: map[string]bool{}}
	err := each(origins, 2, func(r []string) error {
		g := t.groups[r[1]]
		if g == nil {
			g = &Group{Name: r[1]}
			t.groups[r[1]] = g
		}
		t.of[r[0]] = r[1]
		g.People++
		t.all.People++
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the origins: %w", err)
	}
	err = each(truth, 2, func(r []string) error {
		g, err := t.group(r[0])
		if err == nil {
			t.real[r[1]] = r[0]
			g.Records++
			t.all.Records++
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the truth: %w", err)
	}
	return t, nil
}

func (t *Truth) group(id string) (*Group, error) {
	if g := t.groups[t.of[id]]; g != nil {
		return g, nil
	}
	return nil, fmt.Errorf("%s is not among the origins: give the ones that belong to this workforce", id)
}

// Same says whether somebody of the workforce and a record are of one person.
func (t *Truth) Same(l, r string) bool {
	whose, ok := t.real[r]
	return ok && whose == l
}

// Records is how many records are of somebody in the workforce.
func (t *Truth) Records() int { return t.all.Records }

// Hit counts a hit.
func (t *Truth) Hit(l, r string) error {
	g, err := t.group(l)
	if err != nil {
		return err
	}
	one, first := t.Same(l, r), !t.questioned[l]
	for _, g := range []*Group{g, &t.all} {
		switch {
		case one:
			g.Found++
		case first:
			g.False, g.Questioned = g.False+1, g.Questioned+1
		default:
			g.False++
		}
	}
	if !one {
		t.questioned[l] = true
	}
	return nil
}

// Groups are what was counted, everybody first, then groups by falling size.
func (t *Truth) Groups() []Group {
	out := []Group{t.all}
	for _, g := range t.groups {
		out = append(out, *g)
	}
	slices.SortFunc(out[1:], func(a, b Group) int {
		if a.People != b.People {
			return b.People - a.People
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// Fairness counts the hits of a file of pairs by name origin: those from a match
// probability on. The others are as ReadTruth reads them.
func Fairness(origins, truth, pairs io.Reader, least float64) ([]Group, error) {
	t, err := ReadTruth(origins, truth)
	if err != nil {
		return nil, err
	}
	err = each(pairs, 4, func(r []string) error {
		p, err := strconv.ParseFloat(r[3], 64)
		if err == nil && p >= least {
			err = t.Hit(r[0], r[1])
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the pairs: %w", err)
	}
	return t.Groups(), nil
}

// each reads rows of at least so many values behind the first line.
func each(in io.Reader, width int, f func([]string) error) error {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	for first := true; ; first = false {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && len(rec) < width {
			err = fmt.Errorf("it has %d columns, and %d are needed", len(rec), width)
		}
		if err == nil && !first {
			err = f(slices.Clone(rec))
		}
		if err != nil {
			return err
		}
	}
}

// FairnessTable is the groups as text, and how far apart they are.
func FairnessTable(groups []Group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %9s %9s %9s %7s  %9s %9s  %s\n", "names", "people", "records", "true hits", "false", "precision", "recall", "false matches per 10,000 people")
	least, most := -1.0, 0.0
	for i, g := range groups {
		fmt.Fprintf(&b, "%-12s %9d %9d %9d %7d  %9.4f %9.4f  %.2f\n", g.Name, g.People, g.Records, g.Found, g.False, g.Precision(), g.Recall(), g.FalseRate())
		if i > 0 {
			most = max(most, g.FalseRate())
			if least < 0 || g.FalseRate() < least {
				least = g.FalseRate()
			}
		}
	}
	fmt.Fprintf(&b, "between the groups, false matches per 10,000 people differ from %.2f to %.2f. A group with more of them is asked more questions about other people’s records: raise --cluster until the figure is one that you can answer for.\n", max(least, 0), most)
	return b.String()
}
