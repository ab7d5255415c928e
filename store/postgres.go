package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"candour"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// oldestPostgres is the oldest server that is tested against.
const oldestPostgres = 15

// onServer is PostgreSQL. Acts are serializable: at a weaker level two acts that
// each see the world before the other close a case with an undecided allegation.
var onServer = dialect{
	name:     "PostgreSQL",
	goose:    goose.DialectPostgres,
	write:    sql.TxOptions{Isolation: sql.LevelSerializable},
	read:     sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
	patience: 30 * time.Second,
	schema:   postgresTriggers,
	kind:     func(err error) fault { return faultOf(err) },
	says:     postgresSays,
	args:     postgresArgs,
}

// Postgres says where a PostgreSQL database is. The zero value of all but URL is
// right for most.
type Postgres struct {
	URL         string        // postgres://user@host:5432/database, several hosts with commas; never a password
	Passfile    string        // a password file as libpq reads it; ’’: PGPASSFILE, or the one of the account
	Connections int           // how many this process opens at most; 12
	Patience    time.Duration // how long an act waits for a server that went away; 30 s

	Env func(name string) string // the environment, where pgx too looks for PGPASSFILE, PGSSLMODE and PGCONNECT_TIMEOUT; nil: none
}

// OpenPostgres opens a PostgreSQL database. Close it. What would make it unsafe is
// refused with a candour.Refusal that says what to do.
func OpenPostgres(ctx context.Context, p Postgres) (*DB, error) {
	cfg, err := p.config()
	if err != nil {
		return nil, err
	}
	d := onServer
	if p.Patience > 0 {
		d.patience = p.Patience
	}
	if p.Connections == 0 {
		p.Connections = 12
	}
	if p.Connections < 3 {
		return nil, candour.Invalid("db-connections", "a process needs 3 connections to the database or more")
	}
	db := &DB{dialect: &d, turn: make(chan struct{}, 1), writers: max(2, p.Connections/4), written: map[string]int{}, counted: map[string]int{}}
	db.readers = p.Connections - db.writers
	for on, n := range map[**sql.DB]int{&db.write: db.writers, &db.read: db.readers, &db.held: 0} { // 0: no more than names are held
		*on = sql.OpenDB(prepared{stdlib.GetConnector(*cfg, stdlib.OptionAfterConnect(sound))})
		(*on).SetMaxOpenConns(n)
		(*on).SetMaxIdleConns(n)
	}
	if err := db.write.PingContext(ctx); err != nil {
		return nil, errors.Join(cannotConnect(cfg, err), db.Close())
	}
	return db, nil
}

// cannotConnect says why, without the address of a person in it.
func cannotConnect(cfg *pgx.ConnConfig, err error) error {
	var no *candour.Refusal
	if errors.As(err, &no) {
		return err
	}
	at := cfg.Host
	for _, f := range cfg.Fallbacks {
		if !strings.Contains(at, f.Host) {
			at += ", " + f.Host
		}
	}
	return fmt.Errorf("the database %s at %s cannot be opened as %s (is the server up, is its address right, may this account sign in?): %w", cfg.Database, at, cfg.User, err)
}

var leading = regexp.MustCompile(`^\d+`) // of 15.18 (Debian 15.18-0), of 19beta1

// sound refuses a server on which a promise of this program would not hold. It is
// asked at each connection: after a server fails, the next is another.
func sound(ctx context.Context, c *pgx.Conn) error {
	version := c.PgConn().ParameterStatus("server_version")
	n, err := strconv.Atoi(leading.FindString(version))
	if err != nil || n < oldestPostgres {
		return candour.Conflict("the database server is PostgreSQL %s: %d or newer is needed", version, oldestPostgres)
	}
	var commit, fsync, provider, collate, encoding string
	err = c.QueryRow(ctx, `SELECT current_setting('synchronous_commit'), current_setting('fsync'), CAST(d.datlocprovider AS TEXT), d.datcollate, pg_encoding_to_char(d.encoding)
		FROM pg_database d WHERE d.datname = current_database()`).Scan(&commit, &fsync, &provider, &collate, &encoding)
	switch {
	case err != nil:
		return fmt.Errorf("asking the database how it is set up: %w", err)
	case commit != "on" && commit != "remote_apply":
		return candour.Conflict("the database has synchronous_commit = %s, so that an act which was acknowledged could be lost: set it to on or remote_apply, for the server or for this account", commit)
	case fsync != "on":
		return candour.Conflict("the database server runs with fsync = off, so that a power cut could lose acts which were acknowledged: set it to on")
	case encoding != "UTF8":
		return candour.Conflict("the database holds text as %s: make it with ENCODING 'UTF8'", encoding)
	case provider != "b" && (provider != "c" || collate != "C" && collate != "POSIX"):
		return candour.Conflict("the database sorts by the rules of a language (%s), so that its lists would be in another order than on other engines, and in another again after the server's next update: make it with CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", collate)
	}
	return nil
}

// failure is an error of the server or of the way to it.
type failure struct {
	fault fault
	says  string
	err   error
}

func (f *failure) Error() string { return f.says }
func (f *failure) Unwrap() error { return f.err }

func faultOf(err error) fault {
	var f *failure
	if errors.As(err, &f) {
		return f.fault
	}
	return other
}

