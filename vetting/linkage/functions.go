package linkage

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// function is one that conditions may call: how many values it takes, what it
// does, and whether a constant argument is good.
type function struct {
	least, most int
	does        string // in words, for docs/linkage.md
	do          func([]value) value
	regexpAt    int // which argument is a regular expression, from 1
}

// check compiles a regular expression once, before any record is read.
func (f function) check(text string, e *expr) *SyntaxError {
	if f.regexpAt == 0 {
		return nil
	}
	a := e.args[f.regexpAt-1]
	if a.op != "text" {
		return &SyntaxError{Text: text, Token: a.op, At: a.at + 1, Says: "a regular expression is written out as text"}
	}
	if _, err := pattern(a.name); err != nil {
		return &SyntaxError{Text: text, Token: a.name, At: a.at + 1, Says: "this is not a regular expression that RE2 reads"}
	}
	return nil
}

// sameFunction are second names.
var sameFunction = map[string]string{
	"substr": "substring", "lcase": "lower", "ucase": "upper", "editdist3": "levenshtein", "strptime": "try_strptime",
}

// functions are all that a condition may call. Distances count bytes and
// substrings characters, as in DuckDB. The last ones are ours: a model that uses
// them is not one that Splink can run.
var functions = map[string]function{
	"jaro_winkler_similarity": {2, 2, "Jaro's similarity, raised for a common beginning (Winkler 1990)", both(func(a, b []byte) value { return numberOf(JaroWinkler(a, b)) }), 0},
	"jaro_similarity":         {2, 2, "Jaro's similarity (Jaro 1989)", both(func(a, b []byte) value { return numberOf(Jaro(a, b)) }), 0},
	"levenshtein":             {2, 2, "edits: insert, delete, replace (Levenshtein 1966)", both(func(a, b []byte) value { return numberOf(float64(Levenshtein(a, b))) }), 0},
	"damerau_levenshtein":     {2, 2, "edits, with neighbours exchanged as one (Damerau 1964)", both(func(a, b []byte) value { return numberOf(float64(DamerauLevenshtein(a, b))) }), 0},
	"jaccard":                 {2, 2, "shared characters as a part of all characters (Jaccard 1901)", both(func(a, b []byte) value { return numberOf(Jaccard(a, b)) }), 0},
	"hamming":                 {2, 2, "places that differ, of texts of one length", both(func(a, b []byte) value { return hamming(a, b) }), 0},
	"try_strptime":            {2, 2, "a day, read by a format", tryStrptime, 0},
	"epoch":                   {1, 1, "seconds since 1970", func(v []value) value { return v[0] }, 0},
	"abs":                     {1, 1, "without its sign", number(math.Abs), 0},
	"substring":               {2, 3, "characters from a place, counted from 1", substring, 0},
	"left":                    {2, 2, "the first characters", func(v []value) value { return substring([]value{v[0], numberOf(1), v[1]}) }, 0},
	"right":                   {2, 2, "the last characters", rightOf, 0},
	"lower":                   {1, 1, "in small letters", words(strings.ToLower), 0},
	"upper":                   {1, 1, "in capitals", words(strings.ToUpper), 0},
	"trim":                    {1, 1, "without white space around", words(func(s string) string { return strings.Trim(s, " ") }), 0},
	"replace":                 {3, 3, "with one text in place of another", replace, 0},
	"nullif":                  {2, 2, "nothing where it equals the second", nullIf, 0},
	"coalesce":                {1, 9, "the first that is there", coalesce, 0},
	"concat":                  {1, 9, "joined; what is absent is left out", concat, 0},
	"len":                     {1, 1, "characters of a text, entries of a list", lengthOf, 0},
	"regexp_extract":          {2, 3, "what a regular expression finds, or a group of it", regexpExtract, 2},
	"regexp_matches":          {2, 2, "whether a regular expression finds anything", regexpMatches, 2},
	"regexp_replace":          {3, 4, "with what a regular expression finds replaced; all of it with 'g'", regexpReplace, 2},
	"array_intersect":         {2, 2, "the entries of both lists", arrayIntersect, 0},
	"list_has_any":            {2, 2, "whether two lists share an entry", func(v []value) value { return shared(v) }, 0},
	"greatest":                {2, 2, "the larger", extreme(math.Max), 0},
	"least":                   {2, 2, "the smaller", extreme(math.Min), 0},
	"to_text":                 {1, 1, "as text", func(v []value) value { return present(v[0], textOf(v[0].written())) }, 0},
	"to_number":               {1, 1, "as a number", toNumber, 0},
	"to_date":                 {1, 1, "as a day written 2006-01-31", func(v []value) value { return tryStrptime([]value{v[0], textOf([]byte("%Y-%m-%d"))}) }, 0},

	"nickname":           {2, 2, "whether one is a known short form of the other", both(func(a, b []byte) value { return truthOf(Nicknames(string(a), string(b))) }), 0},
	"postcode_area":      {1, 1, "the letters that a United Kingdom postcode begins with", postcodePart(0), 0},
	"postcode_district":  {1, 1, "a United Kingdom postcode up to the space", postcodePart(1), 0},
	"postcode_sector":    {1, 1, "a United Kingdom postcode without its last two letters", postcodePart(2), 0},
	"folded":             {1, 1, "capitals without accents, signs or hyphens", func(v []value) value { return onText(v, func(b []byte) value { return textOf(Fold(b)) }) }, 0},
	"sorted_words":       {1, 1, "the words of a name, folded and sorted", func(v []value) value { return onText(v, func(b []byte) value { return textOf(SortedWords(b)) }) }, 0},
	"word":               {2, 2, "the nth of the folded and sorted words of a name", nthWord, 0},
	"name_similarity":    {2, 2, "how alike two whole names are, word by word in any order", both(func(a, b []byte) value { return numberOf(NameSimilarity(a, b)) }), 0},
	"partial_date_match": {2, 2, "how well two days of which parts may be absent agree: 3 whole, 2 near, 1 year, 0 neither", both(func(a, b []byte) value { return numberOf(float64(PartialDates(a, b))) }), 0},
}

