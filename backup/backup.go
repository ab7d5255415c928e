// Package backup writes a sealed copy of what a data folder holds to one file, and
// reads it back.
//
// It promises that the file can be read only with a key which its maker need not
// have, that reading finds any byte that was changed, moved or is missing before
// anything of it is used, and that no key of the folder is ever in it: Add refuses a
// file whose path has a folder of keys in it.
//
// The file is age over gzip over tar. Its first entry is manifest.json, with the name,
// size and SHA-256 of each other entry, in order.
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
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"candour"

	"filippo.io/age"
)

// version of the manifest.
const version = 1

// Manifest says what is in a backup.
type Manifest struct {
	Version int       `json:"version"`
	Made    time.Time `json:"made"`
	Engine  string    `json:"engine"` // SQLite or PostgreSQL
	Forces  []Force   `json:"forces"`
	Files   []File    `json:"files"`

	// Signed are signatures of Digest, one for each force whose log has a key: what is
	// sealed to a public key may else come from anybody.
	Signed map[candour.ForceID][]byte `json:"signed,omitempty"`
}

// Digest is the SHA-256 of all that a manifest says, but for its signatures, in hex.
func (m Manifest) Digest() string {
	m.Signed = nil
	text, err := json.Marshal(m)
	if err != nil { // it has nothing in it that cannot be written
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Force is how far one force was.
type Force struct {
	Code  candour.ForceID `json:"code"`
	Size  int64           `json:"log_entries"` // under the checkpoint that is in the backup
	Epoch int64           `json:"key_epoch"`   // of the key-encryption key that opens it, which is not in the backup
}

// File is one entry.
type File struct {
	Name   string `json:"name"` // with slashes, below the folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Copy is a backup that is being put together.
type Copy struct {
	Manifest
	from map[string]source
}

type source struct {
	path string // of a file, or empty
	data []byte
}

// New is an empty one.
func New(made time.Time, engine string) *Copy {
	return &Copy{Manifest: Manifest{Version: version, Made: made.UTC().Truncate(time.Second), Engine: engine}, from: map[string]source{}}
}

// Data adds an entry from memory.
func (c *Copy) Data(name string, data []byte) error {
	sum := sha256.Sum256(data)
	return c.add(File{name, int64(len(data)), hex.EncodeToString(sum[:])}, source{data: data})
}

// Path adds a file, which must not change until Seal has read it again.
func (c *Copy) Path(name, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	return c.add(File{name, n, hex.EncodeToString(h.Sum(nil))}, source{path: file})
}

func (c *Copy) add(f File, s source) error {
	if !sound(f.Name) {
		return fmt.Errorf("backing up %q: this name has no place in a backup", f.Name)
	}
	if _, twice := c.from[f.Name]; twice {
		return fmt.Errorf("backing up %s: it is there already", f.Name)
	}
	c.Files, c.from[f.Name] = append(c.Files, f), s
	return nil
}

// sound reports whether a name stays below the folder, and is not that of a key.
func sound(name string) bool {
	if name == "" || name == manifestName || path.IsAbs(name) || path.Clean(name) != name || strings.Contains(name, `\`) || !filepath.IsLocal(name) {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "keys" || part == "kek" || strings.HasPrefix(part, "kek-") || strings.HasPrefix(part, ".kek-") {
			return false
		}
	}
	return true
}

const manifestName = "manifest.json"

// Seal writes it to a new file, mode 0600, whole or not at all.
func (c *Copy) Seal(file string, to ...age.Recipient) (err error) {
	if len(to) == 0 {
		return candour.Invalid("recipient", "a backup is sealed to somebody: name a key with --recipient, or recipient = [\"age1...\"] in candour.toml")
	}
	if _, err := os.Lstat(file); err == nil {
		return candour.Conflict("%s is there already, and a backup replaces none: give a new name", file)
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".candour-backup-*") // mode 0600
	if err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	if err := errors.Join(c.write(tmp, to), tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	err = os.Link(tmp.Name(), file)                                                                         // and not Rename, which replaces
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOSYS) { // a share that has no links
		if _, there := os.Lstat(file); errors.Is(there, fs.ErrNotExist) {
			if err := os.Rename(tmp.Name(), file); err != nil {
				return fmt.Errorf("writing the backup: %w", err)
			}
			return syncFolder(filepath.Dir(file))
		}
	}
	if err != nil {
		return fmt.Errorf("writing the backup: %w", err)
	}
	return errors.Join(os.Remove(tmp.Name()), syncFolder(filepath.Dir(file)))
}

func (c *Copy) write(out io.Writer, to []age.Recipient) error {
	sealed, err := age.Encrypt(out, to...)
	if err != nil {
		return err
	}
	packed, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
	if err != nil {
		return err
	}
	t := tar.NewWriter(packed)
	text, err := json.MarshalIndent(c.Manifest, "", " ")
	if err != nil {
		return err
	}
	if err := entry(t, manifestName, int64(len(text)), strings.NewReader(string(text))); err != nil {
		return err
	}
	for _, f := range c.Files {
		if err := c.one(t, f); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return errors.Join(t.Close(), packed.Close(), sealed.Close())
}

// one writes one entry, and refuses a file that changed since it was hashed.
func (c *Copy) one(t *tar.Writer, f File) error {
	s := c.from[f.Name]
	if s.path == "" {
		return entry(t, f.Name, f.Size, strings.NewReader(string(s.data)))
	}
	in, err := os.Open(s.path)
	if err != nil {
		return err
	}
	defer in.Close()
	h := sha256.New()
	if err := entry(t, f.Name, f.Size, io.TeeReader(in, h)); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return errors.New("it changed while it was backed up")
	}
	return nil
}

func entry(t *tar.Writer, name string, size int64, in io.Reader) error {
	if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := io.Copy(t, io.LimitReader(in, size))
	return err
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
