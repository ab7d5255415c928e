package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWhatSheKeptOutlivesUs: a person saves her two files; then the program is
// killed and its folder destroyed, keys and all. With the files and the public
// key anybody sees that she said this, and that one other word is another account.
func TestWhatSheKeptOutlivesUs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	folder := t.TempDir()
	dir := filepath.Join(folder, "data")
	p := demo(t, binary(t), dir)
	code, err := tell(t.Context(), p.at, "He told me to keep quiet.\r\nI will not.")
	if err != nil {
		t.Fatal(err)
	}
	she := newBrowser(p.at)
	if _, _, err := she.do(t.Context(), "/report/come-back", url.Values{"code": {code}}); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	save := func(name, text string) string {
		t.Helper()
		at := filepath.Join(folder, name)
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at
	}
	for try := 0; ; try++ { // until the next tick
		_, page, err := she.do(t.Context(), "/report/mine", nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(page, "Save the proof") {
			break
		}
		if !strings.Contains(page, "It is not ready yet") || try == 200 {
			t.Fatalf("neither ready nor not ready yet:\n%s", page)
		}
		time.Sleep(20 * time.Millisecond)
	}
	for _, name := range []string{"notes-1.txt", "notes-2.txt"} {
		status, text, err := she.do(t.Context(), "/report/mine/"+name, nil)
		if err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %v", name, status, err)
		}
		files[name] = save(name, text)
	}
	key, err := os.ReadFile(filepath.Join(dir, "log", "north.pub"))
	if err != nil {
		t.Fatal(err)
	}
	witness, err := os.ReadFile(filepath.Join(dir, "run", "witness", "witness.pub"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(filepath.Join(dir, "log", "south.pub"))
	if err != nil {
		t.Fatal(err)
	}
	pub, policy := save("north.pub", string(key)), save("policy", "witness own "+string(bytes.TrimSpace(witness))+" http://localhost:1\nquorum own\n")
	nobody := save("policy-3", "witness own "+string(bytes.TrimSpace(witness))+" http://localhost:1\nwitness also "+strings.TrimSpace(string(other))+" http://localhost:1\ngroup both all own also\nquorum both\n")
	check := func(want int, says string, args ...string) {
		t.Helper()
		var out, errs bytes.Buffer
		if got := run(t.Context(), args, streams{out: &out, err: &errs}); got != want || !strings.Contains(out.String()+errs.String(), says) {
			t.Errorf("%q: exit code %d, want %d and %q in\n%s%s", args, got, want, says, &out, &errs)
		}
	}
	check(exitDone, "cosigned by own (own-witness.demo) at ", "verify", p.at+"/log/north", "--key", pub, "--policy", policy)
	check(exitDone, "nobody independent was asked", "verify", p.at+"/log/north", "--key", pub)
	check(exitDiffers, "its quorum is not met", "verify", p.at+"/log/north", "--key", pub, "--policy", nobody)
	check(exitDone, "the log still has all that the proof is of", "verify", p.at+"/log/north", "--proof", files["notes-1.txt"], "--policy", policy)
	p.kill()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}

	words, err := os.ReadFile(files["notes-2.txt"])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(words), "    He told me to keep quiet.\n    I will not.\n") {
		t.Errorf("her words are\n%s", words)
	}
	changed := save("changed.txt", strings.Replace(string(words), "quiet", "still", 1))
	edited := save("edited.txt", strings.ReplaceAll(string(words), "\n", "\r\n")+"\r\n")
	both := []string{"verify", "--proof", files["notes-1.txt"], "--account"}
	for _, x := range []struct {
		args []string
		code int
		says string
	}{
		{append(both, files["notes-2.txt"], "--key", pub, "--policy", policy), exitDone, "the words of the account are those that were confirmed, every one\ncosigned by own (own-witness.demo) at "},
		{append(both, files["notes-2.txt"]), exitDone, "the public key was taken from the proof itself; compare it with the one that the force published, or give that with --key:\n" + string(key) + "nobody independent"},
		{append(both, edited, "--key", pub), exitDone, "every one\nnobody independent was asked"},
		{both[:3], exitDone, "report-sent of "},
		{append(both, changed, "--key", pub), exitDiffers, "these are not the words that were confirmed"},
		{append(both, files["notes-1.txt"]), exitDiffers, "the account does not begin as such a file does"},
		{append(both, files["notes-2.txt"], "--key", save("south.pub", string(other))), exitDiffers, "another key"},
		{append(both, files["notes-2.txt"], "--policy", save("policy-2", "witness us "+strings.TrimSpace(string(key))+" http://localhost:1\nquorum us\n")), exitDiffers, "the log's own key"},
		{[]string{"verify", "--account", files["notes-2.txt"]}, exitUsage, "--proof"},
		{append(both, filepath.Join(folder, "absent")), exitUsage, "absent"},
		{append(both, files["notes-2.txt"], "--policy", pub), exitFailed, "policy"},
		{append(both[:3:3], "--since", pub), exitUsage, "--since"},
		{[]string{"verify"}, exitUsage, "which log"},
	} {
		check(x.code, x.says, x.args...)
	}
}
