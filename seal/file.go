package seal

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"candour/store"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the table of wrapped keys.
func Schema() store.Schema { return store.SchemaOf("seal", files) }

// KeyFile reads the key-encryption key from a file of mode 0600, making it if
// absent. It refuses a file that other accounts of the machine can read.
func KeyFile(file string) (tink.AEAD, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("making the keys folder: %w", err)
	}
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := newKeyFile(file); err != nil {
			return nil, err
		}
		info, err = os.Stat(file)
	}
	if err != nil {
		return nil, fmt.Errorf("looking at the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by other accounts: run chmod 600 on it", file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the key file: %w", err)
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(b)))
	if err != nil {
		return nil, fmt.Errorf("reading the key file %s: it is not a key-encryption key", file)
	}
	return aead.New(h)
}

// newKeyFile writes a whole key under another name and links it into place, so
// that a kill leaves either no key file or a good one: a data folder must never
// begin its life under half a key.
func newKeyFile(file string) error {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("making a key-encryption key: %w", err)
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(h, keyset.NewBinaryWriter(&b)); err != nil {
		return fmt.Errorf("making a key-encryption key: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".kek-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b.Bytes())
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("writing the key file: %w", err)
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("writing the key file: %w", err)
	}
	return nil
}
