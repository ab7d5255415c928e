package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"candour"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keys is a folder of key-encryption keys: one for each force, in epochs. The
// key of an epoch is a file of its own, kek-<force>-<epoch>, which holds the key
// in clear; or kek-<force>-<epoch>.wrapped, which only an external command can
// unwrap. In older folders the one file kek is the first epoch of every force.
type Keys struct {
	dir      string
	commands Commands

	mu   sync.Mutex
	open map[epoch]tink.AEAD
	file map[epoch]string // where each open key lies in clear; "" where it is wrapped
}

// Commands wrap and unwrap a key-encryption key outside the program: by a key
// management service, or a hardware module. Both are nil, or neither is. What
// they are given and what they return is secret and must reach no log.
type Commands struct {
	Wrap, Unwrap func(context.Context, []byte) ([]byte, error)
}

// mostOfAKey is the most bytes that a key, wrapped or not, may have.
const mostOfAKey = 64 << 10

// OpenKeys opens a folder of keys; it is made with its first key.
func OpenKeys(dir string, c Commands) *Keys {
	return &Keys{dir: dir, commands: c, open: map[epoch]tink.AEAD{}, file: map[epoch]string{}}
}

// InClear are the files of this folder that hold a key in clear and that were
// read so far: whoever reads one of them can open everything of its force.
func (k *Keys) InClear() (out []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, file := range k.file {
		if file != "" {
			out = append(out, file)
		}
	}
	return out
}

func (k *Keys) path(e epoch) string {
	return filepath.Join(k.dir, fmt.Sprintf("kek-%s-%d", e.force, e.n))
}

func (k *Keys) shared() string { return filepath.Join(k.dir, "kek") }

// at gives the key of one epoch, reading it once.
func (k *Keys) at(ctx context.Context, force candour.ForceID, n int64) (tink.AEAD, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.read(ctx, epoch{force, n})
}

func (k *Keys) read(ctx context.Context, e epoch) (tink.AEAD, error) {
	if a, ok := k.open[e]; ok {
		return a, nil
	}
	if e.force == "" || strings.Trim(string(e.force), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, errors.New("the code of a force has small letters, digits and dashes only, and keys are named after it")
	}
	own := k.path(e)
	var a tink.AEAD
	var err error
	switch {
	case there(own + ".wrapped"):
		a, err = k.unwrap(ctx, e)
		own = ""
	case there(own):
		a, err = readKeyFile(own)
	case e.n == 1 && there(k.shared()):
		own = k.shared()
		a, err = readKeyFile(own)
	default:
		return nil, missing{own, e.force}
	}
	if err != nil {
		return nil, err
	}
	k.open[e], k.file[e] = a, own
	return a, nil
}

// missing says which key is not in the folder.
type missing struct {
	file  string
	force candour.ForceID
}

func (m missing) Error() string {
	return fmt.Sprintf("the key file %s is not there, and without it nothing of %s in this database can be read: put the keys folder back from where it is kept", m.file, m.force)
}

// header begins what is wrapped, so that a wrapped key which was moved to
// another force or epoch is not taken for its own.
func header(e epoch) []byte { return fmt.Appendf(nil, "candour kek v1 %s %d\n", e.force, e.n) }

func (k *Keys) unwrap(ctx context.Context, e epoch) (tink.AEAD, error) {
	file := k.path(e) + ".wrapped"
	if k.commands.Unwrap == nil {
		return nil, fmt.Errorf("the key in %s is wrapped, and candour.toml names no unwrap_command to open it", file)
	}
	b, err := readPrivate(file)
	if err != nil {
		return nil, err
	}
	if b, err = k.commands.Unwrap(ctx, b); err != nil {
		return nil, fmt.Errorf("unwrapping the key of %s: %w", e.force, err)
	}
	keyset, ok := bytes.CutPrefix(b, header(e))
	if !ok {
		return nil, fmt.Errorf("unwrapping the key of %s: what the unwrap command returned for %s is not that key", e.force, file)
	}
	a, err := fromKeyset(keyset)
	if err != nil {
		return nil, fmt.Errorf("unwrapping the key of %s: what the unwrap command returned for %s is damaged", e.force, file)
	}
	return a, nil
}

// Prepare makes the key of an epoch, whole or not at all, and reads it back as
// it lies on the disk. One that is there already stays as it is.
func (k *Keys) Prepare(ctx context.Context, force candour.ForceID, n int64) error {
	_, err := k.prepare(ctx, epoch{force, n})
	return err
}

func (k *Keys) prepare(ctx context.Context, e epoch) (tink.AEAD, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, err := k.read(ctx, e)
	if _, ok := errors.AsType[missing](err); !ok {
		return a, err
	}
	b, err := newKeyset()
	if err != nil {
		return nil, err
	}
	file := k.path(e)
	if k.commands.Wrap != nil {
		file += ".wrapped"
		if b, err = k.commands.Wrap(ctx, append(header(e), b...)); err != nil {
			return nil, fmt.Errorf("wrapping a new key of %s: %w", e.force, err)
		}
		if len(b) == 0 {
			return nil, fmt.Errorf("wrapping a new key of %s: the wrap command returned nothing", e.force)
		}
	}
	if err := writeWhole(file, b); err != nil {
		return nil, err
	}
	return k.read(ctx, e)
}

// forget drops what is read of an epoch and destroys its files, and says which.
func (k *Keys) forget(e epoch) (gone []string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.open, e)
	delete(k.file, e)
	for _, file := range []string{k.path(e), k.path(e) + ".wrapped"} {
		if !there(file) {
			continue
		}
		if err := destroy(file); err != nil {
			return gone, err
		}
		gone = append(gone, file)
	}
	return gone, nil
}
