package testdb_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"candour"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
)

// TestTriedAgain: the server gives up an act as one that cannot be put in an order
// with the others, twice, and it is done once.
func TestTriedAgain(t *testing.T) {
	w := testdb.OpenOn(t, "PostgreSQL")
	before := w.Count("journal")
	s := testdb.ServerOf(t)
	name, _, _ := strings.Cut(strings.TrimPrefix(w.URL, "postgres://candour@/"), "?")
	if err := s.SQL(name, `CREATE SEQUENCE tried`,
		`CREATE FUNCTION gives_up() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF nextval(''tried'') <= 2 THEN RAISE EXCEPTION ''in the way'' USING ERRCODE = ''40001''; END IF; RETURN NEW; END'`,
		`CREATE TRIGGER gives_up BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION gives_up()`); err != nil {
		t.Fatal(err)
	}
	sent := w.Send(1) // one report, three rows or so of the journal
	tried, err := s.Ask(name, `SELECT last_value FROM tried`)
	if n, _ := strconv.Atoi(tried); err != nil || n < 3 {
		t.Fatalf("the server gave up %s times (%v): nothing was tried", tried, err)
	}
	once(t, w, sent, before)
}

// once says whether a report was taken exactly once, with a journal without gaps.
func once(t *testing.T, w *testdb.World, sent testdb.Sent, before int) {
	t.Helper()
	w.Read(func(tx *seal.Tx) error {
		var reports, rows, ids, last int
		if err := tx.One(`SELECT count(*) FROM intake_report WHERE force = 'north' AND id = $1`, []any{string(sent.Report)}, &reports); err != nil {
			return err
		}
		err := tx.One(`SELECT count(*), count(DISTINCT id), max(seq) FROM journal WHERE force = 'north'`, nil, &rows, &ids, &last)
		if reports != 1 || rows != ids || rows != last || rows <= before {
			t.Errorf("%d reports, %d rows of the journal with %d ids and numbers to %d", reports, rows, ids, last)
		}
		return err
	})
}

// TestCommitWithoutAnswer cuts the connection when a commit has been sent: once the
// server has done it and its answer is lost, once the server never heard of it. Each
// time the act is acknowledged and stands once.
func TestCommitWithoutAnswer(t *testing.T) {
	for name, heard := range map[string]bool{"the answer is lost": true, "the commit is lost": false} {
		t.Run(name, func(t *testing.T) {
			w := testdb.OpenOn(t, "PostgreSQL")
			before := w.Count("journal")
			p := cutter(t, w.URL, heard)
			db, err := store.OpenPostgres(ctx, store.Postgres{URL: p.url})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			straight := w.DB
			w.DB = seal.Bind(db, straight.Keys())
			w.Runner = testdb.Wire(t, w.DB)
			p.armed.Store(true)
			sent := w.Send(1)
			if p.cut.Load() != 1 {
				t.Errorf("%d connections were cut, want 1", p.cut.Load())
			}
			w.DB = straight
			once(t, w, sent, before)
		})
	}
}

// line is a way to a server that can be cut.
type line struct {
	url   string
	heard bool // whether the server hears of the commit
	armed atomic.Bool
	cut   atomic.Int64
}

func cutter(t *testing.T, url string, heard bool) *line {
	t.Helper()
	database, query, _ := strings.Cut(strings.TrimPrefix(url, "postgres://candour@/"), "?host=")
	dir, port, _ := strings.Cut(query, "&port=")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	p := &line{url: "postgres://candour@" + l.Addr().String() + "/" + database + "?sslmode=disable", heard: heard}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s, err := net.Dial("unix", filepath.Join(dir, ".s.PGSQL."+port))
			if err != nil {
				c.Close()
				return
			}
			go p.carry(c, s)
		}
	}()
	return p
}

// carry carries what client and server say, and cuts the first commit after armed.
func (p *line) carry(client, server net.Conn) {
	defer client.Close()
	defer server.Close()
	var deaf atomic.Bool // the client hears no more
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 64<<10)
		for {
			n, err := server.Read(b)
			if err != nil || deaf.Load() { // what it says now is that it is done
				client.Close()
				return
			}
			if _, err := client.Write(b[:n]); err != nil {
				return
			}
		}
	}()
	b := make([]byte, 64<<10)
	for {
		n, err := client.Read(b)
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("commit\x00")) && p.armed.CompareAndSwap(true, false) {
			p.cut.Add(1)
			if !p.heard {
				return
			}
			deaf.Store(true)
			if _, err := server.Write(b[:n]); err == nil {
				<-done
			}
			return
		}
		if _, err := io.Copy(server, bytes.NewReader(b[:n])); err != nil {
			return
		}
	}
}

// TestServersThatAreRefused: a promise would not hold there.
func TestServersThatAreRefused(t *testing.T) {
	s := testdb.ServerOf(t)
	for like, want := range map[string]string{
		"ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'": "rules of a language",
		"ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'":        "ENCODING 'UTF8'",
		"": "synchronous_commit = off",
	} {
		if err := s.SQL("postgres", `CREATE DATABASE refused TEMPLATE template0 `+like); err != nil {
			t.Fatal(err)
		}
		if like == "" {
			if err := s.SQL("postgres", `ALTER DATABASE refused SET synchronous_commit = off`); err != nil {
				t.Fatal(err)
			}
		}
		db, err := store.OpenPostgres(ctx, store.Postgres{URL: s.URL("refused")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want a refusal with %q", like, err, want)
		}
		if err == nil {
			db.Close()
		}
		if err := s.SQL("postgres", `DROP DATABASE refused WITH (FORCE)`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.OpenPostgres(ctx, store.Postgres{URL: s.URL("nowhere")}); err == nil || !strings.Contains(err.Error(), "is its address right") {
		t.Errorf("a database that is not there: %v", err)
	}
}

// TestNamesAreHeldOnce: of two machines one appends, and the other may when it ends.
func TestNamesAreHeldOnce(t *testing.T) {
	w := testdb.OpenOn(t, "PostgreSQL")
	one, two := w.Connect(), w.Connect()
	h, err := one.Hold(ctx, "the log of north", false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.Hold(ctx, "the log of north", false); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("a second holder: %v, want a conflict", err)
	}
	other, err := two.Hold(ctx, "the log of south", false)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := errors.Join(h.Check(ctx), h.Close()); err != nil {
		t.Error(err)
	}
	now, err := two.Hold(ctx, "the log of north", false)
	if err != nil {
		t.Fatal(err)
	}
	defer now.Close()
	// The server ends the session: whoever asks first has the name.
	if err := testdb.ServerOf(t).SQL("postgres", `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'`); err != nil {
		t.Fatal(err)
	}
	third, err := one.Hold(ctx, "the log of north", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := now.Check(ctx); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("whoever lost the name: %v, want a conflict", err)
	}
	if err := third.Close(); err != nil {
		t.Error(err)
	}
	if err := now.Check(ctx); err != nil {
		t.Errorf("when it is free again: %v", err)
	}
}

// TestTwoProcessesStartAtOnce: each finds the schema whole, and one has made it.
func TestTwoProcessesStartAtOnce(t *testing.T) {
	url := testdb.EmptyPostgres(t)
	var done [2]int
	var wait sync.WaitGroup
	for i := range done {
		wait.Go(func() {
			db, err := store.OpenPostgres(ctx, store.Postgres{URL: url})
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			if done[i], err = db.Migrate(ctx, testdb.Schemas()...); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if min(done[0], done[1]) != 0 || max(done[0], done[1]) < len(testdb.Schemas()) {
		t.Errorf("%v migrations were applied, want all by one of the two", done)
	}
}
