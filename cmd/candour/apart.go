package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"candour"
	"candour/store"
)

// Which of the doors that must be apart a server serves, as others see it that use the
// same folder of keys.
const (
	servesDesk     = "serves-desk"
	servesReport   = "serves-report"          // without saying who runs it
	servesDeclared = "serves-report-declared" // with the banner
)

// apart keeps a report door from sharing its keys with a desk in silence. Whoever
// reports about the police wants to know whether the police have the keys: where one
// folder of keys serves both doors they do, and then each page of the report door says
// so. A server holds a lock in the folder of the keys as long as it runs, so that the
// other notices also where it uses another data folder. Two machines with a copy of
// the same keys each cannot notice one another.
func (f *folder) apart(c serveCmd) (release func() error, err error) {
	var mine, other string
	switch {
	case has(c.Door, reportDoor) && c.RunByForce:
		mine = servesDeclared
	case has(c.Door, reportDoor):
		mine, other = servesReport, servesDesk
	case has(c.Door, deskDoor):
		mine, other = servesDesk, servesReport
	default:
		return func() error { return nil }, nil
	}
	lock, err := f.serving(mine, false) // before looking: of two that start at once, one sees the other
	if err != nil {
		return nil, err
	}
	if other == "" {
		return lock.Close, nil
	}
	free, err := f.serving(other, true)
	if errors.Is(err, store.ErrFileHeld) {
		return nil, errors.Join(candour.Conflict("a report door and a desk would use the same keys (%s), so that whoever runs the desk can read what is reported: if the force runs the report door itself, say so with --run-by-force, or run-by-force = true in candour.toml, and each of its pages says it; if it does not, give the report door keys of its own on a machine of its own", f.keys.Keys), lock.Close())
	}
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock.Close, free.Close()
}

// serving takes the lock of one of the doors.
func (f *folder) serving(name string, alone bool) (*store.FileLock, error) {
	lock, err := store.LockFile(filepath.Join(f.keys.Keys, name+".lock"), alone)
	if err != nil {
		return nil, fmt.Errorf("noting which door is served: %w", err)
	}
	return lock, nil
}
