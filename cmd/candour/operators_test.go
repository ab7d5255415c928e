package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const backupGuide = "../../docs/backup.md"

// TestGuideRuns plays the commands of the guide as they stand there, with the real
// program, from a backup to the check of what was restored.
func TestGuideRuns(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	text, err := os.ReadFile(backupGuide)
	if err != nil {
		t.Fatal(err)
	}
	dir, keys := ready(t)
	at := t.TempDir()
	for from, to := range map[string]string{dir: "candour-data", keys: "keys"} {
		if err := os.Rename(from, filepath.Join(at, to)); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, filepath.Join(at, "candour-data"), filepath.Join(at, "keys"), true)
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```sh run\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			f := strings.Fields(line)
			if len(f) == 0 || f[0] != "candour" {
				t.Fatalf("the guide runs %q", line)
			}
			cmd := exec.CommandContext(t.Context(), binary(t), f[1:]...)
			cmd.Dir = at
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s", line, err, out)
			}
			if ran++; strings.Contains(line, "ledger check") && !strings.Contains(string(out), ": clean") {
				t.Errorf("%s: %s", line, out)
			}
		}
	}
	if ran != 4 {
		t.Errorf("%d commands were run, want 4", ran)
	}
}
