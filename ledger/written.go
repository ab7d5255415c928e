package ledger

import (
	"context"
	"errors"
	"io/fs"
)

// Written is how many leaves are in the log of a folder, and how many of them the
// published checkpoint covers, for whoever looks from beside the writer. Both are 0
// for a log that was not begun.
func Written(ctx context.Context, dir, verifier string) (leaves, published int64, err error) {
	src, err := OpenSource(dir, nil)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	cp, err := ReadCheckpoint(ctx, src, verifier)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, err
	}
	state, err := (&Log{dir: dir}).state()
	if errors.Is(err, fs.ErrNotExist) {
		return cp.Size, cp.Size, nil
	}
	return max(state.N, cp.Size), cp.Size, err
}
