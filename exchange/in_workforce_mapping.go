package exchange

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"candour"
	"candour/act"
	"candour/workforce"

	"github.com/BurntSushi/toml"
)

// Mapping says how the files of a register are to be read: which column is what,
// how days are written, and what the register's own words mean. Every column that
// a file has and the mapping does not name is listed, so that nothing is left out
// unseen.
type Mapping struct {
	Source string `toml:"source"` // what rows and events call the register; part of every id, so it never changes
	Dates  string `toml:"dates"`  // DD/MM/YYYY, YYYY-MM-DD or DD-MON-YYYY

	People        peopleMap   `toml:"people"`
	Types         *spanMap    `toml:"types"`
	Postings      *spanMap    `toml:"postings"`
	Managers      *managerMap `toml:"managers"`
	Identifiers   *identMap   `toml:"identifiers"`
	Relationships *tieMap     `toml:"relationships"`

	layout string // Dates, as package time writes it
}

type peopleMap struct {
	File        string            `toml:"file"`
	Key         []string          `toml:"key"`  // the columns that make a row this person's
	Name        []string          `toml:"name"` // joined by a space
	Number      string            `toml:"number"`
	Type        string            `toml:"type"`
	Types       map[string]string `toml:"types"`
	Rank        string            `toml:"rank"`
	Ranks       map[string]string `toml:"ranks"`
	Joined      string            `toml:"joined"`
	Left        string            `toml:"left"`
	Reason      string            `toml:"reason"`
	Reasons     map[string]string `toml:"reasons"`
	Status      string            `toml:"status"`
	Statuses    map[string]string `toml:"statuses"`
	StatusFrom  string            `toml:"status_from"`
	Identifiers map[string]string `toml:"identifiers"` // kind to column
	Ignore      []string          `toml:"ignore"`      // columns that are known and not read
}

type spanMap struct {
	File   string            `toml:"file"`
	Person []string          `toml:"person"` // as people.key
	Value  string            `toml:"value"`  // the column with the unit, or the type
	Values map[string]string `toml:"values"` // of types
	From   string            `toml:"from"`
	To     string            `toml:"to"`
	Ignore []string          `toml:"ignore"`
}

type managerMap struct {
	File    string   `toml:"file"`
	Person  []string `toml:"person"`
	Manager []string `toml:"manager"`
	From    string   `toml:"from"`
	To      string   `toml:"to"`
	Ignore  []string `toml:"ignore"`
}

type identMap struct {
	File   string            `toml:"file"`
	Person []string          `toml:"person"`
	Kind   string            `toml:"kind"`
	Kinds  map[string]string `toml:"kinds"`
	Value  string            `toml:"value"`
	Ignore []string          `toml:"ignore"`
}

type tieMap struct {
	File   string            `toml:"file"`
	Person []string          `toml:"person"`
	Other  []string          `toml:"other"` // of somebody who works here, or
	Name   string            `toml:"name"`  // the name of somebody who does not
	Kind   string            `toml:"kind"`
	Kinds  map[string]string `toml:"kinds"`
	From   string            `toml:"from"`
	To     string            `toml:"to"`
	Ignore []string          `toml:"ignore"`
}

// ReadMapping reads a mapping file. What is wrong with it is a sentence.
func ReadMapping(file string) (*Mapping, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the mapping: %w", err)
	}
	m := &Mapping{Dates: "YYYY-MM-DD"}
	meta, err := toml.Decode(string(b), m)
	var bad toml.ParseError
	if errors.As(err, &bad) {
		return nil, candour.Invalid("mapping", "line %d of the mapping cannot be read: compare it with docs/import-workforce.md", bad.Position.Line)
	}
	if err != nil {
		return nil, candour.Invalid("mapping", "the mapping cannot be read: %v", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, candour.Invalid("mapping", "the mapping says “%s”, which is not known: docs/import-workforce.md has all that it can say", extra[0])
	}
	return m, m.check()
}

var codeLike = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (m *Mapping) check() error {
	no := func(format string, args ...any) error { return candour.Invalid("mapping", format, args...) }
	var ok bool
	if m.layout, ok = layoutOf(m.Dates); !ok {
		return no("dates must be written with one each of DD, MM or MON, and YYYY, such as DD/MM/YYYY")
	}
	switch p := m.People; {
	case !codeLike.MatchString(m.Source):
		return no("source must be a short name in small letters, digits and dashes, such as hr; it is part of every id, so choose it once")
	case p.File == "" || len(p.Key) == 0 || len(p.Name) == 0 || p.Type == "" || p.Joined == "":
		return no("[people] must say file, key, name, type and joined")
	case p.Reason != "" && p.Left == "", p.StatusFrom != "" && p.Status == "":
		return no("[people] names a reason without left, or status_from without status")
	}
	for _, s := range []struct {
		name   string
		part   *spanMap
		values bool
	}{{"types", m.Types, true}, {"postings", m.Postings, false}} {
		if s.part == nil {
			continue
		}
		if s.part.File == "" || len(s.part.Person) != len(m.People.Key) || s.part.Value == "" || s.part.From == "" {
			return no("[%s] must say file, person (as many columns as people.key), value and from", s.name)
		}
	}
	if x := m.Managers; x != nil && (x.File == "" || len(x.Person) != len(m.People.Key) || len(x.Manager) != len(m.People.Key) || x.From == "") {
		return no("[managers] must say file, person and manager (as many columns as people.key), and from")
	}
	if x := m.Identifiers; x != nil && (x.File == "" || len(x.Person) != len(m.People.Key) || x.Kind == "" || x.Value == "") {
		return no("[identifiers] must say file, person (as many columns as people.key), kind and value")
	}
	if x := m.Relationships; x != nil && (x.File == "" || len(x.Person) != len(m.People.Key) || x.Kind == "" || x.Name == "" && len(x.Other) == 0 || len(x.Other) > 0 && len(x.Other) != len(m.People.Key)) {
		return no("[relationships] must say file, person and other (as many columns as people.key) or name, and kind")
	}
	return m.meanings()
}

