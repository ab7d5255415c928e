package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a disk of its own, in memory, of so many megabytes.
func smallDisk(t *testing.T, megabytes int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0700", megabytes)); err != nil {
		t.Skipf("SKIP: this account cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// onSmallDisk is a folder that may be served, on a disk of its own; its keys are on
// another.
func onSmallDisk(t *testing.T, megabytes int) (dir, disk string) {
	t.Helper()
	from, _ := ready(t)
	disk = smallDisk(t, megabytes)
	dir = filepath.Join(disk, "data")
	if err := copyTree(from, dir); err != nil {
		t.Fatal(err)
	}
	return dir, disk
}

// fill leaves a disk so many bytes.
func fill(t *testing.T, disk string, left int64) (ballast string) {
	t.Helper()
	var at syscall.Statfs_t
	if err := syscall.Statfs(disk, &at); err != nil {
		t.Fatal(err)
	}
	n := int64(at.Bavail)*at.Bsize - left
	ballast = filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, max(0, n)), 0o600); err != nil {
		t.Fatal(err)
	}
	return ballast
}

// TestTheDiskIsFull fills the disk under the real program while people report. Who
// was told that it arrived finds it again; who was not has their words on the page, and
// sends them with its button once there is room.
func TestTheDiskIsFull(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	dir, disk := onSmallDisk(t, 64)
	p := serveAs(t, dir, "report,public")
	sent := map[string]string{}
	report := func(i int) bool {
		words := fmt.Sprintf("invented words %d, before the disk is full.", i)
		code, err := tell(t.Context(), p.at, words)
		if err == nil {
			sent[code] = words
		}
		return err == nil
	}
	for i := range 5 {
		if !report(i) {
			t.Fatal("a report was refused while there was room")
		}
	}
	half := newBrowser(p.at) // somebody in the midst of it
	if _, _, err := half.do(t.Context(), "/report/", url.Values{"force": {"north"}}); err != nil {
		t.Fatal(err)
	}
	ballast := fill(t, disk, 300<<10)
	refused := 0
	for i := 5; refused < 3 && i < 2000; i++ {
		if !report(i) {
			refused++
		}
	}
	rest := filepath.Join(disk, "rest") // a page of a draft is small, and fits where a report does not
	if err := os.Rename(ballast, rest); err != nil {
		t.Fatal(err)
	}
	ballast = fill(t, disk, 0)
	const words = "somebody’s only words, typed while there is no room"
	status, page, err := half.do(t.Context(), "/report/1/what", url.Values{"what": {words}})
	for n := 0; n < 3000 && status == http.StatusOK; n++ { // what was written before left some room in its files
		status, page, err = half.do(t.Context(), "/report/1/what", url.Values{"what": {words}})
	}
	if err != nil || status != http.StatusServiceUnavailable || strings.Count(page, words) < 2 || !strings.Contains(page, "Send it again") || !strings.Contains(page, `action="/report/1/what"`) || strings.Contains(page, "disk") {
		t.Errorf("on a full disk: %d %v, want 503 and the words:\n%s", status, err, page)
	}
	until(t, "/readyz says that nothing can be written", func() bool {
		status, says := get(t, p.ops+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(says, "writes: no")
	})
	for _, f := range []string{ballast, rest} {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	if status, page, err = half.do(t.Context(), "/report/1/what", url.Values{"what": {words}}); err != nil || status != http.StatusOK || strings.Contains(page, "not sent") {
		t.Errorf("with room again: %d %v\n%s", status, err, page)
	}
	_, page, _ = half.do(t.Context(), "/report/1/what", nil)
	if !strings.Contains(page, words) {
		t.Error("the words that were sent again are not there")
	}
	until(t, "it is ready again", func() bool { status, _ := get(t, p.ops+"/readyz"); return status == http.StatusOK })
	found, lost := finds(t, p.at, sent)
	t.Logf("full disk: acknowledged %d, found %d, lost %d; refused %d, each with a page", len(sent), found, lost, refused)
	if lost > 0 || refused < 3 {
		t.Errorf("acknowledged %d, lost %d, refused %d", len(sent), lost, refused)
	}
	p.interrupt()
	if out := must(t, "ledger", "check", "--dir", dir); !strings.Contains(out, "north: clean") {
		t.Errorf("ledger check: %s", out)
	}
	// A start on a full disk, and a backup to one, say so.
	fill(t, disk, 0)
	if code, says := program(t, "backup", "--dir", dir, "--to", filepath.Join(t.TempDir(), "b"), "--recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"); code != exitFailed || !strings.Contains(says, "The disk is full: make room") {
		t.Errorf("a backup with no room: exit %d: %s", code, says)
	}
}

// TestTheDiskIsReadOnly starts on a disk that was mounted for reading only.
func TestTheDiskIsReadOnly(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	dir, disk := onSmallDisk(t, 64)
	if out, err := exec.CommandContext(t.Context(), "mount", "-o", "remount,ro", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	for _, args := range [][]string{
		{"serve", "--dir", dir, "--door", "report", "--run-by-force", "--addr", "localhost:0"},
		{"ledger", "check", "--dir", dir},
		{"keys", "rotate", "--dir", dir},
	} {
		if code, says := program(t, args...); code != exitFailed || !strings.Contains(says, "is read-only: mount it for writing") {
			t.Errorf("%v: exit %d: %s", args, code, says)
		}
	}
}

// TestTheDiskTurnsReadOnly takes the right to write away from under the running
// program: its log folder and database are refused from one moment to the next.
func TestTheDiskTurnsReadOnly(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	dir, _ := ready(t)
	file := filepath.Join(dir, sqliteFile)
	p := serveAs(t, dir, "report,public")
	sent := map[string]string{}
	words := "invented words, before the disk turned read-only."
	code, err := tell(t.Context(), p.at, words)
	if err != nil {
		t.Fatal(err)
	}
	sent[code] = words
	b := newBrowser(p.at)
	if _, _, err := b.do(t.Context(), "/report/", url.Values{"force": {"north"}}); err != nil {
		t.Fatal(err)
	}
	frozen := []string{file, file + "-wal"}
	freeze := func(how string) error {
		for _, f := range frozen {
			if out, err := exec.CommandContext(t.Context(), "chattr", how, f).CombinedOutput(); err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
		}
		return nil
	}
	if err := freeze("+i"); err != nil {
		_ = freeze("-i")
		t.Skipf("SKIP: this file system cannot make a file immutable: %v", err)
	}
	t.Cleanup(func() { _ = freeze("-i") })
	const typed = "somebody’s only words, typed while nothing can be written"
	status, page, err := b.do(t.Context(), "/report/1/what", url.Values{"what": {typed}})
	if err != nil || status != http.StatusServiceUnavailable || strings.Count(page, typed) < 2 {
		t.Errorf("while nothing can be written: %d %v\n%s", status, err, page)
	}
	if err := freeze("-i"); err != nil {
		t.Fatal(err)
	}
	if status, page, err = b.do(t.Context(), "/report/1/what", url.Values{"what": {typed}}); err != nil || status != http.StatusOK {
		t.Errorf("afterwards: %d %v\n%s", status, err, page)
	}
	found, lost := finds(t, p.at, sent)
	t.Logf("read-only disk: acknowledged %d, found %d, lost %d", len(sent), found, lost)
	if lost > 0 {
		t.Error("something that was acknowledged is lost")
	}
	p.interrupt()
}
