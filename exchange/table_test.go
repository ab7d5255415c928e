package exchange

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"candour"
)

// got reads a table and writes down what became of each line: "2 a|b", "3 lost".
func got(t testing.TB, text string, columns ...string) ([]string, error) {
	t.Helper()
	tab, err := newTable(strings.NewReader(text), "t.csv", columns)
	if err != nil {
		return nil, err
	}
	var out []string
	err = tab.each(t.Context(), func(line int, f []string) {
		out = append(out, strconv.Itoa(line)+" "+strings.Join(f, "|"))
	}, func(line int, why string) { out = append(out, strconv.Itoa(line)+" lost: "+why) })
	return out, err
}

func TestTable(t *testing.T) {
	const quote = "lost: a quotation mark is out of place or is not closed on its line"
	const control = "lost: the line is not UTF-8 text, or has control characters in it"
	long := strings.Repeat("x", longestLine)
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"plain":                   {"a,b\n1,2\n3,4\n", []string{"2 1|2", "3 3|4"}},
		"no end of the last line": {"a,b\n1,2", []string{"2 1|2"}},
		"byte order mark, CRLF":   {"\ufeffa,b\r\n1,2\r\n", []string{"2 1|2"}},
		"other columns and order": {"z,b,y,a\n0,2,9,1\n", []string{"2 1|2"}},
		"spaces in the header":    {"a , b\n1,2\n", []string{"2 1|2"}},
		"quoted":                  {"\"a\",b\n\"1,\"\"x\"\"\",2\n\"\",\"\"\n", []string{`2 1,"x"|2`, "3 |"}},
		"a quote left open":       {"a,b\n\"1,2\n3,4\n", []string{"2 " + quote, "3 3|4"}},
		"a quote in the middle":   {"a,b\n1\"2,2\n\"1\"x,2\n", []string{"2 " + quote, "3 " + quote}},
		"ragged":                  {"a,b\n1\n1,2,3\n1,2\n", []string{"2 lost: it has 1 columns where the header has 2", "3 lost: it has 3 columns where the header has 2", "4 1|2"}},
		"empty lines":             {"a,b\n\n1,2\n\r\n\n", []string{"3 1|2"}},
		"not UTF-8":               {"a,b\n\xff,2\n1,\x00\n1,2\n", []string{"2 " + control, "3 " + control, "4 1|2"}},
		"a line without end":      {"a,b\n" + long + long + long + ",2\n1,2\n", []string{"2 lost: the line is longer than 65536 bytes", "3 1|2"}},
		"one at the end":          {"a,b\n1,2\n" + long + long, []string{"2 1|2", "3 lost: the line is longer than 65536 bytes"}},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := got(t, tt.text, "a", "b")
			if err != nil || !slices.Equal(out, tt.want) {
				t.Errorf("got %q, %v; want %q", out, err, tt.want)
			}
		})
	}
}

// A file that cannot be read whole is a sentence that names it and repeats
// nothing of it: a header may be missing, and the first line be somebody's row.
func TestFileSentences(t *testing.T) {
	const secret = "canary"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for i := range 5000 {
		z.Write([]byte("officer,appointed,resigned,serving,race,sex,birth_year," + strconv.Itoa(i*i*7919) + "\n"))
	}
	z.Close()
	damaged := bytes.Clone(packed.Bytes())
	damaged[len(damaged)-6] ^= 1
	garbled := bytes.Clone(packed.Bytes())
	for i := range 40 {
		garbled[len(garbled)/2+i] ^= 0xff
	}
	for name, tt := range map[string]struct {
		files map[string][]byte
		want  string
	}{
		"absent":       {nil, "the folder has neither officers.csv.gz nor officers.csv"},
		"both":         {map[string][]byte{"officers.csv": nil, "officers.csv.gz": nil}, "officers.csv and officers.csv.gz are both there: take one of them away"},
		"empty":        {map[string][]byte{"officers.csv": nil}, "officers.csv is empty: its first line must name the columns officer, appointed, resigned, serving, race, sex, birth_year"},
		"no header":    {map[string][]byte{"officers.csv": []byte(secret + ",2001-01-01\n")}, "officers.csv has no column “officer”"},
		"one missing":  {map[string][]byte{"officers.csv": []byte("officer,appointed,resigned,serving,race,sex\n")}, "officers.csv has no column “birth_year”"},
		"one twice":    {map[string][]byte{"officers.csv": []byte("officer,officer,appointed,resigned,serving,race,sex,birth_year\n")}, "officers.csv has the column “officer” twice"},
		"bad header":   {map[string][]byte{"officers.csv": []byte("\"" + secret + "\n")}, "the first line of officers.csv cannot be read"},
		"not gzip":     {map[string][]byte{"officers.csv.gz": []byte(secret)}, "officers.csv.gz is not a gzip file"},
		"empty gzip":   {map[string][]byte{"officers.csv.gz": nil}, "officers.csv.gz is not a gzip file"},
		"cut off":      {map[string][]byte{"officers.csv.gz": packed.Bytes()[:packed.Len()/2]}, "officers.csv.gz is cut off in line "},
		"end cut off":  {map[string][]byte{"officers.csv.gz": packed.Bytes()[:packed.Len()-3]}, "officers.csv.gz is cut off in line 5001"},
		"bad checksum": {map[string][]byte{"officers.csv.gz": damaged}, "officers.csv.gz is damaged: copy it again"},
		"garbled":      {map[string][]byte{"officers.csv.gz": garbled}, "officers.csv.gz is damaged: copy it again"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, b := range tt.files {
				if err := os.WriteFile(filepath.Join(dir, file), b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			f := newFolder(t)
			_, err := f.complaints(dir).Run(t.Context())
			var says *candour.Refusal
			if !errors.As(err, &says) || !strings.HasPrefix(says.Says, tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("the error repeats the file: %v", err)
			}
			if n := f.count(t, `SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM seal_key)`); n != 0 {
				t.Errorf("%d rows were written", n)
			}
		})
	}
}

// Every line is a row that is kept, a row that is lost or empty, whatever stands
// in the file; and no line is lost to its neighbour.
func FuzzTable(f *testing.F) {
	for _, s := range []string{"1,2\n", "\"1\",2\r\n\n", "\"1\n2\",3\n", "\xff,\n", "1\n1,2,3\n\"\"\"\",\n", ",\n,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, err := got(t, "a,b\n"+s, "b", "a")
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for l := range strings.Lines(s) {
			if strings.TrimSuffix(strings.TrimSuffix(l, "\n"), "\r") != "" {
				lines++
			}
		}
		if lines != len(out) {
			t.Errorf("%d lines gave %d rows", lines, len(out))
		}
	})
}

// What split accepts, encoding/csv reads alike, and the other way about.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", ",", `"`, `""`, `"a""b",c`, `a"b`, `"a"b`, ` "a"`, `"a",`, "é,\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r\n") || s == "" {
			return
		}
		fields, ok := split(nil, s)
		want, err := csv.NewReader(strings.NewReader(s)).Read()
		if ok != (err == nil) || ok && !slices.Equal(fields, want) {
			t.Errorf("split(%q) = %q, %v; encoding/csv: %q, %v", s, fields, ok, want, err)
		}
	})
}
