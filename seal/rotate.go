package seal

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"

	"candour"
)

// A rotation is four steps, and a kill between or inside any two leaves a folder
// that opens, in which it can be run again:
//
//  1. Prepare makes the key of the next epoch. Until the next step nothing uses it.
//  2. Rewrap wraps every data key anew and moves the force to that epoch, in one
//     transaction with the event that says so.
//  3. DestroyOld destroys the keys of the epochs before. Until it has, whoever
//     holds an older copy of the database can still open it with them.
//
// The fourth is the operator's: a version of a key that an external service
// holds is destroyed there.

// Epoch is the epoch that a force is in, or candour.ErrNotFound where it has no
// key yet.
func (tx *Tx) Epoch(force candour.ForceID) (n int64, err error) {
	if n, ok := tx.epochs[force]; ok {
		return n, nil
	}
	if err := tx.One(`SELECT epoch FROM seal_epoch WHERE force = $1`, []any{string(force)}, &n); err != nil {
		return 0, err
	}
	tx.epochs[force] = n
	return n, nil
}

// begin is Epoch for a transaction that makes a key: a force without one begins
// its first epoch, with a new key-encryption key.
func (tx *Tx) begin(force candour.ForceID) (int64, error) {
	n, err := tx.Epoch(force)
	if !errors.Is(err, candour.ErrNotFound) {
		return n, err
	}
	if _, err := tx.Exec(`INSERT INTO seal_epoch (force, epoch) VALUES ($1, 1)`, string(force)); err != nil {
		return 0, err
	}
	if err := tx.kek.Prepare(tx.Context(), force, 1); err != nil {
		return 0, err
	}
	tx.epochs[force] = 1
	return 1, nil
}

// Rewrap wraps every data key of a force under its next key-encryption key,
// which Prepare made, and moves the force to that epoch. It gives the epochs
// before and after, and how many keys there were. One that does not open stops
// it: under a destroyed key-encryption key it could never be put right.
func (tx *Tx) Rewrap(force candour.ForceID) (from, to int64, n int, err error) {
	if from, err = tx.Epoch(force); err != nil {
		return 0, 0, 0, err
	}
	to = from + 1
	next, err := tx.kek.at(tx.Context(), force, to)
	if err != nil {
		return 0, 0, 0, err
	}
	type row struct {
		of      candour.Subject
		wrapped string
		epoch   int64
	}
	var rows []row
	err = tx.Each(`SELECT kind, id, wrapped, epoch FROM seal_key WHERE force = $1 AND wrapped <> '' ORDER BY kind, id`, []any{string(force)}, func(scan func(...any) error) error {
		var r row
		err := scan(&r.of.Kind, &r.of.ID, &r.wrapped, &r.epoch)
		rows = append(rows, r)
		return err
	})
	if err != nil {
		return 0, 0, 0, err
	}
	for _, r := range rows {
		ad := string(force) + "/" + r.of.String()
		k, err := tx.unwrap(force, r.of, r.epoch, r.wrapped)
		if err != nil {
			return 0, 0, 0, fmt.Errorf("the key of %s: %w", r.of, err)
		}
		wrapped, err := next.Encrypt(k.raw, []byte(ad))
		if err != nil {
			return 0, 0, 0, fmt.Errorf("wrapping the key of %s: %w", r.of, err)
		}
		if _, err := tx.Exec(`UPDATE seal_key SET wrapped = $1, epoch = $2 WHERE force = $3 AND kind = $4 AND id = $5`,
			base64.RawStdEncoding.EncodeToString(wrapped), to, string(force), r.of.Kind, r.of.ID); err != nil {
			return 0, 0, 0, err
		}
	}
	if _, err := tx.Exec(`UPDATE seal_epoch SET epoch = $1 WHERE force = $2`, to, string(force)); err != nil {
		return 0, 0, 0, err
	}
	tx.epochs[force] = to
	return from, to, len(rows), nil
}

// DestroyOld destroys the key-encryption keys of a force's earlier epochs, and
// what a kill left behind: half-made files, and a next key that nothing uses. The
// one file of older folders is kept while another force is still in its first
// epoch under it: those forces are returned. Nobody else may use the folder
// meanwhile.
func (db *DB) DestroyOld(ctx context.Context, force candour.ForceID) (gone []string, waits []candour.ForceID, err error) {
	all, err := db.epochs(ctx)
	if err != nil {
		return nil, nil, err
	}
	k := db.keys
	for _, e := range all {
		if e.n == 1 && !there(k.path(e)) && !there(k.path(e)+".wrapped") {
			waits = append(waits, e.force)
		}
		if e.force != force {
			continue
		}
		for n := int64(1); n < e.n; n++ {
			list, err := k.forget(epoch{force, n})
			gone = append(gone, list...)
			if err != nil {
				return gone, nil, err
			}
		}
		if _, err := k.forget(epoch{force, e.n + 1}); err != nil {
			return gone, nil, err
		}
	}
	left, err := filepath.Glob(filepath.Join(k.dir, halfMade+"*"))
	if err != nil {
		return gone, nil, err
	}
	for _, file := range left {
		if err := destroy(file); err != nil {
			return gone, nil, err
		}
	}
	if !there(k.shared()) {
		return gone, nil, nil
	}
	if len(waits) > 0 || len(all) == 0 {
		return gone, waits, nil
	}
	if err := destroy(k.shared()); err != nil {
		return gone, nil, err
	}
	return append(gone, k.shared()), nil, nil
}
