package ledger

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"candour"
	"candour/seal"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// promiseVersion is the first line of a promise. The first line of a checkpoint
// is an origin, which begins otherwise: so nobody can show one as the other,
// though the same key signs both.
const promiseVersion = "candour promise v1"

// longestPromise is far more than four lines and a signature.
const longestPromise = 4096

// Promise says that a leaf is in the public log by a time at the latest. Whoever
// sends a report waits for nothing; the promise is what they hold until the proof
// is there. It says nothing about what the leaf is.
type Promise struct {
	Origin string
	Leaf   tlog.Hash // RFC 6962 hash of the leaf
	By     time.Time // UTC, to the second
}

func (p Promise) text() string {
	return fmt.Sprintf("%s\n%s\n%s\n%s\n", promiseVersion, p.Origin, base64.StdEncoding.EncodeToString(p.Leaf[:]), p.By.UTC().Format(time.RFC3339))
}

// Promise signs that a leaf is published by a time at the latest, as a note.
func (l *Log) Promise(leaf []byte, by time.Time) ([]byte, error) {
	if err := checkLeaf(leaf); err != nil {
		return nil, fmt.Errorf("promising: %w", err)
	}
	s, err := note.NewSigner(l.signer)
	if err != nil {
		return nil, errNotSigner
	}
	signed, err := note.Sign(&note.Note{Text: Promise{s.Name(), tlog.RecordHash(leaf), by}.text()}, s)
	if err != nil {
		return nil, fmt.Errorf("signing a promise: %w", err)
	}
	return signed, nil
}

// ParsePromise opens a signed promise: one signature, and nothing written in a
// second way.
func ParsePromise(raw []byte, verifier string) (Promise, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return Promise{}, fmt.Errorf("reading the verifier key: %w", err)
	}
	if len(raw) > longestPromise {
		return Promise{}, differs("this is no promise: it is longer than one can be")
	}
	n, err := note.Open(raw, note.VerifierList(v))
	if err != nil {
		return Promise{}, differs("the promise is not signed by %s: %v", v.Name(), err)
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(n.Sigs[0].Base64); err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) > 0 {
		return Promise{}, differs("the signature of the promise has been changed")
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 5 || lines[0] != promiseVersion {
		return Promise{}, differs("it is signed by %s, and is no promise", v.Name())
	}
	leaf, badLeaf := base64.StdEncoding.DecodeString(lines[2])
	by, badTime := time.Parse(time.RFC3339, lines[3])
	if badLeaf != nil || badTime != nil || len(leaf) != tlog.HashSize {
		return Promise{}, differs("it is signed by %s, and is no promise", v.Name())
	}
	p := Promise{lines[1], tlog.Hash(leaf), by.UTC()}
	if p.text() != n.Text || p.Origin != v.Name() {
		return Promise{}, differs("it is signed by %s, and is no promise of it", v.Name())
	}
	return p, nil
}

// Kept is what became of a promise.
type Kept struct {
	Promise
	Row int64 // of the leaf, from 1; 0 while it is not in the log
}

// CheckPromise looks, as a stranger, whether a promise was kept: whether the leaf
// is in the published log. One that is not, and was due by now, is broken, which
// is ErrDiffers. by is the key that signed the promise: that of the log, or of one
// that ended and that it follows.
func CheckPromise(ctx context.Context, src Source, verifier, by string, raw []byte, now time.Time) (Kept, error) {
	p, err := ParsePromise(raw, by)
	if err != nil {
		return Kept{}, err
	}
	cp, err := ReadCheckpoint(ctx, src, verifier)
	if err != nil {
		return Kept{Promise: p}, err
	}
	if !follows(cp.Origin, p.Origin) {
		return Kept{Promise: p}, differs("the promise is of the log %s and this one is %s", p.Origin, cp.Origin)
	}
	index, err := findLeaf(ctx, src, cp.Size, p.Leaf)
	switch {
	case err != nil:
		return Kept{Promise: p}, fmt.Errorf("looking for what was promised: %w", err)
	case index >= 0:
		return Kept{p, index + 1}, hasLeaf(ctx, src, cp, index, p.Leaf)
	case now.After(p.By):
		return Kept{Promise: p}, differs("the promise is broken: the entry should be in %s by %s, and the log of %d entries does not have it", p.Origin, p.By.Format(time.RFC3339), cp.Size)
	}
	return Kept{Promise: p}, nil
}

// findLeaf is the index of the leaf with a hash, or -1. It believes the tiles,
// which hasLeaf must not.
func findLeaf(ctx context.Context, src Source, size int64, want tlog.Hash) (int64, error) {
	index := int64(-1)
	fetch := func(ctx context.Context, i int64) ([]byte, error) {
		data, _, err := readHashes(ctx, src, 0, i, widthOf(i, size))
		return data, err
	}
	err := ahead(ctx, 0, tilesOf(size), fetch, func(i int64, data []byte) error {
		for j := 0; j < len(data); j += tlog.HashSize {
			if tlog.Hash(data[j:j+tlog.HashSize]) == want {
				index = i*tileWidth + int64(j/tlog.HashSize)
				return errFound
			}
		}
		return nil
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return index, err
}

// LastRow is the number and leaf of the last row that an act made for a subject,
// or candour.ErrNotFound.
func LastRow(tx *seal.Tx, force candour.ForceID, of candour.Subject, act string) (seq int64, leaf []byte, err error) {
	var text string
	if err := tx.One(`SELECT seq, leaf FROM journal WHERE force = $1 AND subject_kind = $2 AND subject_id = $3 AND act = $4 ORDER BY seq DESC LIMIT 1`,
		[]any{string(force), of.Kind, of.ID, act}, &seq, &text); err != nil {
		return 0, nil, err
	}
	leaf, err = base64.RawStdEncoding.DecodeString(text)
	return seq, leaf, err
}
