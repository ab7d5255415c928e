package ledger

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"candour/store"

	"golang.org/x/mod/sumdb/note"
)

// Witness is an independent memory of other people's logs, for the body that
// oversees a force. It holds for each log the largest checkpoint it has seen,
// and cosigns a newer one only if that continues it. So whoever holds the log's
// own key can't show two histories to two people, or put another one in the
// first one's place: a checkpoint that this key cosigned has a past.
//
// It promises that what it cosigned is on the disk before the cosignature
// leaves, so that no crash makes it sign a second history. It keeps nothing but
// its key and one checkpoint for each log, and learns nothing about anybody.
//
// It follows C2SP tlog-witness and signs Ed25519 cosignatures of C2SP
// tlog-cosignature, which is what the logs of this version understand.
type Witness struct {
	name, verifier string
	key            ed25519.PrivateKey
	hash           uint32                   // of the key, as the note format computes it
	logs           map[string]note.Verifier // by origin
	keys           map[string]string        // the same keys as text
	file           string                   // what is held, on the disk
	now            func() time.Time
	lock           *store.FileLock

	mu     sync.Mutex
	held   map[string]Checkpoint // by origin: the last that was cosigned
	broken error                 // why nothing more is signed: the disk may hold something else than held
}

// The files of a witness's folder. seen comes into being before the key: a key
// without a memory is refused, because it would begin a second history.
const (
	witnessKeyFile    = "witness.key"
	witnessPublicFile = "witness.pub"
	witnessSeenFile   = "seen.json"
	witnessLockFile   = "witness.lock"
)

// algCosignature is the signature type of an Ed25519 cosignature/v1.
const algCosignature = 4

// OpenWitness opens the witness in a folder that only its owner may enter,
// making the folder and a key of this name on the first start. An empty name
// means the one that it has. logs are the public keys of the logs to watch; a
// log that was watched before and is not named now is remembered and not
// answered.
//
// It refuses a folder whose memory is gone or damaged, and a second process on
// the same folder.
func OpenWitness(dir, name string, logs []string, now func() time.Time) (*Witness, error) {
	if err := keyFolder(dir); err != nil {
		return nil, fmt.Errorf("opening the witness: %w", err)
	}
	lock, err := takeLock(filepath.Join(dir, witnessLockFile), "the witness")
	if err != nil {
		return nil, err
	}
	w := &Witness{file: filepath.Join(dir, witnessSeenFile), now: now, lock: lock, logs: map[string]note.Verifier{}, keys: map[string]string{}}
	for _, l := range logs {
		err = errors.Join(err, w.watch(l))
	}
	if err == nil {
		err = w.open(dir, name)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the witness in %s: %w", dir, err), lock.Close())
	}
	return w, nil
}

func (w *Witness) watch(verifier string) error {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return errors.New("one of the logs has no public key that can be read")
	}
	if w.logs[v.Name()] != nil {
		return fmt.Errorf("the log %s was given twice", v.Name())
	}
	w.logs[v.Name()], w.keys[v.Name()] = v, verifier
	return nil
}

// open reads the memory and then the key, making both where neither is there.
func (w *Witness) open(dir, name string) error {
	private := filepath.Join(dir, witnessKeyFile)
	_, err := os.Stat(private)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return err
	}
	if w.held, err = readSeen(w.file); errors.Is(err, fs.ErrNotExist) && fresh {
		w.held = map[string]Checkpoint{}
		err = writeSeen(w.file, w.held)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("its memory %s is gone, and without it the witness could sign a second history: put the file back, or begin a new witness with a new key in another folder", w.file)
	}
	if err != nil {
		return err
	}
	if fresh {
		if name == "" {
			return errors.New("a new witness needs a name, such as the address at which it is asked")
		}
		signer, _, err := note.GenerateKey(rand.Reader, name)
		if err != nil {
			return err
		}
		if err := w.setKey(signer); err != nil {
			return fmt.Errorf("%q can't be the name of a witness: it must not hold a space or a plus sign", name)
		}
		if err := writeNew(private, signer+"\n", 0o600); err != nil {
			return fmt.Errorf("writing the key: %w", err)
		}
	}
	signer, err := LoadSigner(private)
	if err != nil {
		return err
	}
	if err := w.setKey(signer); err != nil {
		return err
	}
	if name != "" && name != w.name {
		return fmt.Errorf("it is called %q, and not %q: the name is part of its key", w.name, name)
	}
	public := filepath.Join(dir, witnessPublicFile)
	if err := writeNew(public, w.verifier+"\n", 0o644); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("writing the public key: %w", err)
	}
	for origin, v := range w.keys { // what was kept must be what the log signed
		if cp, ok := w.held[origin]; ok {
			if w.held[origin], err = ParseCheckpoint(cp.Note, v); err != nil {
				return fmt.Errorf("reading what it holds of %s: %w", origin, err)
			}
		}
	}
	return nil
}

// setKey takes the private key in the text form of notes, and computes the name
// and key hash that a cosignature of it has.
func (w *Witness) setKey(signer string) error {
	s, err := note.NewSigner(signer)
	if err != nil {
		return errNotSigner
	}
	parts := bytes.SplitN([]byte(signer), []byte("+"), 5)
	seed, err := base64.StdEncoding.DecodeString(string(parts[4]))
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return errNotSigner
	}
	w.name, w.key = s.Name(), ed25519.NewKeyFromSeed(seed[1:])
	public := append([]byte{algCosignature}, w.key.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(w.name+"\n"), public...))
	w.hash = binary.BigEndian.Uint32(sum[:])
	w.verifier = fmt.Sprintf("%s+%08x+%s", w.name, w.hash, base64.StdEncoding.EncodeToString(public))
	return nil
}

// Verifier is the public key: one line, in the form that a witness policy takes.
func (w *Witness) Verifier() string { return w.verifier }

// Name is how the witness signs.
func (w *Witness) Name() string { return w.name }

// Watched are the origins of the logs that it answers for, and how far each was
// seen.
func (w *Witness) Watched() (origins []string, seen map[string]int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen = map[string]int64{}
	for origin, cp := range w.held {
		seen[origin] = cp.Size
	}
	return slices.Sorted(maps.Keys(w.logs)), seen
}

// Close gives up the lock. Nothing is signed afterwards.
func (w *Witness) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil {
		w.broken = errors.New("the witness is closed")
	}
	return w.lock.Close()
}

// cosign gives the signature line of C2SP tlog-cosignature over the text of a
// checkpoint: this is the largest that I have seen of this log at this time.
func (w *Witness) cosign(text string) []byte {
	at := uint64(w.now().Unix())
	sig := ed25519.Sign(w.key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, text))
	raw := binary.BigEndian.AppendUint32(nil, w.hash)
	raw = binary.BigEndian.AppendUint64(raw, at)
	return fmt.Appendf(nil, "— %s %s\n", w.name, base64.StdEncoding.EncodeToString(append(raw, sig...)))
}
