package readable_test

import (
	"math"
	"strings"
	"testing"

	"candour/internal/readable"
)

// counted are words with the syllables that a dictionary gives.
var counted = map[int]string{
	1: "I a the cat name names named page code keep kept lock locked typed wiped what when where who tell told read wrote leave safe once those clothes phone asked looked worked passed closed can’t don’t it’s strengths through though eight bridge change judge 999 55",
	2: "police notice table little people person reader number letter letters open opens opened window moment safely pages places changes cases uses wanted ended started quiet being going before after someone something later never away become station action question decide record allow answer follow message careful payment",
	3: "officer together however important remember computer telephone anyone nobody everyone messages deciding company decided recorded another manager September radio area video idea suddenly",
	4: "information supervisor appropriate authority investigate especially everybody community education January category",
	6: "responsibility",
	5: "investigation international disciplinary university",
}

// TestSyllables holds the count to a dictionary's: nineteen in twenty right, and none
// wrong by two.
func TestSyllables(t *testing.T) {
	all, wrong := 0, 0
	for want, list := range counted {
		for _, w := range strings.Fields(list) {
			all++
			got := readable.Syllables(w)
			if got != want {
				wrong++
				t.Logf("%s has %d, counted %d", w, want, got)
			}
			if math.Abs(float64(got-want)) > 1 {
				t.Errorf("%s has %d syllables, counted %d", w, want, got)
			}
		}
	}
	if wrong*20 > all {
		t.Errorf("%d of %d words are counted wrong", wrong, all)
	}
	t.Logf("%d of %d words are counted right", all-wrong, all)
}

// TestAge computes two texts by hand.
func TestAge(t *testing.T) {
	for text, want := range map[string]float64{
		// 6 words, 2 sentences, 6 syllables: 0.39×3 + 11.8×1 − 15.59 + 5 = 2.38
		"The cat sat. It was red.": 2.38,
		// 4 words, 1 sentence, 15 syllables: 0.39×4 + 11.8×3.75 − 15.59 + 5 = 35.22
		"Investigation requires appropriate authority": 0.39*4 + 11.8*float64(5+2+4+4)/4 - 15.59 + 5,
	} {
		if got := readable.Count([]string{text}, nil).Age(); math.Abs(got-want) > 0.01 {
			t.Errorf("%q is for the age of %.2f, want %.2f", text, got, want)
		}
	}
	easy := map[string]bool{"police": true}
	if a, b := readable.Count([]string{"The police came."}, nil), readable.Count([]string{"The police came."}, easy); a.Syllables != 4 || b.Syllables != 3 {
		t.Errorf("%d syllables, and %d where one word is easy", a.Syllables, b.Syllables)
	}
	if got := readable.Count([]string{"One.", "A heading", "Two? Three: four"}, nil).Sentences; len(got) != 5 {
		t.Errorf("sentences: %q", got)
	}
}
