package linkage

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

const threeColumns = `{"blocking_rules_to_generate_predictions": ["l.b = r.b"], "unique_id_column_name": "a",
"comparisons": [{"output_column_name": "c", "comparison_levels": [{"sql_condition": "c_l = c_r"}, {"sql_condition": "ELSE"}]}]}`

// plainly reads rows with the standard library's reader: what a row is, and which
// line it begins on.
func plainly(t interface{ Fatal(...any) }, in []byte) (out []string) {
	r := csv.NewReader(bytes.NewReader(in))
	r.FieldsPerRecord = -1
	seen := map[string]bool{}
	if _, err := r.Read(); err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		for i := range rec {
			rec[i] = strings.TrimSpace(rec[i])
		}
		if len(rec) == 3 && rec[0] != "" && !seen[rec[0]] {
			seen[rec[0]] = true
			out = append(out, fmt.Sprintf("%d %q", line, rec))
		}
	}
}

func ours(t *Table) (out []string) {
	for row := range t.Rows() {
		out = append(out, fmt.Sprintf("%d %q", t.lines[row], []string{string(t.ID(row)), string(t.Cell(row, 1)), string(t.Cell(row, 0))}))
	}
	return out
}

// TestReadingIsThatOfTheStandardLibrary: values with commas, line breaks and
// quotation marks, ragged and doubled rows, long enough for several pieces.
func TestReadingIsThatOfTheStandardLibrary(t *testing.T) {
	p := planOf(t, threeColumns)
	if fmt.Sprint(p.Columns) != "[c b]" {
		t.Fatal(p.Columns)
	}
	check := func(t interface {
		Fatal(...any)
		Fatalf(string, ...any)
	}, in []byte, from io.Reader,
	) int {
		table, _, err := ReadCSV(from, "f", p, p.Dicts())
		if err != nil {
			t.Fatal(err)
		}
		got, want := ours(table), plainly(t, in)
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Fatalf("row %d of %d and %d: %v, want %v", i, len(got), len(want), got[i:min(i+1, len(got))], want[i:min(i+1, len(want))])
			}
		}
		return len(got)
	}
	value := rapid.SampledFrom([]string{"", "x", "y z", `"a,b"`, "\"two\nlines\"", `"say ""it"""`, "é", ` "`[:1], "17"})
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		b.WriteString("a,b,c\n")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
			row := []string{fmt.Sprint(rapid.IntRange(0, 2*i+1).Draw(t, "id")), value.Draw(t, "b"), value.Draw(t, "c")}
			if rapid.IntRange(0, 9).Draw(t, "ragged") == 0 {
				row = row[:2]
			}
			b.WriteString(strings.Join(row, ",") + end)
		}
		check(t, b.Bytes(), iotest.OneByteReader(bytes.NewReader(b.Bytes())))
	})
	var long bytes.Buffer
	long.WriteString("\xef\xbb\xbfa,b,c\n")
	for i := range 400_000 {
		switch {
		case i%977 == 0:
			fmt.Fprintf(&long, "%d,\"line\n%d\",\"%s\"\n", i, i, strings.Repeat("x", i%5000))
		case i%1001 == 0:
			fmt.Fprintf(&long, "%d,again,\n", i/2)
		default:
			fmt.Fprintf(&long, "%d,name %d,%d\n", i, i%1000, i%77)
		}
	}
	if n := check(t, long.Bytes()[3:], bytes.NewReader(long.Bytes())); n < 399_000 || long.Len() < 2*pieceBytes {
		t.Errorf("%d rows: this test has gone blind", n)
	}
}

// TestAMarkThatNothingCloses costs its own line and no other.
func TestAMarkThatNothingCloses(t *testing.T) {
	p := planOf(t, threeColumns)
	var b bytes.Buffer
	b.WriteString("a,b,c\n1,x,y\n2,\"x,y\n")
	for i := 3; b.Len() < 3*pieceBytes; i++ {
		fmt.Fprintf(&b, "%d,name,\xc3\xa9\n", i)
	}
	b.WriteString("end,x,\"\n")
	table, rejects, err := ReadCSV(bytes.NewReader(b.Bytes()), "f", p, p.Dicts())
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Count(b.Bytes(), []byte{'\n'})
	if len(rejects) != 2 || rejects[0].Line != 3 || rejects[1].Line != lines || table.Rows() != lines-3 {
		t.Errorf("%d rows of %d lines, rejects %v", table.Rows(), lines, rejects)
	}
}

// FuzzReadCSV: whatever the bytes, every line that is a row is taken in or listed.
func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b,c\n1,2,3\n", "a,b,c\r\n\"1\",\"2\n\",3\r\n", "a,b,c\n1,\"", "a,b,c\n1,\"x\"y,z\n", "a,b,c\n\n\n,,\n"} {
		f.Add([]byte(s))
	}
	p := planOf(f, threeColumns)
	f.Fuzz(func(t *testing.T, in []byte) {
		table, rejects, err := ReadCSV(bytes.NewReader(in), "f", p, p.Dicts())
		if err != nil {
			return
		}
		last := 1
		for _, r := range rejects {
			if r.Line < 2 || r.Line > 1+bytes.Count(in, []byte{'\n'}) || r.Reason == "" || r.Line < last {
				t.Errorf("a reject at line %d after %d: %s", r.Line, last, r.Reason)
			}
			last = r.Line
		}
		for row, line := range table.lines {
			if row > 0 && line <= table.lines[row-1] {
				t.Errorf("row %d begins on line %d, after %d", row, line, table.lines[row-1])
			}
		}
	})
}
