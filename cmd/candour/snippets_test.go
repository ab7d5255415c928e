package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// notPlayed are the blocks of shell in the documents that no test runs, each by a line
// that stands in it, and why. Every other block runs.
var notPlayed = map[string]map[string]string{
	"README.md": {
		"make run": "builds everything and serves until it is stopped: scripts/newcomer does it from a fresh clone",
	},
	"docs/operators.md": {
		"--door report": "serves until it is stopped: TestServe and TestTheBinaryRefusesToStart do it with the real program",
	},
	"docs/api.md": {
		"staff do propose-service": "asks for names that only a folder with people has: TestServiceCommands and TestAProgramAndTheRealBinary play each line",
	},
	"docs/keys.md": {
		"vault write -field=ciphertext": "needs a Vault; TestWrapCommand runs the same contract with a script of its own",
		"vault write -field=plaintext":  "needs a Vault; TestWrapCommand runs the same contract with a script of its own",
		"aws kms encrypt":               "needs an account at a cloud service",
		"aws kms decrypt":               "needs an account at a cloud service",
		"candour keys rotate":           "needs a folder with keys: TestRotate and TestRotationKilled do it",
	},
}

// block is a fenced piece of a document that is shell, or a console with what it answers.
var block = regexp.MustCompile("(?ms)^```(sh|console)\n(.*?)^```$")

// TestSnippets: whatever the documents tell a reader to type works, through the real
// program. The blocks of one document run in their order in one empty folder; a
// console's answer is compared.
func TestSnippets(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	docs = append(docs, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md"), filepath.Join(root, "SECURITY.md"), filepath.Join(root, "ARCHITECTURE.md"))
	bin := binary(t)
	played := 0
	for _, file := range docs {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { played += playDocument(t, name, string(text), bin) })
	}
	if played < 3 {
		t.Errorf("%d blocks were played: this test has gone blind", played)
	}
}

func playDocument(t *testing.T, name, text, bin string) (played int) {
	dir := t.TempDir()
	used := map[string]bool{}
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		skip := ""
		for line := range notPlayed[name] {
			if strings.Contains(b[2], line) {
				skip, used[line] = line, true
			}
		}
		if skip != "" {
			t.Logf("SKIP: the block with %q is not played: it %s", skip, notPlayed[name][skip])
			continue
		}
		played++
		if b[1] == "sh" {
			if out, err := shell(t, dir, bin, b[2]); err != nil {
				t.Errorf("%s: this fails (%v):\n%s\n%s", name, err, b[2], out)
			}
			continue
		}
		for turn := range strings.SplitSeq("\n"+b[2], "\n$ ") {
			typed, want, _ := strings.Cut(turn, "\n")
			if typed == "" {
				continue
			}
			if got, _ := shell(t, dir, bin, typed); strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("%s: %s\nanswers\n%s\nand the document says\n%s", name, typed, got, want)
			}
		}
	}
	for line := range notPlayed[name] {
		if !used[line] {
			t.Errorf("no block of %s has %q any more: take it out of notPlayed", name, line)
		}
	}
	return played
}

// shell runs what a reader would type, in a folder where nothing is, and gives all
// that it prints.
func shell(t *testing.T, dir, bin, script string) (string, error) {
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "CANDOUR_") })
	cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(bin)+":"+os.Getenv("PATH"), "HOME="+dir)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}
