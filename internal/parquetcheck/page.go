package parquetcheck

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// plainDictionary is what older writers call a dictionary; their files are read.
//
//lint:ignore SA1019 the files are there
const plainDictionary = format.PlainDictionary

// page is one page that is being checked.
type page struct {
	leaf   *leaf
	codec  format.CompressionCodec
	header *format.PageHeader
	words  int // of the dictionary, or -1
}

var errPage = errors.New("a page holds other than what its head says")

// check gives how many values the page has, of at most most; into is room to unpack in.
func (p *page) check(packed []byte, into *[]byte, most int64) (int, error) {
	h := p.header
	whole := int(h.UncompressedPageSize)
	switch {
	case h.Type == format.DictionaryPage && h.DictionaryPageHeader.Valid:
		d := &h.DictionaryPageHeader.V
		if d.NumValues < 0 || int64(d.NumValues) > maxPageValues || d.Encoding != format.Plain && d.Encoding != plainDictionary {
			return 0, errPage
		}
		b, err := p.unpack(packed, into, whole)
		if err != nil {
			return 0, err
		}
		return int(d.NumValues), plain(b, p.leaf, int(d.NumValues), maxWord)
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		d := &h.DataPageHeader.V
		n := int(d.NumValues)
		if n < 0 || int64(n) > most || n > maxPageValues {
			return 0, errPage
		}
		b, err := p.unpack(packed, into, whole)
		if err != nil {
			return 0, err
		}
		there := n
		if p.leaf.optional {
			if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-4) || d.DefinitionLevelEncoding != format.RLE {
				return 0, errPage
			}
			end := 4 + int(binary.LittleEndian.Uint32(b))
			if there, err = runs(b[4:end], 1, n, 2); err != nil {
				return 0, err
			}
			b = b[end:]
		}
		return n, p.values(b, d.Encoding, there)
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		d := &h.DataPageHeaderV2.V
		n, levels := int(d.NumValues), int64(d.RepetitionLevelsByteLength)+int64(d.DefinitionLevelsByteLength)
		if n < 0 || int64(n) > most || n > maxPageValues || d.NumRows != d.NumValues || d.RepetitionLevelsByteLength != 0 || d.DefinitionLevelsByteLength < 0 || levels > int64(len(packed)) || levels > int64(whole) {
			return 0, errPage
		}
		there, err := n, error(nil)
		if p.leaf.optional {
			if there, err = runs(packed[:levels], 1, n, 2); err != nil {
				return 0, err
			}
		}
		if n-there != int(d.NumNulls) {
			return 0, errPage
		}
		b := packed[levels:]
		if !d.IsCompressed.Valid || d.IsCompressed.V {
			if b, err = p.unpack(b, into, whole-int(levels)); err != nil {
				return 0, err
			}
		}
		return n, p.values(b, d.Encoding, there)
	}
	return 0, fmt.Errorf("a page is of type %s, which holds no values", h.Type)
}

// unpack gives the bytes of a page, of which there must be so many and no more.
func (p *page) unpack(packed []byte, into *[]byte, want int) (b []byte, err error) {
	switch p.codec {
	case format.Uncompressed:
		b = packed
	case format.Snappy:
		if len(packed) == 0 && want == 0 {
			return nil, nil
		}
		if n, read := binary.Uvarint(packed); read <= 0 || n != uint64(want) {
			return nil, errPage
		}
		b, err = parquet.Snappy.Decode(*into, packed)
		*into = b
	case format.Gzip:
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, err
		}
		if b, err = io.ReadAll(io.LimitReader(z, int64(want)+1)); err != nil {
			return nil, err
		}
	case format.Zstd:
		z, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPage), zstd.WithDecoderMaxWindow(maxPage))
		if err != nil {
			return nil, err
		}
		defer z.Close()
		if b, err = io.ReadAll(io.LimitReader(z, int64(want)+1)); err != nil {
			return nil, err
		}
	default:
		return nil, &NotRead{As: "packed as " + p.codec.String(), Do: "with snappy, gzip or zstd, or unpacked"}
	}
	if err == nil && len(b) != want {
		err = errPage
	}
	return b, err
}

