package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"candour"
	"candour/workforce"

	"golang.org/x/mod/sumdb/note"
)

type operatorKeyCmd struct {
	Out string `required:"" help:"File for the private half; it must not exist." type:"path" placeholder:"FILE"`
}

// Help is the example.
func (operatorKeyCmd) Help() string {
	return "Makes the key with which you sign in at the command line. The private half stays in the file, which only you may read: keep it where no other account and no backup of this machine reaches. The line that is printed is the public half: give it to somebody who may propose it.\n\nExample:\n  candour operator key --out ~/candour.key"
}

// Run makes a key pair and prints the public half.
func (c operatorKeyCmd) Run(s streams) (err error) {
	private, public, err := note.GenerateKey(rand.Reader, workforce.KeyName)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return candour.Conflict("%s is there already, and a key is never written over: give another name with --out", c.Out)
	}
	if err != nil {
		return fmt.Errorf("writing the key: %w", err)
	}
	_, err = f.WriteString(private + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing the key: %w", err)
	}
	_, err = fmt.Fprintln(s.out, public)
	return err
}

// loadKey reads an operator's private key, and gives its public half too.
func loadKey(path string) (note.Signer, string, error) {
	line, err := private(path, 4096)
	if err != nil {
		return nil, "", fmt.Errorf("reading your key: %w", err)
	}
	line = strings.TrimSuffix(line, "\n")
	no := candour.Conflict("%s is not the private half of an operator’s key: ‘candour operator key’ makes one", path)
	signer, err := note.NewSigner(line)
	if err != nil || signer.Name() != workforce.KeyName {
		return nil, "", no // what note says, or what the file holds, stays out
	}
	raw, err := base64.StdEncoding.DecodeString(strings.SplitN(line, "+", 5)[4]) // base64 has a + of its own
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, "", no
	}
	public, err := note.NewEd25519VerifierKey(workforce.KeyName, ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey))
	return signer, public, err
}

// private reads a small file that must be its reader's own: a regular file, of
// the account that runs this, which nobody else may read or write. It looks at
// what was opened, not at what the name meant a moment earlier, and follows no
// link at the end of the path.
func private(path string, most int64) (string, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if err := ownOnly(path, info, os.Getuid()); err != nil {
		return "", err
	}
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return "", err
	}
	if int64(len(raw)) > most {
		return "", candour.Conflict("%s is too long to be what it should be", path)
	}
	return string(raw), nil
}

// ownOnly refuses a file that is not one account's alone.
func ownOnly(path string, info os.FileInfo, uid int) error {
	owner, known := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.Mode().IsRegular():
		return candour.Conflict("%s is not a file", path)
	case info.Mode().Perm()&0o077 != 0:
		return candour.Conflict("%s is open to other accounts (%v). Find out who could read it; if nobody did, run chmod 600 on it, else have the key withdrawn", path, info.Mode().Perm())
	case !known || int64(owner.Uid) != int64(uid):
		return candour.Conflict("%s belongs to another account of this machine: use a file of your own", path)
	}
	return nil
}
