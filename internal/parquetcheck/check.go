// Package parquetcheck holds what a Parquet file claims to the bytes that are there,
// before the library of Parquet reads it. It promises that whoever opens a file by it,
// names the columns to read and asks Group before each group of rows is read, gives the
// library nothing that makes it ask for more memory, or count for longer, than a file
// of that length can need. It never says what the values mean, and takes none out.
package parquetcheck

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	library "github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A Parquet file comes from a stranger, and the library trusts what stands in it: a few
// bytes that claim two thousand million values make it ask for so much memory that the
// program ends, or count for hours. So everything that a file claims is held to the
// bytes that are there, before the library sees it. Within these limits 14 columns take
// half a gigabyte at worst; files as they are usually written stay far below.
const (
	maxFooter      = 16 << 20
	maxSchema      = 4096
	maxPage        = 16 << 20 // bytes, before and after unpacking
	maxPageHeader  = 64 << 10
	maxPageValues  = 1 << 22
	maxWord        = 64 << 10 // of a dictionary, whose words stand in many rows
	maxRowsOfBytes = 512      // rows for each byte of the file
)

// File is a file whose description was checked, and whose groups of rows can be.
type File struct {
	in     io.ReaderAt
	size   int64
	meta   format.FileMetaData
	leaves []leaf
	nested []string // columns at the top that are lists or have columns of their own
	packed []byte
	page   []byte
}

// leaf is a column of values. Only those that are asked for are read, and checked further.
type leaf struct {
	name           string // where it stands in no other column, and is no list
	ours, optional bool
	kind           format.Type
	size           int // of a value of fixed length, in bytes
}

// NotRead says that a column is written in a way that is not read. The file need not be
// damaged: written again in another way, it is read.
type NotRead struct {
	Column string // empty where it is not known
	As     string // how it is written
	Do     string // what to do next
}

func (e *NotRead) Error() string {
	return fmt.Sprintf("its column %s is %s, which is not read: write the file again %s", e.Column, e.As, e.Do)
}

// Open checks what a file says of itself.
func Open(in io.ReaderAt, size int64) (*File, error) {
	var end [8]byte
	if size < 12 {
		return nil, io.ErrUnexpectedEOF
	}
	if _, err := in.ReadAt(end[:], size-8); err != nil {
		return nil, err
	}
	if string(end[4:]) != "PAR1" {
		return nil, errors.New("its last four bytes are not PAR1")
	}
	n := int64(binary.LittleEndian.Uint32(end[:]))
	if n > size-12 || n > maxFooter {
		return nil, fmt.Errorf("its description has %d bytes, of a file of %d", n, size)
	}
	b := make([]byte, n)
	if _, err := in.ReadAt(b, size-8-n); err != nil {
		return nil, err
	}
	if length, err := thriftLength(b); err != nil || length != len(b) {
		return nil, errThrift
	}
	f := &File{in: in, size: size}
	if err := library.Unmarshal(&library.CompactProtocol{}, b, &f.meta); err != nil {
		return nil, err
	}
	if err := f.schema(); err != nil {
		return nil, err
	}
	return f, f.groups()
}

