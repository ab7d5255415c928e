package store

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"candour"

	"github.com/jackc/pgx/v5"
)

// sessions are what each connection sets, unless the URL does.
var sessions = map[string]string{
	"application_name":                    "candour",
	"statement_timeout":                   "600000", // ms: a check reads the whole journal
	"lock_timeout":                        "10000",
	"jit":                                 "off", // a page is many short statements: to compile one takes longer than to run it
	"idle_in_transaction_session_timeout": "300000",
}

// config reads the URL and refuses what would be unsafe.
func (p Postgres) config() (*pgx.ConnConfig, error) {
	rest, ok := strings.CutPrefix(p.URL, "postgres://")
	if !ok {
		if rest, ok = strings.CutPrefix(p.URL, "postgresql://"); !ok {
			return nil, candour.Invalid("db", "the database is a URL such as postgres://candour@localhost/candour")
		}
	}
	before, query, _ := strings.Cut(rest, "?")
	authority, _, _ := strings.Cut(before, "/")
	given, err := url.ParseQuery(query)
	if err != nil {
		return nil, candour.Invalid("db", "what follows the question mark in the database’s URL cannot be read: write name=value, joined by &")
	}
	at := strings.LastIndex(authority, "@")
	if at >= 0 && strings.Contains(authority[:at], ":") || given.Has("password") {
		return nil, candour.Invalid("db", "the database’s URL holds a password, which other people on this machine can see: put it into a password file (host:port:database:user:password, mode 0600) and name that with --passfile or PGPASSFILE")
	}
	more := url.Values{}
	switch attrs := given.Get("target_session_attrs"); attrs {
	case "":
		more.Set("target_session_attrs", "read-write")
	case "read-write", "primary":
	default:
		return nil, candour.Invalid("db", "target_session_attrs=%s could lead to a server that cannot write: say read-write", attrs)
	}
	if !given.Has("connect_timeout") && p.env("PGCONNECT_TIMEOUT") == "" {
		more.Set("connect_timeout", "5")
	}
	if p.Passfile != "" {
		more.Set("passfile", p.Passfile)
	}
	if err := closed(p.Passfile, given.Get("passfile"), p.env("PGPASSFILE")); err != nil {
		return nil, err
	}
	joint := "?"
	if query != "" {
		joint = "&"
	}
	cfg, err := pgx.ParseConfig(p.URL + joint + more.Encode())
	if err != nil {
		return nil, candour.Invalid("db", "the database’s URL cannot be read: write it as postgres://candour@host:5432/candour")
	}
	for name, value := range sessions {
		if _, ok := cfg.RuntimeParams[name]; !ok {
			cfg.RuntimeParams[name] = value
		}
	}
	cfg.DialFunc = dial
	return cfg, guarded(cfg, cmp.Or(given.Get("sslmode"), p.env("PGSSLMODE")))
}

// env is a setting of the program's environment.
func (p Postgres) env(name string) string {
	if p.Env == nil {
		return ""
	}
	return p.Env(name)
}

// closed refuses a password file that others can read, as libpq does.
func closed(files ...string) error {
	i := slices.IndexFunc(files, func(f string) bool { return f != "" })
	if i < 0 {
		return nil
	}
	about, err := os.Stat(files[i])
	if err != nil {
		return candour.Invalid("passfile", "the password file %s cannot be read: %v", files[i], err)
	}
	if about.Mode().Perm()&0o077 != 0 && about.Mode().Type() != fs.ModeCharDevice {
		return candour.Invalid("passfile", "the password file %s can be read by others on this machine: chmod 600 %s", files[i], files[i])
	}
	return nil
}

// guarded refuses to send what people said across a network in clear.
func guarded(cfg *pgx.ConnConfig, sslmode string) error {
	if slices.Contains([]string{"require", "verify-ca", "verify-full"}, sslmode) {
		return nil
	}
	hosts := []string{cfg.Host}
	for _, f := range cfg.Fallbacks {
		hosts = append(hosts, f.Host)
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); h == "localhost" || strings.HasPrefix(h, "/") || ip != nil && ip.IsLoopback() {
			continue
		}
		return candour.Invalid("db", "the way to the database at %s could be read by others: add sslmode=verify-full to its URL (and sslrootcert=FILE where its certificate is not a public one)", h)
	}
	return nil
}

// dial notices within some seconds that the other end has gone, where the system
// would go on sending for a quarter of an hour.
func dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3},
		Control: func(network, _ string, c syscall.RawConn) error {
			if !strings.HasPrefix(network, "tcp") {
				return nil
			}
			var set error
			err := c.Control(func(fd uintptr) { set = unansweredAtMost(int(fd), 20*time.Second) })
			if err != nil {
				return err
			}
			return set
		},
	}
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, fmt.Errorf("calling the database: %w", err)
	}
	return c, nil
}
