package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"candour"

	"golang.org/x/mod/sumdb/note"
)

// maxKeyFile is far more than any note key needs, so that a wrong path never
// fills memory.
const maxKeyFile = 4096

var originForm = regexp.MustCompile(`^candour/[A-Za-z0-9][A-Za-z0-9._-]{0,62}(?:/(?:[2-9]|[1-9][0-9]{1,3}))?$`)

// Origin names the first log of one force, "candour/<force>"; one that follows it
// where it ended has a number behind that (NextOrigin). It is the first line of every
// checkpoint and the name of the key that signs it, so that a checkpoint of one force
// can never be shown as another's, nor that of a log that ended as its successor's.
func Origin(force candour.ForceID) string { return "candour/" + string(force) }

// NewKey makes the Ed25519 key pair of a log, as note keys that other people's
// tools read: the signer is "PRIVATE+KEY+origin+hash+key" and secret, the
// verifier "origin+hash+key" and printed wherever strangers may find it.
func NewKey(origin string) (signer string, verifier string, err error) {
	if !originForm.MatchString(origin) {
		return "", "", fmt.Errorf("making a log key: %q is not an origin: it must be candour/ and the code of a force", origin)
	}
	signer, verifier, err = note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return "", "", fmt.Errorf("making a log key for %s: %w", origin, err)
	}
	return signer, verifier, nil
}

// VerifierOf gives the public half of a signer. A folder that kept its private
// key needs no other copy of the public one.
func VerifierOf(signer string) (string, error) {
	s, err := note.NewSigner(signer)
	if err != nil {
		return "", errNotSigner // note's own errors hold no key, ours must not either
	}
	raw, err := base64.StdEncoding.DecodeString(strings.SplitN(signer, "+", 5)[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return "", errNotSigner
	}
	public := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(s.Name(), public)
}

var errNotSigner = errors.New("this is not the private key of a log")

// WriteKey stores a key pair: the private file is new, mode 0600, in a folder
// that only its owner may enter (made so if it is absent, refused if it is not
// so); the public file is one line. It never replaces a key: a log whose key is
// lost can't be continued, and who overwrites it has lost it.
func WriteKey(privateFile, publicFile, signer string) error {
	verifier, err := VerifierOf(signer)
	if err != nil {
		return fmt.Errorf("writing the log key: %w", err)
	}
	if err := keyFolder(filepath.Dir(privateFile)); err != nil {
		return err
	}
	if err := writeNew(privateFile, signer+"\n", 0o600); err != nil {
		return fmt.Errorf("writing the private log key: %w", err)
	}
	if err := writeNew(publicFile, verifier+"\n", 0o644); err != nil {
		return fmt.Errorf("writing the public log key: %w", err)
	}
	return nil
}

// keyFolder makes a folder that only its owner may enter, or refuses one that
// others can.
func keyFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the key folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("looking at the key folder: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the key folder %s is open to others (%v): run chmod 700 on it first", dir, info.Mode().Perm())
	}
	return nil
}

// writeNew writes a file that must not exist, down to the disk.
func writeNew(path, text string, mode os.FileMode) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(path)) // ours: O_EXCL made it
		}
	}()
	if _, err = io.WriteString(f, text); err != nil {
		return err
	}
	return f.Sync()
}

// LoadSigner reads a private key file. It refuses a file that anybody but its
// owner can read or write: such a key may have signed for somebody else.
func LoadSigner(path string) (string, error) {
	text, mode, err := readLine(path)
	if err != nil {
		return "", fmt.Errorf("reading the private log key: %w", err)
	}
	if mode&0o077 != 0 {
		return "", fmt.Errorf("the private log key %s is open to others (%v): find out who could read it, then run chmod 600 on it", path, mode)
	}
	if _, err := note.NewSigner(text); err != nil {
		return "", fmt.Errorf("reading %s: %w", path, errNotSigner)
	}
	return text, nil
}

// LoadVerifier reads a public key file.
func LoadVerifier(path string) (string, error) {
	text, _, err := readLine(path)
	if err != nil {
		return "", fmt.Errorf("reading the public log key: %w", err)
	}
	if _, err := note.NewVerifier(text); err != nil {
		// Somebody may have named the private file here: its text stays out.
		return "", fmt.Errorf("reading %s: this is not the public key of a log", path)
	}
	return text, nil
}

// readLine reads a file of one line and the permissions of what was opened, not
// of what the name meant a moment earlier.
func readLine(path string) (string, os.FileMode, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if !info.Mode().IsRegular() {
		return "", 0, fmt.Errorf("%s is not a file", path)
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return "", 0, err
	}
	return strings.TrimSuffix(string(raw), "\n"), info.Mode().Perm(), nil
}
