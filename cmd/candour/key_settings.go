package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"candour"
	"candour/seal"

	"github.com/BurntSushi/toml"
)

// keySettings are what candour.toml says of keys (docs/keys.md).
type keySettings struct {
	Pilot  bool     `toml:"pilot"`          // a trial with real people, small enough for a key file
	Keys   string   `toml:"keys"`           // folder of the keys, where it is not keys/ in the data folder
	Wrap   []string `toml:"wrap_command"`   // program and arguments that wrap a key: bytes in, bytes out
	Unwrap []string `toml:"unwrap_command"` // the same, back
}

// readKeySettings reads them from a data folder.
func readKeySettings(dir string) (s keySettings, err error) {
	_, err = toml.DecodeFile(filepath.Join(dir, "candour.toml"), &s)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("candour.toml cannot be read: %w", err)
	}
	if (len(s.Wrap) == 0) != (len(s.Unwrap) == 0) {
		return s, candour.Invalid("wrap_command", "candour.toml names only one of wrap_command and unwrap_command: a key that is wrapped must be unwrapped again, so name both")
	}
	switch {
	case s.Keys == "":
		s.Keys = filepath.Join(dir, "keys")
	case !filepath.IsAbs(s.Keys):
		s.Keys = filepath.Join(dir, s.Keys)
	}
	return s, nil
}

// commands are the settings' commands as seal takes them.
func (s keySettings) commands() seal.Commands {
	if len(s.Wrap) == 0 {
		return seal.Commands{}
	}
	return seal.Commands{Wrap: pipe(s.Wrap), Unwrap: pipe(s.Unwrap)}
}

// keyUse is what is known of a folder's keys when it is to be served.
type keyUse struct {
	demo, pilot bool
	dir, keys   string // the data folder and that of the keys
	inClear     bool   // a key lies in a file in clear, or would
}

// mayServe refuses to serve real people's words from a folder whose copy is
// enough to read them: with keys in clear, or inside the data folder, a backup or
// a stolen disk has both. Nothing in a demonstration is real.
func mayServe(u keyUse) error {
	if u.demo {
		return nil
	}
	if inside(u.dir, u.keys) {
		return candour.Conflict("the keys lie inside the data folder, so that whoever copies it can read everything in it: move them to a folder of their own and name it in candour.toml as keys = \"/path\"")
	}
	if u.inClear && !u.pilot {
		return candour.Conflict("the keys lie in a file, in clear: name a wrap_command and an unwrap_command in candour.toml and run 'candour keys rotate', or write pilot = true there if this is a small trial (docs/keys.md says what that risks)")
	}
	return nil
}

// inside reports whether a folder is another one, or lies in it, also by a link.
func inside(dir, other string) bool {
	real := func(p string) string {
		if r, err := filepath.EvalSymlinks(p); err == nil {
			p = r
		}
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		return p
	}
	rel, err := filepath.Rel(real(dir), real(other))
	return err != nil || rel == "." || rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// keyUse tells how this folder's keys are kept.
func (f *folder) keyUse() keyUse {
	return keyUse{demo: f.demo(), pilot: f.keys.Pilot, dir: f.dir, keys: f.keys.Keys, inClear: len(f.keys.Wrap) == 0 || len(f.db.Keys().InClear()) > 0}
}
