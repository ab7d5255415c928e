package lookups

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var full = Event{
	ID: "e1", At: time.Date(2025, 3, 4, 5, 6, 7, 891000, time.UTC), Officer: "O1", For: "O2", Person: "P1", Record: "R1", Ref: "I1",
	Fields: Name | Address, Found: ByAttribute, From: "t7", Area: "north", Purpose: "said \"so\",\nand more", Machine: true, Breach: true,
}

// readAll reads everything, and keeps what is broken.
func readAll(t testing.TB, r Reader) (all []Event, broken []*Broken) {
	t.Helper()
	err := ReadEach(r, func(e *Event) error { all = append(all, *e); return nil }, func(b *Broken) error { broken = append(broken, b); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return all, broken
}

// TestThereAndBack holds that what is written is read as it was, in each form that is
// written.
func TestThereAndBack(t *testing.T) {
	var c, o, p bytes.Buffer
	w := csv.NewWriter(&c)
	_ = w.Write(Columns)
	_ = w.Write(Values(&full))
	w.Flush()
	if err := WriteOCSF(&o, &full); err != nil {
		t.Fatal(err)
	}
	pw := NewParquetWriter(&p)
	if err := errors.Join(pw.Write(&full), pw.Close()); err != nil {
		t.Fatal(err)
	}
	cr, err := NewCSV(&c, nil)
	if err != nil {
		t.Fatal(err)
	}
	pr, err := NewParquet(bytes.NewReader(p.Bytes()), int64(p.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]Reader{"csv": cr, "ocsf": NewOCSF(&o), "parquet": pr} {
		all, broken := readAll(t, r)
		if len(all) != 1 || len(broken) != 0 || all[0] != full {
			t.Errorf("%s: %+v, broken %v; want %+v", name, all, broken, full)
		}
	}
}

// TestBrokenLines holds that a broken line is one line, and kept.
func TestBrokenLines(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		whole  []string // ids read
		broken []int    // lines
	}{
		"good":                       {"id,at,officer\na,2025-01-01,o\nb,2025-01-01,o\n", []string{"a", "b"}, nil},
		"without a last end of line": {"id,at,officer\na,2025-01-01,o", []string{"a"}, nil},
		"windows":                    {"\ufeffid,at,officer\r\na,2025-01-01,o\r\n", []string{"a"}, nil},
		"a value over two lines":     {"id,at,officer,purpose\na,2025-01-01,o,\"x\ny\"\nb,2025-01-01,o,\n", []string{"a", "b"}, nil},
		"ragged":                     {"id,at,officer\na,2025-01-01\nb,2025-01-01,o\n", []string{"b"}, []int{2}},
		"a mark never closed":        {"id,at,officer\n\"a,2025-01-01,o\nb,2025-01-01,o\nc,2025-01-01,o\n", []string{"b", "c"}, []int{2}},
		"a mark in the middle":       {"id,at,officer\na\"b,2025-01-01,o\nb,2025-01-01,o\n", []string{"b"}, []int{2}},
		"no time":                    {"id,at,officer\na,,o\nb,yesterday,o\nc,2025-01-01,o\n", []string{"c"}, []int{2, 3}},
		"nobody":                     {"id,at,officer\na,2025-01-01,\n", nil, []int{2}},
	} {
		r, err := NewCSV(strings.NewReader(c.text), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		all, broken := readAll(t, r)
		var ids []string
		var lines []int
		for _, e := range all {
			ids = append(ids, e.ID)
		}
		for _, b := range broken {
			lines = append(lines, b.Line)
			if b.Raw == "" || b.Says == "" {
				t.Errorf("%s: line %d is not kept", name, b.Line)
			}
		}
		if fmt.Sprint(ids, lines) != fmt.Sprint(c.whole, c.broken) {
			t.Errorf("%s: read %v, broken %v; want %v, %v", name, ids, lines, c.whole, c.broken)
		}
	}
}

func TestFHIR(t *testing.T) {
	const two = `{"resourceType":"AuditEvent","id":"a1","recorded":"2025-03-04T05:06:07+01:00","agent":[{"requestor":false,"who":{"reference":"Device/x"}},{"requestor":true,"who":{"reference":"Practitioner/O1"},"network":{"address":"t7"},"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/auditevent-OnBehalfOf","valueReference":{"reference":"Practitioner/O2"}}]}],"purposeOfEvent":[{"coding":[{"code":"BTG","display":"break the glass"}]}],"entity":[{"what":{"reference":"Patient/P1"},"role":{"code":"1"}},{"what":{"reference":"Patient/P2/_history/3"}},{"what":{"reference":"DocumentReference/R1"}}]}`
	all, broken := readAll(t, NewFHIR(strings.NewReader(two+"\n{\"resourceType\":\"Patient\"}\n[]\n")))
	want := Event{ID: "a1", At: at("2025-03-04T04:06:07"), Officer: "O1", For: "O2", Person: "P1", Record: "R1", From: "t7", Purpose: "break the glass", Breach: true}
	if len(all) != 2 || len(broken) != 2 || all[0] != want || all[1].Person != "P2" || all[1].ID != "a1#2" {
		t.Errorf("%+v, broken %v; want %+v and the same of P2", all, broken, want)
	}
}

// mappingOfPlates reads the real log of a system that searches for plates: it names no
// person, and a number of cameras that nothing here asks for.
const mappingOfPlates = `format = 1
feed = "plates"
layout = "2006-01-02 15:04:05.999"

[columns]
id = "id"
officer = "userId"
at = "searchDate"
purpose = "reason"
`

// TestRealLog reads a real log through a mapping, and loses none of its searches. The
// numbers are counted here again, by other code.
func TestRealLog(t *testing.T) {
	dir := os.Getenv("CANDOUR_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	b, err := os.ReadFile(filepath.Join(dir, "access", "eugene_or_pd_search_audit.csv"))
	if err != nil {
		t.Skip("the real log is not here: ", err)
	}
	m, err := ReadMapping(strings.NewReader(mappingOfPlates))
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewCSV(bytes.NewReader(b), m)
	if err != nil {
		t.Fatal(err)
	}
	all, broken := readAll(t, r)
	if len(all) != 4294 || len(broken) != 0 {
		t.Fatalf("%d searches and %d broken lines, want 4294 and none", len(all), len(broken))
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	users := map[string]int{}
	for i, row := range rows[1:] {
		users[row[1]]++
		e := all[i]
		if e.ID != row[0] || e.Officer != row[1] || e.At.Format("2006-01-02 15:04:05.000") != row[2] || e.Purpose != row[4] {
			t.Fatalf("line %d is read otherwise than it stands", i+2)
		}
	}
	s := NewScreen(smallWorld(t, town), Options{})
	n, _ := s.Feed("plates")
	for i := range all {
		if err := s.Keep(n, &all[i]); err != nil {
			t.Fatal(err)
		}
	}
	res, err := s.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if x := res.Summary; x.Events != 4294 || x.NoPerson != 4294 || x.Duplicates != 0 || x.StrangerWho != 4294 || len(users) != 147 {
		t.Errorf("%d searches, %d without a person, %d twice, %d users; want 4294, 4294, 0, 147", x.Events, x.NoPerson, x.Duplicates, len(users))
	}
}

// TestMappings holds that a slip in a mapping is refused with a sentence.
func TestMappings(t *testing.T) {
	for text, want := range map[string]string{
		"":           "format = 1",
		"format = 2": "format = 1",
		"format = 1": "which column is officer",
		"format = 1\n[columns]\nofficer='u'\nat='t'\nwhat='x'":         "not one of our columns",
		"format = 1\nzone='Mars/Base'\n[columns]\nofficer='u'\nat='t'": "not a time zone",
		"format = 1\ncoma=','\n[columns]\nofficer='u'\nat='t'":         "means nothing here",
		"format": "cannot be read",
	} {
		if _, err := ReadMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
