package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWithoutImages(t *testing.T) {
	for css, want := range map[string]string{
		".a{color:red;background-image:url(/x.svg);width:1px}": ".a{color:red;width:1px}",
		".a{background:#fff url(x.svg) no-repeat}":             ".a{}",
		".a{width:1px}": ".a{width:1px}",
	} {
		if got := withoutImages(css); got != want {
			t.Errorf("%s became %s, want %s", css, got, want)
		}
	}
}

func TestSelfContained(t *testing.T) {
	for css, want := range map[string]bool{
		".a{color:red}":                        true,
		"@import 'x';":                         false,
		"@font-face{font-family:x}":            false,
		".a{font-family:\"GDS Transport\"}":    false,
		".a{background:image-set('x.png' 1x)}": false,
		".a{cursor:URL(x)}":                    false,
	} {
		if got := selfContained(css) == nil; got != want {
			t.Errorf("%s: accepted %v, want %v", css, got, want)
		}
	}
}

func TestWriteSweepsButKeeps(t *testing.T) {
	dist := t.TempDir()
	for _, name := range []string{".keep", "desk-old.css"} {
		if err := os.WriteFile(filepath.Join(dist, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := write(dist, map[string][]byte{"desk.css": []byte("a{}")}); err != nil {
		t.Fatal(err)
	}
	as := hashed("desk.css", []byte("a{}"))
	if !regexp.MustCompile(`^desk-[0-9a-f]{16}\.css$`).MatchString(as) || as == hashed("desk.css", []byte("b{}")) {
		t.Errorf("hashed name %q", as)
	}
	entries, _ := os.ReadDir(dist)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if want := []string{".keep", as, "manifest.json"}; !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
}

func TestSaysWhatToRun(t *testing.T) {
	err := run(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "npm ci --ignore-scripts") {
		t.Errorf("got %v, want what to run first", err)
	}
}

// The lock file names packages by version and hash only. Where they were
// fetched from is the business of whoever fetches them, and the address of a
// mirror would not work for anybody else.
func TestLockFile(t *testing.T) {
	lock, err := os.ReadFile("../../package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(lock), `"resolved"`) {
		t.Error(`package-lock.json names a registry: install with "npm install --ignore-scripts --omit-lockfile-registry-resolved"`)
	}
	text, err := os.ReadFile("../../package.json")
	if err != nil {
		t.Fatal(err)
	}
	var p struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	for _, list := range []map[string]string{p.Dependencies, p.DevDependencies} {
		for name, version := range list {
			if !exact.MatchString(version) {
				t.Errorf("%s is %q, want one version", name, version)
			}
		}
	}
}
