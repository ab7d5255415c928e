package exchange

import (
	"context"
	"fmt"
	"strings"

	"candour"
)

// mostRows is the most rows that one officer or case may have. An act of more
// than a thousand events is taken for a loop; the largest case we know has 192.
const mostRows = 900

// extract is the three files as read and judged, held in memory: the rows of one
// case may stand anywhere in the file, and no case is whole before its end.
type extract struct {
	today  candour.Date
	onFile func(officer string) bool // whether an earlier import took in this officer

	files    []string // as they stand in the folder, in the order in which they are read
	officers []*officerRow
	matters  []*matter
	byKey    map[string]*officerRow
	byCase   map[string]*matter
	lost     map[string]int    // rows of a case that were rejected
	words    map[string]string // one copy of each code and finding, so that lines need not be kept

	rejects  []Reject
	warnings []Warning
}

type officerRow struct {
	line                 int
	key                  string
	id                   candour.OfficerID // once the force's key is known
	appointed, resigned  candour.Date
	serving              string // "yes", "no" or "" where the file says neither
	race, sex, birthYear string
	postings             []postingRow
}

type postingRow struct {
	line       int
	unit       string
	start, end candour.Date
}

// matter is one case with those of its rows that can be taken in.
type matter struct {
	key                        string
	id                         candour.CaseID // once the force's key is known
	incident, received, closed candour.Date
	rows                       []allegationRow
}

type allegationRow struct {
	line                          int
	officer                       string
	code, group, finding, outcome string
}

func newExtract(today candour.Date, onFile func(string) bool) *extract {
	return &extract{today: today, onFile: onFile, byKey: map[string]*officerRow{}, byCase: map[string]*matter{}, lost: map[string]int{}, words: map[string]string{}}
}

// read reads all three files and judges every row, before anything is written.
func (x *extract) read(ctx context.Context, dir string) error {
	for _, f := range []struct {
		stem    string
		columns []string
		judge   func(line int, f []string) (lost string)
	}{
		{"officers", []string{"officer", "appointed", "resigned", "serving", "race", "sex", "birth_year"}, x.officer},
		{"postings", []string{"officer", "unit", "start", "end"}, x.posting},
		{"allegations", []string{"case", "officer", "incident", "received", "closed", "code", "group", "finding", "outcome"}, x.allegation},
	} {
		if err := x.table(ctx, dir, f.stem, f.columns, f.judge); err != nil {
			return err
		}
	}
	for _, m := range x.matters {
		if n := x.lost[m.key]; n > 0 {
			x.warn(m.rows[0].line, "the case is taken in without %d of its rows, which are listed among the rejects", n)
		}
	}
	return nil
}

func (x *extract) table(ctx context.Context, dir, stem string, columns []string, judge func(int, []string) string) error {
	t, err := openTable(dir, stem, columns...)
	if err != nil {
		return err
	}
	defer t.close()
	x.files = append(x.files, t.file)
	lose := func(line int, why string) { x.rejects = append(x.rejects, Reject{t.file, line, why}) }
	return t.each(ctx, func(line int, f []string) {
		if why := judge(line, f); why != "" {
			lose(line, why)
		}
	}, lose)
}

// warn is about a row of the file that is being read.
func (x *extract) warn(line int, format string, args ...any) {
	x.warnings = append(x.warnings, Warning{x.files[len(x.files)-1], line, fmt.Sprintf(format, args...)})
}

// one gives one lasting copy of a value that many rows share.
func (x *extract) one(s string) string {
	if has, ok := x.words[s]; ok {
		return has
	}
	s = strings.Clone(s)
	x.words[s] = s
	return s
}

// rows is how many rows can be taken in.
func (x *extract) rows() (n int64) {
	for _, o := range x.officers {
		n += 1 + int64(len(o.postings))
	}
	for _, m := range x.matters {
		n += int64(len(m.rows))
	}
	return n
}
