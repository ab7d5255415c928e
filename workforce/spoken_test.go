package workforce

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func hear(text string) []spoken {
	all, _ := hearWords(text, 1_000_000)
	return all
}

func heard(text string) []string {
	var out []string
	for _, w := range hear(text) {
		out = append(out, w.word)
	}
	return out
}

func TestHearWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"—!? …":                      "",
		"He, he. HE":                 "he",
		"PC4711 came":                "pc4711 pc 4711 came",
		"X-12":                       "x 12 x-12 x12",
		"O’Neill's":                  "o neill s o’neill's oneills",
		"“Zulu”":                     "zulu",
		"47 11 then 4":               "47 11 then 4711 4",
		"4 7 1 1":                    "4 7 1 4711",
		"zulu,yankee":                "zulu yankee zulu,yankee zuluyankee",
		"écho Écho":                  "écho",
		"a\u00a0b":                   "a b",
		strings.Repeat("9 ", 100):    "9",
		strings.Repeat("x-", 40):     "x",
		"http://a.example/?q=zulu#1": "http a example q zulu 1 http://a.example/?q=zulu#1 httpaexampleqzulu1",
	} {
		if got := strings.Join(heard(text), " "); got != want {
			t.Errorf("%.40q is heard as %q, want %q", text, got, want)
		}
	}
	for _, w := range hear("smith Jones JONES 4711 x12 jones") {
		if want := w.word == "jones"; w.capital != want {
			t.Errorf("%q with a capital: %v", w.word, w.capital)
		}
		if want := strings.ContainsAny(w.word, "0123456789"); w.number != want {
			t.Errorf("%q with a digit: %v", w.word, w.number)
		}
	}
}

func TestHearWordsStops(t *testing.T) {
	for most, want := range map[int]string{0: "", 2: "a b", 3: "a b c", 9: "a b c"} {
		all, beyond := hearWords("a b a c b", most)
		var got []string
		for _, w := range all {
			got = append(got, w.word)
		}
		if strings.Join(got, " ") != want || beyond != (most < 3) {
			t.Errorf("at most %d: %q, beyond: %v", most, got, beyond)
		}
	}
}

// TestAWordIsHeardWhereverItStands: whatever is written around a name, and in
// whatever case, it is among the words.
func TestAWordIsHeardWhereverItStands(t *testing.T) {
	marks := []string{" ", "\n", "\t", ", ", ". ", "“", "” ", "(", ") ", "- ", " — ", "/", "'s ", "… ", "\u00a0", "!", ";"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-zÀ-ÖØ-öø-ÿ]{2,12}`).Draw(t, "name")
		number := rapid.StringMatching(`[0-9]{2,6}`).Draw(t, "number")
		around := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,8}`), 3, 6).Draw(t, "around")
		sep := rapid.SliceOfN(rapid.SampledFrom(marks), 5, 5).Draw(t, "marks")
		text := around[0] + sep[0] + name + sep[1] + around[1] + sep[2] + number + sep[3] + around[2]
		got := heard(text)
		for _, want := range []string{strings.ToLower(name), number} {
			if !slices.Contains(got, want) {
				t.Fatalf("%q is not heard in %q: %q", want, text, got)
			}
		}
		for _, w := range hear(text) {
			if w.word == strings.ToLower(name) && unicode.IsUpper([]rune(name)[0]) && !w.capital {
				t.Fatalf("the capital of %q is not heard in %q", name, text)
			}
		}
	})
}

// TestAUnitIsFoundByItsWholeName, however it is spaced, and by nothing less.
func TestAUnitIsFoundByItsWholeName(t *testing.T) {
	find := func(text string, who bool, codes ...string) string {
		units := map[string][]namedUnit{}
		for _, c := range codes {
			u := asNamed(c)
			units[u.words[0]] = append(units[u.words[0]], u)
		}
		found := map[string]bool{}
		unitsIn(text, who, units, found)
		var out []string
		for c := range found {
			out = append(out, c)
		}
		slices.Sort(out)
		return strings.Join(out, ",")
	}
	for text, want := range map[string]string{
		"Response 1": "Response 1", "he is from response-1.": "Response 1", "RESPONSE1": "Response 1", "response": "", "1 response": "", "response 12": "",
		"response 1 and response 2": "Response 1,Response 2", "at 7 o'clock": "", "unit 7": "7", "the 7 team": "7", "7": "", "beat 189": "189", "1890": "", "": "",
		"in custody": "", "from Custody": "Custody", "the custody team": "Custody", "custodys": "",
	} {
		if got := find(text, false, "Response 1", "Response 2", "7", "189", "Custody"); got != want {
			t.Errorf("in %q: %q, want %q", text, got, want)
		}
	}
	if got := find("one of custody, at 7", true, "Custody", "7"); got != "Custody" {
		t.Errorf("in an answer to who: %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[A-Z][a-z]{3,8} [0-9]{1,2}`).Draw(t, "unit")
		text := rapid.StringMatching(`[a-z ,.]{0,30}`).Draw(t, "before") + " " + strings.ReplaceAll(code, " ", rapid.SampledFrom([]string{" ", "-", "", "  ", "/"}).Draw(t, "mark")) + " " + rapid.StringMatching(`[a-z ,.]{0,30}`).Draw(t, "after")
		if find(text, rapid.Bool().Draw(t, "who"), code) != code {
			t.Fatalf("%q is not found in %q", code, text)
		}
	})
}

// FuzzHearWords: whatever a stranger sends, each word is heard once, in lower
// case, and the work stays in proportion to the text.
func FuzzHearWords(f *testing.F) {
	for _, s := range []string{"", "He, number 4711", "O’Neill-Zulu's", "4 7 1 1", "\xff\xfe", "ǅ İ ſ", "a\u0301 ١٢٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen := map[string]bool{}
		size := 0
		for _, w := range hear(text) {
			if w.word == "" || seen[w.word] || w.word != strings.ToLower(w.word) && utf8.ValidString(text) {
				t.Errorf("%q heard in %q", w.word, text)
			}
			seen[w.word] = true
			size += len(w.word)
		}
		if size > 8*len(text)+8 {
			t.Errorf("%d bytes heard in %d", size, len(text))
		}
		words, capital := plain(text)
		if len(words) != len(capital) {
			t.Errorf("%d words and %d capitals", len(words), len(capital))
		}
		for _, w := range words {
			if w == "" {
				t.Errorf("an empty word in %q", text)
			}
		}
	})
}