// values checks n values as they are encoded.
func (p *page) values(b []byte, as format.Encoding, n int) error {
	switch {
	case as == format.Plain:
		return plain(b, p.leaf, n, len(b))
	case as == plainDictionary || as == format.RLEDictionary:
		if p.words < 0 {
			return errors.New("a page takes words from a dictionary that is not there")
		}
		if n == 0 && len(b) == 0 {
			return nil
		}
		if len(b) == 0 || b[0] > 32 {
			return errPage
		}
		_, err := runs(b[1:], int(b[0]), n, uint64(p.words))
		return err
	case as == format.RLE && p.leaf.kind == format.Boolean:
		if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) != uint64(len(b)-4) {
			return errPage
		}
		_, err := runs(b[4:], 1, n, 2)
		return err
	case as == format.DeltaBinaryPacked && (p.leaf.kind == format.Int64 || p.leaf.kind == format.Int32):
		return deltas(b, n)
	case as == format.DeltaLengthByteArray && p.leaf.kind == format.ByteArray:
		return deltas(b, n)
	}
	return &NotRead{As: "encoded as " + as.String(), Do: "with its values plain (PLAIN) or by a dictionary (RLE_DICTIONARY), as most programs do unless told otherwise"}
}

// plain checks n values one behind the other, none longer than most.
func plain(b []byte, l *leaf, n, most int) error {
	size := 0
	switch l.kind {
	case format.Boolean:
		if len(b) < (n+7)/8 {
			return errPage
		}
		return nil
	case format.Int32, format.Float:
		size = 4
	case format.Int64, format.Double:
		size = 8
	case format.Int96:
		size = 12
	case format.FixedLenByteArray:
		size = l.size
	default:
		for range n {
			if len(b) < 4 {
				return errPage
			}
			size := uint64(binary.LittleEndian.Uint32(b))
			if size > uint64(len(b)-4) || size > uint64(most) {
				return errPage
			}
			b = b[4+size:]
		}
		if len(b) != 0 { // the library would read them as values
			return errPage
		}
		return nil
	}
	if len(b) < size*n {
		return errPage
	}
	return nil
}

// runs checks a hybrid of runs and packed bits, and gives the sum of its first n
// values, each below below: of levels that is how many values are there.
func runs(b []byte, width, n int, below uint64) (sum int, err error) {
	left := n
	for len(b) > 0 {
		head, read := binary.Uvarint(b)
		if read <= 0 || left == 0 {
			return 0, errPage
		}
		b = b[read:]
		if head&1 == 0 {
			count, size := head>>1, (width+7)/8
			if count == 0 || count > uint64(left) || size > len(b) {
				return 0, errPage
			}
			var word [4]byte
			copy(word[:], b[:size])
			v := uint64(binary.LittleEndian.Uint32(word[:]))
			if v >= below {
				return 0, errPage
			}
			sum += int(count) * int(v&1)
			left -= int(count)
			b = b[size:]
			continue
		}
		groups := head >> 1
		if groups == 0 || groups > uint64(left+7)/8 || groups*uint64(width) > uint64(len(b)) {
			return 0, errPage
		}
		size := int(groups) * width
		here := min(int(groups)*8, left)
		word, bits, at := uint64(0), 0, 0
		for range here {
			for bits < width {
				word |= uint64(b[at]) << bits
				at++
				bits += 8
			}
			v := word & (1<<width - 1)
			word >>= width
			bits -= width
			if v >= below {
				return 0, errPage
			}
			sum += int(v & 1)
		}
		left -= here
		b = b[size:]
	}
	if left != 0 {
		return 0, errPage
	}
	return sum, nil
}

// deltas checks the differences at the beginning of b: n of them, in blocks whose
// widths are true.
func deltas(b []byte, n int) error {
	number := func() uint64 {
		v, read := binary.Uvarint(b)
		if read <= 0 {
			b = nil
			return 1 << 62
		}
		b = b[read:]
		return v
	}
	block, parts, count := number(), number(), number()
	number() // the first value
	if block == 0 || block%128 != 0 || block > 1<<16 || parts == 0 || block%parts != 0 || block/parts%32 != 0 || count != uint64(n) {
		return errPage
	}
	for left := n - 1; left > 0; {
		number() // the least difference
		if uint64(len(b)) < parts {
			return errPage
		}
		widths := b[:parts]
		b = b[parts:]
		for _, width := range widths {
			size := int(block/parts) * int(width) / 8
			if width > 64 || size > len(b) {
				return errPage
			}
			b = b[size:]
			if left -= int(block / parts); left <= 0 {
				break
			}
		}
	}
	return nil
}
