package seal

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"candour"
	"candour/store"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the wrapped keys, their epochs and what was erased.
func Schema() store.Schema { return store.SchemaOf("seal", files) }

// KeyFile opens the folder of a key file in the form of older folders, in which
// one file, kek, is the first epoch of every force, making it if absent. It
// refuses a file that other accounts of the machine can read.
func KeyFile(file string) (*Keys, error) {
	k := OpenKeys(filepath.Dir(file), Commands{})
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		keyset, err := newKeyset()
		if err != nil {
			return nil, err
		}
		if err := writeWhole(file, keyset); err != nil {
			return nil, err
		}
	}
	_, err := readKeyFile(file)
	return k, err
}

// readKeyFile reads a key that lies in clear.
func readKeyFile(file string) (tink.AEAD, error) {
	b, err := readPrivate(file)
	if err != nil {
		return nil, err
	}
	a, err := fromKeyset(b)
	if err != nil {
		return nil, fmt.Errorf("reading the key file %s: it is not a key-encryption key", file)
	}
	return a, nil
}

func readPrivate(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("looking at the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by other accounts: run chmod 600 on it", file)
	}
	if info.Size() > mostOfAKey {
		return nil, fmt.Errorf("the key file %s is too long to be a key", file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the key file: %w", err)
	}
	return b, nil
}

func fromKeyset(b []byte) (tink.AEAD, error) {
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(b)))
	if err != nil {
		return nil, err
	}
	return aead.New(h)
}

func newKeyset() ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("making a key-encryption key: %w", err)
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewBinaryWriter(&b)); err != nil {
		return nil, fmt.Errorf("making a key-encryption key: %w", err)
	}
	return b.Bytes(), nil
}

// writeWhole writes a whole key under another name and links it into place, so
// that a kill leaves either no key file or a good one: a data folder must never
// begin its life under half a key. A file that is there already stays.
func writeWhole(file string, b []byte) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the keys folder: %w", err)
	}
	tmp, err := os.CreateTemp(dir, halfMade+"*") // mode 0600
	if err != nil {
		return fmt.Errorf("writing the key file: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("writing the key file: %w", err)
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("writing the key file: %w", err)
	}
	return syncFolder(dir)
}

// halfMade begins the name of a key file that is being written. A kill can leave
// one, and it may be a copy of a key in use: destroying keys removes them too.
const halfMade = ".kek-"

// destroy writes zeros over a key file and removes it. On a disk that keeps old
// blocks (a solid-state disk, a copy-on-write file system, a snapshot) the old
// bytes may outlive that: docs/keys.md says what to do there.
func destroy(file string) error {
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("destroying a key file: %w", err)
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("destroying a key file: %w", err)
	}
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("destroying a key file: %w", err)
	}
	return syncFolder(filepath.Dir(file))
}

// syncFolder makes a name that was added or removed survive a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func there(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// KeysFit reads the key-encryption key of every force in the database, so that a
// keys folder which is not there, or another one's, is noticed before anything
// else is done. With commands, each key is unwrapped once, here.
func (db *DB) KeysFit(ctx context.Context) error {
	now, err := db.epochs(ctx)
	if err != nil {
		return err
	}
	for _, e := range now {
		if _, err := db.keys.at(ctx, e.force, e.n); err != nil {
			return err
		}
	}
	return nil
}

type epoch struct {
	force candour.ForceID
	n     int64
}

// epochs are the forces of the database, each with its epoch of now.
func (db *DB) epochs(ctx context.Context) (out []epoch, err error) {
	err = db.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		return tx.Each(`SELECT force, epoch FROM seal_epoch ORDER BY force`, nil, func(scan func(...any) error) error {
			var e epoch
			var force string
			err := scan(&force, &e.n)
			e.force = candour.ForceID(force)
			out = append(out, e)
			return err
		})
	})
	return out, err
}
