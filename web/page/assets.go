package page

import (
	"compress/gzip"
	"embed"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// dist is what cmd/assets built, or only a .keep: the binary builds either way.
//
//go:embed all:dist
var dist embed.FS

// assets are the built files and the names under which pages ask for them.
type assets struct {
	files fs.FS
	named map[string]string // "desk.css" to "desk-0f3a….css"
	known map[string]bool   // the hashed names
	gz    map[string][]byte // compressed, where that is shorter: they are the same for everybody
}

// embedded reads the manifest once, at the first page.
var embedded = sync.OnceValue(func() assets {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the path is a constant
	}
	a, err := readAssets(sub)
	if err != nil {
		slog.Warn("pages have no styles: build them with `npm ci --ignore-scripts` and `go run ./cmd/assets`, then build this program again", "because", err)
	}
	return a
})

// readAssets reads manifest.json and refuses a name that is not there.
func readAssets(files fs.FS) (assets, error) {
	text, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return assets{}, err
	}
	a := assets{files: files, known: map[string]bool{}, gz: map[string][]byte{}}
	if err := json.Unmarshal(text, &a.named); err != nil {
		return assets{}, err
	}
	for _, hashed := range a.named {
		b, err := fs.ReadFile(files, hashed)
		if err != nil {
			return assets{}, err
		}
		a.known[hashed] = true
		if gz := packed(b, gzip.BestCompression); len(gz) < len(b)*9/10 {
			a.gz[hashed] = gz
		}
	}
	return a, nil
}

// Assets reports whether the style sheets were built into this program. Without
// them pages work and are unstyled, and the log says so once.
func Assets() (ok bool) { return len(embedded().named) > 0 }

// AssetURL is the address of a built file by its plain name, such as
// "desk.css", or empty where it was not built.
func AssetURL(name string) string { return embedded().url(name) }

func (a assets) url(name string) string {
	if hashed := a.named[name]; hashed != "" {
		return AssetsPath + hashed
	}
	return ""
}

// AssetsPath is where every door serves AssetHandler.
const AssetsPath = "/assets/"

// AssetHandler serves the built files at AssetsPath. A file's name holds the
// hash of its content, so a browser may keep it for ever; any other name is not
// found, so nothing can be learnt from here. It holds nothing personal and sets
// its own headers, so it may stand inside or outside Headers.
func AssetHandler() http.Handler { return embedded() }

// ServeHTTP serves one file.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name, here := strings.CutPrefix(r.URL.Path, AssetsPath)
	if !here || !a.known[name] {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	h.Set("Content-Type", mediaTypes[path.Ext(name)])
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	if gz := a.gz[name]; gz != nil && takesGzip(r) && r.Header.Get("Range") == "" {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(gz)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(gz) // the reader may have gone
		}
		return
	}
	http.ServeFileFS(w, r, a.files, name)
}

// mediaTypes does not ask the machine, whose own list may differ.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}
