package linkage

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"candour/internal/parquetcheck"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

const (
	parquetRows    = 1 << 14 // rows of a piece
	parquetPiece   = 8 << 20 // bytes from which on a piece has enough: one long word of a dictionary may stand in every row
	parquetStep    = 512     // rows of all columns that are read before it is asked
	parquetMost    = 1 << 31 // rows of a file: more lines cannot be numbered
	parquetColumn  = 4 << 30 // bytes of a column in one row group, unpacked
	parquetNothing = 64      // reads in a row that give nothing
)

// parquetSource is a Parquet file. What is read of it is text: numbers as they are
// written, days as 1980-01-31. Line numbers are those of rows, from 1.
type parquetSource struct {
	columns
	checked *parquetcheck.File // the library believes what a file says of itself
	file    *parquet.File
	text    []func([]byte, parquet.Value) []byte
	leaf    []int
	group   int             // the row group that is being read
	left    int64           // rows of it that are not read yet
	pages   []*parquetPages // of each column
	row     int             // rows so far
}

// errParquet is said of a file that the library cannot read, or that gives other
// rows than it says.
var errParquet = errors.New("this is not a Parquet file, or it is damaged: fetch it again")

// unreadable says what is wrong with a file that cannot be read: that it is damaged, or
// is written in a way that is not read.
func unreadable(err error) error {
	if other := (*parquetcheck.NotRead)(nil); errors.As(err, &other) {
		return other
	}
	return fmt.Errorf("%w (%w)", errParquet, err)
}

func openParquet(in io.Reader, file string, p *Plan) (src source, err error) {
	defer func() { // the library panics at some damaged files
		if x := recover(); x != nil {
			src, err = nil, fmt.Errorf("%s: %w (%v)", file, errParquet, x)
		}
	}()
	at, size, ok := sized(in)
	if !ok {
		return nil, fmt.Errorf("%s: Parquet is read from its end: give a file, not a pipe", file)
	}
	checked, err := parquetcheck.Open(at, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%w)", file, errParquet, err)
	}
	f, err := checked.Library()
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%w)", file, errParquet, err)
	}
	if n := f.NumRows(); n < 0 || n > parquetMost {
		return nil, fmt.Errorf("%s: it says that it has %d rows: up to %d are read; cut it into several", file, n, int64(parquetMost))
	}
	for _, g := range f.Metadata().RowGroups {
		for _, c := range g.Columns {
			if n := c.MetaData.TotalUncompressedSize; n < 0 || n > parquetColumn {
				return nil, fmt.Errorf("%s: a column has %d bytes in one row group: up to %d are read; write it with smaller row groups", file, n, int64(parquetColumn))
			}
		}
	}
	s := &parquetSource{checked: checked, file: f, group: -1}
	var head []string
	for _, field := range f.Schema().Fields() {
		head = append(head, field.Name())
	}
	names, c, err := needed(file, head, p)
	if err != nil {
		return nil, err
	}
	s.columns = c
	for _, name := range names {
		l, ok := f.Schema().Lookup(name)
		if !ok || l.Node.Repeated() {
			return nil, fmt.Errorf("%s: column %s is a list or has columns of its own: one value a row is asked", file, name)
		}
		write := writer(l.Node.Type())
		if write == nil {
			return nil, fmt.Errorf("%s: column %s is of type %s, which is not read: write it as text", file, name, l.Node.Type())
		}
		if err := checked.Read(name); err != nil {
			return nil, fmt.Errorf("%s: %w (%w)", file, errParquet, err)
		}
		s.leaf, s.text = append(s.leaf, l.ColumnIndex), append(s.text, write)
	}
	return s, nil
}

// writer is how values of a type are written, nil where they are not read.
func writer(t parquet.Type) func([]byte, parquet.Value) []byte {
	var means format.LogicalTypeValue
	if l := t.LogicalType(); l != nil {
		means = l.Value
	}
	kind := t.Kind()
	switch m := means.(type) {
	case *format.DecimalType, *format.TimeType, *format.Float16Type, *format.VariantType, *format.BsonType, *format.GeometryType, *format.GeographyType:
		return nil
	case *format.DateType:
		if kind != parquet.Int32 {
			return nil
		}
		return func(b []byte, v parquet.Value) []byte {
			return time.Unix(int64(v.Int32())*86400, 0).UTC().AppendFormat(b, time.DateOnly)
		}
	case *format.TimestampType:
		if kind != parquet.Int64 {
			return nil
		}
		return moment(m)
	case *format.IntType:
		if m.IsSigned {
			break
		}
		return func(b []byte, v parquet.Value) []byte {
			if kind == parquet.Int32 {
				return strconv.AppendUint(b, uint64(v.Uint32()), 10)
			}
			return strconv.AppendUint(b, v.Uint64(), 10)
		}
	case *format.UUIDType:
		return func(b []byte, v parquet.Value) []byte {
			u := v.ByteArray()
			if len(u) != 16 {
				return b
			}
			for _, part := range [][]byte{u[:4], u[4:6], u[6:8], u[8:10], u[10:]} {
				b = append(hex.AppendEncode(b, part), '-')
			}
			return b[:len(b)-1]
		}
	}
	switch kind {
	case parquet.Boolean:
		return func(b []byte, v parquet.Value) []byte { return strconv.AppendBool(b, v.Boolean()) }
	case parquet.Int32:
		return func(b []byte, v parquet.Value) []byte { return strconv.AppendInt(b, int64(v.Int32()), 10) }
	case parquet.Int64:
		return func(b []byte, v parquet.Value) []byte { return strconv.AppendInt(b, v.Int64(), 10) }
	case parquet.Float:
		return func(b []byte, v parquet.Value) []byte { return decimals(b, float64(v.Float()), 32) }
	case parquet.Double:
		return func(b []byte, v parquet.Value) []byte { return decimals(b, v.Double(), 64) }
	case parquet.ByteArray:
		return func(b []byte, v parquet.Value) []byte { return append(b, v.ByteArray()...) }
	}
	return nil
}

