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
