package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// CopyTiles gives every public file that a log of this size needs, as other people's
// readers look for it, to keep. A part of a tile that has grown since is cut to what
// the size has. It does not check hashes: Verify does, of the copy.
func CopyTiles(ctx context.Context, src Source, size int64, keep func(path string, data []byte) error) error {
	for i := range tilesOf(size) {
		if err := ctx.Err(); err != nil {
			return err
		}
		width := widthOf(i, size)
		entries, _, err := readEntries(ctx, src, i, width)
		if err != nil {
			return err
		}
		var bundle []byte
		for _, e := range entries {
			bundle = append(append(bundle, byte(len(e)>>8), byte(len(e))), e...)
		}
		if err := keep(tilePath(entryLevel, i, width), bundle); err != nil {
			return err
		}
	}
	for level, n := 0, size; n > 0; level, n = level+1, n/tileWidth {
		for i := range tilesOf(n) {
			hashes, _, err := readHashes(ctx, src, level, i, widthOf(i, n))
			if err != nil {
				return err
			}
			if err := keep(tilePath(level, i, widthOf(i, n)), hashes); err != nil {
				return err
			}
		}
	}
	return nil
}

// State is what a log folder keeps for its writer beside the public files, so that a
// copied log can be written on: names of files in it, and what they hold. It is in
// the form of version 1.0 of the library.
func State(size int64, root tlog.Hash) (map[string][]byte, error) {
	raw, err := json.Marshal(treeState{size, root[:]})
	if err != nil {
		return nil, fmt.Errorf("writing how far the log is: %w", err)
	}
	return map[string][]byte{".state/treeState": raw, ".state/version": []byte("1")}, nil
}

// LeavesFrom gives the leaves of a log of this size from one on, counted from 0.
func LeavesFrom(ctx context.Context, src Source, from, size int64) (out [][]byte, err error) {
	err = leavesFrom(ctx, src, from, size, func(i int64, leaf []byte) error {
		if i >= from {
			out = append(out, leaf)
		}
		return nil
	})
	return out, err
}
