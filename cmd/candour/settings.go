package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// settings reads candour.toml in the data folder: a flag counts before CANDOUR_*,
// and that before the file. The folder has to be known before the flags are read.
func settings(args []string) kong.Resolver {
	dir := os.Getenv("CANDOUR_DIR")
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--dir="); ok {
			dir = v
		} else if a == "--dir" && i+1 < len(args) {
			dir = args[i+1]
		}
	}
	if dir == "" {
		dir = "candour-data"
	}
	var file map[string]any
	_, err := toml.DecodeFile(filepath.Join(dir, "candour.toml"), &file)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return strict{file, kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if err != nil {
			return nil, fmt.Errorf("candour.toml cannot be read: %w", err)
		}
		if flag.Name == "dir" || flag.Name == "help" {
			return nil, nil // the folder cannot say where it is itself
		}
		for _, e := range flag.Envs {
			if _, set := os.LookupEnv(e); set {
				return nil, nil
			}
		}
		return file[flag.Name], nil
	})}
}

// unflagged are the settings that no flag has.
var unflagged = []string{"outbox", "keys", "pilot", "wrap_command", "unwrap_command"}

// strict refuses a setting that nothing reads: a misspelt one would leave the default
// in force, and whoever wrote it would believe otherwise.
type strict struct {
	file map[string]any
	kong.ResolverFunc
}

// Validate holds the names against those of all flags of all commands.
func (s strict) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, name := range unflagged {
		known[name] = true
	}
	var walk func(*kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			known[f.Name] = true
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(app.Node)
	for _, name := range slices.Sorted(maps.Keys(s.file)) {
		if !known[name] {
			return fmt.Errorf("candour.toml has the setting %q, which nothing reads: is it misspelt? Names are those of the flags", name)
		}
	}
	return nil
}
