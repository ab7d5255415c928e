package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"candour"
)

// oldest is before every version of this program: a clock that says less is wrong,
// whatever else is known.
var oldest = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// builtAt is when the source of this binary was last changed, as far as the binary
// knows.
func builtAt() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil && at.After(oldest) {
				return at
			}
		}
	}
	return oldest
}

// clockRight refuses a clock that cannot be right: each row of the journal, each due
// date and each promise would be of a wrong day, for ever.
func clockRight(now, built time.Time) error {
	if now.Before(built) {
		return candour.Conflict("the clock of this machine says %s, which is before this program was made (%s): set it right, and have it kept right by NTP, before anything is recorded", now.UTC().Format("2 January 2006 15:04"), built.UTC().Format("2 January 2006"))
	}
	return nil
}

// closed refuses to serve from a folder that other accounts of the machine can change,
// or settings and keys that they can read.
func (f *folder) closed() error {
	for _, x := range []struct {
		path string
		no   fs.FileMode
		says string
		run  string
	}{
		{f.dir, 0o022, "can be changed by other accounts, who could put another database or log into it", "go-w"},
		{filepath.Join(f.dir, "candour.toml"), 0o077, "can be read or changed by other accounts, and it says where keys, pagers and providers are", "600"},
		{f.keys.Keys, 0o077, "is open to other accounts, and in it are the keys to everything", "700"},
	} {
		info, err := os.Stat(x.path)
		if err != nil {
			return fmt.Errorf("looking at who can read %s: %w", x.path, err)
		}
		if info.Mode().Perm()&x.no != 0 {
			return candour.Conflict("%s %s: run chmod %s on it", x.path, x.says, x.run)
		}
	}
	return nil
}
