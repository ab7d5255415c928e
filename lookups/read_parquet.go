package lookups

import (
	"errors"
	"fmt"
	"io"
	"time"

	"candour"
	"candour/internal/parquetcheck"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// ParquetRow is a row of our Parquet. At is microseconds from 1970 UTC. Whatever else
// a file has in columns of other names is not read.
type ParquetRow struct {
	ID      string `parquet:"id,snappy"`
	At      int64  `parquet:"at,snappy,delta,timestamp(microsecond)"`
	Officer string `parquet:"officer,dict,snappy"`
	For     string `parquet:"for,dict,snappy"`
	Person  string `parquet:"person,dict,snappy"`
	Record  string `parquet:"record,dict,snappy"`
	Ref     string `parquet:"ref,dict,snappy"`
	Fields  int32  `parquet:"fields,dict,snappy"` // bits of Fields
	Found   string `parquet:"found,dict,snappy"`
	From    string `parquet:"from,dict,snappy"`
	Area    string `parquet:"area,dict,snappy"`
	Purpose string `parquet:"purpose,dict,snappy"`
	Machine bool   `parquet:"machine,snappy"`
	Breach  bool   `parquet:"breach,snappy"`
}

// ParquetFrom makes a row of an event.
func ParquetFrom(e *Event) ParquetRow {
	return ParquetRow{
		ID: e.ID, At: e.At.UnixMicro(), Officer: e.Officer, For: e.For, Person: e.Person, Record: e.Record, Ref: e.Ref,
		Fields: int32(e.Fields), Found: e.Found.String(), From: e.From, Area: e.Area, Purpose: e.Purpose, Machine: e.Machine, Breach: e.Breach,
	}
}

type parquetReader struct {
	checked *parquetcheck.File
	groups  []parquet.RowGroup
	group   int // that comes next
	in      *parquet.GenericReader[ParquetRow]
	rows    []ParquetRow
	at, n   int
	left    int64 // rows of the group that is being read
	line    int
}

// kindsOf are the types that a column of ours may have.
func kindsOf(column string) []format.Type {
	switch column {
	case "at":
		return []format.Type{format.Int64}
	case "fields":
		return []format.Type{format.Int32, format.Int64}
	case "machine", "breach":
		return []format.Type{format.Boolean}
	}
	return []format.Type{format.ByteArray}
}

// NewParquet reads our Parquet. A file that is none, that claims what it does not hold,
// or without the columns that must be there, is a candour.Refusal. A damaged group of
// rows ends the reading with an error before any of it is given: rows behind it cannot
// be found. Memory is bounded by the limits of parquetcheck, and time by the rows that a
// file of its length can hold.
func NewParquet(in io.ReaderAt, size int64) (r Reader, err error) {
	defer func() { // the library panics at some damaged files
		if x := recover(); x != nil {
			r, err = nil, candour.Invalid("events", "this Parquet file is damaged (%v): fetch it again", x)
		}
	}()
	checked, err := parquetcheck.Open(in, size)
	for _, name := range Columns {
		if err == nil {
			err = checked.Read(name, kindsOf(name)...)
		}
	}
	if err != nil {
		return nil, candour.Invalid("events", "this is not a Parquet file, or it is cut off or damaged (%v): fetch it again", err)
	}
	f, err := checked.Library()
	if err != nil {
		return nil, candour.Invalid("events", "this is not a Parquet file, or it is cut off (%v): fetch it again", err)
	}
	for _, must := range []string{"officer", "at"} {
		if _, ok := f.Schema().Lookup(must); !ok {
			return nil, candour.Invalid("events", "this Parquet file has no column %s: docs/lookups.md has the columns", must)
		}
	}
	return &parquetReader{checked: checked, groups: f.RowGroups(), rows: make([]ParquetRow, 512)}, nil
}

func (r *parquetReader) Next(e *Event) error {
	if r.at == r.n {
		if err := r.fill(); err != nil {
			return err
		}
	}
	x := &r.rows[r.at]
	r.at++
	r.line++
	found, ok := ParseFound(x.Found)
	*e = Event{
		ID: x.ID, At: time.UnixMicro(x.At).UTC(), Officer: x.Officer, For: x.For, Person: x.Person, Record: x.Record, Ref: x.Ref,
		Fields: Fields(x.Fields), Found: found, From: x.From, Area: x.Area, Purpose: x.Purpose, Machine: x.Machine, Breach: x.Breach,
	}
	err := check(e)
	if err == nil && !ok {
		err = fmt.Errorf("found: %q is not known", x.Found)
	}
	if err == nil && (e.At.Year() < 1970 || e.At.Year() > 2200) {
		err = fmt.Errorf("%d is not a time that can be meant", x.At)
	}
	if err != nil {
		return &Broken{r.line, err.Error(), fmt.Sprintf("%+v", *x)}
	}
	return nil
}

func (r *parquetReader) fill() (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("reading Parquet: the file is damaged behind row %d (%v)", r.line, x)
		}
	}()
	for r.left == 0 {
		if r.group == len(r.groups) {
			return io.EOF
		}
		if err := r.checked.Group(r.group); err != nil {
			return fmt.Errorf("reading Parquet: the file is damaged behind row %d: %w", r.line, err)
		}
		g := r.groups[r.group]
		r.group++
		if r.left = g.NumRows(); r.left > 0 {
			r.in = parquet.NewGenericRowGroupReader[ParquetRow](g)
		}
	}
	n, err := r.in.Read(r.rows)
	r.at, r.n = 0, n
	r.left -= int64(n)
	if errors.Is(err, io.EOF) && r.left == 0 {
		err = nil
	}
	if err == nil && (n == 0 || r.left < 0) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		r.n, r.left = 0, 0
		return fmt.Errorf("reading Parquet: the file is damaged behind row %d: %w", r.line, err)
	}
	return nil
}
