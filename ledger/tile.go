package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// MaxLeaf is the longest leaf that is written or read. The format allows
	// 65,535 bytes; a leaf of ours has 42, and the limit bounds what a hostile
	// log can make a verifier hold.
	MaxLeaf = 8192

	tileWidth  = 256 // hashes in a full tile, entries in a full bundle
	maxTile    = tileWidth * tlog.HashSize
	maxBundle  = tileWidth * (2 + MaxLeaf)
	entryLevel = -1 // the level of the entry bundles, written "entries" in a path
	readAhead  = 8  // files in flight: bounds memory, hides the network
)

// tilePath is the tlog-tiles path of a hash tile, or with entryLevel of an entry
// bundle. Width is how many hashes or entries it holds in a log of the size that
// is read: the last one may be partial.
func tilePath(level int, index int64, width int) string {
	name := "entries"
	if level != entryLevel {
		name = fmt.Sprint(level)
	}
	n := fmt.Sprintf("%03d", index%1000)
	for index /= 1000; index > 0; index /= 1000 {
		n = fmt.Sprintf("x%03d/%s", index%1000, n)
	}
	if width < tileWidth {
		return fmt.Sprintf("tile/%s/%s.p/%d", name, n, width)
	}
	return fmt.Sprintf("tile/%s/%s", name, n)
}

// readTile reads a hash tile, or an entry bundle, and says how many hashes or
// entries the file must hold: a partial file is removed once the full one
// exists, so the full one is asked for next, and holds more than was asked.
func readTile(ctx context.Context, src Source, level int, index int64, width int) (data []byte, path string, holds int, err error) {
	limit := int64(maxTile)
	if level == entryLevel {
		limit = maxBundle
	}
	path = tilePath(level, index, width)
	data, err = src.Read(ctx, path, limit)
	if holds = width; errors.Is(err, fs.ErrNotExist) && width < tileWidth {
		data, err = src.Read(ctx, tilePath(level, index, tileWidth), limit)
		if err == nil {
			path, holds = tilePath(level, index, tileWidth), tileWidth
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, path, 0, differs("%s is missing, which a log of this size must have", path)
	case err != nil:
		return nil, path, 0, fmt.Errorf("reading %s: %w", path, err)
	}
	return data, path, holds, nil
}

// readHashes reads the first width hashes of a tile.
func readHashes(ctx context.Context, src Source, level int, index int64, width int) ([]byte, string, error) {
	data, path, holds, err := readTile(ctx, src, level, index, width)
	if err != nil {
		return nil, path, err
	}
	if len(data) != holds*tlog.HashSize {
		return nil, path, differs("%s has %d bytes and must have %d", path, len(data), holds*tlog.HashSize)
	}
	return data[:width*tlog.HashSize], path, nil
}

// readEntries reads the first width entries of a bundle.
func readEntries(ctx context.Context, src Source, index int64, width int) ([][]byte, string, error) {
	data, path, holds, err := readTile(ctx, src, entryLevel, index, width)
	if err != nil {
		return nil, path, err
	}
	entries, err := parseBundle(data, holds)
	if err != nil {
		return nil, path, differs("%s is damaged: %v", path, err)
	}
	return entries[:width], path, nil
}

// parseBundle splits an entry bundle: each entry is its length in two bytes, big
// end first, and that many bytes. It must hold exactly n entries and no more.
func parseBundle(data []byte, n int) ([][]byte, error) {
	entries := make([][]byte, 0, n)
	for len(data) > 0 {
		if len(entries) == n {
			return nil, fmt.Errorf("%d bytes follow its %d entries", len(data), n)
		}
		if len(data) < 2 {
			return nil, fmt.Errorf("entry %d has no length", len(entries))
		}
		size := int(binary.BigEndian.Uint16(data))
		if size > MaxLeaf || len(data)-2 < size {
			return nil, fmt.Errorf("entry %d says it has %d bytes, and %d remain", len(entries), size, len(data)-2)
		}
		entries = append(entries, data[2:2+size:2+size])
		data = data[2+size:]
	}
	if len(entries) != n {
		return nil, fmt.Errorf("it holds %d entries and must hold %d", len(entries), n)
	}
	return entries, nil
}

// Leaves gives every leaf of the first size entries of a log, in order, to
// yield, and stops at its first error. It checks the form of the bundles, not
// the hashes, which are for Verify.
func Leaves(ctx context.Context, src Source, size int64, yield func(i int64, leaf []byte) error) error {
	return leavesFrom(ctx, src, 0, size, yield)
}

// leavesFrom begins with the bundle that holds entry from.
func leavesFrom(ctx context.Context, src Source, from, size int64, yield func(i int64, leaf []byte) error) error {
	fetch := func(ctx context.Context, i int64) ([][]byte, error) {
		entries, _, err := readEntries(ctx, src, i, widthOf(i, size))
		return entries, err
	}
	return ahead(ctx, from/tileWidth, tilesOf(size), fetch, func(i int64, entries [][]byte) error {
		for j, leaf := range entries {
			if err := yield(i*tileWidth+int64(j), leaf); err != nil {
				return err
			}
		}
		return nil
	})
}

func tilesOf(size int64) int64 { return (size + tileWidth - 1) / tileWidth }

func widthOf(tile, size int64) int { return int(min(tileWidth, size-tile*tileWidth)) }

// ahead fetches [from, to) a few at a time and uses them in order. Nothing it
// started runs on when it returns.
func ahead[T any](ctx context.Context, from, to int64, fetch func(context.Context, int64) (T, error), use func(int64, T) error) error {
	type fetched struct {
		value T
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	queue := make(chan chan fetched, readAhead)
	running.Go(func() {
		defer close(queue)
		for i := from; i < to; i++ {
			slot := make(chan fetched, 1)
			select {
			case queue <- slot:
			case <-ctx.Done():
				return
			}
			running.Go(func() {
				v, err := fetch(ctx, i)
				slot <- fetched{v, err}
			})
		}
	})
	for i := from; i < to; i++ {
		slot, ok := <-queue
		if !ok {
			return ctx.Err()
		}
		got := <-slot
		if got.err != nil {
			return got.err
		}
		if err := use(i, got.value); err != nil {
			return err
		}
	}
	return nil
}

// Tiles reads hash tiles for golang.org/x/mod/sumdb/tlog, which with a signed
// checkpoint proves that they belong to it:
//
//	hashes := tlog.TileHashReader(tlog.Tree{N: cp.Size, Hash: cp.Root}, ledger.Tiles(ctx, src))
//	proof, err := tlog.ProveRecord(cp.Size, index, hashes)
func Tiles(ctx context.Context, src Source) tlog.TileReader { return tiles{ctx, src} }

type tiles struct {
	ctx context.Context
	src Source
}

func (tiles) Height() int                     { return 8 }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (r tiles) ReadTiles(ts []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(ts))
	for i, t := range ts {
		data, _, err := readHashes(r.ctx, r.src, t.L, t.N, t.W)
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}
