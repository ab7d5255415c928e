package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/cases"
	"candour/intake"
	"candour/ledger"
	"candour/seal"
)

// told opens a folder and sends one report, so that there are keys and words.
func told(t *testing.T, dir string, forces ...candour.ForceID) (reports []candour.ReportID) {
	t.Helper()
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, force := range forces {
		report, err := tellIn(t.Context(), f, force)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, report)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return reports
}

func tellIn(ctx context.Context, f *folder, force candour.ForceID) (candour.ReportID, error) {
	secret := intake.NewSecret()
	_, err := f.runner.Run(ctx, act.By(act.Reporter(force, secret.Reporter()), time.Now()), &intake.SendReport{
		Report: secret.Report(), Code: secret.ReturnCode(), Said: []intake.Said{{What: candour.Mark("the words")}},
	})
	return secret.Report(), err
}

// reads opens a folder and reads a report in it.
func reads(ctx context.Context, dir string, force candour.ForceID, id candour.ReportID) error {
	f, err := openFolder(ctx, dir)
	if err != nil {
		return err
	}
	return errors.Join(readIn(ctx, f, force, id), f.Close())
}

func readIn(ctx context.Context, f *folder, force candour.ForceID, id candour.ReportID) error {
	return f.db.Read(ctx, func(tx *seal.Tx) error {
		r, err := intake.Read(tx, force, id)
		if err == nil && r.Allegations[0].What.Words() != "the words" {
			err = errors.New("the words are others")
		}
		return err
	})
}

func candourRun(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, streams{out: &o, err: &e})
	return code, o.String(), e.String()
}

func keyFiles(t *testing.T, dir string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*kek*"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = filepath.Base(list[i])
	}
	return strings.Join(list, " ")
}