func present(v, then value) value {
	if v.kind == absent {
		return value{}
	}
	return then
}

func onText(v []value, f func([]byte) value) value {
	if v[0].kind == absent {
		return value{}
	}
	return f(v[0].written())
}

func both(f func(a, b []byte) value) func([]value) value {
	return func(v []value) value {
		if v[0].kind == absent || v[1].kind == absent {
			return value{}
		}
		return f(v[0].written(), v[1].written())
	}
}

func words(f func(string) string) func([]value) value {
	return func(v []value) value {
		return onText(v, func(b []byte) value { return textOf([]byte(f(string(b)))) })
	}
}

func number(f func(float64) float64) func([]value) value {
	return func(v []value) value {
		x, ok := v[0].number()
		if !ok {
			return value{}
		}
		return numberOf(f(x))
	}
}

func extreme(f func(a, b float64) float64) func([]value) value {
	return func(v []value) value {
		x, ok := v[0].number()
		y, ok2 := v[1].number()
		switch {
		case !ok:
			return v[1]
		case !ok2:
			return v[0]
		}
		return numberOf(f(x, y))
	}
}

func toNumber(v []value) value {
	x, ok := v[0].number()
	if !ok {
		return value{}
	}
	return numberOf(x)
}

func tryStrptime(v []value) value {
	if v[0].kind == absent || v[1].kind == absent {
		return value{}
	}
	if v[0].kind == numberValue {
		return v[0]
	}
	f, ok := strptime(v[0].text, string(v[1].text))
	if !ok {
		return value{}
	}
	return numberOf(f)
}

