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

const (
	officersHead    = "officer,appointed,resigned,serving,race,sex\n"
	allegationsHead = "case,officer,incident,received,closed,code,group,finding,outcome,officer_filed,n_accused\n"
	goodOfficers    = officersHead + "1,1999-01-04,,1,A,F\n2,2001-05-01,,1,B,M\n"
	goodAllegations = allegationsHead + "c1,1,2005-01-01,2005-01-02,,01A,verbal,,,0,1\n"
)

// signalsFiles is a folder in the layout of the extract, of invented people.
func signalsFiles(t *testing.T, officers, allegations string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"officers.csv": officers, "allegations.csv": allegations} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runSignals runs the real program and gives its exit code and what it wrote.
func runSignals(t *testing.T, args ...string) (code int, out, says string) {
	t.Helper()
	cmd := exec.Command(binary(t), append([]string{"signals"}, args...)...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// TestSignalsSayWhatIsWrong gives each command what it cannot use: the exit code is of
// CONTRACTS, the sentence names what is wrong, and what to do next.
func TestSignalsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	good := signalsFiles(t, goodOfficers, goodAllegations)
	newer := filepath.Join(t.TempDir(), "newer.json")
	if err := os.WriteFile(newer, []byte(`{"format": "candour-signals/9"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	noFile := signalsFiles(t, goodOfficers, "")
	noColumn := signalsFiles(t, goodOfficers, "case,officer\nc1,1\n")
	out := filepath.Join(t.TempDir(), "out")
	commands := map[string][]string{
		"score":    {"--as-of", "2008-01-01", "--out", out},
		"explain":  {"1", "--as-of", "2008-01-01"},
		"evaluate": {"--as-of", "2008-01-01"},
		"fit":      {"--until", "2012-01-01", "--out", out},
		"gate":     {"--as-of", "2008-01-01", "--out", out},
		"report":   {"--as-of", "2008-01-01", "--out", out},
		"units":    {"--as-of", "2008-01-01"},
	}
	for name, flags := range commands {
		with := func(dir string, more ...string) []string {
			return append(append(append([]string{name}, flags...), "--data", dir), more...)
		}
		refused(t, with(noFile), exitUsage, "has no allegations.csv", "name the folder")
		refused(t, with(noColumn), exitUsage, "has no column incident", "its first line must name")
		refused(t, with(filepath.Join(good, "nowhere")), exitUsage, "nowhere", "--help")
		for _, d := range []string{"2008-02-30", "yesterday"} {
			args := with(good)
			for i, a := range args {
				if a == "--as-of" || a == "--until" {
					args[i+1] = d
				}
			}
			refused(t, args, exitUsage, d, "write it as")
		}
		if name != "fit" && name != "units" {
			refused(t, with(good, "--model", newer), exitUsage, "of a newer version", "use the newer program")
		}
	}
	refused(t, []string{"explain", "9", "--data", good, "--as-of", "2008-01-01"}, exitUsage, `officer "9" is not in officers.csv`, "give an id")
	refused(t, []string{"score", "--data", good, "--as-of", "1990-01-01", "--out", out}, exitUsage, "nobody in officers.csv had served", "choose a day")
	refused(t, []string{"fit", "--data", good, "--until", "1990-01-01", "--out", out}, exitUsage, "no day before 1990-01-01", "choose a later one")
	refused(t, []string{"bench", "--officers", "0"}, exitFailed, "--officers", "at least 1")
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused command left a file")
	}
}

func refused(t *testing.T, args []string, want int, wrong, next string) {
	t.Helper()
	code, _, says := runSignals(t, args...)
	if code != want || !strings.Contains(says, wrong) || !strings.Contains(says, next) {
		t.Errorf("candour signals %s: exit %d, want %d; it must say %q and %q, and says:\n%s", strings.Join(args, " "), code, want, wrong, next, says)
	}
}

// TestSignalsGoOnPastBadRows: a ragged row is listed with its line, the rest is scored
// under the exact header, and the exit code says that something was left out. The lot
// goes to a file of its own with no points in it.
func TestSignalsGoOnPastBadRows(t *testing.T) {
	t.Parallel()
	dir := signalsFiles(t, goodOfficers, goodAllegations+"c2,2,2005-01-01\nc3,2,2005-01-01,2005-13-01,,01A,verbal,,,0,1\n")
	out := t.TempDir()
	code, _, says := runSignals(t, "score", "--data", dir, "--as-of", "2008-01-01", "--out", filepath.Join(out, "scores.csv"), "--drawn", filepath.Join(out, "drawn.csv"))
	if code != exitRejects || !strings.Contains(says, "allegations:3: has 3 values where the first line names 11") || !strings.Contains(says, "allegations:4:") {
		t.Errorf("exit %d, want %d: %s", code, exitRejects, says)
	}
	scores, err := os.ReadFile(filepath.Join(out, "scores.csv"))
	if err != nil || !strings.HasPrefix(string(scores), "officer,score,sustained,serious,payout,abuse\n") || strings.Count(string(scores), "\n") != 3 {
		t.Errorf("scores: %v %q", err, scores)
	}
	drawn, err := os.ReadFile(filepath.Join(out, "drawn.csv"))
	if err != nil || !strings.HasPrefix(string(drawn), "officer\n") || strings.Count(string(drawn), "\n") != 2 {
		t.Errorf("drawn: %v %q", err, drawn)
	}
}
