package lookups

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"candour"
)

// Columns are those of our own CSV and Parquet, and what a mapping may map to.
var Columns = []string{"id", "at", "officer", "for", "person", "record", "ref", "fields", "found", "from", "area", "purpose", "machine", "breach"}

// csvReader reads lines. A quotation mark that is never closed must not swallow the
// rest of the file: after maxQuoted lines its first line alone is broken.
type csvReader struct {
	lines  lines
	width  int
	at     []int // of Columns, where in the line, or -1
	m      *Mapping
	values []string
	held   []held
}

type held struct {
	text string
	line int
}

const maxQuoted = 50

// NewCSV reads CSV whose first line names columns: our own names, or those of a
// mapping. A missing column that must be there is a candour.Refusal.
func NewCSV(in io.Reader, m *Mapping) (Reader, error) {
	if m == nil {
		m = ownMapping()
	}
	c := &csvReader{m: m, lines: lines{in: bufio.NewReaderSize(in, 1<<18)}}
	first, err := c.lines.next()
	if err == io.EOF {
		return nil, candour.Invalid("events", "the file is empty: its first line must name the columns")
	}
	if err != nil {
		return nil, err
	}
	head, ok := split(strings.TrimPrefix(first, "\ufeff"), m.comma(), nil)
	if !ok {
		return nil, candour.Invalid("events", "the first line must name the columns, and its quotation marks do not match")
	}
	c.width = len(head)
	for _, name := range Columns {
		want := m.Columns[name]
		i := slices.Index(head, want)
		if want == "" {
			i = -1
		} else if i < 0 && (m != own || name == "officer" || name == "at") {
			return nil, candour.Invalid("events", "the first line names no column %q, which %s is read from", want, name)
		}
		c.at = append(c.at, i)
	}
	return c, nil
}

func (c *csvReader) Next(e *Event) error {
	text, line, err := c.line()
	if err != nil {
		return err
	}
	var ok bool
	if c.values, ok = split(text, c.m.comma(), c.values[:0]); !ok {
		text, line, ok, err = c.quoted(text, line)
		if err != nil {
			return err
		}
		if !ok {
			return &Broken{line, "a quotation mark is not closed, or stands where none may", text}
		}
	}
	if len(c.values) != c.width {
		return &Broken{line, fmt.Sprintf("has %d values where the first line names %d", len(c.values), c.width), text}
	}
	if err := c.fill(e); err != nil {
		return &Broken{line, err.Error(), text}
	}
	return nil
}

// line gives the next line that is not blank.
func (c *csvReader) line() (string, int, error) {
	for {
		if len(c.held) > 0 {
			h := c.held[0]
			c.held = c.held[1:]
			return h.text, h.line, nil
		}
		text, err := c.lines.next()
		if err != nil {
			return "", 0, err
		}
		if text != "" {
			return text, c.lines.line, nil
		}
	}
}

// quoted joins the lines of a value in quotation marks.
func (c *csvReader) quoted(first string, line int) (string, int, bool, error) {
	text := first
	var taken []held
	for len(taken) < maxQuoted && len(text) < maxLine && strings.Count(text, `"`)%2 == 1 {
		next, at, err := c.line()
		if err == io.EOF {
			break
		}
		if err != nil {
			return first, line, false, err
		}
		taken = append(taken, held{next, at})
		text += "\n" + next
		if strings.Count(text, `"`)%2 == 0 {
			var ok bool
			if c.values, ok = split(text, c.m.comma(), c.values[:0]); ok {
				return text, line, true, nil
			}
			break
		}
	}
	c.held = append(taken, c.held...)
	return first, line, false, nil
}

// split divides a line at its commas.
func split(text string, comma byte, values []string) ([]string, bool) {
	for {
		if strings.HasPrefix(text, `"`) {
			value, rest, ok := quotedValue(text[1:])
			if !ok {
				return values, false
			}
			values = append(values, value)
			if rest == "" {
				return values, true
			}
			if rest[0] != comma {
				return values, false
			}
			text = rest[1:]
			continue
		}
		i := strings.IndexByte(text, comma)
		value := text
		if i >= 0 {
			value = text[:i]
		}
		if strings.Contains(value, `"`) {
			return values, false
		}
		values = append(values, value)
		if i < 0 {
			return values, true
		}
		text = text[i+1:]
	}
}

// quotedValue reads up to the closing mark; two marks are one that is meant.
func quotedValue(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(text[:i])
		text = text[i+1:]
		if !strings.HasPrefix(text, `"`) {
			return b.String(), text, true
		}
		b.WriteByte('"')
		text = text[1:]
	}
}

// fill reads the values of a line.
func (c *csvReader) fill(e *Event) (err error) {
	var v [14]string
	for i, at := range c.at {
		if at >= 0 {
			v[i] = c.values[at]
		}
		if v[i] == "" {
			v[i] = c.m.Constants[Columns[i]]
		}
		if x, ok := c.m.Values[Columns[i]][v[i]]; ok {
			v[i] = x
		}
	}
	return fill(e, &v, c.m)
}

// fill makes an event of the values of Columns.
func fill(e *Event, v *[14]string, m *Mapping) (err error) {
	if e.At, err = m.time(v[1]); err != nil {
		return err
	}
	*e = Event{ID: v[0], At: e.At, Officer: v[2], For: v[3], Person: v[4], Record: v[5], Ref: v[6], From: v[9], Area: v[10], Purpose: v[11]}
	var unknown []string
	if e.Fields, unknown = ParseFields(v[7]); len(unknown) > 0 {
		return fmt.Errorf("fields: %q is not known: one of %s", unknown[0], strings.Join(fieldWords, ", "))
	}
	var ok bool
	if e.Found, ok = ParseFound(v[8]); !ok {
		return fmt.Errorf("found: %q is not known: one of %s", v[8], strings.Join(foundWords[1:], ", "))
	}
	if e.Machine, err = yes(v[12]); err != nil {
		return fmt.Errorf("machine: %w", err)
	}
	if e.Breach, err = yes(v[13]); err != nil {
		return fmt.Errorf("breach: %w", err)
	}
	return check(e)
}

// lines reads lines of any length, and cuts what is longer than maxLine.
type lines struct {
	in   *bufio.Reader
	line int
	read int64 // bytes
}

func (l *lines) next() (string, error) {
	var b []byte
	for {
		part, err := l.in.ReadSlice('\n')
		l.read += int64(len(part))
		if len(b) < maxLine {
			b = append(b, part...)
		}
		switch {
		case err == nil:
			l.line++
			return strings.TrimRight(string(b), "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF && len(b) > 0:
			l.line++
			return strings.TrimRight(string(b), "\r\n"), nil
		default:
			return "", err
		}
	}
}

func (m *Mapping) time(s string) (time.Time, error) {
	if m.Layout == "" {
		t, err := ParseTime(s)
		return t, err
	}
	t, err := time.ParseInLocation(m.Layout, strings.TrimSpace(s), m.zone)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		return t, fmt.Errorf("%q is not a time as %s", s, m.Layout)
	}
	return t.UTC(), nil
}

// Values are the values of Columns for an event.
func Values(e *Event) []string {
	return []string{
		e.ID, e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), e.Officer, e.For, e.Person, e.Record, e.Ref, e.Fields.String(),
		e.Found.String(), e.From, e.Area, e.Purpose, yesWord(e.Machine), yesWord(e.Breach),
	}
}

func yesWord(v bool) string {
	if v {
		return "yes"
	}
	return ""
}
