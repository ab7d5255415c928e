package lookups

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

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

// parquetFile is a file whose description was checked, and whose groups of rows can be.
type parquetFile struct {
	in     io.ReaderAt
	size   int64
	meta   format.FileMetaData
	leaves []parquetLeaf
	packed []byte
	page   []byte
}

// parquetLeaf is a column. Only ours are read, and checked further.
type parquetLeaf struct {
	ours, optional bool
	kind           format.Type
}

// ourKinds are the types that our columns may have; all others are BYTE_ARRAY.
var ourKinds = map[string][]format.Type{
	"at": {format.Int64}, "fields": {format.Int32, format.Int64}, "machine": {format.Boolean}, "breach": {format.Boolean},
}

// openParquet checks what a file says of itself.
func openParquet(in io.ReaderAt, size int64) (*parquetFile, error) {
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
	f := &parquetFile{in: in, size: size}
	if err := library.Unmarshal(&library.CompactProtocol{}, b, &f.meta); err != nil {
		return nil, err
	}
	if err := f.schema(); err != nil {
		return nil, err
	}
	return f, f.groups()
}

// schema checks the tree of columns, which stands as a list in the order of its depth.
func (f *parquetFile) schema() error {
	all := f.meta.Schema
	if len(all) == 0 || len(all) > maxSchema || all[0].Type.Valid {
		return fmt.Errorf("it has %d columns", len(all))
	}
	at := 1
	seen := map[string]bool{}
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
			ours := depth == 0 && slices.Contains(Columns, e.Name)
			if ours && (seen[e.Name] || !e.Type.Valid || e.RepetitionType.V == format.Repeated) {
				return fmt.Errorf("its column %s stands there twice or holds lists", e.Name)
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
			if ours {
				seen[e.Name] = true
				kinds := ourKinds[e.Name]
				if kinds == nil {
					kinds = []format.Type{format.ByteArray}
				}
				if !slices.Contains(kinds, e.Type.V) {
					return fmt.Errorf("its column %s is of type %s where %v is meant", e.Name, e.Type.V, kinds)
				}
			}
			f.leaves = append(f.leaves, parquetLeaf{ours, e.RepetitionType.V == format.Optional, e.Type.V})
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
func (f *parquetFile) groups() error {
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
			case f.leaves[j].ours && (c.NumValues != g.NumRows || c.Type != f.leaves[j].kind):
				return fmt.Errorf("column %d of group %d has other rows or another type than it says", j, i)
			}
			// Indexes are not needed, and what they say would have to be checked too.
			g.Columns[j].ColumnIndexOffset, g.Columns[j].OffsetIndexOffset, c.BloomFilterOffset = 0, 0, 0
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

// group checks every page of our columns in a group of rows.
func (f *parquetFile) group(i int) error {
	g := &f.meta.RowGroups[i]
	for j := range g.Columns {
		if !f.leaves[j].ours {
			continue
		}
		if err := f.chunk(&f.leaves[j], &g.Columns[j].MetaData); err != nil {
			return fmt.Errorf("column %d of group %d: %w", j, i, err)
		}
	}
	return nil
}

// chunk checks the pages of one column: the dictionary first, if any, and then as many
// values as there are rows.
func (f *parquetFile) chunk(leaf *parquetLeaf, c *format.ColumnMetaData) error {
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
		p := parquetPage{leaf: leaf, codec: c.Codec, header: h, words: words}
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
func (f *parquetFile) header(at, end int64) (*format.PageHeader, int64, error) {
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
