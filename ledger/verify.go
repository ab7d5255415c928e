package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var (
	// ErrDiffers says that a check was made and found a difference: bytes that
	// are not what was signed, or not what they were. Any other error of a
	// check says that it could not be made.
	ErrDiffers = errors.New("the check found a difference")
	// ErrVersion says that a leaf is of a kind that this program does not know,
	// so that it can't judge the log.
	ErrVersion = errors.New("this program knows only leaves that begin with " + version)
)

func differs(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDiffers, fmt.Sprintf(format, args...))
}

// Report is what a whole-log check vouches for: the first Size leaves have this
// root, and the key of Origin signed it.
type Report struct {
	Origin string
	Size   int64
	Root   string // SHA-256 of RFC 6962, in hex

	Checkpoint Checkpoint // as it was published, for Policy.Judge
}

// Checkpoint is a signed statement of how long a log is and what is in it.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	Note   []byte // as it was signed, cosignatures included
}

// ReadCheckpoint reads the checkpoint of a log and checks that the verifier's
// key signed it, for the origin that the key is named after.
func ReadCheckpoint(ctx context.Context, src Source, verifier string) (Checkpoint, error) {
	raw, err := src.Read(ctx, "checkpoint", maxCheckpoint)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading the checkpoint: %w", err)
	}
	cp, err := ParseCheckpoint(raw, verifier)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checking the checkpoint: %w", err)
	}
	return cp, nil
}

