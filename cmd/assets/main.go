// Command assets builds what the pages are served with into web/page/dist: the
// two style sheets, the scripts, the icons, the licences of what the sheets are made of, and
// a manifest of the hashed names. Run it from anywhere in the repository, after
// `npm ci --ignore-scripts`, and before building candour:
//
//	go run ./cmd/assets
//
// It asks nothing of the network, and nothing it writes is committed. The .keep
// file in web/page/dist stays, so that the binary builds without assets too.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	root, err := repository()
	if err == nil {
		err = run(root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

// run builds everything before it writes anything, so that a sheet that does
// not compile leaves the last good build alone.
func run(root string) error {
	began := time.Now()
	if _, err := os.Stat(filepath.Join(root, "node_modules", "sass", "sass.js")); err != nil {
		return fmt.Errorf("node_modules is missing or incomplete in %s: run `npm ci --ignore-scripts` there first", root)
	}
	files, err := build(root)
	if err != nil {
		return err
	}
	total, err := write(filepath.Join(root, "web", "page", "dist"), files)
	if err != nil {
		return err
	}
	fmt.Printf("%d files, %d KB, in %v\n", len(files), (total+1023)/1024, time.Since(began).Round(time.Millisecond))
	return nil
}

// repository is the folder of our go.mod, the working folder or one above it.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "web", "page", "style")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no web/page/style here or above: run this inside the repository")
		}
		dir = up
	}
}
