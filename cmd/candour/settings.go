package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
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
	})
}