// postgresSays says what kind of error it is. A message about a value holds the
// value, and is left out.
func postgresSays(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	f := &failure{says: err.Error(), err: err}
	var e *pgconn.PgError
	var n net.Error
	switch {
	case errors.As(err, &e):
		f.fault = faults[e.Code]
		if f.fault == other && strings.HasPrefix(e.Code, "08") {
			f.fault = lost
		}
		if strings.HasPrefix(e.Code, "22") {
			f.says = "a value of the wrong kind (SQLSTATE " + e.Code + ")"
		}
	case errors.Is(err, driver.ErrBadConn), errors.As(err, &n), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, sql.ErrConnDone), pgconn.SafeToRetry(err):
		f.fault = lost
	}
	return f
}

// faults are the server's codes that mean more than that a statement is wrong.
var faults = map[string]fault{
	"40001": outrun, // serialization failure
	"40P01": outrun, // deadlock
	"55P03": outrun, // lock_timeout
	"23505": twice,  // unique violation
	"25006": lost,   // read only: this server is no longer the one that writes
	"25P03": lost,   // idle_in_transaction_session_timeout
	"53300": lost,   // too many connections
	"57P01": lost,   // the server is being stopped
	"57P02": lost,   // it crashed
	"57P03": lost,   // it is starting
}

// postgresArgs looks for text that PostgreSQL cannot hold: a zero byte, or what is
// not UTF-8. A statement that reads finds nothing by it, as on the other engine; one
// that writes is refused.
func postgresArgs(args []any, reads bool) ([]any, error) {
	copied := false
	for i, a := range args {
		s, ok := a.(string)
		if !ok || utf8.ValidString(s) && !strings.ContainsRune(s, 0) {
			continue
		}
		if !reads {
			return nil, candour.Invalid("", "the text holds a character that cannot be kept: write it again without")
		}
		if !copied {
			args, copied = append([]any{}, args...), true
		}
		args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, nothing), "\x00", nothing)
	}
	return args, nil
}

// nothing is in no row: a character that Unicode keeps free for ever.
const nothing = "\uFDD0"

// trigger is a trigger as the schema files write it, in the words of SQLite.
var trigger = regexp.MustCompile(`(?s)CREATE TRIGGER (\w+) BEFORE (UPDATE|DELETE|INSERT) ON (\w+)(?:\s+WHEN (.*?))?\s+BEGIN SELECT RAISE\(ABORT, ('[^']*')\); END;`)

// postgresTriggers writes the triggers of a schema file for PostgreSQL; all else is
// the same on both engines. One on INSERT guards against REPLACE only, which
// PostgreSQL does not have, and is left out; one on DELETE is on TRUNCATE too, which
// SQLite does not have.
func postgresTriggers(text string) (string, error) {
	out := trigger.ReplaceAllStringFunc(text, func(s string) string {
		m := trigger.FindStringSubmatch(s)
		name, on, table, when, says := m[1], m[2], m[3], m[4], m[5]
		if on == "INSERT" {
			return "SELECT 1;"
		}
		if when != "" {
			when = " WHEN (" + when + ")"
		}
		// On tables that more may be written to, the function refuses whatever calls it.
		made := "CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION " + strings.ReplaceAll("USING MESSAGE = "+says+", ERRCODE = '23000'", "'", "''") + "; END';\n" +
			"CREATE TRIGGER " + name + " BEFORE " + on + " ON " + table + " FOR EACH ROW" + when + " EXECUTE FUNCTION " + name + "();"
		if on == "DELETE" {
			made += "\nCREATE TRIGGER " + name + "_at_once BEFORE TRUNCATE ON " + table + " FOR EACH STATEMENT EXECUTE FUNCTION " + name + "();"
		}
		return made
	})
	if strings.Contains(out, "RAISE(ABORT") {
		return "", errors.New("a trigger that is not written as the others are, so that it cannot be put in the words of PostgreSQL")
	}
	return out, nil
}

// firstCount is after how many statements the server is asked to count a table, and
// then again each time there are eight times as many.
const firstCount = 1000

var inserts = regexp.MustCompile(`(?i)^\s*INSERT\s+INTO\s+([a-z_]+)`)

// count has the server count a table while it fills: it chooses an index by what it
// knows of the table, which is nothing until a minute after it was made, and then
// goes through all of it for one row. An account that does not own the table is told
// so by a warning, and the server counts by itself when it does.
func (db *DB) count(ctx context.Context, wrote map[string]int) {
	if db.dialect.one {
		return
	}
	db.counting.Lock()
	var due []string
	for q, n := range wrote {
		m := inserts.FindStringSubmatch(q)
		if m == nil {
			continue
		}
		db.written[m[1]] += n
		if w := db.written[m[1]]; w >= max(firstCount, db.counted[m[1]]) {
			db.counted[m[1]] = 8 * w
			due = append(due, m[1])
		}
	}
	db.counting.Unlock()
	for _, table := range due {
		if _, err := db.write.ExecContext(ctx, `ANALYZE `+table); err != nil {
			slog.WarnContext(ctx, "the database could not count a table, so that it may be slow for some minutes", "table", table, "err", err)
		}
	}
}
