package record

import (
	"context"
	"fmt"
	"time"

	"candour"
	"candour/seal"
)

// Standing is how far the pace of a force has come, for whoever only looks.
type Standing struct {
	Due  int64     // rows that the log publishes at the tick, in all
	Tick time.Time // the one that was last made ready; zero before the first
}

// Stands reads it. Any server of a folder may, also one that keeps no log.
func Stands(ctx context.Context, db *seal.DB, force candour.ForceID) (s Standing, err error) {
	err = db.Read(ctx, func(tx *seal.Tx) error {
		x, err := read(tx, force)
		if x.tick != 0 {
			s = Standing{Due: x.size, Tick: time.UnixMicro(x.tick).UTC()}
		}
		return err
	})
	if err != nil {
		return s, fmt.Errorf("reading the pace of the log: %w", err)
	}
	return s, nil
}
