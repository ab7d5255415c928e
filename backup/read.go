package backup

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"candour"

	"filippo.io/age"
)

// Limits of what is read into memory from a file that anybody may have made.
const (
	mostManifest = 256 << 20 // a million files
	mostSmall    = 1 << 20
)

// Verify reads a whole backup and writes nothing: every entry must be there, in its
// place and of its hash, and no other. Of the entries whose names it is given it also
// gives the content.
func Verify(file string, with []age.Identity, small ...string) (Manifest, map[string][]byte, error) {
	got := map[string][]byte{}
	m, err := read(file, with, func(f File, in io.Reader) error {
		for _, name := range small {
			if f.Name == name {
				b, err := io.ReadAll(io.LimitReader(in, mostSmall))
				got[name] = b
				return err
			}
		}
		_, err := io.Copy(io.Discard, in)
		return err
	})
	return m, got, err
}

// Extract writes the entries of a verified backup below a folder. It verifies again,
// because the file may have been changed in between.
func Extract(file string, with []age.Identity, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("restoring: %w", err)
	}
	defer root.Close()
	_, err = read(file, with, func(f File, in io.Reader) error {
		mode := os.FileMode(0o600)
		name := filepath.FromSlash(f.Name)
		if strings.HasPrefix(f.Name, "log/") { // which strangers read
			mode = 0o644
		}
		if err := root.MkdirAll(filepath.Dir(name), mode|0o100|(mode&0o044)>>2); err != nil {
			return err
		}
		out, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, in)
		return errors.Join(err, out.Sync(), out.Close())
	})
	return err
}

// read goes through a backup, and hands each entry on while it is hashed.
func read(file string, with []age.Identity, use func(File, io.Reader) error) (m Manifest, err error) {
	in, err := os.Open(file)
	if err != nil {
		return m, fmt.Errorf("reading the backup: %w", err)
	}
	defer in.Close()
	open, err := age.Decrypt(in, with...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return m, candour.Conflict("this backup is sealed to another key: give the identity that belongs to its recipient, with --identity")
	}
	if err != nil {
		return m, damaged(err)
	}
	packed, err := gzip.NewReader(open)
	if err != nil {
		return m, damaged(err)
	}
	t := tar.NewReader(packed)
	if m, err = manifest(t); err != nil {
		return m, err
	}
	for _, f := range m.Files {
		h, err := t.Next()
		if err != nil {
			return m, damaged(err)
		}
		if h.Name != f.Name || h.Size != f.Size || h.Typeflag != tar.TypeReg || !sound(f.Name) {
			return m, damaged(fmt.Errorf("%q stands where %q must", h.Name, f.Name))
		}
		sum := sha256.New()
		all := io.TeeReader(t, sum)
		if err := use(f, all); err != nil {
			return m, fmt.Errorf("restoring %s: %w", f.Name, err)
		}
		if _, err := io.Copy(io.Discard, all); err != nil {
			return m, damaged(err)
		}
		if hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
			return m, damaged(fmt.Errorf("%s is not what it was", f.Name))
		}
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return m, damaged(errors.New("more follows than its manifest names"))
	}
	if _, err := io.Copy(io.Discard, packed); err != nil { // to the end, where the seal of the whole is checked
		return m, damaged(err)
	}
	if _, err := io.Copy(io.Discard, open); err != nil {
		return m, damaged(err)
	}
	return m, nil
}

func manifest(t *tar.Reader) (m Manifest, err error) {
	h, err := t.Next()
	if err != nil {
		return m, damaged(err)
	}
	if h.Name != manifestName || h.Size > mostManifest {
		return m, damaged(errors.New("it does not begin with a manifest"))
	}
	text, err := io.ReadAll(t)
	if err != nil {
		return m, damaged(err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, damaged(err)
	}
	if m.Version > version {
		return m, candour.Conflict("this backup was made by a newer candour: restore it with that version")
	}
	return m, nil
}

func damaged(err error) error {
	return fmt.Errorf("the backup is damaged or is none, and nothing of it was used: %w", err)
}
