package store

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
)

// TestFileLock: it keeps others out as it was asked to, and is given up at once even
// where a child that is being started has the file open still.
func TestFileLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	take := func(alone bool) *FileLock {
		t.Helper()
		l, err := LockFile(path, alone)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	one, two := take(false), take(false)
	if _, err := LockFile(path, true); !errors.Is(err, ErrFileHeld) {
		t.Errorf("alone beside two: %v", err)
	}
	child, err := syscall.Dup(int(one.f.Fd())) // what it has from its parent
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(child)
	if err := errors.Join(one.Close(), two.Close()); err != nil {
		t.Fatal(err)
	}
	alone := take(true)
	defer alone.Close()
	if _, err := LockFile(path, false); !errors.Is(err, ErrFileHeld) {
		t.Errorf("beside somebody alone: %v", err)
	}
}
