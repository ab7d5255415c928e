// Package record keeps the pace of the public record, so that its size tells
// nobody anything.
//
// The log of a force is public. If it grew whenever something happened, whoever
// watches it could count reports, and see the minute in which one was sent: an
// officer who knows when somebody was alone with a telephone needs no more. So at
// every tick the log grows by the same number of leaves. Where fewer rows of the
// journal wait, cover rows are added that say nothing; where more wait, they wait
// for the next tick. Once a minute one of the rows is the Merkle root of who read
// what in that minute, also where nobody read anything.
//
// It promises that the published sizes, and the instants at which they are
// published, follow from the clock and the settings alone. It is a room because
// its acts are done to the record itself and to nobody's matter; it reads nothing
// of anybody.
//
// What it cannot hide: that the service was stopped, and that an import was
// published, which is declared and goes past the pace.
package record

import (
	"embed"
	"errors"

	"candour"
	"candour/act"
	"candour/seal"
	"candour/store"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is how far the pace of each force has come.
func Schema() store.Schema { return store.SchemaOf("record", files) }

// Acts are all that can be done here; nobody but the program does them.
var Acts = []*act.Kind{&SealAccessesKind, &CoverKind, &RestoreKind}

// state is how far the pace of a force has come; zero before it began.
type state struct {
	tick   int64 // microseconds UTC
	size   int64
	minute int64
}

func read(tx *seal.Tx, force candour.ForceID) (s state, err error) {
	err = tx.One(`SELECT tick, size, minute FROM record_pace WHERE force = $1`, []any{string(force)}, &s.tick, &s.size, &s.minute)
	if errors.Is(err, candour.ErrNotFound) {
		return state{}, nil
	}
	return s, err
}

func (s state) keep(tx *seal.Tx, force candour.ForceID) error {
	n, err := tx.Exec(`UPDATE record_pace SET tick = $1, size = $2, minute = $3 WHERE force = $4`, s.tick, s.size, s.minute, string(force))
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(`INSERT INTO record_pace (force, tick, size, minute) VALUES ($1, $2, $3, $4)`, string(force), s.tick, s.size, s.minute)
	return err
}

func subject(force candour.ForceID) candour.Subject {
	return candour.Subject{Kind: "force", ID: string(force)}
}
