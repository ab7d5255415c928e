package exchange

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"candour"
	"candour/workforce"
)

// mostOfOnePerson is the most rows that one person may have beside their own: an
// act of more than a thousand events is taken for a loop.
const mostOfOnePerson = 400

// register is the files as read and judged, held in memory: the rows of one person
// may stand anywhere.
type register struct {
	m     *Mapping
	today candour.Date

	files  []string
	people []*personRow
	byKey  map[string]*personRow
	number map[string][]*personRow // by normal form
	words  map[string]string       // one copy of each unit and rank

	rejects  []Reject
	warnings []Warning
	unread   []string
}

type personRow struct {
	line         int
	key          string
	name, number string
	kind         workforce.PersonType
	rank         string
	joined, left candour.Date
	why          workforce.Reason
	state        workforce.State
	since        candour.Date

	types       []spanRow
	postings    []spanRow
	lines       []lineRow
	identifiers []identRow
	ties        []tieRow

	officer candour.OfficerID // once the force's key is known
	person  candour.PersonID
	onFile  bool
	dropped bool
}

func (p *personRow) rows() int {
	return len(p.types) + len(p.postings) + len(p.lines) + len(p.identifiers) + len(p.ties)
}

type spanRow struct {
	file, line int
	value      string
	from, to   candour.Date
}

type lineRow struct {
	file, line int
	manager    *personRow
	from, to   candour.Date
}

type identRow struct {
	file, line int
	kind       candour.IdentifierID
	value      string
}

type tieRow struct {
	file, line int
	other      *personRow // or
	outside    string
	kind       workforce.Relation
	from, to   candour.Date
}

func newRegister(m *Mapping, today candour.Date) *register {
	return &register{m: m, today: today, byKey: map[string]*personRow{}, number: map[string][]*personRow{}, words: map[string]string{}}
}

// read reads every file and judges every row, before anything is written.
func (r *register) read(ctx context.Context, paths map[string]string) error {
	m := r.m
	if err := r.readPeople(ctx, paths); err != nil {
		return err
	}
	if m.Types != nil {
		if err := r.spans(ctx, paths, m.Types, r.typeRow); err != nil {
			return err
		}
	}
	if m.Postings != nil {
		if err := r.spans(ctx, paths, m.Postings, r.posting); err != nil {
			return err
		}
	}
	if m.Managers != nil {
		if err := r.managers(ctx, paths); err != nil {
			return err
		}
	}
	if m.Identifiers != nil {
		if err := r.identifiers(ctx, paths); err != nil {
			return err
		}
	}
	if m.Relationships != nil {
		return r.relationships(ctx, paths)
	}
	return nil
}

// columns is the columns of a file that are wanted, each once, with where in a row
// each is found.
type columns struct {
	names []string
	at    map[string]int
}

func wanted(names ...string) *columns {
	c := &columns{at: map[string]int{}}
	for _, n := range names {
		if _, there := c.at[n]; n != "" && !there {
			c.at[n] = len(c.names)
			c.names = append(c.names, n)
		}
	}
	return c
}

func (c *columns) get(f []string, name string) string {
	if i, ok := c.at[name]; ok {
		return strings.TrimSpace(f[i])
	}
	return ""
}

// join is a natural key: each part behind its length. It is "" where a part is.
func (c *columns) join(f []string, names []string) string {
	var b strings.Builder
	for _, n := range names {
		v := c.get(f, n)
		if v == "" {
			return ""
		}
		fmt.Fprintf(&b, "%d:%s", len(v), v)
	}
	return b.String()
}

// table reads one file.
func (r *register) table(ctx context.Context, paths map[string]string, file string, c *columns, ignore []string, judge func(line int, f []string) (lost string)) error {
	t, err := openGiven(paths[strings.TrimSuffix(file, ".gz")], c.names)
	if err != nil {
		return err
	}
	defer t.close()
	r.files = append(r.files, t.file)
	for _, n := range t.names {
		if _, named := c.at[n]; !named && !slices.Contains(ignore, n) {
			r.unread = append(r.unread, t.file+": "+n)
		}
	}
	lose := func(line int, why string) { r.rejects = append(r.rejects, Reject{t.file, line, why}) }
	return t.each(ctx, func(line int, f []string) {
		if why := judge(line, f); why != "" {
			lose(line, why)
		}
	}, lose)
}

// openGiven opens a file by the name under which it was given.
func openGiven(path string, columns []string) (*table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", filepath.Base(path), err)
	}
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, errors.Join(candour.Invalid("", "%s is not a gzip file, or not a whole one: copy it again", filepath.Base(path)), f.Close())
		}
	}
	t, err := newTable(in, filepath.Base(path), columns)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	t.close = f.Close
	return t, nil
}

// file is the place of the file that is being read.
func (r *register) file() int { return len(r.files) - 1 }

func (r *register) warn(line int, format string, args ...any) {
	r.warnings = append(r.warnings, Warning{r.files[r.file()], line, fmt.Sprintf(format, args...)})
}

func (r *register) one(s string) string {
	if has, ok := r.words[s]; ok {
		return has
	}
	s = strings.Clone(s)
	r.words[s] = s
	return s
}

// rows is how many rows can be taken in.
func (r *register) rows() (n int64) {
	for _, p := range r.people {
		n += 1 + int64(p.rows())
	}
	return n
}

// drop takes a person out who cannot be taken in after all, with their other rows.
func (r *register) drop(p *personRow) {
	p.dropped = true
	lose := func(file, line int) { r.rejects = append(r.rejects, Reject{r.files[file], line, unknownPerson}) }
	for _, list := range [][]spanRow{p.types, p.postings} {
		for _, x := range list {
			lose(x.file, x.line)
		}
	}
	for _, x := range p.lines {
		lose(x.file, x.line)
	}
	for _, x := range p.identifiers {
		if x.file > 0 { // of the people's own row otherwise
			lose(x.file, x.line)
		}
	}
	for _, x := range p.ties {
		lose(x.file, x.line)
	}
}

// withoutDropped takes out what names somebody who was dropped.
func (r *register) withoutDropped(p *personRow) {
	p.lines = slices.DeleteFunc(p.lines, func(l lineRow) bool {
		if l.manager.dropped {
			r.rejects = append(r.rejects, Reject{r.files[l.file], l.line, unknownManager})
		}
		return l.manager.dropped
	})
	p.ties = slices.DeleteFunc(p.ties, func(t tieRow) bool {
		lost := t.other != nil && t.other.dropped
		if lost {
			r.rejects = append(r.rejects, Reject{r.files[t.file], t.line, unknownOther})
		}
		return lost
	})
}

// depths is how many managers are above each, at most: the top has none.
func (r *register) depths() map[*personRow]int {
	out := map[*personRow]int{}
	var depth func(p *personRow, seen int) int
	depth = func(p *personRow, seen int) int {
		if d, ok := out[p]; ok {
			return d
		}
		d := 0
		if seen < 100 { // a ring was refused when it was read; over time one may be left
			for _, l := range p.lines {
				d = max(d, depth(l.manager, seen+1)+1)
			}
		}
		out[p] = d
		return d
	}
	for _, p := range r.people {
		depth(p, 0)
	}
	return out
}
