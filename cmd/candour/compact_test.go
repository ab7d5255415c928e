package main

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCompact: a folder that is served is not compacted; a kill at any moment leaves a
// database that is whole and has every row; and afterwards a return code still opens what
// was sent.
func TestCompact(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	bin, dir := binary(t), filepath.Join(t.TempDir(), "data")
	p := demo(t, bin, dir)
	code, err := tell(t.Context(), p.at, "what happened to me")
	if err != nil {
		t.Fatal(err)
	}
	compact := func() *exec.Cmd { return exec.CommandContext(t.Context(), bin, "compact", "--dir", dir) }
	if out, err := compact().CombinedOutput(); err == nil || !strings.Contains(string(out), "stop that first") {
		t.Fatalf("a served folder is compacted: %v\n%s", err, out)
	}
	p.interrupt()
	check := func() string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), bin, "ledger", "check", "--dir", dir).CombinedOutput()
		if err != nil {
			t.Fatalf("the ledger: %v\n%s", err, out)
		}
		return string(out)
	}
	want := check()
	began := time.Now()
	if out, err := compact().CombinedOutput(); err != nil || !strings.Contains(string(out), "the database took ") {
		t.Fatalf("compacting: %v\n%s", err, out)
	}
	whole := time.Since(began)
	killed := 0
	for i := range 12 {
		cmd := compact()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(i+1) / 12)
		_ = cmd.Process.Kill()
		if cmd.Wait() != nil {
			killed++
		}
		if got := check(); got != want {
			t.Fatalf("after a kill the ledger says\n%s\nand said\n%s", got, want)
		}
	}
	t.Logf("compacting: killed %d times of 12, the ledger the same each time", killed)
	if killed == 0 {
		t.Error("no kill came in time: this shows nothing")
	}
	if out, err := compact().CombinedOutput(); err != nil { // over what a kill left
		t.Fatalf("compacting after kills: %v\n%s", err, out)
	}
	client := newBrowser(demo(t, bin, dir).at)
	status, page, err := client.do(t.Context(), "/report/come-back", url.Values{"code": {code}})
	if err != nil || status != 200 || !strings.Contains(page, "what happened to me") {
		t.Errorf("what was sent is not there after compacting: %d %v", status, err)
	}
}
