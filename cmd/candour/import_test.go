package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestImportOfTheRealExtract imports everything by the real binary: it is
// interrupted once, run again to the end, and run a third time, which changes
// nothing; then journal, log and a stranger agree.
func TestImportOfTheRealExtract(t *testing.T) {
	t.Parallel()
	from := os.Getenv("CANDOUR_DATA")
	if from == "" {
		from = filepath.Join("..", "..", "..", "shared", "data")
	}
	from = filepath.Join(from, "complaints")
	if !exists(from) {
		t.Skipf("SKIP: the complaint extract is not at %s (set CANDOUR_DATA)", from)
	}
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the import of the whole extract")
	}
	bin, dir := binary(t), filepath.Join(memory(t), "data")
	run := func(want int, args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), bin, append(args, "--dir", dir)...).Output()
		if got := exitCode(err); got != want {
			t.Fatalf("candour %s: exit %d, want %d\n%s", args[0], got, want, out)
		}
		return string(out)
	}

	stopped := exec.CommandContext(t.Context(), bin, "import", "complaints", from, "--dir", dir)
	if err := stopped.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Second) // well into it, however fast the machine
	if err := stopped.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := exitCode(stopped.Wait()); got != exitInterrupted {
		t.Errorf("import after Ctrl-C: exit %d, want %d", got, exitInterrupted)
	}
	t.Log(run(exitDone, "ledger", "check"))

	whole := run(exitRejects, "import", "complaints", from)
	t.Log(strings.SplitN(whole, "rejected", 2)[0])
	for _, line := range []string{"allegations open: 7092; closed without a finding: 3085", "119 rejected, 1441 kept with a warning"} {
		if !strings.Contains(whole, line) {
			t.Errorf("the import does not say %q", line)
		}
	}
	again := run(exitRejects, "import", "complaints", from)
	for _, line := range []string{"officers           0 new, 0 corrected, 30006 held already", "cases              0 new, 0 corrected, 122514 held already", "allegations        0 new, 0 corrected, 221868 held already"} {
		if !strings.Contains(again, line) {
			t.Errorf("the third import does not say %q:\n%s", line, strings.SplitN(again, "rejected", 2)[0])
		}
	}
	check := run(exitDone, "ledger", "check")
	t.Log(check)
	if !strings.Contains(check, "home: clean: 348386 rows") {
		t.Errorf("ledger check: %s", check)
	}
	t.Log(run(exitDone, "verify", dir, "--key", filepath.Join(dir, "log", "home.pub")))
}

func exitCode(err error) int {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return e.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}
