package candour_test

import (
	"strings"
	"testing"

	"candour"

	"pgregory.net/rapid"
)

func TestReference(t *testing.T) {
	for id, want := range map[string]string{"": "", "c1": "c1", "not-an-id-at-all": "not-an-id-at-all"} {
		if got := candour.Reference(id); got != want {
			t.Errorf("%q is called %q, want %q", id, got, want)
		}
	}
	ref := candour.Reference("k3v5x7q2m4n6p5aa")
	for _, typed := range []string{ref, strings.ToLower(ref), " " + ref + " ", strings.ReplaceAll(ref, "-", ""), strings.ReplaceAll(ref, "-", " "), "Case " + ref, "report " + ref, "CASE k3v5x7q2m4n6p5aa", "k3v5x7q2m4n6p5aa"} {
		start, looks, right := candour.FromReference(typed)
		if !strings.HasPrefix("k3v5x7q2m4n6p5aa", start) || start == "" || !looks || !right {
			t.Errorf("%q is read as %q, %v %v", typed, start, looks, right)
		}
	}
	for _, typed := range []string{"", "7001", "Officer", "K3V-5X7-Q2", "K3V-5X7-Q2MA", "É3V-5X7-Q2M", "x' OR 1=1 --"} {
		if _, looks, _ := candour.FromReference(typed); looks {
			t.Errorf("%q looks like a reference", typed)
		}
	}
}

// TestReferenceShowsSlips: one letter wrong, or two that changed places, is noticed,
// always.
func TestReferenceShowsSlips(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringOfN(rapid.RuneFrom([]rune(letters)), 16, 16, -1).Draw(t, "id")
		ref := []byte(strings.ToLower(strings.ReplaceAll(candour.Reference(id), "-", "")))
		if start, looks, right := candour.FromReference(string(ref)); start != id[:8] || !looks || !right {
			t.Fatalf("%s of %s is read as %q, %v %v", ref, id, start, looks, right)
		}
		i, j := rapid.IntRange(0, 8).Draw(t, "i"), rapid.IntRange(0, 8).Draw(t, "j")
		wrong := append([]byte(nil), ref...)
		if rapid.Bool().Draw(t, "swap") {
			wrong[i], wrong[j] = wrong[j], wrong[i]
		} else {
			wrong[i] = letters[rapid.IntRange(0, 31).Draw(t, "letter")]
		}
		if _, looks, right := candour.FromReference(string(wrong)); looks && right && string(wrong) != string(ref) {
			t.Fatalf("%s was typed as %s, and passes", ref, wrong)
		}
	})
}
