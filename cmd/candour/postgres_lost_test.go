package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/act"
	"candour/intake"
	"candour/internal/testdb"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// onPostgres is a folder whose rows are in a real PostgreSQL server, with one report,
// and whose keys lie apart.
func onPostgres(t *testing.T, db string) (dir, keys string) {
	t.Helper()
	at := t.TempDir()
	dir, keys = filepath.Join(at, "data"), filepath.Join(at, "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	settle(t, dir, keys, true)
	f, err := openFolderAs(t.Context(), dir, database{DB: db}, false)
	if err != nil {
		t.Fatal(err)
	}
	secret := intake.NewSecret()
	_, err = f.runner.Run(t.Context(), act.By(act.Reporter("north", secret.Reporter()), time.Now()), &intake.SendReport{
		Report: secret.Report(), Code: secret.ReturnCode(), Said: []intake.Said{{What: candour.Mark("the words")}},
	})
	if err == nil {
		_, err = f.drain(t.Context(), "north")
	}
	if err := closing(f, err); err != nil {
		t.Fatal(err)
	}
	return dir, keys
}

// TestBackupOfPostgres backs a database on a server up and puts it into another one.
func TestBackupOfPostgres(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start other programs")
	}
	from, to := testdb.EmptyPostgres(t), testdb.EmptyPostgres(t)
	dir, keys := onPostgres(t, from)
	at := t.TempDir()
	file, id, fresh := filepath.Join(at, "b"), filepath.Join(at, "id"), filepath.Join(at, "new")
	done(t, "backup", "key", "--out", id)
	done(t, "backup", "--dir", dir, "--db", from, "--to", file, "--recipient", id+".pub")
	if code, _, errs := candourRun(t, "restore", file, "--dir", fresh, "--identity", id, "--keys", keys); code != exitUsage || !strings.Contains(errs, "this backup is of PostgreSQL") {
		t.Errorf("into a file: exit %d: %s", code, errs)
	}
	if code, _, errs := candourRun(t, "restore", file, "--dir", fresh, "--db", from, "--identity", id, "--keys", keys, "--mirror", dir); code != exitFailed || !strings.Contains(errs, "which must be empty") {
		t.Errorf("over a database that has tables: exit %d: %s", code, errs)
	}
	nothingAt(t, fresh)
	done(t, "restore", file, "--dir", fresh, "--db", to, "--identity", id, "--keys", keys, "--mirror", dir)
	if out := done(t, "ledger", "check", "--dir", fresh, "--db", to); !strings.Contains(out, "north: clean") {
		t.Errorf("ledger check: %s", out)
	}
}

// TestTheDatabaseGoesAway cuts the way to the database, by toxiproxy, under a report
// door while people report. Whoever was told that it arrived finds it again; whoever was
// not has their words on the page.
func TestTheDatabaseGoesAway(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	if !testdb.HasPostgres() {
		t.Skip("SKIP: no PostgreSQL server is installed")
	}
	server, err := testdb.StartPostgres("listen_addresses=127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	if err := server.SQL("postgres", `CREATE DATABASE away TEMPLATE template0`); err != nil {
		t.Fatal(err)
	}
	quiet := zerolog.Nop()
	line := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), quiet), "database", "127.0.0.1:0", fmt.Sprintf("127.0.0.1:%d", server.Port))
	if err := line.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(line.Stop)
	db := fmt.Sprintf("postgres://candour@%s/away?sslmode=disable", line.Listen)
	dir, _ := onPostgres(t, db)
	p := serveWith(t, exec.CommandContext(context.Background(), binary(t), "serve", "--dir", dir, "--db", db, "--door", "report", "--door", "public", "--run-by-force", "--name", "North force",
		"--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0", "--tick", "1s", "--log-json"))
	sent := map[string]string{}
	report := func(i int) bool {
		words := fmt.Sprintf("invented words %d, beside a database that goes away.", i)
		code, err := tell(t.Context(), p.at, words)
		if err == nil {
			sent[code] = words
		}
		return err == nil
	}
	for i := range 5 {
		if !report(i) {
			t.Fatalf("a report was refused while the database was there\n%s", p.said)
		}
	}
	half := newBrowser(p.at)
	half.client.Timeout = 90 * time.Second // the program looks for its database for half a minute
	if _, _, err := half.do(t.Context(), "/report/", url.Values{"force": {"north"}}); err != nil {
		t.Fatal(err)
	}
	until(t, "it is ready", func() bool { status, _ := get(t, p.ops+"/readyz"); return status == http.StatusOK })
	line.Stop()
	until(t, "/readyz says that the database is gone", func() bool {
		status, says := get(t, p.ops+"/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(says, "database: no: the database does not answer")
	})
	const words = "somebody’s only words, typed while the database is away"
	status, page, err := half.do(t.Context(), "/report/1/what", url.Values{"what": {words}})
	if err != nil || status != http.StatusServiceUnavailable || strings.Count(page, words) < 2 || !strings.Contains(page, "Send it again") {
		t.Errorf("without the database: %d %v\n%s", status, err, page)
	}
	if err := line.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "it is ready again", func() bool { status, _ := get(t, p.ops+"/readyz"); return status == http.StatusOK })
	if status, page, err = half.do(t.Context(), "/report/1/what", url.Values{"what": {words}}); err != nil || status != http.StatusOK {
		t.Errorf("with the database again: %d %v\n%s", status, err, page)
	}
	if !report(6) {
		t.Error("a report is refused although the database is there again")
	}
	found, lost := finds(t, p.at, sent)
	t.Logf("database away: acknowledged %d, found %d, lost %d", len(sent), found, lost)
	if lost > 0 {
		t.Error("something that was acknowledged is lost")
	}
	if said := p.said.String(); strings.Contains(said, "only words") {
		t.Errorf("the log holds what was typed: %s", said)
	}
	p.interrupt()
	if t.Failed() {
		t.Log(p.said)
	}
}
