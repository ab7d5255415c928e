package page

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// Packed is a page as it leaves, compressed or as it is.
//
// The length of a compressed page tells of each thing in it that stands there
// twice, so that whoever can have their own words put beside a secret, and watch
// how long the answers are, reads the secret letter by letter (BREACH). So a page
// is compressed only where there is neither: it answers somebody of whom we know
// nothing, who sent nothing, and it gives them nothing to keep. All others are
// short, and leave as they are.
func Packed(r *http.Request, h http.Header, status int, body []byte) []byte {
	if r.Method != http.MethodGet || r.URL.RawQuery != "" || len(r.Header["Cookie"]) > 0 || len(r.Header["Authorization"]) > 0 ||
		status != http.StatusOK || h.Get("Set-Cookie") != "" || h.Get("Content-Encoding") != "" || !strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		return body
	}
	h.Add("Vary", "Accept-Encoding")
	if !takesGzip(r) {
		return body
	}
	h.Set("Content-Encoding", "gzip")
	return packed(body, gzip.DefaultCompression)
}

// takesGzip reports whether a client says that it can unpack gzip.
func takesGzip(r *http.Request) bool {
	for _, list := range r.Header.Values("Accept-Encoding") {
		for one := range strings.SplitSeq(list, ",") {
			name, weight, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(one), " ", ""), ";")
			if q, weighed := strings.CutPrefix(weight, "q="); name == "gzip" {
				n, err := strconv.ParseFloat(q, 64)
				return !weighed || err == nil && n > 0
			}
		}
	}
	return false
}

func packed(b []byte, level int) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, level)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // the levels are constants, and a buffer takes everything
	}
	return out.Bytes()
}
