package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// build makes every file in memory, by its plain name.
func build(root string) (map[string][]byte, error) {
	files, err := scripts(root)
	if err != nil {
		return nil, err
	}
	for _, sheet := range sheets {
		css, err := compile(root, sheet)
		if err != nil {
			return nil, err
		}
		files[sheet+".css"] = css
	}
	icons, err := filepath.Glob(filepath.Join(root, "web", "page", "icon", "*.svg"))
	if err != nil {
		return nil, err
	}
	for _, icon := range icons {
		if files[filepath.Base(icon)], err = os.ReadFile(icon); err != nil {
			return nil, fmt.Errorf("reading an icon: %w", err)
		}
	}
	if files["licences.txt"], err = licences(root); err != nil {
		return nil, err
	}
	return files, nil
}

// hashed puts the beginning of the content's hash into a name, so that a
// browser may keep the file for ever and still gets the next version.
func hashed(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:8]) + ext
}

// write puts the files under their hashed names, then the manifest, and then
// takes away what an earlier build left. The folder and its .keep always stay.
func write(dist string, files map[string][]byte) (total int, err error) {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return 0, err
	}
	manifest := map[string]string{}
	stays := map[string]bool{".keep": true, "manifest.json": true}
	for name, content := range files {
		as := hashed(name, content)
		if err := os.WriteFile(filepath.Join(dist, as), content, 0o644); err != nil {
			return 0, err
		}
		manifest[name], stays[as] = as, true
		total += len(content)
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(dist, "manifest.json"), append(text, '\n'), 0o644); err != nil {
		return 0, err
	}
	return total, sweep(dist, stays)
}

// sweep removes the files of earlier builds.
func sweep(dist string, stays map[string]bool) error {
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || stays[e.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
