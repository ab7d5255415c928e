package parquetcheck

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	library "github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// TestFewerValuesThanSaid: a file that says in every place but its pages that it has one
// row more than it has is refused before its rows are read.
func TestFewerValuesThanSaid(t *testing.T) {
	type row struct {
		Word string `parquet:"word"`
	}
	var good bytes.Buffer
	w := parquet.NewGenericWriter[row](&good, parquet.PageBufferSize(64), parquet.DataPageStatistics(false))
	if _, err := w.Write(slices.Repeat([]row{{"a word"}}, 100)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	check := func(b []byte) error {
		f, err := Open(bytes.NewReader(b), int64(len(b)))
		if err == nil {
			err = f.Read("word")
		}
		if err != nil {
			t.Fatal(err) // it is what the pages hold that is asked about
		}
		return f.Group(0)
	}
	if err := check(good.Bytes()); err != nil {
		t.Fatal(err)
	}
	whole := good.Bytes()
	n := int(binary.LittleEndian.Uint32(whole[len(whole)-8:]))
	pages := whole[:len(whole)-8-n]
	var meta format.FileMetaData
	if err := library.Unmarshal(&library.CompactProtocol{}, whole[len(pages):len(whole)-8], &meta); err != nil {
		t.Fatal(err)
	}
	meta.NumRows++
	meta.RowGroups[0].NumRows++
	meta.RowGroups[0].Columns[0].MetaData.NumValues++
	said, err := library.Marshal(&library.CompactProtocol{}, meta)
	if err != nil {
		t.Fatal(err)
	}
	more := slices.Concat(pages, said, binary.LittleEndian.AppendUint32(nil, uint32(len(said))), []byte("PAR1"))
	if err := check(more); err == nil || !strings.Contains(err.Error(), "it says that it has 101 values, and its pages have 100") {
		t.Errorf("one value more than its pages have: %v", err)
	}
}

// TestValues holds runs and differences to how many there may be: the library
// makes room for as many as they say.
func TestValues(t *testing.T) {
	packed := append([]byte{3<<1 | 1}, 0b01010101, 0b01010101, 0b00000101)
	for _, c := range []struct {
		what  string
		in    []byte
		width int
		n     int
		below uint64
		sum   int // or -1: refused
	}{
		{"twenty times one", []byte{40, 1}, 1, 20, 2, 20},
		{"twenty packed in twenty-four", packed, 1, 20, 2, 10},
		{"none", nil, 1, 0, 2, 0},
		{"two hundred million times one", []byte{0x80, 0x84, 0xaf, 0xbf, 0x01, 1}, 1, 20, 2, -1},
		{"one more than there are", []byte{42, 1}, 1, 20, 2, -1},
		{"one fewer than there are", []byte{38, 1}, 1, 20, 2, -1},
		{"a run of nothing, which would never end", []byte{0, 1, 40, 1}, 1, 20, 2, -1},
		{"a word that is not in the dictionary", []byte{40, 5}, 3, 20, 5, -1},
		{"more packed than there is", []byte{3<<1 | 1, 0}, 1, 20, 2, -1},
		{"more behind the last", []byte{40, 1, 40, 1}, 1, 20, 2, -1},
	} {
		got, err := runs(c.in, c.width, c.n, c.below)
		if c.sum < 0 != (err != nil) || err == nil && got != c.sum {
			t.Errorf("%s: %d, %v; want %d", c.what, got, err, c.sum)
		}
	}
	head := []byte{0x80, 0x01, 4} // blocks of 128 in four parts
	for _, c := range []struct {
		what string
		in   []byte
		n    int
		good bool
	}{
		{"one value", append(slices.Clone(head), 1, 2), 1, true},
		{"three that rise alike", append(slices.Clone(head), 3, 2, 2, 0, 0, 0, 0), 3, true},
		{"more than the page says", append(slices.Clone(head), 0x80, 0x84, 0xaf, 0x5f, 2), 3, false},
		{"widths beyond 64", append(slices.Clone(head), 3, 2, 2, 99, 0, 0, 0), 3, false},
		{"parts of nothing", []byte{0x80, 0x01, 0, 3, 2}, 3, false},
		{"cut off", append(slices.Clone(head), 3, 2, 2), 3, false},
	} {
		if err := deltas(c.in, c.n); (err == nil) != c.good {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}
