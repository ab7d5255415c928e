package lookups

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestDocs runs the examples of docs/lookups.md, and holds its tables to the code.
func TestDocs(t *testing.T) {
	b, err := os.ReadFile("../docs/lookups.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	example := func(kind string) string {
		_, rest, ok := strings.Cut(doc, "\n```"+kind+"\n")
		text, _, end := strings.Cut(rest, "\n```")
		if !ok || !end {
			t.Fatalf("no example of %s", kind)
		}
		return text + "\n"
	}
	c, err := NewCSV(strings.NewReader(example("csv")), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadMapping(strings.NewReader(example("toml")))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := NewCSV(strings.NewReader("id,userId,searchDate,reason,how\ne1,O000017,2026-05-22 14:30:00.250,Welfare Check,Plate Search\n"), m)
	if err != nil {
		t.Fatal(err)
	}
	for kind, r := range map[string]Reader{"csv": c, "ocsf": NewOCSF(strings.NewReader(example("ocsf"))), "fhir": NewFHIR(strings.NewReader(example("fhir"))), "mapping": theirs} {
		all, broken := readAll(t, r)
		if len(all) == 0 || len(broken) > 0 || all[0].Officer != "O000017" || all[0].At.Format("15:04") != "14:30" {
			t.Errorf("%s: %+v, broken %v", kind, all, broken)
		}
		if kind == "mapping" && (all[0].Found != ByNumber || all[0].Fields != Vehicle) {
			t.Errorf("the mapping reads %+v", all[0])
		}
	}
	var rows []string
	for _, e := range Explanations {
		rows = append(rows, fmt.Sprintf("| %s | %s |\n", e.ID, e.Says))
	}
	for _, r := range Rules {
		rows = append(rows, fmt.Sprintf("| %s | %s | %d | %d |\n", r.ID, r.Says, r.Points, r.More))
	}
	for _, x := range Tables {
		rows = append(rows, fmt.Sprintf("| %s.csv | `%s` | %s |\n", x.Name, strings.Join(x.Columns, ","), x.Says))
	}
	for _, row := range rows {
		if !strings.Contains(doc, row) {
			t.Errorf("docs/lookups.md lacks %s", row)
		}
	}
}

// TestReport holds that a page says what a case does, and escapes what was typed.
func TestReport(t *testing.T) {
	s := NewScreen(smallWorld(t, town), Options{})
	n, _ := s.Feed("test")
	for i := range 3 {
		if err := s.Keep(n, &Event{ID: fmt.Sprint(i), Officer: "anna", Person: "p1", At: at("2025-03-01").AddDate(0, 0, i), Purpose: "<script>x</script>"}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Finish()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := NewReport(r).WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1. " + caseID("anna", "p1"), repeated.Says, "&lt;script&gt;", noTask.Innocent[0], "a stay of this person in custody", `role="img"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(b.String(), "<script") {
		t.Error("what was typed became part of the page")
	}
}

// TestSourcesOwe holds that a user who is missing, a day that is missing and a user
// nobody counted are overdue.
func TestSourcesOwe(t *testing.T) {
	w := smallWorld(t, town+`
totals: test,anna,2025-03-01,1
totals: test,bert,2025-03-01,2
totals: test,carl,2025-03-01,1
totals: other,anna,2025-03-01,1
`)
	s := NewScreen(w, Options{})
	n, _ := s.Feed("test")
	for i, o := range []string{"anna", "bert", "room"} {
		if err := s.Keep(n, &Event{ID: fmt.Sprint(i), Officer: o, Person: "p1", At: at("2025-03-01T12:00")}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Finish()
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, x := range r.Summary.Overdue {
		got += fmt.Sprintf("%s %s %d/%d; ", x.Feed, x.Officer, x.Came, x.Said)
	}
	if want := "other anna 0/1; test bert 1/2; test carl 0/1; test room 1/0; "; got != want {
		t.Errorf("overdue: %s; want %s", got, want)
	}
}

// TestChangeOfInstrumentation holds that a purpose that is asked for from a day on is
// noticed on that day, and that one that comes and goes by chance is not.
func TestChangeOfInstrumentation(t *testing.T) {
	s := NewScreen(smallWorld(t, town), Options{})
	n, _ := s.Feed("test")
	for d := range 60 {
		for i := range 20 {
			e := Event{ID: fmt.Sprint(d, "-", i), Officer: "anna", Person: "p1", At: at("2025-03-01").AddDate(0, 0, d)}
			if d >= 30 {
				e.Purpose = "typed"
			}
			if i%2 == 0 {
				e.Ref = "ref"
			}
			if err := s.Keep(n, &e); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, err := s.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Summary.Changes; len(c) != 1 || c[0].Day != "2025-03-31" || !strings.Contains(c[0].What, "purpose") {
		t.Errorf("changes: %+v, want one of the purpose on 2025-03-31", c)
	}
}
