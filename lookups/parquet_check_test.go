package lookups

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

// behind puts a description, as raw bytes, behind the beginning of a file.
func behind(description []byte) []byte {
	out := append([]byte("PAR1"), description...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(description))), "PAR1"...)
}

// TestParquetClaims gives files of a few bytes that claim so much that whoever believes
// them runs out of memory or of time. Each is refused in a sentence, at once.
func TestParquetClaims(t *testing.T) {
	type one struct {
		Officer string `parquet:"officer,dict"`
		At      int64  `parquet:"at,delta"`
	}
	good := small(slices.Repeat([]one{{"o", 1}}, 20))
	for name, in := range map[string][]byte{
		"a list of a hundred million groups":     behind([]byte{0x15, 0x04, 0x19, 0xfc, 0xff, 0xff, 0xff, 0x2f}),
		"a text of two thousand million letters": behind([]byte{0x18, 0xff, 0xff, 0xff, 0xff, 0x07}),
		"lists in lists":                         behind(bytes.Repeat([]byte{0x19, 0x19}, 4000)),
		"structs in structs":                     behind(bytes.Repeat([]byte{0x1c}, 4000)),
		"a description longer than the file":     append([]byte("PAR1\xff\xff\xff\x7f"), "PAR1"...),
		"nothing but its marks":                  []byte("PAR1PAR1"),
	} {
		t.Run(name, func(t *testing.T) { refusedAtOnce(t, in) })
	}
	type prefixes struct {
		Officer string `parquet:"officer,delta"`
		At      int64  `parquet:"at"`
	}
	t.Run("words whose beginnings stand before", func(t *testing.T) { refusedAtOnce(t, small([]prefixes{{"anna", 1}, {"annabel", 2}})) })
	if n, err := rowsOf(good); n != 20 || err != nil {
		t.Fatalf("the file that all others are made from: %d rows, %v", n, err)
	}
}

func refusedAtOnce(t *testing.T, in []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	n, err := rowsOf(in)
	runtime.ReadMemStats(&after)
	if err == nil {
		t.Errorf("it was taken, with %d rows", n)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
		t.Errorf("it took %d MB", took>>20)
	}
	t.Log(err)
}

func rowsOf(in []byte) (n int, err error) {
	r, err := NewParquet(bytes.NewReader(in), int64(len(in)))
	if err != nil {
		return 0, err
	}
	for {
		var e Event
		err := r.Next(&e)
		var b *Broken
		switch {
		case err == io.EOF:
			return n, nil
		case errors.As(err, &b):
		case err != nil:
			return n, err
		}
		n++
	}
}

// TestParquetOfOthers reads what other writers make: other packing, optional columns,
// pages of both versions, several groups, columns that are not ours.
func TestParquetOfOthers(t *testing.T) {
	type theirs struct {
		Noise   []string `parquet:"noise,list"`
		Officer *string  `parquet:"officer,optional,dict"`
		At      int64    `parquet:"at,timestamp(microsecond)"`
		Fields  *int64   `parquet:"fields,optional"`
		Machine *bool    `parquet:"machine,optional"`
		Purpose string   `parquet:"purpose"`
	}
	var rows []theirs
	who, fields, yes := "anna", int64(Address), true
	for i := range 3000 {
		r := theirs{Noise: []string{"x", "y"}, Officer: &who, At: 1_700_000_000_000_000 + int64(i), Purpose: "p"}
		if i%3 == 0 {
			r.Fields, r.Machine = &fields, &yes
		}
		if i%100 == 99 {
			r.Officer = nil // of nobody: broken, and not the end
		}
		rows = append(rows, r)
	}
	for _, version := range []int{1, 2} {
		for name, codec := range map[string]parquet.WriterOption{"none": parquet.Compression(&parquet.Uncompressed), "snappy": parquet.Compression(&parquet.Snappy), "gzip": parquet.Compression(&parquet.Gzip), "zstd": parquet.Compression(&parquet.Zstd)} {
			var b bytes.Buffer
			w := parquet.NewGenericWriter[theirs](&b, codec, parquet.DataPageVersion(version), parquet.PageBufferSize(1000), parquet.MaxRowsPerRowGroup(700))
			if _, err := w.Write(rows); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			r, err := NewParquet(bytes.NewReader(b.Bytes()), int64(b.Len()))
			if err != nil {
				t.Errorf("pages %d, %s: %v", version, name, err)
				continue
			}
			broken, read := 0, 0
			err = ReadEach(r, func(e *Event) error {
				i := int(e.At.UnixMicro() - 1_700_000_000_000_000)
				if e.Officer != who || e.Purpose != "p" || e.Machine != (i%3 == 0) || (e.Fields == Address) != (i%3 == 0) {
					t.Errorf("row %d: %+v", i, e)
				}
				read++
				return nil
			}, func(*Broken) error { broken++; return nil })
			if err != nil || read != 2970 || broken != 30 {
				t.Errorf("pages %d, %s: %d read, %d broken: %v", version, name, read, broken, err)
			}
		}
	}
}
