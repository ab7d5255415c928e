package seal_test

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// sought are words in all their forms, whatever their case, by how each begins: so
// one walk over some bytes looks for all of them.
type sought map[[4]byte][]struct{ field, form string }

func newSought(t *testing.T, words map[string]string) sought {
	out := sought{}
	for field, word := range words {
		for _, form := range slices.Concat(forms(word), forms(strings.ToLower(word)), forms(strings.ToUpper(word))) {
			form = small(form)
			if len(form) < 4 {
				t.Fatalf("%s is looked for as %q, which is too short to mean anything", field, form)
			}
			at := [4]byte(form)
			out[at] = append(out[at], struct{ field, form string }{field, string(form)})
		}
	}
	return out
}

func (s sought) in(b []byte, found func(field, form string)) {
	b = small(b)
	for i := range max(0, len(b)-3) {
		for _, x := range s[[4]byte(b[i:])] {
			if bytes.HasPrefix(b[i:], []byte(x.form)) {
				found(x.field, x.form)
			}
		}
	}
}

// small are the letters A to Z as a to z, and all other bytes as they are.
func small(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

// TestSearchSees: a search that is blind would call everything clean.
func TestSearchSees(t *testing.T) {
	const word = "Quillfeather"
	for _, form := range forms(word) {
		for _, b := range [][]byte{form, append([]byte("ab"), form...), bytes.ToUpper(append(form, 0xff)), append(form, "ab"...)} {
			var got []string
			newSought(t, map[string]string{"name": word}).in(b, func(field, _ string) { got = append(got, field) })
			if !slices.Contains(got, "name") {
				t.Errorf("not seen in %q", b)
			}
		}
	}
}

// forms are a word as bytes, in UTF-16, in hex and in base64 at the three
// offsets that it can have in a longer text.
func forms(word string) [][]byte {
	out := [][]byte{[]byte(word)}
	var wide []byte
	for _, r := range word {
		wide = append(wide, byte(r), 0)
	}
	out = append(out, wide, []byte(strings.ToUpper(hexOf(word))))
	for pad := range 3 {
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := enc.EncodeToString(append(bytes.Repeat([]byte{'x'}, pad), word...))
			from, to := (pad*8+5)/6, len(text)-2 // leave out the letters that neighbours share
			out = append(out, []byte(text[from:to]))
		}
	}
	return out
}

func hexOf(s string) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}
