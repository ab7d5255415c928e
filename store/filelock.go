package store

import (
	"errors"
	"os"
	"syscall"
)

// ErrFileHeld is why LockFile gives no lock: somebody else has it.
var ErrFileHeld = errors.New("the file is locked")

// FileLock is a lock between processes of one machine. It ends with the process that
// holds it, however that ends.
type FileLock struct{ f *os.File }

// LockFile takes the lock on a file, which it makes if there is none: alone, or beside
// all others that do not ask for that. It does not wait.
func LockFile(path string, alone bool) (*FileLock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX
	}
	if err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrFileHeld
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &FileLock{f}, nil
}

// Close gives the lock up. Closing the file alone would leave it to a child that is
// being started: until it has become another program, it has all our files open.
func (l *FileLock) Close() error {
	return errors.Join(syscall.Flock(int(l.f.Fd()), syscall.LOCK_UN), l.f.Close())
}
