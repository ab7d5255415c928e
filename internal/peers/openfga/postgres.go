package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"candour/internal/testdb"

	"github.com/jackc/pgx/v5"
)

// settings of PostgreSQL for reading much from memory on one machine, beside those of
// testdb; the planner is told that the data is in memory.
var settings = []string{"shared_buffers=512MB", "work_mem=256MB", "maintenance_work_mem=256MB", "effective_cache_size=2GB", "random_page_cost=1.1", "jit=off", "max_parallel_workers_per_gather=2", "fsync=off", "synchronous_commit=off"}

// explains is the question about all rows of asked, and about one access.
const (
	explains = `SELECT e.n FROM asked e WHERE
		EXISTS (SELECT 1 FROM task t WHERE t.person = e.person AND t.who = e.officer AND NOT t.unit AND e.minute BETWEEN t.lo AND t.hi)
		OR EXISTS (SELECT 1 FROM posting p JOIN task t ON t.person = e.person AND t.who = p.unit AND t.unit AND e.minute BETWEEN t.lo AND t.hi WHERE p.officer = e.officer AND e.minute BETWEEN p.lo AND p.hi)`
	explainsOne = `SELECT EXISTS (SELECT 1 FROM task t WHERE t.person = $1 AND t.who = $2 AND NOT t.unit AND $3 BETWEEN t.lo AND t.hi)
		OR EXISTS (SELECT 1 FROM posting p JOIN task t ON t.person = $1 AND t.who = p.unit AND t.unit AND $3 BETWEEN t.lo AND t.hi WHERE p.officer = $2 AND $3 BETWEEN p.lo AND p.hi)`
)

// postgres answers all accesses by one statement, and some of them one by one over a
// prepared statement and a Unix socket. The second result is its p99.
func postgres(ctx context.Context, out io.Writer, links []link, members []member, all []question, single int) (f figures, slow time.Duration, err error) {
	s, err := testdb.StartPostgres(settings...)
	if err != nil {
		return f, 0, err
	}
	defer func() {
		if e := s.Stop(); err == nil {
			err = e
		}
	}()
	db, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return f, 0, err
	}
	defer db.Close(ctx)
	var version string
	if err := db.QueryRow(ctx, `SELECT version()`).Scan(&version); err != nil {
		return f, 0, err
	}
	began := time.Now()
	if err := load(ctx, db, links, members, all); err != nil {
		return f, 0, err
	}
	fmt.Fprintf(out, "%s, %v; loaded with indexes and ANALYZE in %.1f s\n", version, settings, time.Since(began).Seconds())
	got := make([]bool, len(all))
	best := time.Duration(1 << 62)
	for range 3 {
		began := time.Now()
		r, err := db.Query(ctx, explains)
		if err != nil {
			return f, 0, err
		}
		for r.Next() {
			var n int
			if err := r.Scan(&n); err != nil {
				return f, 0, err
			}
			got[n] = true
		}
		if r.Err() != nil {
			return f, 0, r.Err()
		}
		best = min(best, time.Since(began))
	}
	waits := make([]time.Duration, 0, single)
	for _, q := range all[:min(single, len(all))] {
		began := time.Now()
		var yes bool
		if err := db.QueryRow(ctx, explainsOne, q.person, q.officer, q.minute).Scan(&yes); err != nil {
			return f, 0, err
		}
		waits = append(waits, time.Since(began))
		if yes != q.explained {
			return f, 0, fmt.Errorf("PostgreSQL says %v of %+v", yes, q)
		}
	}
	f = figures{float64(len(all)) / best.Seconds(), aloneIn(waits), p99(waits)}
	fmt.Fprintf(out, "PostgreSQL, the explanation alone: %d accesses in one statement: %.0f a second (best of 3); %d one by one, prepared: %.0f a second, p50 %s, p99 %s\n", len(all), f.together, len(waits), f.alone, waits[len(waits)/2], f.p99)
	return f, f.p99, differ(out, "PostgreSQL", all, got)
}

func load(ctx context.Context, db *pgx.Conn, links []link, members []member, all []question) error {
	for _, q := range []string{
		`CREATE UNLOGGED TABLE task (person TEXT, who TEXT, unit BOOLEAN, lo BIGINT, hi BIGINT)`,
		`CREATE UNLOGGED TABLE posting (officer TEXT, unit TEXT, lo BIGINT, hi BIGINT)`,
		`CREATE UNLOGGED TABLE asked (n INT, officer TEXT, person TEXT, minute BIGINT)`,
	} {
		if _, err := db.Exec(ctx, q); err != nil {
			return err
		}
	}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"task"}, []string{"person", "who", "unit", "lo", "hi"}, pgx.CopyFromSlice(len(links), func(i int) ([]any, error) {
		l := links[i]
		return []any{l.person, l.who, l.unit, l.from, l.to}, nil
	})); err != nil {
		return err
	}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"posting"}, []string{"officer", "unit", "lo", "hi"}, pgx.CopyFromSlice(len(members), func(i int) ([]any, error) {
		m := members[i]
		return []any{m.officer, m.unit, m.from, m.to}, nil
	})); err != nil {
		return err
	}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"asked"}, []string{"n", "officer", "person", "minute"}, pgx.CopyFromSlice(len(all), func(i int) ([]any, error) {
		q := all[i]
		return []any{i, q.officer, q.person, q.minute}, nil
	})); err != nil {
		return err
	}
	for _, q := range []string{
		`CREATE INDEX ON task (person, who) INCLUDE (unit, lo, hi)`,
		`CREATE INDEX ON posting (officer) INCLUDE (unit, lo, hi)`,
		`VACUUM ANALYZE`,
	} {
		if _, err := db.Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
