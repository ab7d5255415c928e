package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"candour"
	"candour/store"
)

// Which subjects were erased is written beside the key-encryption keys too, in
// erased-<force>: an older copy of the database has their data keys still, and until
// the next rotation it opens. With the list nobody can put such a copy back without
// the program's noticing. It holds random ids and days.

// Erasure is one subject that was erased.
type Erasure struct {
	Force candour.ForceID
	Of    candour.Subject
	On    candour.Date
}

func (e Erasure) line() string { return e.Of.String() + " " + e.On.String() }

func (k *Keys) list(force candour.ForceID) string {
	return filepath.Join(k.dir, "erased-"+string(force))
}

// Erased are the erasures that are noted beside the keys of a force, the earliest
// first. A line that is half written is passed over: Remember writes it again.
func (k *Keys) Erased(force candour.ForceID) (out []Erasure, err error) {
	text, err := os.ReadFile(k.list(force))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading what was erased: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		of, day, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		kind, id, named := strings.Cut(of, "/")
		on, err := candour.ParseDate(day)
		if ok && named && err == nil && id != "" {
			out = append(out, Erasure{force, candour.Subject{Kind: kind, ID: id}, on})
		}
	}
	return out, nil
}

// remember notes erasures that are not noted yet, down to the disk.
func (k *Keys) remember(all []Erasure) error {
	for force, list := range byForce(all) {
		noted, err := k.Erased(force)
		if err != nil {
			return err
		}
		have := map[candour.Subject]bool{}
		for _, e := range noted {
			have[e.Of] = true
		}
		list = slices.DeleteFunc(list, func(e Erasure) bool { return have[e.Of] })
		if len(list) == 0 {
			continue
		}
		if err := appendLines(k.list(force), list); err != nil {
			return fmt.Errorf("noting beside the keys what was erased, so that no older copy brings it back: %w", err)
		}
	}
	return nil
}

func byForce(all []Erasure) map[candour.ForceID][]Erasure {
	out := map[candour.ForceID][]Erasure{}
	for _, e := range all {
		out[e.Force] = append(out[e.Force], e)
	}
	return out
}

// appendLines begins with an end of line: a kill may have left half a line.
func appendLines(file string, list []Erasure) error {
	var b bytes.Buffer
	for _, e := range list {
		b.WriteString("\n" + e.line())
	}
	b.WriteString("\n")
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// committed notes what a transaction has erased, once it is committed: before, it
// might still be undone. If that fails the erasure stands all the same, and Remember
// notes it at the next start.
func (db *DB) committed(tx *Tx) {
	if tx == nil || len(tx.erased) == 0 {
		return
	}
	if err := db.keys.remember(tx.erased); err != nil {
		slog.Error("an erasure is done, and is not noted beside the keys: make the keys folder writable and start again", "err", err)
	}
}

// Remember notes every erasure of the database beside the keys, where a kill came
// between the two.
func (db *DB) Remember(ctx context.Context) error {
	all, err := db.erasures(ctx)
	if err != nil {
		return err
	}
	return db.keys.remember(all)
}

// Living are the subjects of a force that are noted as erased and have a key in this
// database: it is a copy from before their erasure.
func (db *DB) Living(ctx context.Context, force candour.ForceID) (out []Erasure, err error) {
	noted, err := db.keys.Erased(force)
	if err != nil || len(noted) == 0 {
		return nil, err
	}
	all, err := db.erasures(ctx)
	if err != nil {
		return nil, err
	}
	gone := map[Erasure]bool{}
	for _, e := range all {
		gone[Erasure{Force: e.Force, Of: e.Of}] = true
	}
	err = db.Read(ctx, func(tx *Tx) error {
		out = nil
		for _, e := range noted {
			if gone[Erasure{Force: force, Of: e.Of}] {
				continue
			}
			alive, err := tx.Lives(force, e.Of)
			if err != nil {
				return err
			}
			if alive {
				out = append(out, e)
			}
		}
		return nil
	})
	return out, err
}

// Lives reports whether a subject has a data key.
func (tx *Tx) Lives(force candour.ForceID, of candour.Subject) (bool, error) {
	n := 0
	err := tx.One(`SELECT count(*) FROM seal_key WHERE force = $1 AND kind = $2 AND id = $3 AND wrapped <> ''`, []any{string(force), of.Kind, of.ID}, &n)
	return n > 0, err
}

// erasures are those that the database knows of.
func (db *DB) erasures(ctx context.Context) (out []Erasure, err error) {
	err = db.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		return tx.Each(`SELECT force, kind, id, on_day FROM seal_erased ORDER BY force, on_day, kind, id`, nil, func(scan func(...any) error) error {
			var e Erasure
			var force, on string
			if err := scan(&force, &e.Of.Kind, &e.Of.ID, &on); err != nil {
				return err
			}
			e.Force = candour.ForceID(force)
			e.On, err = candour.ParseDate(on)
			out = append(out, e)
			return err
		})
	})
	return out, err
}
