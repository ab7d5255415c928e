package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// inventedForce writes the files of a force of which nobody is real, in which what somebody
// is complained of says what comes next: whoever had a domestic allegation has another
// one, and whoever reports force often has payouts. Groups are drawn by lot and differ in nothing.
func inventedForce(t *testing.T) string {
	t.Helper()
	rnd := rand.New(rand.NewPCG(8, 8))
	var officers, allegations, postings, payouts, reports strings.Builder
	officers.WriteString(officersHead)
	allegations.WriteString(allegationsHead)
	postings.WriteString("officer,unit,start,end\n")
	payouts.WriteString("officer,incident\n")
	reports.WriteString("officer,date\n")
	day := func(d int) string {
		return time.Date(1994, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, d).Format(time.DateOnly)
	}
	const days = 17 * 365
	n := 0
	for o := range 1200 {
		fmt.Fprintf(&officers, "%d,1990-01-01,,1,group %d,%s\n", o, rnd.IntN(3), []string{"F", "M"}[rnd.IntN(2)])
		fmt.Fprintf(&postings, "%d,unit %d,1990-01-01,\n", o, o%12)
		busy, abusive, forceful := rnd.ExpFloat64()*0.0006, rnd.IntN(12) == 0, rnd.IntN(8) == 0
		for d := 0; d < days; d++ {
			if rnd.Float64() < busy {
				n++
				fmt.Fprintf(&allegations, "c%d,%d,%s,%s,%s,05A,%s,%s,,0,1\n", n, o, day(d), day(d), day(d+60), []string{"verbal", "force", "duty"}[rnd.IntN(3)], "NS")
				if rnd.IntN(6) == 0 {
					fmt.Fprintf(&payouts, "%d,%s\n", o, day(d))
				}
			}
			if forceful && rnd.Float64() < 0.02 {
				fmt.Fprintf(&reports, "%d,%s\n", o, day(d))
			}
			if forceful && rnd.Float64() < 0.0015 {
				fmt.Fprintf(&payouts, "%d,%s\n", o, day(d))
			}
			if abusive && rnd.Float64() < 0.0012 {
				n++
				fmt.Fprintf(&allegations, "c%d,%d,%s,%s,%s,05K,domestic,SU,030 DAY SUSPENSION,0,1\n", n, o, day(d), day(d), day(d+60))
			}
		}
	}
	dir := t.TempDir()
	for name, b := range map[string]*strings.Builder{"officers": &officers, "allegations": &allegations, "postings": &postings, "payouts": &payouts, "force_reports": &reports} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestSignalsGateExits asks the real program: a model that keeps every bound passes with
// exit code 0, one that does not is refused with 4, its reasons printed and written.
func TestSignalsGateExits(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out what is fitted")
	}
	dir, at := inventedForce(t), t.TempDir()
	model, report := filepath.Join(at, "model.json"), filepath.Join(at, "gate.txt")
	if code, _, says := runSignals(t, "fit", "--data", dir, "--until", "2006-01-01", "--out", model); code != 0 {
		t.Fatalf("fit: exit %d: %s", code, says)
	}
	gate := func(want int, line string, more ...string) {
		t.Helper()
		code, out, says := runSignals(t, append([]string{"gate", "--data", dir, "--out", report}, more...)...)
		if code != want || !strings.Contains(out, line) {
			t.Errorf("gate %v: exit %d, want %d and %q: %s%s", more, code, want, line, out, says)
		}
		b, err := os.ReadFile(report)
		if err != nil || !strings.Contains(string(b), "Lists as of ") || strings.Contains(string(b), "passed: as of") != (want == 0) {
			t.Errorf("gate %v: the report (%v) is\n%.300s", more, err, b)
		}
	}
	gate(0, "passed: the model keeps every bound on 2 days", "--model", model, "--as-of", "2006-01-01,2007-01-01")
	gate(0, "the files give the same table again, fitted until 2006-01-01", "--model", model, "--refit", "--as-of", "2006-01-01")
	gate(exitDiffers, "which is after the back-test of 2006-01-01", "--as-of", "2006-01-01") // the one that ships has seen 2011
	narrow := filepath.Join(at, "narrow.json")
	if err := os.WriteFile(narrow, []byte(`{"came_of_100_listed": {"abuse": 99}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	gate(exitDiffers, "refused as of 2006-01-01: abuse: it came to pass for ", "--model", model, "--config", narrow, "--as-of", "2006-01-01")
}

// TestSignalsGateRefusesAnotherFit: a model that the files do not give is refused with
// --refit, whatever its lists are like.
func TestSignalsGateRefusesAnotherFit(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out what is fitted")
	}
	code, out, says := runSignals(t, "gate", "--data", inventedForce(t), "--refit", "--as-of", "2006-01-01", "--out", filepath.Join(t.TempDir(), "gate.txt"))
	if code != exitDiffers || !strings.Contains(out, "refused: fitted again on these files until 2012-01-01 the model is another") {
		t.Errorf("exit %d, want %d: %s%s", code, exitDiffers, out, says)
	}
}

// TestSignalsListRejects gives every command that reads files a force with rows that
// nobody can read: each names file and line of what it left out, lists all with --list,
// does its work on the rest, and says with exit code 3 that something is missing.
func TestSignalsListRejects(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out what is fitted")
	}
	dir, at := inventedForce(t), t.TempDir()
	model, out := filepath.Join(at, "model.json"), filepath.Join(at, "out")
	if code, _, says := runSignals(t, "fit", "--data", dir, "--until", "2006-01-01", "--out", model); code != 0 {
		t.Fatalf("fit: exit %d: %s", code, says)
	}
	for name, rows := range map[string]string{
		"officers":      "9001,2000-13-01,,1,group 0,F\n",
		"allegations":   "bad1,1,2005-01-01\nbad2,777777,2005-01-01,2005-01-02,,05A,verbal,NS,,0,1\nbad3,1,2005-01-01,,,05A,verbal,NS,,0,1\n",
		"postings":      "777777,unit 1,1990-01-01,\n",
		"payouts":       "1,yesterday\n",
		"force_reports": "1,\n",
	} {
		f, err := os.OpenFile(filepath.Join(dir, name+".csv"), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(rows); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"fit", "--until", "2006-01-01", "--out", out},
		{"score", "--as-of", "2007-01-01", "--out", out},
		{"explain", "1", "--as-of", "2007-01-01"},
		{"units", "--as-of", "2007-01-01"},
		{"evaluate", "--as-of", "2007-01-01", "--model", model},
		{"report", "--as-of", "2007-01-01", "--model", model, "--out", out},
		{"gate", "--as-of", "2007-01-01", "--model", model, "--out", out},
	} {
		code, _, says := runSignals(t, append(args, "--data", dir, "--list")...)
		if code != exitRejects || !strings.Contains(says, "rejected: 7 rows\n") {
			t.Errorf("signals %s: exit %d, want %d and 7 rejected rows: %s", args[0], code, exitRejects, says)
		}
		for _, want := range []string{`officers:1202:`, "has 3 values where the first line names 11", `officer "777777" is not in officers.csv`, "postings:1202:", "payouts:", "force_reports:"} {
			if !strings.Contains(says, want) {
				t.Errorf("signals %s: it must say %q, and says %s", args[0], want, says)
			}
		}
	}
}
