package cases

import (
	"strings"
	"testing"

	"candour/internal/readable"
)

// TestPlainWords: whatever can be recorded has words that the person who told it
// reads, none of them long.
func TestPlainWords(t *testing.T) {
	var all []Description
	for _, c := range Category("").Choices() {
		all = append(all, Description{Category: Category(c.Value), OnDuty: WasOnDuty})
	}
	for _, k := range FactorKinds {
		all = append(all, Description{Category: "A", Factors: Factors{k.ID}, OnDuty: WasOffDuty})
	}
	for _, d := range OnDuty("").Choices() {
		all = append(all, Description{Category: "A", OnDuty: OnDuty(d.Value)})
	}
	for _, d := range all {
		lines := strings.Split(d.ForThePerson(), "\n")
		if len(lines) != 2+len(d.Factors) {
			t.Errorf("%+v reads %q", d, lines)
		}
		for _, l := range lines {
			if len(readable.Words(l)) < 2 {
				t.Errorf("%+v has no words: %q", d, lines)
			}
		}
		text := readable.Count(lines, map[string]bool{"police": true})
		if text.Age() > 9 {
			t.Errorf("it is for the age of %.1f: %q", text.Age(), lines)
		}
		for _, l := range lines {
			for _, w := range readable.Words(l) {
				if readable.Syllables(w) > 3 {
					t.Errorf("%s is a long word: %q", w, l)
				}
			}
		}
	}
}
