package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"candour/internal/testdb"
)

// program runs the real program to its end.
func program(t testing.TB, args ...string) (code int, said string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, binary(t), args...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// must wants the exit code 0.
func must(t testing.TB, args ...string) string {
	t.Helper()
	code, said := program(t, args...)
	if code != exitDone {
		t.Fatalf("candour %s: exit %d: %s", strings.Join(args, " "), code, said)
	}
	return said
}

// sizeOf is how many entries a server has published.
func sizeOf(t testing.TB, p *serving) int64 {
	t.Helper()
	_, text := get(t, p.at+"/log/north/checkpoint")
	lines := strings.SplitN(text, "\n", 3)
	if len(lines) < 3 {
		return 0
	}
	n, _ := strconv.ParseInt(lines[1], 10, 64)
	return n
}

// watch gives the log of a folder a witness that runs as a process of its own.
func watch(t *testing.T, dir string, db ...string) {
	t.Helper()
	serveAs(t, dir, "report,public", db...).interrupt() // the key of the log is made on the first start
	pub := filepath.Join(dir, "log", "north.pub")
	at, _ := startWitness(t, filepath.Join(t.TempDir(), "witness"), pub)
	_, says := get(t, at+"/")
	key := regexp.MustCompile(`(?m)^witness\.test\+\S+$`).FindString(says)
	writePolicy(t, dir, key, at)
}

// finds asks with each code whether what was told is still there.
func finds(t testing.TB, at string, sent map[string]string) (found, lost int) {
	t.Helper()
	for code, words := range sent {
		b := newBrowser(at)
		_, body, err := b.do(t.Context(), "/report/come-back", url.Values{"code": {code}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(body, words) {
			found++
		} else {
			lost++
		}
	}
	return found, lost
}

// TestRestoreWithAThousandRowsAfterTheBackup backs a running server up, goes on for
// more than a thousand rows that strangers and a witness have seen in the log, kills it,
// and loses its folder. What is put back goes on in the same log.
func TestRestoreWithAThousandRowsAfterTheBackup(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dir, keys := ready(t)
		restoreAThousand(t, dir, keys, nil, nil)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		from, to := testdb.EmptyPostgres(t), testdb.EmptyPostgres(t)
		dir, keys := onPostgres(t, from)
		restoreAThousand(t, dir, keys, []string{"--db", from}, []string{"--db", to})
	})
}

// restoreAThousand has the database named by from in a folder, and puts it back into
// that named by to.
func restoreAThousand(t *testing.T, dir, keys string, from, to []string) {
	watch(t, dir, from...)
	at := t.TempDir()
	file, identity := filepath.Join(at, "backup"), filepath.Join(at, "backup.key")
	must(t, "backup", "key", "--out", identity)
	p := serveAs(t, dir, "report,public", append(from, "--leaves", "400", "--tick", "1s")...)
	var mu sync.Mutex
	tellMany := func(name string, n int) map[string]string {
		sent := map[string]string{}
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() {
				for i := range n / 8 {
					words := fmt.Sprintf("invented %s words %d of %d.", name, i, w)
					code, err := tell(t.Context(), p.at, words)
					if err != nil { // turned away, with a page that says so: not acknowledged
						t.Logf("%v\n%s", err, p.said)
						continue
					}
					mu.Lock()
					sent[code] = words
					mu.Unlock()
				}
			})
		}
		writers.Wait()
		if len(sent) < n*3/4 {
			t.Errorf("of %d reports %d were taken", n, len(sent))
		}
		return sent
	}
	before := tellMany("early", 16)
	until(t, "a first checkpoint", func() bool { return sizeOf(t, p) > 0 })
	if age := metricOf(t, p, "candour_backup_age_seconds"); age != -1 {
		t.Errorf("before the first backup its age is %v", age)
	}
	t.Log(must(t, append([]string{"backup", "--dir", dir, "--to", file, "--recipient", identity + ".pub"}, from...)...))
	if age := metricOf(t, p, "candour_backup_age_seconds"); age < 0 || age > 60 {
		t.Errorf("after a backup its age is %v", age)
	}
	hour := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "run", lastBackup), hour, hour); err != nil {
		t.Fatal(err)
	}
	if age := metricOf(t, p, "candour_backup_age_seconds"); age < 3600 || age > 3660 {
		t.Errorf("an hour after a backup its age is %v", age)
	}
	backedUp := sizeOf(t, p)
	_, early := get(t, p.at+"/log/north/checkpoint")
	after := tellMany("late", 160)
	until(t, "a thousand rows more in the log", func() bool { return sizeOf(t, p) > backedUp+1400 })
	p.kill()

	// The disk is gone. What is left is the backup, the keys, and what anybody mirrored.
	mirror := filepath.Join(at, "mirror")
	if err := copyTree(filepath.Join(dir, "log", "north"), mirror); err != nil {
		t.Fatal(err)
	}
	seen, written := sizeIn(t, mirror), stateIn(t, mirror)
	lostDir := dir + ".lost"
	if err := os.Rename(dir, lostDir); err != nil {
		t.Fatal(err)
	}
	policy := filepath.Join(lostDir, policyFile)
	restore := append([]string{"restore", file, "--dir", dir, "--identity", identity, "--keys", keys}, to...)
	code, said := program(t, restore...)
	// More than was published, where the kill came after it had signed; never more than was written.
	if saw := witnessSaw(said); code != exitFailed || saw < seen || saw > written {
		t.Errorf("without a mirror: exit %d, of %d entries published and %d written: %s", code, seen, written, said)
	}
	nothingAt(t, dir)
	// As a writer leaves its folder that was killed after the witness had signed and before
	// the checkpoint was published; and as a stranger mirrored that.
	if err := os.WriteFile(filepath.Join(mirror, "checkpoint"), []byte(early), 0o644); err != nil {
		t.Fatal(err)
	}
	stranger := filepath.Join(at, "stranger")
	if err := errors.Join(copyTree(mirror, stranger), os.RemoveAll(filepath.Join(stranger, ".state"))); err != nil {
		t.Fatal(err)
	}
	code, said = program(t, append(restore, "--mirror", stranger)...)
	if saw := witnessSaw(said); code != exitFailed || saw < seen || saw > written {
		t.Errorf("with a short mirror: exit %d, of %d entries published and %d written: %s", code, seen, written, said)
	}
	nothingAt(t, dir)
	out := must(t, append(restore, "--mirror", stranger, "--mirror", mirror)...)
	t.Log(out)
	m := regexp.MustCompile(`rows (\d+) to (\d+) were lost`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("it does not say what was lost: %s", out)
	}
	first, _ := strconv.ParseInt(m[1], 10, 64)
	last, _ := strconv.ParseInt(m[2], 10, 64)
	// The kill may have come between the writing of entries and their publishing.
	state, err := os.ReadFile(filepath.Join(mirror, ".state", "treeState"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(state), fmt.Sprintf(`"size":%d,`, last)) || last < seen || last-first < 1000 {
		t.Errorf("rows %d to %d were lost, of %d that the witness saw; the log was written as far as %s", first, last, seen, state)
	}
	check := must(t, append([]string{"ledger", "check", "--dir", dir}, to...)...)
	t.Log(check)
	if !strings.Contains(check, "north: clean") || !strings.Contains(check, fmt.Sprintf("a declared gap: %d rows", last-first+1)) {
		t.Errorf("ledger check: %s", check)
	}

	p = serveAs(t, dir, "report,public", to...)
	until(t, "the witness signs for the log as it goes on", func() bool { return sizeOf(t, p) > last+8 })
	more := map[string]string{}
	words := "invented words after the restore."
	c, err := tell(t.Context(), p.at, words)
	if err != nil {
		t.Fatal(err)
	}
	more[c] = words
	for name, sent := range map[string]map[string]string{"before the backup": before, "after the restore": more} {
		found, lost := finds(t, p.at, sent)
		t.Logf("%s: acknowledged %d, found %d, lost %d", name, len(sent), found, lost)
		if lost > 0 {
			t.Errorf("%s: lost %d", name, lost)
		}
	}
	found, lost := finds(t, p.at, after)
	t.Logf("between backup and loss: acknowledged %d, found %d, lost and declared %d", len(after), found, lost)
	if found > 0 {
		t.Error("something that was lost is there")
	}
	says := must(t, "verify", p.at+"/log/north", "--key", filepath.Join(dir, "log", "north.pub"), "--policy", policy, "--since", filepath.Join(mirror, "checkpoint"))
	t.Log(says)
	if !strings.Contains(says, "cosigned by one") || !strings.Contains(says, "it has only grown") {
		t.Errorf("a stranger says %s", says)
	}
	p.interrupt()
	if check := must(t, append([]string{"ledger", "check", "--dir", dir}, to...)...); !strings.Contains(check, "north: clean") {
		t.Errorf("at the end: %s", check)
	}
}

// witnessSaw is how many entries a refused restore says that the witness has seen, or -1.
func witnessSaw(said string) int64 {
	m := regexp.MustCompile(`the witness one has seen (\d+) entries`).FindStringSubmatch(said)
	if m == nil {
		return -1
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	return n
}

// metricOf is one number that a server tells to monitoring.
func metricOf(t testing.TB, p *serving, name string) float64 {
	t.Helper()
	_, text := get(t, p.ops+"/metrics")
	m := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("there is no %s in\n%s", name, text)
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sizeIn(t testing.TB, log string) int64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(log, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseInt(strings.Split(string(text), "\n")[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// stateIn is how many entries a writer's folder says are in its log, published or not.
func stateIn(t testing.TB, log string) int64 {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(log, ".state", "treeState"))
	if err != nil {
		t.Fatal(err)
	}
	var state struct{ Size int64 }
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	return state.Size
}

// nothingAt wants that a refused restore has written nothing.
func nothingAt(t testing.TB, dir string) {
	t.Helper()
	for _, d := range []string{dir, dir + ".restoring"} {
		if list, err := os.ReadDir(d); err == nil && len(list) > 0 {
			t.Errorf("a refused restore wrote %v to %s", list, d)
		}
	}
}