// substring counts characters from 1; from the end where the place is negative.
func substring(v []value) value {
	from, ok := v[1].number()
	if v[0].kind == absent || !ok {
		return value{}
	}
	b := v[0].written()
	ascii := isASCII(b)
	n := len(b)
	if !ascii {
		n = utf8.RuneCount(b)
	}
	start, end := int(from)-1, n
	if from < 0 {
		start = n + int(from)
	}
	if len(v) == 3 {
		count, ok := v[2].number()
		if !ok {
			return value{}
		}
		end = start + int(count)
		if count < 0 {
			start, end = start+int(count), start
		}
	}
	start, end = min(max(start, 0), n), min(max(end, 0), n)
	if start >= end {
		return textOf([]byte{})
	}
	if ascii {
		return textOf(b[start:end])
	}
	return textOf([]byte(string([]rune(string(b))[start:end])))
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

func rightOf(v []value) value {
	n, ok := v[1].number()
	if v[0].kind == absent || !ok {
		return value{}
	}
	if n <= 0 {
		return textOf([]byte{})
	}
	return substring([]value{v[0], numberOf(-min(n, float64(utf8.RuneCount(v[0].written()))))})
}

func replace(v []value) value {
	for _, x := range v {
		if x.kind == absent {
			return value{}
		}
	}
	return textOf(bytes.ReplaceAll(v[0].written(), v[1].written(), v[2].written()))
}

func nullIf(v []value) value {
	if v[0].kind != absent && v[1].kind != absent && compareValues(v[0], v[1], []int{0}).isTrue() {
		return value{}
	}
	return v[0]
}

func coalesce(v []value) value {
	for _, x := range v {
		if x.kind != absent {
			return x
		}
	}
	return value{}
}

func concat(v []value) value {
	var out []byte
	for _, x := range v {
		out = append(out, x.written()...)
	}
	return value{kind: textValue, text: out}
}

func lengthOf(v []value) value {
	if v[0].kind == absent {
		return value{}
	}
	if v[0].kind == textValue && (len(v[0].text) == 0 || v[0].text[0] != '[') {
		return numberOf(float64(utf8.RuneCount(v[0].text)))
	}
	l, ok := v[0].asList()
	if !ok {
		return value{}
	}
	return numberOf(float64(len(l)))
}

// pattern is a compiled expression; they are few, and compiled once.
func pattern(s string) (*regexp.Regexp, error) { return patterns.get(s) }

func regexpExtract(v []value) value {
	if v[0].kind == absent {
		return value{}
	}
	re, err := pattern(string(v[1].text))
	if err != nil {
		return value{}
	}
	group := 0
	if len(v) == 3 {
		g, _ := v[2].number()
		group = int(g)
	}
	m := re.FindSubmatch(v[0].written())
	if m == nil || group >= len(m) || group < 0 {
		return textOf([]byte{})
	}
	return value{kind: textValue, text: append([]byte{}, m[group]...)}
}

func regexpMatches(v []value) value {
	return onText(v, func(b []byte) value {
		re, err := pattern(string(v[1].text))
		return truthOf(err == nil && re.Match(b))
	})
}

func regexpReplace(v []value) value {
	return onText(v, func(b []byte) value {
		re, err := pattern(string(v[1].text))
		if err != nil || v[2].kind == absent {
			return value{}
		}
		with := regexp.MustCompile(`\\([0-9])`).ReplaceAll(v[2].written(), []byte("$${$1}"))
		if len(v) == 4 && string(v[3].text) == "g" {
			return textOf(re.ReplaceAll(b, with))
		}
		at := re.FindSubmatchIndex(b)
		if at == nil {
			return textOf(b)
		}
		return textOf(slices.Concat(b[:at[0]], re.Expand(nil, with, b, at), b[at[1]:]))
	})
}

func arrayIntersect(v []value) value {
	a, ok := v[0].asList()
	b, ok2 := v[1].asList()
	if !ok || !ok2 {
		return value{}
	}
	out := [][]byte{}
	for _, x := range a {
		has := func(l [][]byte) bool { return slices.ContainsFunc(l, func(y []byte) bool { return bytes.Equal(x, y) }) }
		if has(b) && !has(out) {
			out = append(out, x)
		}
	}
	return value{kind: listValue, list: out}
}

func shared(v []value) value {
	x := arrayIntersect(v)
	if x.kind == absent {
		return value{}
	}
	return truthOf(len(x.list) > 0)
}