// moment writes a moment, and one that is a midnight as its day: many programs write
// days so.
func moment(m *format.TimestampType) func([]byte, parquet.Value) []byte {
	at := time.UnixMilli
	switch m.Unit.Value.(type) {
	case *format.MicroSeconds:
		at = time.UnixMicro
	case *format.NanoSeconds:
		at = func(n int64) time.Time { return time.Unix(0, n) }
	}
	return func(b []byte, v parquet.Value) []byte {
		t := at(v.Int64()).UTC()
		if t.Equal(t.Truncate(24 * time.Hour)) {
			return t.AppendFormat(b, time.DateOnly)
		}
		return t.AppendFormat(b, time.RFC3339Nano)
	}
}

// decimals writes a number; one that is none is no value.
func decimals(b []byte, v float64, bits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return b
	}
	return strconv.AppendFloat(b, v, 'f', -1, bits)
}

// parquetPages reads the values of a column of one row group.
type parquetPages struct {
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader
	room   []parquet.Value
}

func (s *parquetSource) idColumn() int { return 0 }

func (s *parquetSource) next() (p piece, ok bool, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("behind row %d: %w (%v)", s.row, errParquet, x)
		}
	}()
	for s.left == 0 {
		s.close()
		if s.group++; s.group >= len(s.file.RowGroups()) {
			if int64(s.row) != s.file.NumRows() {
				return piece{}, false, fmt.Errorf("it has %d rows and says that there are %d: %w", s.row, s.file.NumRows(), errParquet)
			}
			return piece{}, false, nil
		}
		if err := s.checked.Group(s.group); err != nil {
			return piece{}, false, fmt.Errorf("behind row %d: %w", s.row, unreadable(err))
		}
		g := s.file.RowGroups()[s.group]
		if s.left = g.NumRows(); s.left < 0 || s.left > s.file.NumRows() {
			return piece{}, false, errParquet
		}
		for _, leaf := range s.leaf {
			s.pages = append(s.pages, &parquetPages{pages: g.ColumnChunks()[leaf].Pages(), room: make([]parquet.Value, parquetStep)})
		}
	}
	n, bytes := 0, 0
	p = piece{line: s.row + 1, cells: make([]texts, len(s.leaf))}
	for n < int(min(s.left, parquetRows)) && bytes < parquetPiece {
		some := min(int(min(s.left, parquetRows))-n, parquetStep)
		bytes = 0
		for i, c := range s.pages {
			if err := c.read(some, &p.cells[i], s.text[i]); err != nil {
				return piece{}, false, fmt.Errorf("behind row %d: %w (%w)", s.row+n, errParquet, err)
			}
			bytes += len(p.cells[i].all)
		}
		n += some
	}
	s.row += n
	s.left -= int64(n)
	return p, true, nil
}

// read reads so many values as text.
func (c *parquetPages) read(n int, to *texts, write func([]byte, parquet.Value) []byte) error {
	nothing := 0
	for n > 0 {
		if nothing++; nothing > parquetNothing {
			return errors.New("its pages give nothing")
		}
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if err != nil {
				if err == io.EOF {
					err = errors.New("a column has fewer values than there are rows")
				}
				return err
			}
			c.page, c.values = page, page.Values()
		}
		got, err := c.values.ReadValues(c.room[:min(n, len(c.room))])
		for _, v := range c.room[:got] {
			if !v.IsNull() {
				to.all = write(to.all, v)
			}
			to.ends = append(to.ends, uint64(len(to.all)))
		}
		if n -= got; got > 0 {
			nothing = 0
		}
		if err != nil {
			parquet.Release(c.page)
			c.values = nil
			if err != io.EOF {
				return err
			}
		}
	}
	return nil
}

func (s *parquetSource) close() {
	for _, c := range s.pages {
		_ = c.pages.Close() // nothing was written
	}
	s.pages = nil
}

func (s *parquetSource) parse(c piece, p *Part) {
	row, cells := make([][]byte, len(s.leaf)), make([][]byte, len(s.at))
	var room []byte
	for i := range c.cells[0].len() {
		for k := range row {
			row[k] = c.cells[k].at(i)
		}
		room = s.add(p, c.line+i, row, cells, room)
	}
}
