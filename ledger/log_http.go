package ledger

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// publicPath is every path that a log may be asked for. The folder also holds
// the library's private state and, after a crash, its unfinished files: they
// don't have such names.
var publicPath = regexp.MustCompile(`^(?:checkpoint|tile/(entries|[0-9])/((?:x[0-9]{3}/){0,3}[0-9]{3})(?:\.p/([1-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))?)$`)

// Public serves the public files of the log in dir, so that anybody can check
// it: the checkpoint, the hash tiles and the entry bundles, read-only and
// nothing else. It lists no folder and sets no cookie.
func Public(dir string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/")
		name := publicPath.FindStringSubmatch(path)
		if name == nil || !published(dir, name) {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "a log is only read", http.StatusMethodNotAllowed)
			return
		}
		f, err := openPublic(dir, path)
		if errors.Is(err, fs.ErrNotExist) {
			http.NotFound(w, r)
			return
		}
		if err != nil {
			http.Error(w, "the log can't be read now", http.StatusInternalServerError)
			return
		}
		defer f.Close()
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		if path == "checkpoint" {
			h.Set("Content-Type", "text/plain; charset=utf-8")
			h.Set("Cache-Control", "no-cache")
		} else {
			h.Set("Content-Type", "application/octet-stream")
			h.Set("Cache-Control", "public, max-age=604800, immutable")
		}
		// No Last-Modified: when a tile was written is nobody's business.
		http.ServeContent(w, r, "", time.Time{}, f)
	})
}

// published says whether the checkpoint covers the file. What is written and not
// yet signed can still be taken back, and its length says how many leaves wait.
func published(dir string, name []string) bool {
	if name[0] == "checkpoint" {
		return true
	}
	f, err := openPublic(dir, "checkpoint")
	if err != nil {
		return false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxCheckpoint))
	if err != nil {
		return false
	}
	lines := strings.SplitN(string(text), "\n", 3)
	if len(lines) < 3 {
		return false
	}
	size, _ := strconv.ParseInt(lines[1], 10, 64) // ours; 0 covers nothing
	level, _ := strconv.ParseInt(name[1], 10, 64) // "entries" are as many as level 0
	index, _ := strconv.ParseInt(strings.NewReplacer("x", "", "/", "").Replace(name[2]), 10, 64)
	width := int64(tileWidth)
	if name[3] != "" {
		width, _ = strconv.ParseInt(name[3], 10, 64)
	}
	return index*tileWidth+width <= size>>(8*level)
}

// openPublic opens a file of the folder, and only a file: a link that leads out
// of the folder, a pipe and a folder are not there.
func openPublic(dir, path string) (*os.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
