package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"candour"
	"candour/ledger"
)

// end says that a log ended with what is left of it, and makes the key of the next.
func (l foundLog) end() (signer string, ended *ledger.Ended, err error) {
	next, err := ledger.NextOrigin(l.cp.Origin)
	if err != nil {
		return "", nil, err
	}
	signer, verifier, err := ledger.NewKey(next)
	if err != nil {
		return "", nil, err
	}
	return signer, &ledger.Ended{Key: l.verifier, Checkpoint: l.cp.Note, Seen: l.seen, Next: verifier}, nil
}

// follow takes the files of a log that ended out of the folder, and keeps the key of the
// next beside the others until all is done. The next log is written, with all leaves that
// are left, when the service starts.
func (r *restoring) follow(f *folder, force candour.ForceID, e ledger.Ended, signer string) error {
	waiting := r.nextKey(force)
	if err := os.Remove(waiting); err != nil && !errors.Is(err, os.ErrNotExist) { // of a restore that did not end
		return fmt.Errorf("making the key of the next log: %w", err)
	}
	if err := errors.Join(os.RemoveAll(f.logDir(force)), os.Remove(f.verifierFile(force))); err != nil {
		return fmt.Errorf("putting the log that ended away: %w", err)
	}
	if err := ledger.WriteKey(waiting, f.verifierFile(force), signer); err != nil {
		return err
	}
	r.next = append(r.next, force)
	fmt.Fprintf(r.s.out, "%s: the log %s has ended, and %s follows when the service starts. Give its public key to every witness and to everybody who verifies:\n%s\n", force, e.Name(), e.NextName(), e.Next)
	return nil
}

// nextKeys puts the keys of the next logs into the places of the last ones, which are
// kept: whoever has something that was signed with them may ask.
func (r *restoring) nextKeys() error {
	for _, force := range r.next {
		kept, err := r.keptKey(force, r.found[force])
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(kept), 0o700); err != nil {
			return fmt.Errorf("keeping the key of the log that ended: %w", err)
		}
		if err := errors.Join(os.Rename(r.logKey(force), kept), os.Rename(r.nextKey(force), r.logKey(force))); err != nil {
			return fmt.Errorf("putting the key of the next log into its place: %w", err)
		}
	}
	return nil
}

func (r *restoring) logKey(force candour.ForceID) string {
	return filepath.Join(r.keys.Keys, "log-"+string(force))
}

// keptKey is where the key of a log is kept that ended. It refuses where a key is there
// already: that is asked before anything is written, and again before a file is moved.
func (r *restoring) keptKey(force candour.ForceID, l foundLog) (string, error) {
	_, nth, _ := ledger.ForceOf(ledger.OriginOf(l.verifier))
	kept := filepath.Join(r.keys.Keys, "ended", fmt.Sprintf("log-%s-%d", force, nth))
	if exists(kept) {
		return "", candour.Conflict("%s is there already, and no key is written over: look what it is", kept)
	}
	return kept, nil
}

func (r *restoring) nextKey(force candour.ForceID) string {
	return filepath.Join(r.keys.Keys, "next-log-"+string(force))
}
