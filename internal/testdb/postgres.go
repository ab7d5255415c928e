package testdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"candour/store"
)

// Engine is where Open keeps its rows: SQLite, or PostgreSQL where CANDOUR_TEST_DB
// says postgres.
func Engine() string {
	if os.Getenv("CANDOUR_TEST_DB") == "postgres" {
		return "PostgreSQL"
	}
	return "SQLite"
}

// Server is a PostgreSQL server of our own, which ends with this process.
type Server struct {
	Bin  string // folder of its programs
	Dir  string // its socket and its log are here
	Port int
	Data string
	user *syscall.Credential // as whom its programs run: it refuses to run as root
	pid  int
	stop func() error
}

// ErrNoPostgres says that no server is installed.
var ErrNoPostgres = errors.New("no PostgreSQL server is installed (on Debian: apt-get install postgresql; or set PGBIN to the folder of initdb)")

// Postgres is the address of a fresh database with every schema and nothing in it,
// on a real server, which is started once for all tests of a process. It is dropped
// at the end of the test. Where there is no server the test is skipped.
func Postgres(t testing.TB) (url string) {
	t.Helper()
	s := ServerOf(t)
	if err := blank(); err != nil {
		t.Fatal(err)
	}
	return s.Fresh(t, "blank")
}

// EmptyPostgres is Postgres without the schemas.
func EmptyPostgres(t testing.TB) (url string) {
	t.Helper()
	return ServerOf(t).Fresh(t, "template0")
}

// HasPostgres says whether a server could be started.
func HasPostgres() bool {
	_, err := common()
	return err == nil
}

