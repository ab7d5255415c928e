package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"candour/seal"
	"candour/store"
)

// importPage is docs/import-workforce.md with its examples, each a file of its own.
func importPage(t *testing.T) (dir string, said []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "import-workforce.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, m := range regexp.MustCompile("(?s)```(toml|csv|text) ([a-z.]+)\n(.*?)```").FindAllStringSubmatch(string(b), -1) {
		if m[1] == "text" {
			said = strings.Split(strings.TrimSpace(m[3]), "\n")
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, m[2]), []byte(m[3]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(said) == 0 {
		t.Fatal("the page has no example: this test has gone blind")
	}
	return dir, said
}

// TestImportPage runs what docs/import-workforce.md shows, by the real binary.
func TestImportPage(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	bin := binary(t)
	in, said := importPage(t)
	dir := filepath.Join(memory(t), "data")
	args := []string{"import", "workforce"}
	for _, f := range []string{"people", "postings", "managers", "types", "identifiers", "relationships"} {
		args = append(args, filepath.Join(in, f+".csv"))
	}
	args = append(args, "--mapping", filepath.Join(in, "hr.toml"), "--force", "north", "--dir", dir)
	run := func(want int) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), bin, args...).Output()
		if got := exitCode(err); got != want {
			t.Fatalf("exit %d, want %d\n%s", got, want, out)
		}
		return string(out)
	}
	out := run(exitRejects)
	for _, line := range said {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("it does not say %q:\n%s", line, out)
		}
	}
	if again := run(exitRejects); !strings.Contains(again, "people             0 new, 0 corrected, 3 held already") || !strings.Contains(again, "other rows         0 new, 0 corrected, 13 held already") {
		t.Errorf("the second run changed something:\n%s", again)
	}
	lists, err := filepath.Glob(filepath.Join(dir, "rejects", "workforce-*.csv"))
	if err != nil || len(lists) == 0 {
		t.Fatal(lists, err)
	}
	list, err := os.ReadFile(lists[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, held := range []string{"Delta", "2004", "31/02"} {
		if strings.Contains(string(list)+out, held) {
			t.Errorf("the list of rejects says what a row held: %s", held)
		}
	}

	folder := filepath.Join(memory(t), "demo")
	p := demo(t, bin, folder)
	p.interrupt()
	cmd := exec.CommandContext(t.Context(), bin, append(args[:len(args)-1:len(args)-1], folder)...)
	if b, err := cmd.CombinedOutput(); exitCode(err) != exitFailed || !strings.Contains(string(b), "is a demonstration") {
		t.Errorf("a demonstration took it: exit %d\n%s", exitCode(err), b)
	}
}

// manyPeople writes the files of many invented people.
func manyPeople(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	var people, postings, managers strings.Builder
	people.WriteString("Key,Name,Number,Type,From\n")
	postings.WriteString("Key,Unit,From\n")
	managers.WriteString("Key,Boss,From\n")
	for i := range n {
		fmt.Fprintf(&people, "%d,Officer Number%d,%d,officer,2010-01-06\n", i, i, 10_000+i)
		fmt.Fprintf(&postings, "%d,unit-%d,2010-01-06\n", i, i/10)
		if i > 0 {
			fmt.Fprintf(&managers, "%d,%d,2010-01-06\n", i, (i-1)/6)
		}
	}
	const mapping = `source = "hr"
[people]
file = "people.csv"
key = ["Key"]
name = ["Name"]
number = "Number"
type = "Type"
joined = "From"
[postings]
file = "postings.csv"
person = ["Key"]
value = "Unit"
from = "From"
[managers]
file = "managers.csv"
person = ["Key"]
manager = ["Boss"]
from = "From"
`
	for name, text := range map[string]string{"people.csv": people.String(), "postings.csv": postings.String(), "managers.csv": managers.String(), "hr.toml": mapping} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestImportOfTheWorkforceKilled kills the real binary, as a process of its own,
// in the midst of an import, and looks for every row that the public log had
// acknowledged by then. Run again, it goes on; in the end all is there once.
func TestImportOfTheWorkforceKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	const people, kills = 15_000, 3
	bin, in, dir := binary(t), manyPeople(t, people), filepath.Join(memory(t), "data")
	args := []string{
		"import", "workforce", filepath.Join(in, "people.csv"), filepath.Join(in, "postings.csv"), filepath.Join(in, "managers.csv"),
		"--mapping", filepath.Join(in, "hr.toml"), "--force", "north", "--dir", dir,
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var acknowledged, found int64
	killed := 0
	for range kills {
		cmd := exec.CommandContext(t.Context(), bin, args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-time.After(time.Duration(1200+random.IntN(500)) * time.Millisecond): // in the midst of it, wherever that is
			if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			<-ended
			killed++
			size := published(t, dir)
			acknowledged, found = acknowledged+size, found+min(size, journalled(t, dir))
		case <-ended: // a fast machine was done
		}
	}
	t.Logf("%d kills: acknowledged %d, found %d, lost %d", killed, acknowledged, found, acknowledged-found)
	if found != acknowledged || killed == 0 {
		t.Errorf("killed %d times, lost %d, want at least one kill and nothing lost", killed, acknowledged-found)
	}
	out, err := exec.CommandContext(t.Context(), bin, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("the last run: %v\n%s", err, out)
	}
	if got, want := journalled(t, dir), int64(1+people*3-1); got != want {
		t.Errorf("%d rows in the journal, want %d: each row once", got, want)
	}
	out, err = exec.CommandContext(t.Context(), bin, args...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), fmt.Sprintf("people             0 new, 0 corrected, %d held already", people)) {
		t.Errorf("the run after: %v\n%s", err, out)
	}
	out, err = exec.CommandContext(t.Context(), bin, "ledger", "check", "--dir", dir).CombinedOutput()
	t.Logf("ledger check: %s", out)
	if err != nil {
		t.Errorf("ledger check after the kills: %v", err)
	}
}

// published is how many entries the last checkpoint of the log holds, 0 before
// the first.
func published(t *testing.T, dir string) int64 {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "log", "north", "checkpoint"))
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.Split(string(b), "\n")[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// journalled is how many rows the journal holds.
func journalled(t *testing.T, dir string) (n int64) {
	t.Helper()
	db, err := store.Open(filepath.Join(dir, "candour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = seal.Bind(db, seal.OpenKeys(filepath.Join(dir, "keys"), seal.Commands{})).Read(t.Context(), func(tx *seal.Tx) error {
		return tx.One(`SELECT count(*) FROM journal WHERE force = $1`, []any{"north"}, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
