package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"candour"
)

// Hold keeps a name for one process among all that use a database on a server,
// whatever machine they are on. It is a lock of a session: the server gives it up
// when the process ends or its connection does. A database in a file has none,
// because a lock of a file in its folder does the same.
type Hold struct {
	db     *DB
	name   string
	shared bool
	on     *sql.Conn
}

// Hold takes a name, alone or shared with others who share it. Close it. Where
// another process has it, the error is a candour.ErrConflict.
func (db *DB) Hold(ctx context.Context, name string, shared bool) (*Hold, error) {
	h := &Hold{db: db, name: name, shared: shared}
	return h, h.take(ctx)
}

func (h *Hold) take(ctx context.Context) error {
	if h.db.dialect.one {
		return nil
	}
	c, err := h.db.held.Conn(ctx)
	if err != nil {
		return fmt.Errorf("keeping %s: %w", h.name, h.db.dialect.says(err))
	}
	q := `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`
	if h.shared {
		q = `SELECT pg_try_advisory_lock_shared(hashtextextended($1, 0))`
	}
	var ours bool
	if err := c.QueryRowContext(ctx, q, "candour/"+h.name).Scan(&ours); err != nil {
		return errors.Join(fmt.Errorf("keeping %s: %w", h.name, h.db.dialect.says(err)), c.Close())
	}
	if !ours {
		return errors.Join(candour.Conflict("another process that uses this database, perhaps on another machine, has %s: stop it, or let it do the work", h.name), c.Close())
	}
	h.on = c
	return nil
}

// alone waits until no other process changes the schema, ten seconds at most.
func (db *DB) alone(ctx context.Context) (*Hold, error) {
	c, err := db.held.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("waiting to change the schema: %w", db.dialect.says(err))
	}
	h := &Hold{db: db, name: "the schema", on: c}
	if _, err := c.ExecContext(ctx, `SELECT pg_advisory_lock(hashtextextended('candour/schema', 0))`); err != nil {
		return nil, errors.Join(fmt.Errorf("waiting to change the schema: %w", db.dialect.says(err)), h.Close())
	}
	return h, nil
}

// Check says whether the name is still ours. After the server failed it is taken
// again, unless another process was faster.
func (h *Hold) Check(ctx context.Context) error {
	if h.db.dialect.one {
		return nil
	}
	if h.on != nil {
		err := h.on.PingContext(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_ = h.on.Close() // its session has ended, and the lock with it
		h.on = nil
	}
	return h.take(ctx)
}

// Close gives the name up.
func (h *Hold) Close() error {
	if h.on == nil {
		return nil
	}
	c := h.on
	h.on = nil
	// The name first: the server may notice a moment late that a connection has gone,
	// and whoever starts next would be refused. Where the session has ended, so has this.
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	_, _ = c.ExecContext(ctx, `SELECT pg_advisory_unlock_all()`)
	// Then the session, so that the server gives up what it held whatever it was.
	err := c.Raw(func(raw any) error { return raw.(*conn).engine.Close() })
	_ = c.Close() // it is closed
	return err
}