// ServerOf is the server that Postgres uses, or skips the test.
func ServerOf(t testing.TB) *Server {
	t.Helper()
	s, err := common()
	if errors.Is(err, ErrNoPostgres) {
		t.Skipf("SKIP: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var common = sync.OnceValues(func() (*Server, error) { return StartPostgres() })

// blank makes the database that others are copied from.
var blank = sync.OnceValue(func() error {
	s, err := common()
	if err != nil {
		return err
	}
	if err := s.SQL("postgres", `CREATE DATABASE blank TEMPLATE template0`); err != nil {
		return err
	}
	db, err := store.OpenPostgres(context.Background(), store.Postgres{URL: s.URL("blank")})
	if err != nil {
		return err
	}
	_, err = db.Migrate(context.Background(), Schemas()...)
	return errors.Join(err, db.Close())
})

var made atomic.Int64

// Fresh makes a database like another, dropped at the end of the test.
func (s *Server) Fresh(t testing.TB, like string) (url string) {
	t.Helper()
	name := "test" + strconv.FormatInt(made.Add(1), 10)
	if err := s.SQL("postgres", `CREATE DATABASE `+name+` TEMPLATE `+like); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.SQL("postgres", `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	return s.URL(name)
}

// copyOf makes a database like the one at a URL, whose connections end for it: a
// database that somebody uses cannot be copied.
func (s *Server) copyOf(t testing.TB, url string) string {
	t.Helper()
	name, _, _ := strings.Cut(strings.TrimPrefix(url, "postgres://candour@/"), "?")
	if err := s.SQL("postgres", `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '`+name+`'`); err != nil {
		t.Fatal(err)
	}
	return s.Fresh(t, name)
}

// URL is the address of one of its databases.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://candour@/%s?host=%s&port=%d", database, s.Dir, s.Port)
}

// SQL runs statements in one of its databases, each by itself.
func (s *Server) SQL(database string, statements ...string) error {
	for _, q := range statements {
		out, err := s.command("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", s.Dir, "-p", strconv.Itoa(s.Port), "-U", "candour", "-d", database, "-c", q).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", q, err, out)
		}
	}
	return nil
}

// Ask gives what a statement answers, as psql writes it, without heads.
func (s *Server) Ask(database, q string) (string, error) {
	out, err := s.command("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", s.Dir, "-p", strconv.Itoa(s.Port), "-U", "candour", "-d", database, "-c", q).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", q, err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// command is one of the server's programs, as the account that it runs under.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	at := filepath.Join(s.Bin, name)
	if name == "touch" {
		at = "/usr/bin/touch"
	}
	c := exec.Command(at, args...)
	c.Dir = "/"
	c.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "PG") }), "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	return c
}

// postgresBin finds the programs: Debian keeps them out of the way of others.
func postgresBin() (string, error) {
	dirs := []string{os.Getenv("PGBIN")}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	if at, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(at))
	}
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.Sort(debian)
	slices.Reverse(debian) // the newest
	for _, d := range append(dirs, debian...) {
		if _, err := os.Stat(filepath.Join(d, "initdb")); d != "" && err == nil {
			return d, nil
		}
	}
	return "", ErrNoPostgres
}

// account is as whom a server runs: nobody in particular, but not root.
func account() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
			gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: false}, errors.Join(err1, err2)
		}
	}
	return nil, errors.New("a PostgreSQL server does not run as root, and there is no account postgres or nobody")
}

// StartPostgres makes a database cluster in a temporary folder, in memory where the
// machine has one, and starts its server with some settings, each NAME=VALUE. What is
// acknowledged is on that disk: fsync is on, as the program demands.
func StartPostgres(settings ...string) (*Server, error) {
	s, err := NewServer()
	if err != nil {
		return nil, err
	}
	return s, s.Init(settings...)
}

// NewServer is a server without data, whose address is known.
func NewServer() (*Server, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	who, err := account()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/dev/shm", "candour-pg-")
	if err != nil {
		if dir, err = os.MkdirTemp("", "candour-pg-"); err != nil {
			return nil, err
		}
	}
	if who != nil {
		err = os.Chown(dir, int(who.Uid), int(who.Gid))
	}
	return &Server{Bin: bin, Dir: dir, Port: 5432, Data: filepath.Join(dir, "data"), user: who}, err
}

// supervise runs a server until its standard input ends, which it does when this
// process ends, however that is; then all is removed.
const supervise = `"$@" >"$DIR/log" 2>&1 </dev/null & server=$!; echo $server; cat >/dev/null; kill -QUIT $server 2>/dev/null; wait $server; rm -rf "$DIR"`

// Start starts the server and waits until it answers.
func (s *Server) Start(settings ...string) error {
	args := []string{"-c", supervise, "postgres", filepath.Join(s.Bin, "postgres"), "-D", s.Data, "-k", s.Dir, "-p", strconv.Itoa(s.Port)}
	for _, set := range append([]string{"listen_addresses=", "max_connections=200", "shared_buffers=64MB", "max_wal_size=4GB", "autovacuum_naptime=1h", "log_min_messages=warning"}, settings...) {
		args = append(args, "-c", set)
	}
	c := s.command("x", args...)
	c.Path = "/bin/sh"
	c.Env = append(c.Env, "DIR="+s.Dir)
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s.stop = func() error {
		return errors.Join(in.Close(), c.Wait())
	}
	var pid int
	if _, err := fmt.Fscanln(out, &pid); err != nil {
		return errors.Join(fmt.Errorf("starting PostgreSQL: %w", err), s.stop())
	}
	s.pid = pid
	for range 600 {
		if s.command("pg_isready", "-q", "-h", s.Dir, "-p", strconv.Itoa(s.Port), "-d", "postgres", "-U", "candour").Run() == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, err := os.ReadFile(filepath.Join(s.Dir, "log"))
	return errors.Join(fmt.Errorf("PostgreSQL did not answer within 30 s: %s", log), err, s.stop())
}

// Stop ends the server and removes its data.
func (s *Server) Stop() error { return s.stop() }

// Kill ends the server and all its sessions as a power cut would.
func (s *Server) Kill() error {
	all := []int{s.pid}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return err
	}
	for _, name := range stats {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended meanwhile
		}
		_, rest, _ := strings.Cut(string(b), ") ") // pid (name) state parent ...
		f := strings.Fields(rest)
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil && len(f) > 1 && f[1] == strconv.Itoa(s.pid) {
			all = append(all, pid)
		}
	}
	for _, pid := range all {
		err = errors.Join(err, syscall.Kill(pid, syscall.SIGKILL))
	}
	return err
}

// Init makes its data and starts it.
func (s *Server) Init(settings ...string) error {
	if out, err := s.command("initdb", "-D", s.Data, "-U", "candour", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s.Start(settings...)
}

// Follow copies another server and starts as its standby.
func (s *Server) Follow(primary *Server, name, follows string, settings ...string) error {
	if out, err := s.command("pg_basebackup", "-D", s.Data, "-h", primary.Dir, "-p", strconv.Itoa(primary.Port), "-U", "candour", "-c", "fast", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w: %s", err, out)
	}
	if out, err := s.command("touch", filepath.Join(s.Data, "standby.signal")).CombinedOutput(); err != nil {
		return fmt.Errorf("making a standby: %w: %s", err, out)
	}
	return s.Start(append(settings, "primary_conninfo="+follows+" application_name="+name, "wal_retrieve_retry_interval=200ms")...)
}

// Promote makes a standby the server that writes.
func (s *Server) Promote() error { return s.SQL("postgres", `SELECT pg_promote()`) }
