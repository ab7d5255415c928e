package ledger

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestWhatAWitnessSays: by C2SP tlog-witness, one that has seen another size says which;
// one that has seen another history of the same size says so with a 409, and that is
// never taken for a size.
func TestWhatAWitnessSays(t *testing.T) {
	for name, x := range map[string]struct {
		status     int
		kind, body string
		size       int64
		differs    bool
		fails      bool
	}{
		"the same":                   {http.StatusOK, "text/plain", "— one AAAA\n", 7, false, false},
		"more":                       {http.StatusConflict, "text/x.tlog.size", "12\n", 12, false, false},
		"less":                       {http.StatusConflict, "text/x.tlog.size", "3\n", 3, false, false},
		"another history":            {http.StatusConflict, "text/plain", "there was another\n", 0, true, true},
		"another history, as a size": {http.StatusConflict, "text/x.tlog.size", "7\n", 0, true, true},
		"no size":                    {http.StatusConflict, "text/x.tlog.size", "many\n", 0, false, true},
		"not this log":               {http.StatusNotFound, "text/plain", "no\n", 0, false, true},
	} {
		var asked string
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			asked = r.URL.Path + " " + string(b)
			w.Header().Set("Content-Type", x.kind)
			w.WriteHeader(x.status)
			fmt.Fprint(w, x.body)
		}))
		p := Policy{witnesses: []policyWitness{{name: "one", at: s.URL + "/w/"}}}
		got := p.Ask(t.Context(), s.Client(), Checkpoint{Size: 7, Note: []byte("the note\n")})
		s.Close()
		if len(got) != 1 || got[0].Name != "one" || got[0].Size != x.size || errors.Is(got[0].Err, ErrDiffers) != x.differs || (got[0].Err != nil) != x.fails {
			t.Errorf("%s: %+v", name, got)
		}
		if !strings.HasSuffix(asked, "/add-checkpoint old 7\n\nthe note\n") {
			t.Errorf("%s: asked %q", name, asked)
		}
	}
}
