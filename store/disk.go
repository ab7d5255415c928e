package store

import (
	"errors"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// DiskSays says in a sentence what is wrong with a disk that an error comes from, and
// what to do; ” for any other error. What was acknowledged before it is kept.
func DiskSays(err error) string {
	code, whole := 0, 0
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		whole = e.Code()
		code = whole & 0xff
	}
	switch {
	case code == sqlite3.SQLITE_FULL, whole == sqlite3.SQLITE_IOERR_SHMSIZE, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "The disk is full: make room and try again. Nothing that was acknowledged is lost."
	case code == sqlite3.SQLITE_READONLY, errors.Is(err, syscall.EROFS):
		return "The disk, or this account’s right to it, is read-only: mount it for writing, or run this as the account that owns the data folder. Nothing that was acknowledged is lost."
	case code == sqlite3.SQLITE_IOERR, errors.Is(err, syscall.EIO):
		return "The disk fails: stop the service, look at the machine’s own log, and restore to another disk if it is broken. Nothing that was acknowledged is lost while the disk still reads."
	case code == sqlite3.SQLITE_CORRUPT, code == sqlite3.SQLITE_NOTADB:
		return "The database file is damaged: stop the service, keep the file, and restore the last backup into a new folder."
	}
	return ""
}
