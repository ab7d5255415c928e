package lookups

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"candour"

	"github.com/BurntSushi/toml"
)

// Mapping says how somebody else's CSV is read: docs/lookups.md has it with examples.
type Mapping struct {
	Format    int                          // 1
	Feed      string                       // name of the source
	Comma     string                       // what divides values; a comma where empty
	Layout    string                       // of times, as Go writes the second of January 2006; several common ones where empty
	Zone      string                       // of times without one; UTC where empty
	Columns   map[string]string            // our column: theirs
	Values    map[string]map[string]string // our column: what they write: what it is
	Constants map[string]string            // our column: what it is where theirs is empty or absent

	zone *time.Location
}

// own maps our own columns to themselves.
var own = func() *Mapping {
	m := &Mapping{Format: 1, Columns: map[string]string{}, zone: time.UTC}
	for _, c := range Columns {
		m.Columns[c] = c
	}
	return m
}()

func ownMapping() *Mapping { return own }

func (m *Mapping) comma() byte {
	if m.Comma == "" {
		return ','
	}
	return m.Comma[0]
}

// ReadMapping reads a mapping file. What it does not know is a candour.Refusal, since a
// slip would else leave a column out silently.
func ReadMapping(in io.Reader) (*Mapping, error) {
	m := &Mapping{zone: time.UTC}
	meta, err := toml.NewDecoder(in).Decode(m)
	if err != nil {
		return nil, candour.Invalid("mapping", "the mapping file cannot be read: %v", err)
	}
	if u := meta.Undecoded(); len(u) > 0 {
		return nil, candour.Invalid("mapping", "the mapping file says %q, which means nothing here", u[0].String())
	}
	if m.Format != 1 {
		return nil, candour.Invalid("mapping", "the mapping file must begin with: format = 1")
	}
	if len(m.Comma) > 1 {
		return nil, candour.Invalid("mapping", "comma must be one character")
	}
	var names []string
	for k := range m.Columns {
		names = append(names, k)
	}
	for k := range m.Values {
		names = append(names, k)
	}
	for k := range m.Constants {
		names = append(names, k)
	}
	for _, k := range names {
		if !slices.Contains(Columns, k) {
			return nil, candour.Invalid("mapping", "%q is not one of our columns: %s", k, strings.Join(Columns, ", "))
		}
	}
	for _, must := range []string{"officer", "at"} {
		if m.Columns[must] == "" {
			return nil, candour.Invalid("mapping", "the mapping must say which column is %s", must)
		}
	}
	if m.Zone != "" {
		if m.zone, err = time.LoadLocation(m.Zone); err != nil {
			return nil, candour.Invalid("mapping", "%q is not a time zone, such as Europe/London", m.Zone)
		}
	}
	if m.Layout != "" {
		if _, err := time.Parse(m.Layout, time.Date(2026, 5, 22, 14, 30, 0, 0, time.UTC).Format(m.Layout)); err != nil {
			return nil, candour.Invalid("mapping", "layout %q is not a way to write a time: %v", m.Layout, fmt.Sprint(err))
		}
	}
	return m, nil
}
