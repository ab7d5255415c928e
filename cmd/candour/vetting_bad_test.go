package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVettingBadInput gives the real program files that are broken in every way that
// is known of them: each is answered by a sentence with file and line, or its row is
// listed and the rest is read; nothing is dropped without a word and nothing crashes.
func TestVettingBadInput(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	bin, dir := binary(t), t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	file := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	do := func(want int, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), bin, append([]string{"vetting"}, args...)...)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		err := cmd.Run()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("%v: exit %d, want %d: %s", args, got, want, &said)
		}
		if strings.Contains(said.String(), "goroutine ") {
			t.Fatalf("%v: it crashed: %s", args, &said)
		}
		return said.String()
	}
	const head = "unique_id,given_name,middle_name,surname,date_of_birth,postcode,phone\n"
	const laura = "W1,Laura,Ann,Tundon,1982-05-04,QD17 9GH,09956997972\n"
	good, records := file("good.csv", head+laura), file("records.csv", head+"R1"+laura[2:])
	wash := func(want int, workforce, records string, more ...string) string {
		t.Helper()
		return do(want, append([]string{"wash", "--workforce", workforce, "--records", records, "--out", at("out")}, more...)...)
	}
	if said := wash(exitDone, good, records, "--state", at("state")); !strings.Contains(said, "1 hits on 1 people") {
		t.Errorf("the good files: %s", said)
	}

	// What is no table at all.
	for name, c := range map[string]struct{ text, want string }{
		"empty.csv":     {"", "empty.csv, line 1: the file is empty"},
		"blank.csv":     {"\n \n", "line 1: the file is empty"},
		"head.csv":      {"id,name\n1,x\n", "line 1: there is no column unique_id"},
		"utf16.csv":     {"\xff\xfeu\x00n\x00", "line 1: the names of the columns cannot be read"},
		"empty.jsonl":   {"", "line 1: the file is empty"},
		"csv.jsonl":     {head, "line 1: it is not an object of JSON"},
		"lacking.jsonl": {`{"unique_id":1}`, "line 1: there is no column"},
		"text.parquet":  {head, "text.parquet: this is not a Parquet file, or it is damaged"},
		"empty.parquet": {"", "this is not a Parquet file, or it is damaged"},
		"cut.parquet":   {"PAR1\x15\x00\x15\x10PAR1", "this is not a Parquet file, or it is damaged"},
	} {
		bad := file(name, c.text)
		for _, said := range []string{wash(exitFailed, bad, records), wash(exitFailed, good, bad)} {
			if !strings.Contains(said, c.want) {
				t.Errorf("%s: %s, want %q", name, said, c.want)
			}
		}
	}

	// Rows: each is listed with its line, and the good ones are read.
	rows := head + laura +
		"W1,Laura,Ann,Tundon,1982-05-04,,\n" + // 3
		"W2,Laura\n" + // 4
		"W3,La\xffura,Ann,Tundon,1982-05-04,,\n" + // 5
		",Laura,Ann,Tundon,1982-05-04,,\n" + // 6
		"W5,La\"ura,Ann,Tundon,1982-05-04,,\n" + // 7
		"W6,Laura,Ann,Tundon,1982-02-30,,\n" + // 8
		"W7,Laura,Ann,Tundon,1982-05-04,\"QD,\n" // 9, to the end
	wants := []string{"3,1,its unique id is that of", "4,0,it has 2 values", "5,2,it is not UTF-8", "6,1,it has no unique id", "7,2,a quotation mark stands inside", "8,0,\"date_of_birth: no calendar has this day", "9,"}
	for side, pair := range [][2]string{{file("bad.csv", rows), records}, {good, at("bad.csv")}} {
		said := wash(exitRejects, pair[0], pair[1])
		if !strings.Contains(said, "6 rows rejected, 1 more have a day that no calendar has") {
			t.Errorf("side %d: %s", side, said)
		}
		b, err := os.ReadFile(at("out/rejects.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if side == 1 {
				want = strings.Replace(want, "3,1,its", "3,0,its", 1) // a stream knows no column of it
			}
			if !strings.Contains(string(b), "bad.csv,"+want) {
				t.Errorf("side %d: rejects.csv has no %q: %s", side, want, b)
			}
		}
	}

	// What a wash kept, damaged or of another wash.
	if said := wash(exitFailed, good, records, "--state", file("damaged", "candour wash 1\n")); !strings.Contains(said, "take the file away") {
		t.Errorf("a damaged state: %s", said)
	}
	if said := wash(exitFailed, good, records, "--state", at("state"), "--threshold", "0.1"); !strings.Contains(said, "another model, threshold or columns") {
		t.Errorf("a state of another threshold: %s", said)
	}

	for _, c := range []struct {
		want string
		args []string
	}{
		{"give from 100 to 10,000,000 people", []string{"generate", "--workforce", "0", "--records", "1000", "--out", at("world")}},
		{"give from 100 to 100,000,000 rows", []string{"generate", "--workforce", "1000", "--records", "5", "--out", at("world")}},
		{"are too few for a workforce", []string{"generate", "--workforce", "1000", "--records", "100", "--known", "1", "--out", at("world")}},
		{"known", []string{"generate", "--workforce", "1000", "--records", "10000", "--known", "7", "--out", at("world")}},
	} {
		if said := do(exitFailed, c.args...); !strings.Contains(said, c.want) {
			t.Errorf("%v: %s, want %q", c.args, said, c.want)
		}
	}
	if said := do(exitUsage, "generate", "--workforce", "many", "--records", "1000", "--out", at("world")); !strings.Contains(said, "workforce") {
		t.Errorf("a number that is none: %s", said)
	}

	// The private join.
	if said := do(exitFailed, "psi", "ask", file("p.csv", ""), "--secret", at("s"), "--out", at("q")); !strings.Contains(said, "line 1: the file is empty") {
		t.Errorf("psi: %s", said)
	}
	if said := do(exitFailed, "psi", "ask", file("p.csv", "unique_id,given_name\n"), "--secret", at("s"), "--out", at("q")); !strings.Contains(said, "there is no column surname") {
		t.Errorf("psi: %s", said)
	}
	if said := do(exitFailed, "psi", "ask", file("p.csv", head+laura+"W2,\"x\n"), "--secret", at("s"), "--out", at("q")); !strings.Contains(said, "line 3") {
		t.Errorf("psi: %s", said)
	}
	if said := do(exitDone, "psi", "ask", file("p.csv", head+laura+"W2,Laura,,Tundon,1982-02-30,,\nW3,,,,,,\n,Laura,,Tundon,1982-05-04,,\n"), "--secret", at("s"), "--out", at("q")); !strings.Contains(said, "2 rows have no whole name and day of birth, and are not asked about: lines 4, 5") {
		t.Errorf("psi: %s", said)
	}
	answer := func(want int, question string) string {
		return do(want, "psi", "answer", question, "--people", good, "--from", "another force", "--journal", at("j"), "--out", at("a"))
	}
	for name, text := range map[string]string{"no JSON": "x", "a list": "[]", "cut off": `{"version":"`} {
		if said := answer(exitUsage, file("bad.json", text)); !strings.Contains(said, "is no message of this exchange") {
			t.Errorf("psi answer, %s: %s", name, said)
		}
	}
	for name, text := range map[string]string{"nothing": "{}", "a point that is none": `{"version":"candour-psi-1","points":["AAAA"]}`} {
		if said := answer(exitFailed, file("bad.json", text)); !strings.Contains(said, "Not answered, and journalled") {
			t.Errorf("psi answer, %s: %s", name, said)
		}
	}
	answer(exitDone, at("q"))
	if said := answer(exitFailed, at("q")); !strings.Contains(said, "each is answered once") {
		t.Errorf("psi: %s", said)
	}
	if said := do(exitFailed, "psi", "journal", file("bad.j", "{}\n")); said == "" {
		t.Error("psi: a journal that is none is taken")
	}
}