func TestRotate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	r := told(t, dir, "north", "south")
	keys := filepath.Join(dir, "keys")
	if got, want := keyFiles(t, keys), "kek-north-1 kek-south-1"; got != want {
		t.Errorf("keys %q, want %q: one for each force", got, want)
	}
	// Not while somebody else uses the folder.
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, says := candourRun(t, "keys", "rotate", "--dir", dir); code != exitFailed || !strings.Contains(says, "stop that first") {
		t.Errorf("beside another: code %d, %q", code, says)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]string{{"keys", "rotate", "--dir", dir, "--force", "east"}, {"keys", "rotate", "--dir", filepath.Join(dir, "nothing")}} {
		if code, _, _ := candourRun(t, bad...); code == exitDone {
			t.Errorf("%q: done", bad)
		}
	}
	code, out, says := candourRun(t, "keys", "rotate", "--dir", dir, "--force", "north")
	if code != exitDone || !strings.Contains(out, "north: epoch 2, 2 keys wrapped anew; destroyed "+filepath.Join(keys, "kek-north-1")) {
		t.Fatalf("code %d, %q, %q", code, out, says)
	}
	if got, want := keyFiles(t, keys), "kek-north-2 kek-south-1"; got != want {
		t.Errorf("keys %q, want %q", got, want)
	}
	if code, out, says = candourRun(t, "keys", "rotate", "--dir", dir); code != exitDone || strings.Count(out, "wrapped anew") != 2 {
		t.Fatalf("code %d, %q, %q", code, out, says)
	}
	if got, want := keyFiles(t, keys), "kek-north-3 kek-south-2"; got != want {
		t.Errorf("keys %q, want %q", got, want)
	}
	for i, force := range []candour.ForceID{"north", "south"} {
		if err := reads(t.Context(), dir, force, r[i]); err != nil {
			t.Errorf("%s after two rotations: %v", force, err)
		}
	}
	f, err = openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	err = f.db.Read(t.Context(), func(tx *seal.Tx) error {
		events, err := ledger.EventsOf(tx, "north", candour.Subject{Kind: "force", ID: "north"})
		var says []string
		for _, e := range events {
			says = append(says, fmt.Sprint(e.Kind, " ", e.Value("from-epoch"), " ", e.Value("to-epoch")))
		}
		if got, want := strings.Join(says, ", "), "keys-rotated 1 2, keys-rotated 2 3"; got != want {
			t.Errorf("journalled %q, want %q", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFolderOfOneKey: a folder of the form that had one file for all goes on
// opening, and its file is destroyed when the last force has left it.
func TestFolderOfOneKey(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	keys := filepath.Join(dir, "keys")
	if _, err := seal.KeyFile(filepath.Join(keys, "kek")); err != nil {
		t.Fatal(err)
	}
	r := told(t, dir, "north", "south")
	if got := keyFiles(t, keys); got != "kek" {
		t.Errorf("keys %q, want the one file", got)
	}
	if code, out, _ := candourRun(t, "keys", "rotate", "--dir", dir, "--force", "north"); code != exitDone || !strings.Contains(out, "is kept, because [south] still use it") {
		t.Errorf("code %d, %q", code, out)
	}
	if got := keyFiles(t, keys); got != "kek kek-north-2" {
		t.Errorf("keys %q, want the one file, kept for south, and the new one", got)
	}
	if code, out, _ := candourRun(t, "keys", "rotate", "--dir", dir); code != exitDone || strings.Contains(out, "is kept") {
		t.Errorf("code %d, %q", code, out)
	}
	if got := keyFiles(t, keys); got != "kek-north-3 kek-south-2" {
		t.Errorf("keys %q", got)
	}
	for i, force := range []candour.ForceID{"north", "south"} {
		if err := reads(t.Context(), dir, force, r[i]); err != nil {
			t.Errorf("%s: %v", force, err)
		}
	}
	// And without its keys it says what is missing.
	if err := os.Rename(keys, keys+"-away"); err != nil {
		t.Fatal(err)
	}
	if err := reads(t.Context(), dir, "north", r[0]); err == nil || !strings.Contains(err.Error(), "kek-north-3 is not there") || !strings.Contains(err.Error(), "put the keys folder back") {
		t.Errorf("without its keys: %v", err)
	}
	if list, _ := os.ReadDir(keys); len(list) != 0 {
		t.Errorf("new keys were made for old data: %v", list)
	}
}

// TestRotationKilled kills the real program while it rotates, at moments spread
// over a whole run, and after each the folder opens and everything reads; at the
// end a rotation leaves the keys of one epoch and nothing else.
func TestRotationKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	bin, dir := binary(t), filepath.Join(t.TempDir(), "data")
	forces := []candour.ForceID{"north", "south"}
	r := told(t, dir, forces...)
	for range 40 {
		told(t, dir, "north")
	}
	rotate := func(after time.Duration) (took time.Duration, err error) {
		ctx, stop := context.WithTimeout(t.Context(), after)
		defer stop()
		began := time.Now()
		err = exec.CommandContext(ctx, bin, "keys", "rotate", "--dir", dir).Run() // a context that ends is SIGKILL
		return time.Since(began), err
	}
	whole := time.Minute
	for range 3 {
		took, err := rotate(time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		whole = min(whole, took)
	}
	const rounds = 14
	killed := 0
	for i := range rounds {
		if _, err := rotate(whole * time.Duration(i+1) / rounds); err != nil {
			killed++
		}
		for j, force := range forces {
			if err := reads(t.Context(), dir, force, r[j]); err != nil {
				t.Fatalf("round %d: %s: %v", i, force, err)
			}
		}
	}
	if _, err := rotate(time.Minute); err != nil {
		t.Fatal(err)
	}
	t.Logf("a rotation takes %s; killed in %d of %d rounds", whole.Round(time.Millisecond), killed, rounds)
	if killed == 0 {
		t.Error("no round was killed")
	}
	if got := strings.Fields(keyFiles(t, filepath.Join(dir, "keys"))); len(got) != 2 {
		t.Errorf("keys %q, want one for each force", got)
	}
	if list, _ := filepath.Glob(filepath.Join(dir, "keys", ".*")); len(list) > 0 {
		t.Errorf("half-made keys are left: %q", list)
	}
	for j, force := range forces {
		if err := reads(t.Context(), dir, force, r[j]); err != nil {
			t.Error(err)
		}
	}
	if code, out, says := candourRun(t, "ledger", "check", "--dir", dir); code != exitDone {
		t.Errorf("the journal after it: code %d, %q, %q", code, out, says)
	}
}

// script writes a program for the tests.
func script(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\nset -eu\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestWrapCommand: with commands no key lies in clear, each is unwrapped once at
// the start, and a folder with a key file moves over by one rotation.
func TestWrapCommand(t *testing.T) {
	t.Parallel()
	dir, outside := filepath.Join(t.TempDir(), "data"), t.TempDir()
	r := told(t, dir, "north") // with a key file
	if u := use(t, dir); !u.inClear {
		t.Error("a key file is not noticed")
	}
	clear, err := os.ReadFile(filepath.Join(dir, "keys", "kek-north-1"))
	if err != nil {
		t.Fatal(err)
	}
	// It stands for a key service: it turns the bytes about and counts its calls.
	wrap := script(t, outside, "wrap", `test $# -eq 1; echo wrap >> "$1"; base64 | rev`)
	unwrap := script(t, outside, "unwrap", `test $# -eq 1; echo unwrap >> "$1"; rev | base64 -d`)
	calls := filepath.Join(outside, "calls")
	settings := fmt.Sprintf("keys = %q\nwrap_command = [%q, %q]\nunwrap_command = [%q, %q]\n", filepath.Join(dir, "keys"), wrap, calls, unwrap, calls)
	if err := os.WriteFile(filepath.Join(dir, "candour.toml"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, says := candourRun(t, "keys", "rotate", "--dir", dir); code != exitDone || !strings.Contains(out, "destroy that version of the key") {
		t.Fatalf("code %d, %q, %q", code, out, says)
	}
	if got := keyFiles(t, filepath.Join(dir, "keys")); got != "kek-north-2.wrapped" {
		t.Errorf("keys %q, want a wrapped one alone", got)
	}
	if u := use(t, dir); u.inClear {
		t.Error("a wrapped key counts as one in clear")
	}
	if err := os.Remove(calls); err != nil {
		t.Fatal(err)
	}
	if err := reads(t.Context(), dir, "north", r[0]); err != nil {
		t.Errorf("with a wrapped key: %v", err)
	}
	if got, _ := os.ReadFile(calls); string(got) != "unwrap\n" {
		t.Errorf("calls to open and read: %q, want one", got)
	}
	told(t, dir, "south") // a new force gets a wrapped key at once
	if got := keyFiles(t, filepath.Join(dir, "keys")); got != "kek-north-2.wrapped kek-south-1.wrapped" {
		t.Errorf("keys %q", got)
	}
	b, err := os.ReadFile(filepath.Join(dir, "keys", "kek-north-2.wrapped"))
	if err != nil || bytes.Contains(b, clear[len(clear)-30:]) || bytes.Contains(b, []byte("kek v1")) {
		t.Errorf("the wrapped file holds a key in clear (%v)", err)
	}

	// One force's wrapped key in another's place is noticed.
	own := filepath.Join(dir, "keys", "kek-south-1.wrapped")
	if err := errors.Join(os.Remove(own), os.WriteFile(own, b, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := reads(t.Context(), dir, "north", r[0]); err == nil || !strings.Contains(err.Error(), "is not that key") {
		t.Errorf("a wrapped key of another force: %v", err)
	}
	for text, want := range map[string]string{
		"":                       "names no unwrap_command",
		"wrap_command = ['x']\n": "names only one",
		"wrap_command = 3\n":     "candour.toml",
		"pilot = 'yes'\n":        "candour.toml",
		strings.ReplaceAll(settings, unwrap, filepath.Join(outside, "none")): "could not be run",
	} {
		if err := os.WriteFile(filepath.Join(dir, "candour.toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := reads(t.Context(), dir, "north", r[0]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("candour.toml %q: %v, want an error that says %q", text, err, want)
		}
	}
}

func use(t *testing.T, dir string) keyUse {
	t.Helper()
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return f.keyUse()
}

// TestPipe: whatever the command does, the error says what to do and holds no
// byte of what was given or returned.
func TestPipe(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	const secret = "SecretKeyBytes"
	if got, err := pipe([]string{script(t, dir, "good", "cat")})(ctx, []byte("a\x00b\n")); err != nil || string(got) != "a\x00b\n" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := pipe([]string{script(t, dir, "args", `printf %s "$*"`), "a b", "$HOME", ";x"})(ctx, nil); err != nil || string(got) != "a b $HOME ;x" {
		t.Errorf("%q, %v: no shell may read the arguments", got, err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		argv []string
		want string
	}{
		"fails":  {ctx, []string{script(t, dir, "fails", "cat; cat >&2; exit 7")}, "failed (exit status 7)"},
		"says":   {ctx, []string{script(t, dir, "says", "echo "+secret+" >&2; echo "+secret+"; exit 1")}, "run it by hand"},
		"much":   {ctx, []string{script(t, dir, "much", "yes "+secret)}, "more than 65536 bytes"},
		"little": {ctx, []string{script(t, dir, "little", "cat > /dev/null")}, "returned nothing"},
		"absent": {ctx, []string{filepath.Join(dir, "none")}, "could not be run"},
		"late":   {ended, []string{script(t, dir, "late", "sleep 60")}, "did not end"},
	} {
		got, err := pipe(c.argv)(c.ctx, []byte(secret))
		if err == nil || got != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q, %v; want an error that says %q", name, got, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error holds the key: %v", name, err)
		}
	}
}

func TestMayServe(t *testing.T) {
	dir, away := t.TempDir(), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "keys"), filepath.Join(away, "link")); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "keys")
	for name, c := range map[string]struct {
		use  keyUse
		want string
	}{
		"a demonstration":           {keyUse{demo: true, dir: dir, keys: own, inClear: true}, ""},
		"wrapped, elsewhere":        {keyUse{dir: dir, keys: away}, ""},
		"a pilot, elsewhere":        {keyUse{pilot: true, dir: dir, keys: away, inClear: true}, ""},
		"a key file":                {keyUse{dir: dir, keys: away, inClear: true}, "in clear"},
		"inside":                    {keyUse{dir: dir, keys: own}, "inside the data folder"},
		"a pilot, inside":           {keyUse{pilot: true, dir: dir, keys: own, inClear: true}, "inside the data folder"},
		"the folder itself":         {keyUse{pilot: true, dir: dir, keys: dir}, "inside the data folder"},
		"inside, by a link":         {keyUse{pilot: true, dir: dir, keys: filepath.Join(away, "link")}, "inside the data folder"},
		"beside, of a similar name": {keyUse{pilot: true, dir: dir, keys: dir + "-keys", inClear: true}, ""},
	} {
		err := mayServe(c.use)
		if got := fmt.Sprint(err); (err == nil) != (c.want == "") || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestCasesBeforeTheWordsMoved: words that an older program sealed under the case
// still read.
func TestCasesBeforeTheWordsMoved(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	seed, err := markDemo(dir)
	if err != nil {
		t.Fatal(err)
	}
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.makeWorld(t.Context(), seed, time.Now()); err != nil {
		t.Fatal(err)
	}
	var force, id, case1 string
	err = f.db.WithTx(t.Context(), func(tx *seal.Tx) error {
		if err := tx.One(`SELECT force, id, case_id FROM cases_allegation WHERE words <> '' ORDER BY force, id LIMIT 1`, nil, &force, &id, &case1); err != nil {
			return err
		}
		k, err := tx.Key(candour.ForceID(force), candour.Subject{Kind: "case", ID: case1})
		if err != nil {
			return err
		}
		sealed, err := k.Seal("cases_allegation.words/"+id, "as it was")
		if err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE cases_allegation SET words = $1 WHERE id = $2`, sealed, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = f.db.Read(t.Context(), func(tx *seal.Tx) error {
		c, err := cases.Read(tx, candour.ForceID(force), candour.CaseID(case1))
		found := false
		for _, a := range c.Allegations {
			found = found || a.Words.Words() == "as it was"
		}
		if !found {
			t.Error("the words are not there")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
