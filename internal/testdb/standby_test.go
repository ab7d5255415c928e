package testdb_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/authz"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
	"candour/store"
)

// TestServerKilledUnderLoad sends reports to a server with two synchronous standbys,
// kills it with all its sessions, promotes the standby that has received more, and
// goes on over the same address. ANY 1 of the two must have a commit before it is
// acknowledged, so that one of them may be away without work standing still; so the
// one to promote is the one that has more. What was acknowledged is all there.
func TestServerKilledUnderLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that kill a server")
	}
	testdb.ServerOf(t)
	three := make([]*testdb.Server, 3)
	var dirs []string
	for i := range three {
		s, err := testdb.NewServer()
		if err != nil {
			t.Fatal(err)
		}
		three[i] = s
		dirs = append(dirs, s.Dir)
	}
	hosts := strings.Join(dirs, ",")
	follows := "host=" + hosts + " port=5432,5432,5432 user=candour target_session_attrs=read-write connect_timeout=2"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(three[0].Init())
	t.Cleanup(func() { _ = three[0].Stop() }) // it was killed
	for i, name := range []string{"", "s1", "s2"} {
		if i > 0 {
			must(three[i].Follow(three[0], name, follows, "synchronous_standby_names=ANY 1 (s1, s2)"))
			t.Cleanup(func() { must(three[i].Stop()) })
		}
	}
	must(three[0].SQL("postgres", `ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (s1, s2)'`, `SELECT pg_reload_conf()`))
	for synchronous := ""; synchronous != "2"; {
		var err error
		synchronous, err = three[0].Ask("postgres", `SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'quorum'`)
		must(err)
	}

	w := testdb.OpenOn(t, "PostgreSQL") // its keys; its rows are elsewhere
	db, err := store.OpenPostgres(ctx, store.Postgres{URL: "postgres://candour@/postgres?host=" + hosts + "&port=5432,5432,5432"})
	must(err)
	defer db.Close()
	_, err = db.Migrate(ctx, testdb.Schemas()...)
	must(err)
	w.DB = seal.Bind(db, w.DB.Keys())
	w.Runner = testdb.Wire(t, w.DB)
	w.Send(1)

	var acknowledged sync.Map
	var killed, back atomic.Int64 // nanoseconds since it began
	began := time.Now()
	var stop atomic.Bool
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for !stop.Load() {
				after := killed.Load() > 0
				secret := intake.Secret(w.Made(authz.Actor{}).Rand)
				_, err := w.Try(act.Reporter(testdb.Force, secret.Reporter()), testdb.Report(secret, 1))
				if err != nil {
					t.Errorf("a report was not taken: %v", err)
					return
				}
				acknowledged.Store(secret.Report(), true)
				if after {
					back.CompareAndSwap(0, int64(time.Since(began)))
				}
			}
		})
	}
	count := func() (n int) {
		acknowledged.Range(func(any, any) bool { n++; return true })
		return n
	}
	for count() < 50 && !t.Failed() {
		time.Sleep(time.Millisecond)
	}
	must(three[0].Kill())
	killed.Store(int64(time.Since(began)))
	next, other := three[1], three[2]
	lsn := func(s *testdb.Server) string {
		at, err := s.Ask("postgres", `SELECT pg_last_wal_receive_lsn() - '0/0'`)
		must(err)
		return fmt.Sprintf("%020s", at)
	}
	if lsn(other) > lsn(next) {
		next, other = other, next
	}
	must(next.Promote())
	before := count()
	for count() < before+50 && !t.Failed() && time.Since(began) < time.Minute {
		time.Sleep(time.Millisecond)
	}
	stop.Store(true)
	clients.Wait()

	all, found := count(), 0
	must(w.DB.Read(ctx, func(tx *seal.Tx) error {
		return tx.Each(`SELECT id FROM intake_report WHERE force = 'north'`, nil, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			if _, ok := acknowledged.Load(candour.ReportID(id)); ok {
				found++
			}
			return err
		})
	}))
	outage := time.Duration(back.Load() - killed.Load())
	fmt.Printf("acknowledged %d, found %d, lost %d, outage %.1f s\n", all, found, all-found, outage.Seconds())
	if all != found || all < before+50 || back.Load() == 0 {
		t.Error("an acknowledged report was lost, or work did not go on")
	}
}
