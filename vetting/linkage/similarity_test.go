package linkage

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestSimilaritiesAreThoseOfDuckDB holds each function to what DuckDB 1.5.5 answered.
func TestSimilaritiesAreThoseOfDuckDB(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(a, b []byte) float64
		a, b string
		want float64
	}{
		{"jaro", Jaro, "martha", "marhta", 0.9444444444444445},
		{"jaro", Jaro, "", "a", 0},
		{"jaro of bytes", Jaro, "é", "e", 0},
		{"jaro-winkler", JaroWinkler, "martha", "marhta", 0.9611111111111111},
		{"jaro-winkler", JaroWinkler, "", "", 0},
		{"jaro-winkler", JaroWinkler, "abcde12", "abcdf12", 0.9428571428571428},
		{"no common beginning", JaroWinkler, "xxabcdefgh", "yyabcdefgh", 0.8666666666666667},
		{"jaro-winkler", JaroWinkler, "abcdz", "abcdy", 0.92},
		{"four letters count", JaroWinkler, "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaab", 0.9733333333333334},
		{"edits of bytes", distances["levenshtein"], "é", "e", 2},
		{"unrestricted", distances["damerau_levenshtein"], "ca", "abc", 2},
		{"exchanged", distances["damerau_levenshtein"], "abcd", "acbd", 1},
		{"exchanged bytes", distances["damerau_levenshtein"], "éa", "ea", 2},
		{"jaccard", Jaccard, "abc", "abd", 0.5},
		{"jaccard of sets", Jaccard, "aab", "ab", 1},
	} {
		if got := c.f([]byte(c.a), []byte(c.b)); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s of %q and %q: %v, want %v", c.name, c.a, c.b, got, c.want)
		}
	}
}

// TestDaysAreThoseOfDuckDB: what is a day and what is none, as DuckDB answered.
func TestDaysAreThoseOfDuckDB(t *testing.T) {
	const day = 789091200 // 3 January 1995
	for _, c := range []struct {
		text, format string
		want         float64
		ok           bool
	}{
		{"1995-1-3", "%Y-%m-%d", day, true},
		{"1995-01-03 ", "%Y-%m-%d", day, true},
		{" 1995-01-03", "%Y-%m-%d", day, true},
		{"03/01/1995", "%d/%m/%Y", day, true},
		{"1995", "%Y", day - 2*86400, true},
		{"1995113", "%Y%m%d", day + 304*86400, true}, // 3 November
		{"19951301", "%Y%m%d", 0, false},
		{"199501031", "%Y%m%d", 0, false},
		{"2001-02-29", "%Y-%m-%d", 0, false},
		{"19950103", "%Y-%m-%d", 0, false},
		{"1995-01-03T", "%Y-%m-%d", 0, false},
	} {
		got, ok := strptime([]byte(c.text), c.format)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%q by %s: %v %v, want %v %v", c.text, c.format, got, ok, c.want, c.ok)
		}
	}
}

// TestJaroStaysUnderItsBound: a bound that is too low would lose pairs.
func TestJaroStaysUnderItsBound(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcdé")), 1, 9, -1)
	tight := 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := []byte(word.Draw(t, "a")), []byte(word.Draw(t, "b"))
		for _, winkler := range []bool{false, true} {
			got := Jaro(a, b)
			if winkler {
				got = JaroWinkler(a, b)
			}
			bound := jaroBound(a, b, letterMask(a), letterMask(b), winkler)
			if got > bound+1e-12 {
				t.Fatalf("%s and %s: %v is over its bound %v", a, b, got, bound)
			}
			if bound < 0.7 {
				tight++
			}
		}
	})
	if tight == 0 {
		t.Error("the bound never rules anything out")
	}
}
