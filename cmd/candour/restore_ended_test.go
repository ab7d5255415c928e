package main

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour/act"
	"candour/authz"
	"candour/ledger"
	"candour/record"

	"golang.org/x/mod/sumdb/note"
)

// TestALogWhoseLeavesAreGone backs a server up, goes on for entries that a witness and
// strangers have seen, and loses the folder with all copies of the log. Another log
// follows: it has what the backup has, its witness signs, whoever kept something of the
// ended one can hold it against the next, and what was lost shows as lost.
func TestALogWhoseLeavesAreGone(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	dir, keys := ready(t)
	watch(t, dir)
	at := t.TempDir()
	file, identity := filepath.Join(at, "backup"), filepath.Join(at, "backup.key")
	must(t, "backup", "key", "--out", identity)
	p := serveAs(t, dir, "report,public", "--leaves", "20", "--tick", "1s")
	sent := func(words string) (code string) {
		t.Helper()
		code, err := tell(t.Context(), p.at, words)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	keep := func(name string) string {
		t.Helper()
		_, text := get(t, p.at+"/log/north/checkpoint")
		name = filepath.Join(at, name)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	early := map[string]string{}
	for _, words := range []string{"invented early words, one.", "invented early words, two."} {
		early[sent(words)] = words
	}
	until(t, "a first checkpoint", func() bool { return sizeOf(t, p) > 0 })
	size := sizeOf(t, p)
	until(t, "the early ones are in the log", func() bool { return sizeOf(t, p) > size })
	had := sizeOf(t, p)
	kept := keep("kept") // before the backup, which has at least what it says
	must(t, "backup", "--dir", dir, "--to", file, "--recipient", identity+".pub")
	late := map[string]string{sent("invented late words."): "invented late words."}
	size = sizeOf(t, p)
	until(t, "the late one is in the log", func() bool { return sizeOf(t, p) > size+20 })
	lateKept := keep("late")
	oldKey, err := os.ReadFile(filepath.Join(dir, "log", "north.pub"))
	if err != nil {
		t.Fatal(err)
	}
	oldPub := filepath.Join(at, "old.pub")
	if err := os.WriteFile(oldPub, oldKey, 0o644); err != nil {
		t.Fatal(err)
	}
	wholeFile := filepath.Join(at, "whole")
	p.interrupt()
	must(t, "backup", "--dir", dir, "--to", wholeFile, "--recipient", identity+".pub")
	seen := sizeIn(t, filepath.Join(dir, "log", "north"))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}

	restore := []string{"restore", file, "--dir", dir, "--identity", identity, "--keys", keys}
	refused := func(says string, args ...string) {
		t.Helper()
		code, said := program(t, args...)
		if code != exitFailed || !strings.Contains(said, says) {
			t.Errorf("%v: exit %d, want %q; it said %s", args, code, says, said)
		}
		nothingAt(t, dir)
	}
	refused("let another log follow, with --end-log", restore...)
	// Nobody ends a log of which nothing is missing.
	refused("no log has to end", "restore", wholeFile, "--dir", dir, "--identity", identity, "--keys", keys, "--end-log")
	endedKey := filepath.Join(keys, "ended", "log-north-1") // of somebody who began by hand
	if err := errors.Join(os.MkdirAll(filepath.Dir(endedKey), 0o700), os.WriteFile(endedKey, []byte("a key"), 0o600)); err != nil {
		t.Fatal(err)
	}
	refused("no key is written over", append(restore, "--end-log")...)
	if err := os.Remove(endedKey); err != nil {
		t.Fatal(err)
	}
	out := must(t, append(restore, "--end-log")...)
	t.Log(out)
	if !strings.Contains(out, "the log candour/north has ended, and candour/north/2 follows") {
		t.Errorf("it said %s", out)
	}
	newPub := filepath.Join(dir, "log", "north.pub")
	if key, err := os.ReadFile(newPub); err != nil || !strings.HasPrefix(string(key), "candour/north/2+") || !strings.Contains(out, strings.TrimSpace(string(key))) {
		t.Errorf("the public key is %s (%v), and it said %s", key, err, out)
	}
	if signer, err := ledger.LoadSigner(endedKey); err != nil {
		t.Error(err)
	} else if was, err := ledger.VerifierOf(signer); err != nil || was != strings.TrimSpace(string(oldKey)) {
		t.Errorf("kept is the key of %s (%v)", was, err)
	}

	// The witness is told of the next log; it would sign for no other.
	w, _ := startWitness(t, filepath.Join(at, "witness"), newPub)
	_, says := get(t, w+"/")
	writePolicy(t, dir, regexp.MustCompile(`(?m)^witness\.test\+\S+$`).FindString(says), w)
	p = serveAs(t, dir, "report,public", "--leaves", "20", "--tick", "1s")
	after := "invented words after the end."
	early[sent(after)] = after
	until(t, "the next log has more than the backup had", func() bool { return sizeOf(t, p) > had })
	found, lost := finds(t, p.at, early)
	t.Logf("in the backup or after: acknowledged %d, found %d, lost %d", len(early), found, lost)
	if lost > 0 {
		t.Errorf("lost %d", lost)
	}
	gone, _ := finds(t, p.at, late)
	t.Logf("between backup and loss: acknowledged %d, found %d", len(late), gone)

	log, policy := p.at+"/log/north", filepath.Join(dir, policyFile)
	said := must(t, "verify", log, "--key", oldPub, "--log-key", newPub, "--since", kept, "--policy", policy)
	t.Log(said)
	if !strings.Contains(said, "verified: candour/north/2") || !strings.Contains(said, "it has only grown") || !strings.Contains(said, "cosigned by one") {
		t.Errorf("a stranger who kept a checkpoint of before says %s", said)
	}
	for what, args := range map[string][]string{
		"a checkpoint of what was lost":     {"verify", log, "--key", oldPub, "--log-key", newPub, "--since", lateKept},
		"the ended log’s key alone":         {"verify", log, "--key", oldPub},
		"a checkpoint with the wrong key":   {"verify", log, "--key", newPub, "--since", kept},
		"as if the ended one came after it": {"verify", log, "--key", newPub, "--log-key", oldPub},
	} {
		if code, said := program(t, args...); code != exitDiffers {
			t.Errorf("%s: exit %d: %s", what, code, said)
		}
	}
	p.interrupt()
	check := must(t, "ledger", "check", "--dir", dir)
	t.Log(check)
	if !strings.Contains(check, "north: clean") || !strings.Contains(check, fmt.Sprintf("and candour/north/2 follows, with the same entries as far as they were left; a witness had seen %d", seen)) {
		t.Errorf("ledger check: %s", check)
	}
	// What follows is a log like any other: backed up, lost and put back.
	again := filepath.Join(at, "again")
	must(t, "backup", "--dir", dir, "--to", again, "--recipient", identity+".pub")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	refused("is not signed with the key", restore...) // the backup from before, now
	must(t, "restore", again, "--dir", dir, "--identity", identity, "--keys", keys)
	if check := must(t, "ledger", "check", "--dir", dir); !strings.Contains(check, "north: clean") {
		t.Errorf("after a second restore: %s", check)
	}
}

// TestCheckHoldsAnEndingAgainstTheJournal: an act that says a log ended with other
// entries than the journal has, under another name or with no checkpoint, is a difference.
func TestCheckHoldsAnEndingAgainstTheJournal(t *testing.T) {
	t.Parallel()
	for what, x := range map[string]struct {
		change func(e *ledger.Ended, signer string)
		says   string
	}{
		"as it was":      {func(*ledger.Ended, string) {}, ""},
		"another root":   {func(e *ledger.Ended, signer string) { e.Checkpoint = signedCheckpoint(t, signer, 3, "another root") }, "are others"},
		"no checkpoint":  {func(e *ledger.Ended, _ string) { e.Checkpoint = []byte("of nobody") }, "the checkpoint in it is none"},
		"another name":   {func(e *ledger.Ended, _ string) { e.Next = strings.Replace(e.Next, "/2+", "/3+", 1) }, "candour/north/2 would follow"},
		"of another log": {func(e *ledger.Ended, _ string) { e.Key = strings.Replace(e.Key, "candour/north", "candour/south", 1) }, "says that the log candour/south ended"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			dir, keys, _, _, _ := backedUp(t)
			f, err := openFolder(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			signer, err := ledger.LoadSigner(filepath.Join(keys, "log-north"))
			if err != nil {
				t.Fatal(err)
			}
			verifier, err := ledger.VerifierOf(signer)
			if err != nil {
				t.Fatal(err)
			}
			src, err := ledger.OpenSource(f.logDir("north"), nil)
			if err != nil {
				t.Fatal(err)
			}
			cp, err := ledger.ReadCheckpoint(t.Context(), src, verifier)
			if err != nil {
				t.Fatal(err)
			}
			_, e, err := foundLog{verifier: verifier, cp: cp, seen: 99}.end()
			if err != nil {
				t.Fatal(err)
			}
			x.change(e, signer)
			if _, err := f.runner.Run(t.Context(), act.By(authz.Program("north"), time.Now()), &record.Restore{Force: "north", Made: time.Now(), Ended: e}); err != nil {
				t.Fatal(err)
			}
			r, err := ledger.CheckEnded(t.Context(), f.db, "north", src, verifier)
			if all := strings.Join(r.Differences, "\n"); (err == nil) != (x.says == "") || !strings.Contains(all, x.says) {
				t.Errorf("%v, want %q; it said %s", err, x.says, all)
			}
			if r, err := ledger.Check(t.Context(), f.db, "north", src, verifier); !errors.Is(err, ledger.ErrDiffers) || !strings.Contains(strings.Join(r.Differences, "\n"), "The log is candour/north, and that of the force is candour/north/2") {
				t.Errorf("the ended log is still taken for that of the force: %v %v", err, r.Differences)
			}
		})
	}
}

// signedCheckpoint is one that the key signed, of a root that is a hash of some words.
func signedCheckpoint(t *testing.T, signer string, size int, words string) []byte {
	t.Helper()
	s, err := note.NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	root := sha256.Sum256([]byte(words))
	out, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", s.Name(), size, base64.StdEncoding.EncodeToString(root[:]))}, s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