// Library is the same file as the library has it, without its indexes, which are not
// needed, and of which what they say would have to be checked too.
func (f *File) Library() (*parquet.File, error) {
	file, err := parquet.OpenFile(f.in, f.size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	for i := range file.Metadata().RowGroups {
		for j := range file.Metadata().RowGroups[i].Columns {
			c := &file.Metadata().RowGroups[i].Columns[j]
			c.ColumnIndexOffset, c.OffsetIndexOffset, c.MetaData.BloomFilterOffset = 0, 0, 0
		}
	}
	return file, nil
}

// Read says that a column will be read, and of which types it may be: of any where none
// is given. It must stand at the top of the file and hold one value a row. A file that
// does not have it is no error.
func (f *File) Read(name string, kinds ...format.Type) error {
	if slices.Contains(f.nested, name) {
		return fmt.Errorf("its column %s holds lists or other columns", name)
	}
	found := false
	for j := range f.leaves {
		l := &f.leaves[j]
		if l.name != name {
			continue
		}
		if found {
			return fmt.Errorf("its column %s stands there twice", name)
		}
		if len(kinds) > 0 && !slices.Contains(kinds, l.kind) {
			return fmt.Errorf("its column %s is of type %s where %v is meant", name, l.kind, kinds)
		}
		found, l.ours = true, true
		for i := range f.meta.RowGroups {
			g := &f.meta.RowGroups[i]
			if c := &g.Columns[j].MetaData; c.NumValues != g.NumRows || c.Type != l.kind {
				return fmt.Errorf("column %d of group %d has other rows or another type than it says", j, i)
			}
		}
	}
	return nil
}

// schema checks the tree of columns, which stands as a list in the order of its depth.
func (f *File) schema() error {
	all := f.meta.Schema
	if len(all) == 0 || len(all) > maxSchema || all[0].Type.Valid {
		return fmt.Errorf("it has %d columns", len(all))
	}
	at := 1
	var walk func(n int32, depth int) error
	walk = func(n int32, depth int) error {
		if n < 0 || depth > maxDepth {
			return errors.New("its columns are nested too deep")
		}
		for range n {
			if at >= len(all) {
				return errors.New("it names more columns than it has")
			}
			e := &all[at]
			at++
			if depth == 0 && (!e.Type.Valid || e.RepetitionType.V == format.Repeated) {
				f.nested = append(f.nested, e.Name)
			}
			if !e.Type.Valid {
				if err := walk(e.NumChildren.V, depth+1); err != nil {
					return err
				}
				continue
			}
			if e.NumChildren.V != 0 {
				return errors.New("a column of values has columns of its own")
			}
			if e.Type.V == format.FixedLenByteArray && (e.TypeLength.V < 1 || e.TypeLength.V > maxWord) {
				return fmt.Errorf("its column %s has values of %d bytes", e.Name, e.TypeLength.V)
			}
			l := leaf{optional: e.RepetitionType.V == format.Optional, kind: e.Type.V, size: int(e.TypeLength.V)}
			if depth == 0 && e.RepetitionType.V != format.Repeated {
				l.name = e.Name
			}
			f.leaves = append(f.leaves, l)
		}
		return nil
	}
	if err := walk(all[0].NumChildren.V, 0); err != nil {
		return err
	}
	if at != len(all) {
		return errors.New("it has columns that belong nowhere")
	}
	return nil
}

// groups checks how many rows there are and where they lie.
func (f *File) groups() error {
	rows := int64(0)
	for i := range f.meta.RowGroups {
		g := &f.meta.RowGroups[i]
		if len(g.Columns) != len(f.leaves) {
			return fmt.Errorf("group %d has %d columns of %d", i, len(g.Columns), len(f.leaves))
		}
		if g.NumRows < 0 || g.NumRows > f.size*maxRowsOfBytes-rows {
			return fmt.Errorf("it claims more rows than a file of %d bytes can hold", f.size)
		}
		rows += g.NumRows
		for j := range g.Columns {
			c := &g.Columns[j].MetaData
			start := chunkStart(c)
			switch {
			case g.Columns[j].FilePath != "":
				return errors.New("a part of it lies in another file")
			case start < 4 || c.DataPageOffset < start || c.TotalCompressedSize < 0 || c.TotalCompressedSize > f.size-start || c.DataPageOffset > start+c.TotalCompressedSize:
				return fmt.Errorf("column %d of group %d lies outside of it", j, i)
			}
		}
	}
	if rows != f.meta.NumRows {
		return fmt.Errorf("it says that it has %d rows, and its groups have %d", f.meta.NumRows, rows)
	}
	return nil
}

func chunkStart(c *format.ColumnMetaData) int64 {
	if c.DictionaryPageOffset != 0 {
		return c.DictionaryPageOffset
	}
	return c.DataPageOffset
}

// Group checks every page of the columns that are read in a group of rows.
func (f *File) Group(i int) error {
	g := &f.meta.RowGroups[i]
	for j := range g.Columns {
		if !f.leaves[j].ours {
			continue
		}
		if err := f.chunk(&f.leaves[j], &g.Columns[j].MetaData); err != nil {
			if other := (*NotRead)(nil); errors.As(err, &other) {
				other.Column = f.leaves[j].name
				return other
			}
			return fmt.Errorf("column %d of group %d: %w", j, i, err)
		}
	}
	return nil
}

// chunk checks the pages of one column: the dictionary first, if any, and then as many
// values as there are rows.
func (f *File) chunk(l *leaf, c *format.ColumnMetaData) error {
	at, words, values, pages := chunkStart(c), -1, int64(0), 0
	end := at + c.TotalCompressedSize
	for at < end {
		h, length, err := f.header(at, end)
		if err != nil {
			return err
		}
		if at += length; int64(h.CompressedPageSize) > end-at {
			return errors.New("a page is longer than its column")
		}
		p := page{leaf: l, codec: c.Codec, header: h, words: words}
		if h.Type == format.DictionaryPage {
			if words >= 0 || pages > 0 {
				return errors.New("a dictionary stands where none may")
			}
			if c.DictionaryPageOffset != 0 && at+int64(h.CompressedPageSize) != c.DataPageOffset {
				return errors.New("its values do not begin behind the dictionary")
			}
		} else if pages == 0 && words < 0 && c.DictionaryPageOffset != 0 {
			return errors.New("it has no dictionary where it says so")
		}
		f.packed = slices.Grow(f.packed[:0], int(h.CompressedPageSize))[:h.CompressedPageSize]
		if _, err := f.in.ReadAt(f.packed, at); err != nil {
			return err
		}
		n, err := p.check(f.packed, &f.page, c.NumValues-values)
		if err != nil {
			return err
		}
		if h.Type == format.DictionaryPage {
			words = n
		} else {
			values += int64(n)
			pages++
		}
		at += int64(h.CompressedPageSize)
	}
	if values != c.NumValues {
		return fmt.Errorf("it says that it has %d values, and its pages have %d", c.NumValues, values)
	}
	return nil
}

// header reads the head of a page, and says how long it is.
func (f *File) header(at, end int64) (*format.PageHeader, int64, error) {
	for size := int64(512); ; size = maxPageHeader {
		b := make([]byte, min(size, end-at))
		if _, err := f.in.ReadAt(b, at); err != nil {
			return nil, 0, err
		}
		n, err := thriftLength(b)
		if err != nil && size < maxPageHeader {
			continue
		}
		if err != nil {
			return nil, 0, err
		}
		h := new(format.PageHeader)
		if err := library.Unmarshal(&library.CompactProtocol{}, b[:n], h); err != nil {
			return nil, 0, err
		}
		if h.CompressedPageSize < 0 || h.UncompressedPageSize < 0 || h.CompressedPageSize > maxPage || h.UncompressedPageSize > maxPage {
			return nil, 0, fmt.Errorf("a page of %d bytes, %d unpacked, is longer than %d", h.CompressedPageSize, h.UncompressedPageSize, maxPage)
		}
		return h, int64(n), nil
	}
}
