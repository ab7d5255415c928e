package turn

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"candour/web/page"
)

// mostBody is the most that is read of a request before its turn: no form of any
// door takes more, and the door says so itself.
const mostBody = 1<<20 + 1

// retryAfter is what a client that is refused is told to wait, in seconds.
const retryAfter = "10"

// Handler lets requests through in their turn. A request is read before its turn
// and its answer is written after it, so that whoever sends or reads slowly keeps
// nobody waiting.
func (t *Turns) Handler(c *Clients, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := c.of(r)
		body, err := io.ReadAll(io.LimitReader(r.Body, mostBody))
		if err != nil {
			http.Error(w, "the request did not arrive whole", http.StatusBadRequest)
			return
		}
		rest := r.Body
		r = with(r, who)
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(body), rest), rest}
		done, err := t.Take(r.Context(), who, c.Tells && tells(r))
		if errors.Is(err, ErrBusy) {
			refuse(w, r, body)
			return
		}
		if err != nil {
			return // nobody waits for the answer any more
		}
		defer done() // also where the handler panics
		out := &answer{header: w.Header(), status: http.StatusOK}
		next.ServeHTTP(out, r)
		done()
		if out.status >= http.StatusInternalServerError {
			giveBack(out, r, body)
		}
		c.note(w.Header())
		body = page.Packed(r, w.Header(), out.status, out.body.Bytes())
		w.WriteHeader(out.status)
		_, _ = w.Write(body) // the reader may have gone
	})
}

// tells reports whether a request brings what a person tells, which is refused for
// nobody's sake but their own.
func tells(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/report/") && r.URL.Path != "/report/come-back"
}

// answer keeps an answer until its turn is over.
type answer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

// Header is that of the answer itself.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader counts once, as that of net/http does.
func (a *answer) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, true
	}
}

// Write keeps what is written.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

// refuse answers a client that has too much waiting: with a sentence, a time to
// wait, and a button that sends once more what was typed.
func refuse(w http.ResponseWriter, r *http.Request, body []byte) {
	door := page.DoorOf(r.URL.Path)
	page.Headers(door)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", retryAfter)
		if strings.HasPrefix(r.URL.Path, "/api/") {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusTooManyRequests)
			_ = json.NewEncoder(w).Encode(map[string]any{"title": "Too many requests of yours wait: send this one again in a while", "status": http.StatusTooManyRequests})
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusTooManyRequests)
		_ = page.Busy(door, again(r, body)).Render(r.Context(), w) // the reader may have gone
	})).ServeHTTP(w, r)
}

// giveBack makes of a form that could not be kept a page which gives back what was
// typed, with a button that sends it again. A draft may be what could not be written,
// so there may be no other copy.
func giveBack(out *answer, r *http.Request, body []byte) {
	f := again(r, body)
	if !f.Posts || f.Path == "" || strings.HasPrefix(r.URL.Path, "/api/") {
		return
	}
	door := page.DoorOf(r.URL.Path)
	fresh := &answer{header: out.header, status: http.StatusOK}
	page.Headers(door)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = page.Failed(door, f).Render(r.Context(), w) // into memory
	})).ServeHTTP(fresh, r)
	*out = *fresh
}

// again is the same request as a form, or nothing where it cannot be one.
func again(r *http.Request, body []byte) (f page.Again) {
	if strings.HasPrefix(r.URL.Path, "//") || strings.Contains(r.URL.Path, `\`) { // another host's, to a browser
		return f
	}
	f.Path = (&url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}).String()
	if r.Method != http.MethodPost {
		return f
	}
	f.Posts = true
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	typed, bad := url.ParseQuery(string(body))
	if err != nil || bad != nil || kind != "application/x-www-form-urlencoded" || len(body) >= mostBody {
		return page.Again{}
	}
	for name, values := range typed {
		for _, v := range values {
			f.Typed = append(f.Typed, page.Typed{Name: name, Value: v})
		}
	}
	slices.SortStableFunc(f.Typed, func(a, b page.Typed) int { return strings.Compare(a.Name, b.Name) })
	return f
}
