package linkage

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

type formRow struct {
	ID    int64   `parquet:"unique_id"`
	First *string `parquet:"first,optional"`
	Dob   int32   `parquet:"dob,date"`
	Last  string  `parquet:"last,dict"`
	Other []int32 `parquet:"other,list"`
}

func parquetOf[T any](t testing.TB, rows []T, o ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, o...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// said is a table in words.
func said(t *Table, p *Plan) string {
	var b strings.Builder
	for row := range t.Rows() {
		fmt.Fprintf(&b, "%s", t.ID(row))
		for c := range p.Columns {
			fmt.Fprintf(&b, "|%s", t.Cell(row, c))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func readAs(t *testing.T, name string, b []byte) (string, []Reject, error) {
	t.Helper()
	p := planOf(t, small)
	table, rejects, err := ReadRecords(bytes.NewReader(b), name, p, p.Dicts())
	if err != nil {
		return "", rejects, err
	}
	return said(table, p), rejects, nil
}

// TestForms: the same records in three forms are the same table, over several row
// groups, pages and pieces.
func TestForms(t *testing.T) {
	var rows []formRow
	var lines, csv strings.Builder
	csv.WriteString("dob,unique_id,last,first\n")
	for i := range 50_000 {
		r := formRow{ID: int64(i), Dob: int32(i % 20000), Last: fmt.Sprint("l\"ü", i%31), Other: []int32{1}}
		var first any
		cell := ""
		if i%3 > 0 {
			s := fmt.Sprint("f,", i%7)
			r.First, first, cell = &s, s, `"`+s+`"`
		}
		rows = append(rows, r)
		day := string(appendDay(r.Dob))
		b, err := json.Marshal(map[string]any{"unique_id": i, "first": first, "dob": day, "last": r.Last, "other": []any{map[string]any{"}": "\"]"}}})
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(b)
		lines.WriteString("\n")
		fmt.Fprintf(&csv, "%s,%d,\"%s\",%s\n", day, i, strings.ReplaceAll(r.Last, `"`, `""`), cell)
	}
	want, bad, err := readAs(t, "a.csv", []byte(csv.String()))
	if err != nil || len(bad) > 0 || strings.Count(want, "\n") != 50_000 {
		t.Fatal(err, bad)
	}
	for name, b := range map[string][]byte{"a.jsonl": []byte(lines.String()), "a.parquet": parquetOf(t, rows, parquet.MaxRowsPerRowGroup(17_000), parquet.PageBufferSize(5000))} {
		got, bad, err := readAs(t, name, b)
		if err != nil || len(bad) > 0 {
			t.Fatal(name, err, bad)
		}
		if got != want {
			t.Errorf("%s: it reads other records than the CSV: %.200s", name, got)
		}
	}
}

func appendDay(n int32) []byte {
	v := writer(parquet.Date().Type())
	return v(nil, parquet.ValueOf(n))
}

// TestFormsRefuse: what is no table, or has a column that cannot be read, is answered
// by a sentence; rows that cannot be read are listed.
func TestFormsRefuse(t *testing.T) {
	good := `{"unique_id":1,"first":"a","last":null,"dob":"1990-01-02"}` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"a.jsonl", "", "line 1: the file is empty"},
		{"a.jsonl", "unique_id,first\n", "line 1: it is not an object of JSON"},
		{"a.jsonl", "[1]\n", "line 1: it is not an object"},
		{"a.jsonl", `{"unique_id":1,"first":"a"}`, "there is no column last, dob"},
		{"a.parquet", "", "not a Parquet file"},
		{"a.parquet", "PAR1xxxxPAR1", "not a Parquet file"},
	} {
		if _, _, err := readAs(t, c.name, []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("%s %.20q: %v, want %q", c.name, c.text, err, c.want)
		}
	}
	got, bad, err := readAs(t, "a.jsonl", []byte(good+"{\n\n"+`{"unique_id":2,"first":{"x":1},"last":"b"}`+"\n"+`{"first":"a"}`+"\n"+`{"unique_id":3,"unique_id":4}`+"\n"+"{\"unique_id\":\"\xff\"}\n"+`{"unique_id":1}`+"\n"+`{"unique_id":"\u0041","first":"\ud800","dob":true,"last":1e3}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := "1|a||1990-01-02\nA|�|1e3|true\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	wants := []string{"line 2: it is not an object", "line 4: first is a list or an object", "line 5: it has no unique id", "line 6: it has unique_id twice", "line 7: it is not UTF-8", "line 8: its unique id is that of line 1", "line 9: dob: no calendar"}
	for i, w := range wants {
		if i >= len(bad) || !strings.Contains(fmt.Sprintf("line %d: %s", bad[i].Line, bad[i].Reason), w) {
			t.Errorf("rejects: %v, want %s", bad, w)
		}
	}
	type nested struct {
		ID    string            `parquet:"unique_id"`
		First []string          `parquet:"first"`
		Last  map[string]string `parquet:"last"`
		Dob   string            `parquet:"dob"`
	}
	if _, _, err := readAs(t, "a.parquet", parquetOf(t, []nested{{ID: "1"}})); err == nil || !strings.Contains(err.Error(), "column first is a list") {
		t.Errorf("a list: %v", err)
	}
	type lacking struct {
		ID string `parquet:"unique_id"`
	}
	if _, _, err := readAs(t, "a.parquet", parquetOf(t, []lacking{{"1"}})); err == nil || !strings.Contains(err.Error(), "there is no column first, last, dob") {
		t.Errorf("columns that are not there: %v", err)
	}
	type number struct {
		ID    string `parquet:"unique_id"`
		Dob   int64  `parquet:"dob,decimal(2:10)"`
		First int64  `parquet:"first"`
		Last  int64  `parquet:"last"`
	}
	if _, _, err := readAs(t, "a.parquet", parquetOf(t, []number{{ID: "1"}})); err == nil || !strings.Contains(err.Error(), "column dob is of type") {
		t.Errorf("a decimal: %v", err)
	}
}

// TestDamagedParquet: a file of which a byte differs, or that is cut off, is refused by
// a sentence or read; it never brings the program down and never ends without a word
// on rows that it says it has.
func TestDamagedParquet(t *testing.T) {
	var rows []formRow
	for i := range 300 {
		s := fmt.Sprint("f", i%9)
		rows = append(rows, formRow{ID: int64(i), First: &s, Dob: int32(i), Last: fmt.Sprint(i % 5)})
	}
	whole := parquetOf(t, rows, parquet.MaxRowsPerRowGroup(100), parquet.DataPageStatistics(false))
	refused := 0
	for i := range whole {
		bad := bytes.Clone(whole)
		bad[i] ^= 0x55
		if i%5 == 0 {
			bad = whole[:i]
		}
		if _, _, err := readAs(t, "a.parquet", bad); err != nil {
			refused++
			if !strings.Contains(err.Error(), "a.parquet") {
				t.Fatalf("byte %d: %v", i, err)
			}
		} else if i%5 == 0 {
			t.Fatalf("cut off at %d, and read", i)
		}
	}
	if refused < len(whole)/3 {
		t.Errorf("of %d damaged files %d were refused", len(whole), refused)
	}
}

// TestParquetClaims: files of a few bytes that say they hold so much that whoever
// believes them runs out of memory or time are refused at once.
func TestParquetClaims(t *testing.T) {
	described := func(b ...byte) []byte {
		out := append([]byte("PAR1"), b...)
		return append(binary.LittleEndian.AppendUint32(out, uint32(len(b))), "PAR1"...)
	}
	s := "a"
	good := parquetOf(t, slices.Repeat([]formRow{{ID: 1, First: &s, Dob: 3, Last: "x"}}, 100), parquet.DataPageStatistics(false))
	if _, _, err := readAs(t, "a.parquet", good); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(good, []byte{0xc8, 0x01}) // a hundred values, in the head of a page
	if at < 0 {
		t.Fatal("no head of a page says a hundred")
	}
	more := bytes.Clone(good)
	copy(more[at:], []byte{0xfe, 0x7f}) // eight thousand
	for name, b := range map[string][]byte{
		"a list of a hundred million groups":     described(0x15, 0x04, 0x19, 0xfc, 0xff, 0xff, 0xff, 0x2f),
		"a text of two thousand million letters": described(0x18, 0xff, 0xff, 0xff, 0xff, 0x07),
		"structs in structs":                     described(bytes.Repeat([]byte{0x1c}, 4000)...),
		"a description longer than the file":     []byte("PAR1\xff\xff\xff\x7fPAR1"),
		"more values than there are rows":        more,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		_, _, err := readAs(t, "a.parquet", b)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "not a Parquet file, or it is damaged") {
			t.Errorf("%s: %v", name, err)
		}
		if took, used := time.Since(began), after.TotalAlloc-before.TotalAlloc; took > 5*time.Second || used > 64<<20 {
			t.Errorf("%s: it took %s and %d MB", name, took, used>>20)
		}
	}
}

// TestNotRead: a sound file that is written in a way that is not read is not called
// damaged: what is wrong and what to do next is said.
func TestNotRead(t *testing.T) {
	type prefixes struct {
		ID    string `parquet:"unique_id,delta"` // the library makes room for what each word says of the last
		First string `parquet:"first"`
		Last  string `parquet:"last"`
		Dob   int32  `parquet:"dob,date"`
	}
	type split struct {
		ID    string  `parquet:"unique_id"`
		First string  `parquet:"first"`
		Last  float64 `parquet:"last,split"`
		Dob   int32   `parquet:"dob,date"`
	}
	type packed struct {
		ID    string `parquet:"unique_id"`
		First string `parquet:"first,lz4"`
		Last  string `parquet:"last"`
		Dob   int32  `parquet:"dob,date"`
	}
	for what, b := range map[string][]byte{
		"its column unique_id is encoded as DELTA_BYTE_ARRAY, which is not read: write the file again with its values plain": parquetOf(t, []prefixes{{"1", "anna", "x", 1}, {"12", "annabel", "x", 2}}),
		"its column last is encoded as BYTE_STREAM_SPLIT, which is not read: write the file again with its values plain":     parquetOf(t, []split{{"1", "anna", 1.5, 1}}),
		"its column first is packed as LZ4_RAW, which is not read: write the file again with snappy, gzip or zstd":           parquetOf(t, []packed{{"1", "anna", "x", 1}}),
	} {
		_, _, err := readAs(t, "a.parquet", b)
		if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "a.parquet") || strings.Contains(err.Error(), "damaged") {
			t.Errorf("got %v, want %s", err, what)
		}
	}
}

// TestAs: what is written in another form reads as the same figures.
func TestAs(t *testing.T) {
	text := PairHeader
	for i := range 3000 {
		text += string(AppendPair(nil, []byte(fmt.Sprint("a,\"", i)), []byte("ü"), float64(i)/7-200))
	}
	var b, j bytes.Buffer
	for form, to := range map[string]*bytes.Buffer{"parquet": &b, "jsonl": &j} {
		w := As(form, to)
		for half := range 2 {
			if _, err := w.Write([]byte(text[half*len(text)/2 : (half+1)*len(text)/2])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := parquet.Read[pairRow](bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || len(rows) != 3000 {
		t.Fatal(len(rows), err)
	}
	dec := json.NewDecoder(&j)
	for i, r := range rows {
		weight := float64(i)/7 - 200
		want := pairRow{fmt.Sprint("a,\"", i), "ü", weight, Probability(weight)}
		var line pairRow
		if err := dec.Decode(&line); err != nil || r != want || line != want {
			t.Fatalf("row %d: %v and %v, want %v", i, r, line, want)
		}
	}
	var c bytes.Buffer
	w := As("jsonl", &c)
	_, _ = w.Write([]byte(PairHeader + "1,2,+Inf,1\n"))
	if err := w.Close(); err != nil || !strings.Contains(c.String(), `"match_weight":null`) || math.IsNaN(1) {
		t.Errorf("a weight without end: %v %s", err, &c)
	}
}

// fuzzReader is to be run with -fuzzminimizetime 20x, as FuzzModel and FuzzPairs are:
// otherwise an input that reaches something new is made smaller for up to a minute, in
// which nothing else is tried and no execution is counted.
func fuzzReader(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, b []byte) {
		p := planOf(t, small)
		table, rejects, err := ReadRecords(bytes.NewReader(b), name, p, p.Dicts())
		if err != nil {
			return
		}
		for _, r := range rejects {
			if r.Reason == "" || r.Line < 1 {
				t.Fatalf("a reject that says nothing: %+v", r)
			}
		}
		seen := map[string]bool{}
		for row := range table.Rows() {
			if id := string(table.ID(row)); id == "" || seen[id] {
				t.Fatalf("a record without a unique id of its own: %q", id)
			} else {
				seen[id] = true
			}
		}
		if rows, _ := Rejected(rejects); name != "a.parquet" && table.Rows()+rows > bytes.Count(b, []byte{'\n'})+1 {
			t.Fatalf("%d records and %d rejects of %d lines", table.Rows(), rows, bytes.Count(b, []byte{'\n'}))
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"unique_id":1,"first":"a","last":null,"dob":"1990-01-02"}` + "\n" + `{"unique_id": "\u00e4", "x": [{"}": "]"}], "dob": 1e3 }`))
	fuzzReader(f, "a.jsonl")
}

func FuzzReadParquet(f *testing.F) {
	s := "a"
	// Short files are read often: those of a usual writer are mostly their own description.
	short := []parquet.WriterOption{parquet.PageBufferSize(256), parquet.WriteBufferSize(0), parquet.CreatedBy("", "", ""), parquet.DataPageStatistics(false)}
	type plain struct {
		ID    string `parquet:"unique_id"`
		First string `parquet:"first,dict,snappy"`
		Last  int64  `parquet:"last,delta"`
		Dob   int32  `parquet:"dob,date"`
	}
	f.Add(parquetOf(f, []formRow{{ID: 1, First: &s, Dob: 3, Last: "x"}, {ID: 2}}, short...))
	f.Add(parquetOf(f, []plain{{"1", "a", 1, 3}, {"2", "b", 5, 4}, {"3", "a", 9, 4}}, short...))
	fuzzReader(f, "a.parquet")
}

// FuzzModel: no settings bring it down.
func FuzzModel(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ReadModel(bytes.NewReader(b))
		if err == nil {
			_, _ = NewPlan(m)
		}
	})
}

// FuzzPairs: nor does a file of labels or of clusters.
func FuzzPairs(f *testing.F) {
	f.Add([]byte("unique_id_l,unique_id_r,clerical_match_score\n1,2,0.5\n"))
	f.Add([]byte("unique_id_l,unique_id_r\n\"0")) // nothing closes the quotation mark of the first value
	f.Fuzz(func(t *testing.T, b []byte) {
		p := planOf(t, small)
		table, _, err := ReadCSV(strings.NewReader("unique_id,first,last,dob\n1,a,b,\n2,a,b,\n"), "a", p, p.Dicts())
		if err != nil {
			t.Fatal(err)
		}
		pairs, _, err := ReadPairs(bytes.NewReader(b), "p", table, nil)
		if err == nil {
			for _, x := range pairs {
				if x.L > 1 || x.R > 1 || x.L == x.R || !(x.Score >= 0 && x.Score <= 1) {
					t.Fatalf("%+v", x)
				}
			}
		}
		_, _ = ReadClusters(bytes.NewReader(b))
	})
}