// meanings refuses a word of ours that is none.
func (m *Mapping) meanings() error {
	var types, reasons, relations, kinds []string
	for _, k := range workforce.PersonTypes {
		types = append(types, string(k.Type))
	}
	for _, k := range candour.IdentifierKinds {
		kinds = append(kinds, string(k.ID))
	}
	values := func(list []act.Choice) (out []string) {
		for _, c := range list {
			out = append(out, c.Value)
		}
		return out
	}
	reasons, relations = values(workforce.Reason("").Choices()), values(workforce.Relation("").Choices())
	statuses := []string{string(workforce.Serving), string(workforce.Suspended), string(workforce.Restricted), string(workforce.Gone)}
	check := func(where string, have map[string]string, known []string) error {
		for _, v := range have {
			if !slices.Contains(known, v) {
				return candour.Invalid("mapping", "%s maps to “%s”, which is none of: %s", where, v, strings.Join(known, ", "))
			}
		}
		return nil
	}
	all := []error{check("people.types", m.People.Types, types), check("people.reasons", m.People.Reasons, reasons), check("people.statuses", m.People.Statuses, statuses)}
	for kind := range m.People.Identifiers {
		all = append(all, check("people.identifiers", map[string]string{"": kind}, kinds))
	}
	if m.Types != nil {
		all = append(all, check("types.values", m.Types.Values, types))
	}
	if m.Identifiers != nil {
		all = append(all, check("identifiers.kinds", m.Identifiers.Kinds, kinds))
	}
	if m.Relationships != nil {
		all = append(all, check("relationships.kinds", m.Relationships.Kinds, relations))
	}
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// layoutOf turns DD/MM/YYYY into what package time reads.
func layoutOf(s string) (string, bool) {
	out := s
	for _, x := range [][2]string{{"YYYY", "2006"}, {"MON", "Jan"}, {"MM", "01"}, {"DD", "02"}} {
		out = strings.ReplaceAll(out, x[0], x[1])
	}
	months := strings.Count(s, "MM") + strings.Count(s, "MON")
	return out, strings.Count(s, "YYYY") == 1 && strings.Count(s, "DD") == 1 && months == 1 && !strings.ContainsAny(strings.NewReplacer("YYYY", "", "MON", "", "MM", "", "DD", "").Replace(s), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
}

// day reads one day. Nothing is no day; ok is false for what is none.
func (m *Mapping) day(s string) (d candour.Date, ok bool) {
	if s = strings.TrimSpace(s); s == "" {
		return d, true
	}
	t, err := time.Parse(m.layout, s) // refuses 31 February
	if err != nil || t.Year() < 1850 || t.Year() > 2200 {
		return d, false
	}
	return candour.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}, true
}

// files are those that the mapping names, in the order in which they are read.
func (m *Mapping) files() (out []string) {
	out = []string{m.People.File}
	for _, x := range []*spanMap{m.Types, m.Postings} {
		if x != nil {
			out = append(out, x.File)
		}
	}
	if m.Managers != nil {
		out = append(out, m.Managers.File)
	}
	if m.Identifiers != nil {
		out = append(out, m.Identifiers.File)
	}
	if m.Relationships != nil {
		out = append(out, m.Relationships.File)
	}
	return out
}

// paths finds each file of the mapping among those given. One that is missing, or
// that the mapping does not name, is a refusal before anything is read.
func (m *Mapping) paths(given []string) (map[string]string, error) {
	out := map[string]string{}
	for _, g := range given {
		base := strings.TrimSuffix(filepath.Base(g), ".gz")
		if !slices.ContainsFunc(m.files(), func(f string) bool { return strings.TrimSuffix(f, ".gz") == base }) {
			return nil, candour.Invalid("file", "%s is not named in the mapping: name it there, or leave it out", filepath.Base(g))
		}
		if out[base] != "" {
			return nil, candour.Invalid("file", "%s is given twice", base)
		}
		out[base] = g
	}
	for _, f := range m.files() {
		if out[strings.TrimSuffix(f, ".gz")] == "" {
			return nil, candour.Invalid("file", "the mapping names %s, which is not among the files: give it too", f)
		}
	}
	return out, nil
}
