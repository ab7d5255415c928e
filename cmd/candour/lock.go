package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"candour"
	"candour/store"
)

// lockFolder keeps a folder for one command alone, or shares it with all others
// that do not ask for that. It ends with the process, also with a killed one.
func lockFolder(dir string, alone bool) (*store.FileLock, error) {
	lock, err := store.LockFile(filepath.Join(dir, "run", "folder.lock"), alone)
	switch {
	case errors.Is(err, store.ErrFileHeld) && alone:
		return nil, candour.Conflict("a server or another command is using %s, and this needs it alone: stop that first", dir)
	case errors.Is(err, store.ErrFileHeld):
		return nil, candour.Conflict("the keys of %s are being rotated: wait until that has ended", dir)
	case err != nil:
		return nil, fmt.Errorf("locking the data folder: %w", err)
	}
	return lock, nil
}
