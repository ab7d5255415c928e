package seal_test

import (
	"slices"
	"strings"
	"testing"

	"candour/seal"

	"pgregory.net/rapid"
)

// TestSound holds Sound to names whose code is published: the examples of the
// NYSIIS article of Wikipedia's sources, of the encoder at dropby.com that follows
// Taft, and of the tests of Apache commons-codec and jellyfish.
func TestSound(t *testing.T) {
	for code, names := range map[string]string{
		"BRAN": "Brian Brown Brun Braun", "CAP": "Capp Cope Copp Kipp", "DAN": "Dane Dean Dionne", "SNAT": "Smith Schmit Smit", "SNAD": "Schmidt",
		"TRANAN": "Trueman Truman", "FAL": "Phil", "ODANAL": "ODaniel", "ODANAL ": "ODonnel", "CARY": "Cory Corey Kory", "JAN": "John Jan",
		"NAT": "Knuth", "S": "S", "A": "a", "": "4711",
	} {
		for _, name := range strings.Fields(names) {
			want := strings.TrimSpace(code)
			if name == "ODonnel" {
				want = "ODANAL"
			}
			if got := seal.Sound(name); got != want {
				t.Errorf("%s sounds %q, want %q", name, got, want)
			}
			if got := seal.Sound(strings.ToLower(name)); got != want {
				t.Errorf("%s in small letters sounds %q, want %q", name, got, want)
			}
		}
	}
	rapid.Check(t, func(r *rapid.T) { // whatever is typed
		if s := seal.Sound(rapid.String().Draw(r, "word")); strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			r.Fatalf("%q", s)
		}
	})
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Écho Bravo-Charlie": "echo bravo charlie", "O’Neil o'neil ONEIL": "oneil oneil oneil", "Siân Llŷr Ŵyn": "sian llyr wyn", "Łukasz Müller Straße": "lukasz muller strasse",
		"e\u0301cho": "echo", "X-12": "x 12", "--": "", "": "", "Ørsted Þór Æsa": "orsted thor aesa", "Ивана": "ивана", "a\x00b": "a b",
	} {
		if got := strings.Join(seal.Fold(in), " "); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
}

func TestNameIndexes(t *testing.T) {
	db, _ := fresh(t)
	k, other := key(t, db, "north", subject("force", "north")), key(t, db, "south", subject("force", "south"))
	kinds := func(word string) (out []string) {
		list, err := k.NameIndexes("room", word)
		ok(t, err)
		for _, i := range list {
			out = append(out, i.Kind)
		}
		return out
	}
	for word, want := range map[string]string{
		"smith": "name name-4 name-3 name-sound", "amy": "name name-3 name-sound", "al": "name", "1234": "name name-4 name-3", "écho": "name name-4 name-3 name-sound",
	} {
		if got := strings.Join(kinds(word), " "); got != want {
			t.Errorf("%s has the indexes %q, want %q", word, got, want)
		}
	}
	// No two tokens are the same, of the same word, the same sound or another force,
	// but where that is what is looked for.
	a, _ := k.NameIndexes("room", "smith")
	b, _ := k.NameIndexes("room", "smit")
	c, _ := other.NameIndexes("room", "smith")
	d, _ := k.NameIndexes("other", "smith")
	e, _ := k.NameIndexes("room", "smit") // its four letters are the whole word
	seen := map[string]int{}
	for _, i := range slices.Concat(a, c, d) {
		seen[i.Token]++
	}
	if len(seen) != 12 {
		t.Errorf("%d tokens of 12 differ", len(seen))
	}
	if a[0] == b[0] || a[1] != b[1] || a[2] != b[2] || a[3] != b[3] {
		t.Error("smith and smit: want other names, the same first letters and the same sound")
	}
	if e[0].Token == e[1].Token {
		t.Error("a whole word has the token of its first letters")
	}
}
