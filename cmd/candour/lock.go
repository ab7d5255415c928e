package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"candour"
)

// lockFolder keeps a folder for one command alone, or shares it with all others
// that do not ask for that. It ends with the process, also with a killed one.
func lockFolder(dir string, alone bool) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "run", "folder.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the data folder: %w", err)
	}
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX
	}
	err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(fmt.Errorf("locking the data folder: %w", err), f.Close())
	}
	no := candour.Conflict("the keys of %s are being rotated: wait until that has ended", dir)
	if alone {
		no = candour.Conflict("a server or another command is using %s, and this needs it alone: stop that first", dir)
	}
	return nil, errors.Join(no, f.Close())
}
