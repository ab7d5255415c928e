// One file over 500 lines: each way in which a restore can go wrong is one test, and
// they share the folder that is lost and the backup of it.

package main

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/backup"
	"candour/ledger"
	"candour/record"
	"candour/seal"
)

// backedUp is a folder with one report, whose keys lie apart, and a backup of it.
func backedUp(t *testing.T) (dir, keys, file, identity string, report candour.ReportID) {
	t.Helper()
	at := t.TempDir()
	dir, keys = filepath.Join(at, "data"), filepath.Join(at, "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	settle(t, dir, keys, true)
	report = told(t, dir, "north")[0]
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.drain(t.Context(), "north"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	file, identity = filepath.Join(at, "backup"), filepath.Join(at, "id")
	done(t, "backup", "key", "--out", identity)
	done(t, "backup", "--dir", dir, "--to", file, "--recipient", identity+".pub")
	return dir, keys, file, identity, report
}

func done(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := candourRun(t, args...)
	if code != exitDone {
		t.Fatalf("%v: exit %d: %s %s", args, code, out, errs)
	}
	return out
}

// TestABackupHoldsNoKey opens a backup and looks in every entry for the bytes of every
// key, for the words that were said, and for what must not come back: sessions.
func TestABackupHoldsNoKey(t *testing.T) {
	t.Parallel()
	dir, keys, file, identity, _ := backedUp(t)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	with, err := backup.Identities(identity)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if err := backup.Extract(file, with, out); err != nil {
		t.Fatal(err)
	}
	var secrets [][]byte
	list, err := os.ReadDir(keys)
	if err != nil || len(list) < 2 {
		t.Fatal(err, list)
	}
	for _, k := range list {
		b, err := os.ReadFile(filepath.Join(keys, k.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 0 {
			secrets = append(secrets, bytes.TrimSpace(b), b[len(b)/2:len(b)/2+16])
		}
	}
	files := 0
	err = filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		if strings.Contains(path, "kek") || strings.Contains(path, "/keys") {
			t.Errorf("%s is in the backup", path)
		}
		for _, s := range secrets {
			if bytes.Contains(b, s) {
				t.Errorf("%s holds a key", path)
			}
		}
		if bytes.Contains(b, []byte("the words")) {
			t.Errorf("%s holds what somebody said", path)
		}
		return err
	})
	if err != nil || files < 5 {
		t.Errorf("%d files: %v", files, err)
	}
	if bytes.Contains(raw, []byte("SQLite format")) || bytes.Contains(raw, []byte("manifest.json")) {
		t.Error("the file is not sealed")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	b := backup.New(time.Now(), "SQLite")
	for _, name := range []string{"keys/log-north", "kek-north-1", "a/kek-north-1.wrapped", "../x", "/etc/x", "a/../../x", `a\b`, "", "kek"} {
		if err := b.Data(name, nil); err == nil {
			t.Errorf("%q was taken into a backup", name)
		}
	}
	if code, _, errs := candourRun(t, "backup", "--dir", dir, "--to", file, "--recipient", identity+".pub"); code != exitFailed || !strings.Contains(errs, "replaces none") {
		t.Errorf("over another backup: %d %s", code, errs)
	}
	if code, _, errs := candourRun(t, "backup", "--dir", dir, "--to", file+"2"); code != exitUsage || !strings.Contains(errs, "sealed to somebody") {
		t.Errorf("without a recipient: %d %s", code, errs)
	}
}

// TestRestoreRefuses: each way in which a restore must not go on, and nothing is
// written then.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	dir, keys, file, identity, report := backedUp(t)
	to := filepath.Join(t.TempDir(), "new")
	refused := func(says string, args ...string) {
		t.Helper()
		code, _, errs := candourRun(t, append([]string{"restore", "--dir", to}, args...)...)
		if code == exitDone || !strings.Contains(errs, says) {
			t.Errorf("%v: exit %d, want %q; it said %s", args, code, says, errs)
		}
		nothingAt(t, to)
	}
	other := filepath.Join(t.TempDir(), "other")
	done(t, "backup", "key", "--out", other)
	refused("sealed to another key", file, "--identity", other, "--keys", keys)
	refused("holds no identity", file, "--identity", other+".pub", "--keys", chmod(t, other+".pub"))
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "damaged")
	for _, n := range []int{0, 100, len(raw) / 4, len(raw) / 2, len(raw) - 1} {
		b := bytes.Clone(raw)
		b[n] ^= 1
		for _, b := range [][]byte{b, raw[:n]} {
			if err := os.WriteFile(damaged, b, 0o600); err != nil {
				t.Fatal(err)
			}
			refused("", damaged, "--identity", identity, "--keys", keys)
		}
	}
	if err := os.WriteFile(damaged, append(bytes.Clone(raw), 'x'), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("", damaged, "--identity", identity, "--keys", keys)
	away := keys + ".away"
	if err := os.Rename(keys, away); err != nil {
		t.Fatal(err)
	}
	refused("bring the keys back first", file, "--identity", identity, "--keys", t.TempDir())
	refused("missing flags: --keys", file, "--identity", identity)
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(t.TempDir(), "full")
	if err := os.MkdirAll(full, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := candourRun(t, "restore", file, "--dir", full, "--identity", identity, "--keys", away); code != exitFailed || !strings.Contains(errs, "is not empty") {
		t.Errorf("into a full folder: %d %s", code, errs)
	}
	refused("give a copy of it with --mirror", file, "--identity", identity, "--keys", away)
	// With the keys where they went, into an empty folder.
	if out := done(t, "restore", file, "--dir", to, "--identity", identity, "--keys", away, "--mirror", dir); !strings.Contains(out, "restored to") {
		t.Errorf("it said %s", out)
	}
	if err := reads(t.Context(), to, "north", report); err != nil {
		t.Errorf("what was told, after a restore: %v", err)
	}
	if out := done(t, "ledger", "check", "--dir", to); !strings.Contains(out, "north: clean") {
		t.Errorf("ledger check: %s", out)
	}
}

// TestABackupThatNobodySigned: of a folder that was never served there is no log and no
// key that could sign. It is put back only where somebody says so.
func TestABackupThatNobodySigned(t *testing.T) {
	t.Parallel()
	at := t.TempDir()
	dir, keys := filepath.Join(at, "data"), filepath.Join(at, "keys")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	settle(t, dir, keys, true)
	report := told(t, dir, "north")[0]
	file, identity, to := filepath.Join(at, "backup"), filepath.Join(at, "id"), filepath.Join(at, "new")
	done(t, "backup", "key", "--out", identity)
	done(t, "backup", "--dir", dir, "--to", file, "--recipient", identity+".pub")
	args := []string{"restore", file, "--dir", to, "--identity", identity, "--keys", keys}
	if code, _, errs := candourRun(t, args...); code != exitFailed || !strings.Contains(errs, "nobody can say who made this backup") {
		t.Errorf("exit %d: %s", code, errs)
	}
	nothingAt(t, to)
	done(t, append(args, "--unasked")...)
	if err := reads(t.Context(), to, "north", report); err != nil {
		t.Error(err)
	}
}

func chmod(t *testing.T, file string) (dir string) {
	t.Helper()
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(file)
}

// TestNoBackupBringsErasedWordsBack: what was erased stays so when an older backup is
// put back, once the keys were rotated: neither the program nor whoever has the backup,
// its identity and all keys that are left can read a word of it.
func TestNoBackupBringsErasedWordsBack(t *testing.T) {
	t.Parallel()
	dir, keys, file, identity, report := backedUp(t)
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	of := candour.Subject{Kind: "report", ID: string(report)}
	// As the act of erasure does it; the two people who decide it are another test's.
	err = f.db.WithTx(t.Context(), func(tx *seal.Tx) error {
		what, err := ledger.ErasedFields(tx, "north", of)
		if err != nil {
			return err
		}
		if err := tx.Erase("north", of, candour.On(time.Now())); err != nil {
			return err
		}
		return ledger.Append(tx, "north", []candour.Event{{
			ID: "erased-in-a-test", Force: "north", Kind: ledger.Erased, Subject: candour.Subject{Kind: "force", ID: "north"},
			On: candour.On(time.Now()), At: time.Now(), By: "two-people", Act: "erase-report", Data: what,
		}}, func(candour.Subject) []byte { return make([]byte, 32) })
	})
	if err := closing(f, err); err != nil {
		t.Fatal(err)
	}
	// Before the rotation the older backup opens: what it brings back is erased again, and
	// said to be, and the log goes on behind the rows that were lost.
	mirror := filepath.Join(t.TempDir(), "log")
	early := filepath.Join(t.TempDir(), "early")
	drained(t, dir)
	if err := copyTree(filepath.Join(dir, "log", "north"), mirror); err != nil {
		t.Fatal(err)
	}
	out := done(t, "restore", file, "--dir", early, "--identity", identity, "--keys", keys, "--mirror", mirror)
	if !strings.Contains(out, "1 records that were erased since then are erased again") || !strings.Contains(out, "were lost") {
		t.Errorf("restoring a backup from before an erasure says %s", out)
	}
	if err := reads(t.Context(), early, "north", report); err == nil {
		t.Error("a restore brought the erased words back")
	}
	if out := done(t, "ledger", "check", "--dir", early); !strings.Contains(out, "north: clean") || !strings.Contains(out, "1 subjects were erased by acts") {
		t.Errorf("ledger check: %s", out)
	}
	// Nor is a copy of the database that is put into its place by hand opened.
	with, err := backup.Identities(identity)
	if err != nil {
		t.Fatal(err)
	}
	older := filepath.Join(t.TempDir(), "older")
	if err := errors.Join(os.Mkdir(older, 0o700), backup.Extract(file, with, older), os.Rename(filepath.Join(older, inDatabase), filepath.Join(older, sqliteFile))); err != nil {
		t.Fatal(err)
	}
	settle(t, older, keys, true)
	if err := reads(t.Context(), older, "north", report); err == nil || !strings.Contains(err.Error(), "this database is an older copy: 1 records of north that were erased") {
		t.Errorf("an older copy by hand: %v", err)
	}
	done(t, "keys", "rotate", "--dir", dir)
	to := filepath.Join(t.TempDir(), "new")
	code, _, errs := candourRun(t, "restore", file, "--dir", to, "--identity", identity, "--keys", keys)
	if code != exitFailed || !strings.Contains(errs, "made before the keys of north were rotated (epoch 1, and now it is 2)") {
		t.Errorf("restoring the old backup: %d %s", code, errs)
	}
	nothingAt(t, to)
	// By hand: open the backup and ask for the words with the keys that are left, under
	// their own name and under the old one.
	byHand := t.TempDir()
	if err := backup.Extract(file, with, byHand); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(byHand, inDatabase), filepath.Join(byHand, sqliteFile)); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadFile(filepath.Join(keys, "kek-north-2"))
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(t.TempDir(), "keys")
	if err := os.MkdirAll(mine, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kek-north-1", "kek-north-2"} {
		if err := os.WriteFile(filepath.Join(mine, name), left, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, byHand, mine, true)
	if err := reads(t.Context(), byHand, "north", report); err == nil {
		t.Error("an old backup and the keys that are left give the words back")
	}
	// A backup from after the rotation comes back, without the words.
	done(t, "backup", "--dir", dir, "--to", file+"-2", "--recipient", identity+".pub")
	done(t, "restore", file+"-2", "--dir", to, "--identity", identity, "--keys", keys, "--mirror", dir)
	if err := reads(t.Context(), to, "north", report); err == nil {
		t.Error("a restore brought the erased words back")
	}
}

// drained publishes what is in the journal of a folder.
func drained(t *testing.T, dir string) {
	t.Helper()
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.drain(t.Context(), "north")
	if err := closing(f, err); err != nil {
		t.Fatal(err)
	}
}

// TestAForgedBackupIsRefused: whoever knows the public key can seal a file to it. One in
// which somebody gave themselves a role, or that leaves the force out, is not used.
func TestAForgedBackupIsRefused(t *testing.T) {
	t.Parallel()
	dir, keys, file, identity, _ := backedUp(t)
	with, err := backup.Identities(identity)
	if err != nil {
		t.Fatal(err)
	}
	was, _, err := backup.Verify(file, with)
	if err != nil || len(was.Signed["north"]) == 0 {
		t.Fatalf("it is not signed: %v", err)
	}
	inside := t.TempDir()
	if err := backup.Extract(file, with, inside); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(inside, inDatabase))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO authz_role (force, person, role) VALUES ('north', 'somebody', 'approver')`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(identity + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	to, err := backup.Recipients([]string{string(public)})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*backup.Copy){
		"a role more":     func(c *backup.Copy) {},
		"no signature":    func(c *backup.Copy) { c.Signed = nil },
		"no force at all": func(c *backup.Copy) { c.Forces, c.Signed = nil, nil },
	} {
		forged := backup.New(was.Made, was.Engine)
		forged.Forces, forged.Signed = was.Forces, was.Signed
		for _, f := range was.Files {
			if err := forged.Path(f.Name, filepath.Join(inside, filepath.FromSlash(f.Name))); err != nil {
				t.Fatal(err)
			}
		}
		change(forged)
		at := filepath.Join(t.TempDir(), "forged")
		if err := forged.Seal(at, to...); err != nil {
			t.Fatal(err)
		}
		fresh := filepath.Join(t.TempDir(), "new")
		if code, _, errs := candourRun(t, "restore", at, "--dir", fresh, "--identity", identity, "--keys", keys, "--mirror", dir); code != exitFailed || !strings.Contains(errs, "is not signed with the key") {
			t.Errorf("%s: exit %d: %s", name, code, errs)
		}
		nothingAt(t, fresh)
	}
}

// TestOneBackupAtATime: a second one is refused while one is being made, and what a
// killed one left of the tables is removed by the next.
func TestOneBackupAtATime(t *testing.T) {
	t.Parallel()
	dir, _, file, identity, _ := backedUp(t)
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	room, end, err := f.backupRoom()
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(room, "candour.db")
	if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"backup", "--dir", dir, "--to", file + "-2", "--recipient", identity + ".pub"}
	if code, _, errs := candourRun(t, args...); code != exitFailed || !strings.Contains(errs, "another backup of") {
		t.Errorf("beside another: exit %d: %s", code, errs)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(room, 0o700), os.WriteFile(left, []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	done(t, args...)
	if exists(left) || exists(room) {
		t.Error("a copy of the tables is left in the folder")
	}
}

func closing(f io.Closer, err error) error {
	if err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// TestCheckSeesAGapThatNobodyDeclared takes the declaration of a gap away, and the
// leaves, and adds leaves for rows that are there: each is a difference.
func TestCheckSeesAGapThatNobodyDeclared(t *testing.T) {
	t.Parallel()
	dir, _, _, _, _ := backedUp(t)
	f, err := openFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	leaf := func(b byte) []byte { return append([]byte("candour/v1"), bytes.Repeat([]byte{b}, 32)...) }
	_, err = f.runner.Run(t.Context(), act.By(authz.Program("north"), time.Now()), &record.Restore{Force: "north", Made: time.Now(), Leaves: [][]byte{leaf(1), leaf(2), leaf(3)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.drain(t.Context(), "north"); err != nil {
		t.Fatal(err)
	}
	src, err := ledger.OpenSource(f.logDir("north"), nil)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ledger.LoadVerifier(f.verifierFile("north"))
	if err != nil {
		t.Fatal(err)
	}
	check := func() ledger.CheckReport {
		r, _ := ledger.Check(t.Context(), f.db, "north", src, verifier)
		return r
	}
	if r := check(); r.Err() != nil || r.Lost != 3 || r.Unpublished != 0 {
		t.Fatalf("declared: %v, %d lost, %d unpublished", r.Differences, r.Lost, r.Unpublished)
	}
	do := func(q string) {
		t.Helper()
		err := f.db.WithTx(t.Context(), func(tx *seal.Tx) error { _, err := tx.Exec(q); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct{ do, undo, says string }{
		{`INSERT INTO ledger_lost (force, seq, leaf) VALUES ('north', 1, 'Y2FuZG91ci92MQ')`, `DELETE FROM ledger_lost WHERE seq = 1`, "are kept of lost rows that are not missing"},
		{`UPDATE ledger_lost SET leaf = 'Y2FuZG91ci92MQ' WHERE seq = (SELECT max(seq) FROM ledger_lost)`, ``, "Leaf"},
		{`DELETE FROM ledger_lost WHERE seq = (SELECT max(seq) FROM ledger_lost)`, ``, "The journal has no row"},
	} {
		do(`DROP TRIGGER IF EXISTS ledger_lost_never_changes`)
		do(`DROP TRIGGER IF EXISTS ledger_lost_never_forgets`)
		do(x.do)
		if r := check(); r.Err() == nil || !strings.Contains(strings.Join(r.Differences, "\n"), x.says) {
			t.Errorf("%s: %v, want %q", x.do, r.Differences, x.says)
		}
		if x.undo != "" {
			do(x.undo)
		}
	}
}