// ParseCheckpoint opens a signed checkpoint. It is strict where the note format
// is lax (a number or base64 written in a second way), so that one statement
// has one form and a changed byte of it is seen. It says nothing about
// witnesses: their lines are left alone.
func ParseCheckpoint(raw []byte, verifier string) (Checkpoint, error) {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading the verifier key: %w", err)
	}
	n, err := note.Open(raw, note.VerifierList(v))
	if err != nil {
		return Checkpoint{}, differs("it is not signed by %s: %v", v.Name(), err)
	}
	for _, sig := range n.Sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return Checkpoint{}, differs("the signature of %s has been changed", sig.Name)
		}
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return Checkpoint{}, differs("it has %d lines and must have three", len(lines)-1)
	}
	if lines[0] != v.Name() {
		return Checkpoint{}, differs("it is of the log %q and the key is of %q", lines[0], v.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, differs("%q is not a size", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, differs("%q is not a root", lines[2])
	}
	return Checkpoint{lines[0], size, tlog.Hash(root), bytes.Clone(raw)}, nil
}

// Verify checks a whole log with nothing but its public key: the signature and
// origin of the checkpoint, that every entry bundle is there, that the root made
// anew from the leaves is the signed one, and that every hash tile says what the
// leaves say. With old, an earlier checkpoint that the caller kept, it also
// checks that the log has only been added to since.
//
// BUG(ledger): without a kept checkpoint an operator who holds the key can write
// the whole log anew, and this check passes. Policy.Judge on the checkpoint that
// it gives asks whether independent witnesses vouch for it.
//
// It needs the memory of a few bundles, whatever the size of the log.
func Verify(ctx context.Context, src Source, verifier string, old []byte) (Report, error) {
	return VerifyNext(ctx, src, verifier, verifier, old)
}

// VerifyNext is Verify with an earlier checkpoint of a log that ended, whose key is
// before: the log that follows it must have all that the checkpoint had. Entries that
// were lost when the log ended are a difference, as they would be in one log.
func VerifyNext(ctx context.Context, src Source, verifier, before string, old []byte) (Report, error) {
	cp, err := ReadCheckpoint(ctx, src, verifier)
	if err != nil {
		return Report{}, err
	}
	kept := Checkpoint{Root: emptyRoot}
	if len(old) > 0 {
		if kept, err = ParseCheckpoint(old, before); err != nil {
			return Report{}, fmt.Errorf("checking the earlier checkpoint: %w", err)
		}
		if !follows(cp.Origin, kept.Origin) {
			return Report{}, differs("the log is %s, which does not follow %s", cp.Origin, kept.Origin)
		}
		if kept.Size > cp.Size {
			return Report{}, differs("the log has been cut: it had %d leaves at the earlier checkpoint and now has %d", kept.Size, cp.Size)
		}
		if kept.Size == 0 && kept.Root != emptyRoot {
			return Report{}, differs("the earlier checkpoint is of no leaves, and has the root of some")
		}
	}
	t := tree{ctx: ctx, src: src}
	fetch := func(ctx context.Context, i int64) ([]tlog.Hash, error) {
		return leafHashes(ctx, src, i, widthOf(i, cp.Size))
	}
	err = ahead(ctx, 0, tilesOf(cp.Size), fetch, func(i int64, leaves []tlog.Hash) error {
		if in := kept.Size - i*tileWidth; in > 0 && in <= int64(len(leaves)) {
			if root := t.root(leaves[:in]); root != kept.Root {
				return differs("history was changed: the first %d leaves had the root %x at the earlier checkpoint and now have %x", kept.Size, kept.Root[:], root[:])
			}
		}
		return t.add(leaves)
	})
	if err != nil {
		return Report{}, fmt.Errorf("checking %s: %w", cp.Origin, err)
	}
	if err := t.end(); err != nil {
		return Report{}, fmt.Errorf("checking %s: %w", cp.Origin, err)
	}
	if root := t.root(t.last); root != cp.Root {
		return Report{}, differs("the %d leaves have the root %x and the checkpoint of %s is signed over %x", cp.Size, root[:], cp.Origin, cp.Root[:])
	}
	return Report{cp.Origin, cp.Size, hex.EncodeToString(cp.Root[:]), cp}, nil
}

// leafHashes reads one bundle, hashes its entries and holds them against the
// tile of leaf hashes above it.
func leafHashes(ctx context.Context, src Source, i int64, width int) ([]tlog.Hash, error) {
	entries, bundle, err := readEntries(ctx, src, i, width)
	if err != nil {
		return nil, err
	}
	stored, tile, err := readHashes(ctx, src, 0, i, width)
	if err != nil {
		return nil, err
	}
	hashes := make([]tlog.Hash, width)
	var buf []byte
	for j, leaf := range entries {
		buf = append(append(buf[:0], 0), leaf...) // RFC 6962: a leaf is hashed behind a zero byte
		hashes[j] = sha256.Sum256(buf)
		if !bytes.Equal(hashes[j][:], stored[j*tlog.HashSize:(j+1)*tlog.HashSize]) {
			return nil, differs("leaf %d in %s is not the one whose hash is in %s", i*tileWidth+int64(j), bundle, tile)
		}
	}
	for j, leaf := range entries {
		if !bytes.HasPrefix(leaf, []byte(version)) {
			return nil, fmt.Errorf("leaf %d: %w", i*tileWidth+int64(j), ErrVersion)
		}
	}
	return hashes, nil
}

// emptyRoot is the root of a log without leaves: the hash of nothing.
var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// tree is the right-hand edge of the Merkle tree that grows from the leaves. It
// holds no more than one unfinished tile for each level.
type tree struct {
	ctx   context.Context
	src   Source
	above [][]tlog.Hash // above[l] is the unfinished tile of level l+1
	done  []int64       // done[l] is how many tiles of level l+1 are finished
	last  []tlog.Hash   // the unfinished tile of leaf hashes, which is the last
}

// add takes the hashes of one bundle.
func (t *tree) add(leaves []tlog.Hash) error {
	if len(leaves) < tileWidth {
		t.last = leaves
		return nil
	}
	return t.push(0, perfect(leaves))
}

func (t *tree) push(l int, h tlog.Hash) error {
	if l == len(t.above) {
		t.above, t.done = append(t.above, nil), append(t.done, 0)
	}
	t.above[l] = append(t.above[l], h)
	if len(t.above[l]) < tileWidth {
		return nil
	}
	if err := t.compare(l); err != nil {
		return err
	}
	h = perfect(t.above[l])
	t.above[l] = t.above[l][:0]
	t.done[l]++
	return t.push(l+1, h)
}

// end compares the tiles that the log ends in.
func (t *tree) end() error {
	for l := range t.above {
		if err := t.compare(l); err != nil {
			return err
		}
	}
	return nil
}

// compare holds an inner tile against what the leaves below it say.
func (t *tree) compare(l int) error {
	ours := t.above[l]
	if len(ours) == 0 {
		return nil
	}
	stored, path, err := readHashes(t.ctx, t.src, l+1, t.done[l], len(ours))
	if err != nil {
		return err
	}
	for j, h := range ours {
		if !bytes.Equal(h[:], stored[j*tlog.HashSize:(j+1)*tlog.HashSize]) {
			under := int64(1) << (8 * (l + 1))
			first := (t.done[l]*tileWidth + int64(j)) * under
			return differs("hash %d of %s is not that of leaves %d to %d", j, path, first, first+under-1)
		}
	}
	return nil
}

// root is the RFC 6962 root of all finished tiles followed by some leaf hashes.
func (t *tree) root(leaves []tlog.Hash) tlog.Hash {
	var parts []tlog.Hash // perfect subtrees, from the left
	for l := len(t.above) - 1; l >= 0; l-- {
		parts = appendPerfect(parts, t.above[l])
	}
	parts = appendPerfect(parts, leaves)
	if len(parts) == 0 {
		return emptyRoot
	}
	root := parts[len(parts)-1]
	for i := len(parts) - 2; i >= 0; i-- {
		root = tlog.NodeHash(parts[i], root)
	}
	return root
}

// appendPerfect adds the roots of the largest perfect subtrees, from the left.
func appendPerfect(parts, hashes []tlog.Hash) []tlog.Hash {
	for k := tileWidth; k > 0; k /= 2 {
		if len(hashes) >= k {
			parts = append(parts, perfect(hashes[:k]))
			hashes = hashes[k:]
		}
	}
	return parts
}

// perfect is the root over a power of two of hashes.
func perfect(hashes []tlog.Hash) tlog.Hash {
	var row [tileWidth]tlog.Hash
	n := copy(row[:], hashes)
	for ; n > 1; n /= 2 {
		for i := range n / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
	}
	return row[0]
}
