package ledger

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func newTestKey(t testing.TB) (signer, verifier string) {
	t.Helper()
	signer, verifier, err := NewKey(Origin("EX"))
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestKeyIsReadByTheNotePackage(t *testing.T) {
	for range 50 { // base64 with + and / in it
		signer, verifier := newTestKey(t)
		if got, err := VerifierOf(signer); err != nil || got != verifier {
			t.Fatalf("VerifierOf = %q, %v, want %q", got, err, verifier)
		}
		s, err := note.NewSigner(signer)
		if err != nil {
			t.Fatal(err)
		}
		v, err := note.NewVerifier(verifier)
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Sign(&note.Note{Text: "candour/EX\n0\nx\n"}, s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(n, note.VerifierList(v)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewKeyRefusesWhatIsNoOrigin(t *testing.T) {
	for _, o := range []string{"", "candour/", "candour/a b", "candour/a+b", "other/EX", "candour/EX\nx", "candour/../x", "candour/" + strings.Repeat("x", 64)} {
		if _, _, err := NewKey(o); err == nil {
			t.Errorf("NewKey(%q) made a key", o)
		}
	}
}

func TestKeyFiles(t *testing.T) {
	signer, verifier := newTestKey(t)
	dir := filepath.Join(t.TempDir(), "keys")
	private, public := filepath.Join(dir, "log.key"), filepath.Join(dir, "log.pub")
	if err := WriteKey(private, public, signer); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, private: 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
	if got, err := LoadSigner(private); err != nil || got != signer {
		t.Errorf("the signer does not come back: %v", err)
	}
	if got, err := LoadVerifier(public); err != nil || got != verifier {
		t.Errorf("LoadVerifier = %q, %v, want %q", got, err, verifier)
	}
	if raw, _ := os.ReadFile(public); string(raw) != verifier+"\n" {
		t.Errorf("the public file is %q, want one line", raw)
	}

	// A second key never replaces the first.
	other, _ := newTestKey(t)
	if err := WriteKey(private, public, other); err == nil {
		t.Error("a key was overwritten")
	}
	if got, _ := LoadSigner(private); got != signer {
		t.Error("the first key is gone")
	}
}

func TestKeyFilesThatOthersCanReachAreRefused(t *testing.T) {
	signer, _ := newTestKey(t)
	dir := filepath.Join(t.TempDir(), "keys")
	private := filepath.Join(dir, "log.key")
	if err := WriteKey(private, filepath.Join(dir, "log.pub"), signer); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o602, 0o660, 0o644} {
		if err := os.Chmod(private, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadSigner(private); err == nil {
			t.Errorf("a key with mode %v was loaded", mode)
		}
	}
	open := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := WriteKey(filepath.Join(open, "log.key"), filepath.Join(open, "log.pub"), signer); err == nil {
		t.Error("a key was written into a folder that others can enter")
	}
}

// An error is logged, and a log is read by many.
func TestNoErrorHoldsTheKey(t *testing.T) {
	signer, _ := newTestKey(t)
	secret := strings.SplitN(signer, "+", 5)[4]
	dir := filepath.Join(t.TempDir(), "keys")
	path := filepath.Join(dir, "k")
	if err := WriteKey(path, filepath.Join(dir, "p"), signer); err != nil {
		t.Fatal(err)
	}
	var errs []error
	_, err := LoadVerifier(path)
	errs = append(errs, err)
	for _, damaged := range []string{signer + "x", signer[:len(signer)-1], strings.Replace(signer, "EX", "EY", 1), strings.ToLower(signer[:3]) + signer[3:]} {
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := LoadSigner(path)
		errs = append(errs, err)
		_, err = VerifierOf(damaged)
		errs = append(errs, err)
		_, err = OpenLog(t.Context(), filepath.Join(dir, "log"), filepath.Join(dir, "lock"), damaged, LogOptions{})
		errs = append(errs, err)
	}
	for i, err := range errs {
		if err == nil {
			t.Errorf("case %d: no error", i)
		} else if strings.Contains(err.Error(), secret[:10]) || bytes.Contains([]byte(err.Error()), []byte("PRIVATE")) {
			t.Errorf("case %d: the error holds the key", i)
		}
	}
}
