package candour_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"candour"
)

type vector struct{ Written, Normal string }

func vectors(t testing.TB, k candour.IdentifierKind) (out []vector) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", k.Vectors))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestNormal(t *testing.T) {
	seen := map[candour.IdentifierID]bool{}
	for _, k := range candour.IdentifierKinds {
		if k.ID == "" || k.Words == "" || seen[k.ID] {
			t.Errorf("%q: no name, no words, or twice", k.ID)
		}
		seen[k.ID] = true
		all := vectors(t, k)
		if len(all) < 3 {
			t.Errorf("%s has %d vectors, want at least 3", k.ID, len(all))
		}
		for _, v := range all {
			if got := candour.Normal(k.ID, v.Written); got != v.Normal {
				t.Errorf("%s: %q is %q, want %q", k.ID, v.Written, got, v.Normal)
			}
		}
	}
	if got := candour.Normal("shoe size", "9"); got != "" {
		t.Errorf("of no kind: %q", got)
	}
}

// FuzzNormal: a normal form is its own, whatever was written.
func FuzzNormal(f *testing.F) {
	for _, k := range candour.IdentifierKinds {
		for _, v := range vectors(f, k) {
			f.Add(v.Written)
		}
	}
	f.Add("0000")
	f.Add("+4400000000000")
	f.Add("ǅ İ ß ſ")
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range candour.IdentifierKinds {
			once := candour.Normal(k.ID, s)
			if twice := candour.Normal(k.ID, once); twice != once {
				t.Errorf("%s: %q is %q, and that is %q", k.ID, s, once, twice)
			}
		}
	})
}
