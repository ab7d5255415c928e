package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWhatIsOpenDoesNotStart: folders, settings and keys that other accounts can read
// or change, settings that nothing reads, and addresses of health that strangers reach.
func TestWhatIsOpenDoesNotStart(t *testing.T) {
	t.Parallel()
	dir, keys := ready(t)
	file := filepath.Join(dir, "candour.toml")
	refused := func(says string, more ...string) {
		t.Helper()
		args := append([]string{"serve", "--dir", dir, "--door", "public", "--addr", "localhost:0"}, more...)
		if code, out, errs := candourRun(t, args...); code == exitDone || !strings.Contains(errs, says) || out != "" {
			t.Errorf("%v: exit %d, want %q; it said %q %q", args, code, says, out, errs)
		}
	}
	for _, x := range []struct {
		path string
		mode os.FileMode
		says string
	}{
		{file, 0o644, "it says where keys, pagers and providers are: run chmod 600 on it"},
		{file, 0o660, "run chmod 600 on it"},
		{keys, 0o755, "in it are the keys to everything: run chmod 700 on it"},
		{keys, 0o710, "run chmod 700 on it"},
		{dir, 0o777, "who could put another database or log into it: run chmod go-w on it"},
		{filepath.Join(keys, "kek-north-1"), 0o640, "can be read by other accounts: run chmod 600 on it"},
	} {
		info, err := os.Stat(x.path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(x.path, x.mode); err != nil {
			t.Fatal(err)
		}
		refused(x.says)
		if err := os.Chmod(x.path, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	for name, says := range map[string]string{"pilto = true": `has the setting "pilto", which nothing reads`, "Addr = \"localhost:1\"": `"Addr"`, "oidc_issuer = \"x\"": `"oidc_issuer"`} {
		if err := os.WriteFile(file, fmt.Appendf(nil, "keys = %q\npilot = true\n%s\n", keys, name), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(says)
	}
	settle(t, dir, keys, true)
	for _, addr := range []string{"0.0.0.0:9081", ":9081", "203.0.113.5:9081", "[::]:9081", "health.example:9081"} {
		refused("health and metrics are for those who run the system", "--ops-addr", addr)
	}
	refused("need a port of their own", "--addr", "localhost:9081", "--ops-addr", "127.0.0.1:9081")
	refused("is not an address", "--ops-addr", "9081")
}

// TestTheClockIsRight: a clock from before the program was made does not start it.
func TestTheClockIsRight(t *testing.T) {
	built := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for now, right := range map[time.Time]bool{built: true, built.Add(time.Hour): true, built.Add(-time.Second): false, time.Unix(0, 0): false, built.AddDate(20, 0, 0): true} {
		err := clockRight(now, built)
		if (err == nil) != right || err != nil && !strings.Contains(err.Error(), "which is before this program was made (20 November 2026)") {
			t.Errorf("at %s: %v, want right: %t", now, err, right)
		}
	}
	if at := builtAt(); at.Before(oldest) || at.After(time.Now().Add(time.Minute)) {
		t.Errorf("it says that it was built at %s", at)
	}
}
