package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/mod/sumdb/tlog"
)

// state is how far the library has written the log, published or not, and the
// root of that. It is the library's own file, in the form of its version 1.0.
func (l *Log) state() (tlog.Tree, error) {
	raw, err := os.ReadFile(filepath.Join(l.dir, ".state", "treeState"))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("reading how far the log is: %w", err)
	}
	var s treeState
	if err := json.Unmarshal(raw, &s); err != nil || s.Size < 0 || len(s.Root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("reading how far the log is: .state/treeState is damaged")
	}
	return tlog.Tree{N: s.Size, Hash: tlog.Hash(s.Root)}, nil
}

type treeState struct {
	Size int64  `json:"size"`
	Root []byte `json:"root"`
}

// inspect reads the published checkpoint and the written state, and proves from
// the tiles that the second continues the first. Both are zero for a new log.
func (l *Log) inspect(ctx context.Context) (Checkpoint, tlog.Tree, error) {
	cp, err := ReadCheckpoint(ctx, l.src, l.verifier)
	published := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{}, tlog.Tree{}, err
	}
	state, err := l.state()
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(l.dir, "tile")); published || err == nil {
			return Checkpoint{}, tlog.Tree{}, differs("its folder .state is gone, and a log written on without it would begin again from nothing")
		}
		return Checkpoint{Root: emptyRoot}, tlog.Tree{Hash: emptyRoot}, nil
	}
	if err != nil {
		return Checkpoint{}, tlog.Tree{}, err
	}
	if !published {
		cp.Root = emptyRoot // nothing was promised yet
	}
	if cp.Size > state.N {
		return Checkpoint{}, tlog.Tree{}, differs("the log was published with %d leaves and says it has %d", cp.Size, state.N)
	}
	hashes := tlog.TileHashReader(state, Tiles(ctx, l.src)) // proves each tile it reads against state
	for _, signed := range []tlog.Tree{state, {N: cp.Size, Hash: cp.Root}} {
		root, err := tlog.TreeHash(signed.N, hashes)
		if err != nil {
			return Checkpoint{}, tlog.Tree{}, differs("its tiles are not those of the %d leaves that it says it has: %v", state.N, err)
		}
		if root != signed.Hash {
			return Checkpoint{}, tlog.Tree{}, differs("its tiles have the root %x for the first %d leaves, and it was %x", root[:], signed.N, signed.Hash[:])
		}
	}
	return cp, state, nil
}

// matchBehind is how many signed leaves are matched before the first is added.
const matchBehind = 16 * tileWidth

// match holds the end of the log against the journal, before anything is
// written or signed.
func (l *Log) match(ctx context.Context, rows Rows, head int64) error {
	cp, state, err := l.inspect(ctx)
	if err != nil {
		return err
	}
	if cp.Size > head {
		return differs("the log was published with %d leaves and the journal has only %d rows", cp.Size, head)
	}
	from := max(0, min(cp.Size, state.N-matchBehind)) / tileWidth * tileWidth
	same, err := l.agree(ctx, rows, from, state.N, head)
	if err != nil {
		return err
	}
	if same == state.N {
		return nil
	}
	if same < cp.Size {
		return differs("leaf %d of the log is signed and is not that of row %d of the journal", same, same+1)
	}
	slog.WarnContext(ctx, "the log goes back to its last checkpoint: what follows is not the journal's and was never signed", "from", state.N, "to", cp.Size)
	return l.goBack(tlog.Tree{N: cp.Size, Hash: cp.Root})
}

// agree gives the index of the first leaf from from on that the log of this
// size and the journal don't have in common, or size. A bundle that can't be
// read is not in common.
func (l *Log) agree(ctx context.Context, rows Rows, from, size, head int64) (int64, error) {
	at := from
	var journal [][]byte
	stop := errors.New("found")
	err := leavesFrom(ctx, l.src, from, size, func(i int64, leaf []byte) error {
		if i == head {
			return stop
		}
		if len(journal) == 0 {
			var err error
			if journal, err = rows.Leaves(ctx, i, int(min(head-i, matchBehind))); err != nil {
				return fmt.Errorf("reading the journal after row %d: %w", i, err)
			}
			if len(journal) == 0 {
				return fmt.Errorf("reading the journal after row %d: no rows, and its head is beyond", i)
			}
		}
		if !bytes.Equal(leaf, journal[0]) {
			return stop
		}
		journal, at = journal[1:], i+1
		return nil
	})
	if err != nil && err != stop && !errors.Is(err, ErrDiffers) {
		return at, err
	}
	return at, nil
}

// goBack makes a signed tree the end of the log again. Its tiles are all there:
// the library keeps those of the published size.
func (l *Log) goBack(to tlog.Tree) error {
	raw, err := json.Marshal(treeState{to.N, to.Hash[:]})
	if err != nil {
		return err
	}
	path := filepath.Join(l.dir, ".state", "treeState")
	f, err := os.OpenFile(path+".back", os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_SYNC, 0o644)
	if err != nil {
		return fmt.Errorf("taking the log back: %w", err)
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(path+".back", path)
	}
	if err != nil {
		return fmt.Errorf("taking the log back: %w", err)
	}
	return nil
}
