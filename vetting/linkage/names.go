package linkage

import (
	"bytes"
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain is how letters with signs are written without them. Two letters stand
// where English-speaking clerks write two.
var plain = map[rune]string{
	'À': "A", 'Á': "A", 'Â': "A", 'Ã': "A", 'Ä': "A", 'Å': "A", 'Ā': "A", 'Ă': "A", 'Ą': "A", 'Æ': "AE", 'Ç': "C", 'Ć': "C", 'Č': "C", 'Ĉ': "C", 'Ď': "D", 'Đ': "D", 'Ð': "D",
	'È': "E", 'É': "E", 'Ê': "E", 'Ë': "E", 'Ē': "E", 'Ę': "E", 'Ě': "E", 'Ė': "E", 'Ğ': "G", 'Ģ': "G", 'Ḥ': "H", 'Ì': "I", 'Í': "I", 'Î': "I", 'Ï': "I", 'Ī': "I", 'İ': "I", 'ı': "I", 'Ķ': "K",
	'Ł': "L", 'Ľ': "L", 'Ļ': "L", 'Ñ': "N", 'Ń': "N", 'Ň': "N", 'Ņ': "N", 'Ò': "O", 'Ó': "O", 'Ô': "O", 'Õ': "O", 'Ö': "O", 'Ø': "O", 'Ō': "O", 'Ő': "O", 'Ọ': "O", 'Œ': "OE", 'Ř': "R",
	'Ś': "S", 'Š': "S", 'Ş': "S", 'Ș': "S", 'Ṣ': "S", 'ß': "SS", 'ẞ': "SS", 'Ť': "T", 'Ţ': "T", 'Ț': "T", 'Ṭ': "T", 'Þ': "TH", 'Ù': "U", 'Ú': "U", 'Û': "U", 'Ü': "U", 'Ū': "U", 'Ů': "U", 'Ű': "U", 'Ụ': "U",
	'Ý': "Y", 'Ÿ': "Y", 'Ź': "Z", 'Ż': "Z", 'Ž': "Z",
}

// Fold writes a name in capitals, without the signs on letters, apostrophes and
// full stops, with one space for anything else that is no letter and no digit.
// Scripts other than Latin are kept as they are.
func Fold(name []byte) []byte {
	out := make([]byte, 0, len(name))
	space := false
	for len(name) > 0 {
		if c := name[0]; 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' { // most letters are
			if space {
				out, space = append(out, ' '), false
			}
			out, name = append(out, c&^0x20), name[1:]
			continue
		}
		r, n := utf8.DecodeRune(name)
		name = name[n:]
		up := unicode.ToUpper(r)
		switch {
		case r == 'ı':
			up = 'I'
		case r == '\'' || r == '’' || r == '‘' || r == '`' || r == 'ʿ' || r == 'ʾ' || r == '.' || unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mc, r):
			space = len(out) > 0
			continue
		}
		if space {
			out, space = append(out, ' '), false
		}
		if p, ok := plain[up]; ok {
			out = append(out, p...)
		} else {
			out = utf8.AppendRune(out, up)
		}
	}
	return out
}

// nameWords are the words of a name, folded, in order of letters. What is left of
// a hyphen is a word.
func nameWords(name []byte) [][]byte {
	w := bytes.Fields(Fold(name))
	slices.SortFunc(w, bytes.Compare)
	return w
}

// SortedWords is a name that no order of its words changes.
func SortedWords(name []byte) []byte { return bytes.Join(nameWords(name), []byte{' '}) }

func nthWord(v []value) value {
	n, ok := v[1].number()
	if v[0].kind == absent || !ok {
		return value{}
	}
	w := nameWords(v[0].written())
	if n < 1 || int(n) > len(w) {
		return value{}
	}
	return textOf(w[int(n)-1])
}

// NameSimilarity is how alike two whole names are, 0 to 1, in whatever order their
// words stand: each word of the shorter name is given to the word of the longer one
// that it is most like by Jaro-Winkler, the best pairs first, and the mean is
// weighed by letters; words of the longer name that are left count half against it.
// Written together or apart must not matter either (‘ABD AL-AHAD’, ‘ABDALAHAD’), so
// the names without spaces are compared too and the better figure counts.
func NameSimilarity(a, b []byte) float64 {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	whole := JaroWinkler(bytes.Join(bytes.Fields(Fold(a)), nil), bytes.Join(bytes.Fields(Fold(b)), nil))
	return max(wordSimilarity(x, y), whole-0.03)
}

func wordSimilarity(x, y [][]byte) float64 {
	if len(x) > len(y) {
		x, y = y, x
	}
	type pair struct {
		s    float64
		i, j int
	}
	var pairs []pair
	for i, p := range x {
		for j, q := range y {
			pairs = append(pairs, pair{JaroWinkler(p, q), i, j})
		}
	}
	slices.SortStableFunc(pairs, func(p, q pair) int {
		switch {
		case p.s > q.s:
			return -1
		case p.s < q.s:
			return 1
		}
		return 0
	})
	usedX, usedY := make([]bool, len(x)), make([]bool, len(y))
	sum, letters := 0.0, 0.0
	for _, p := range pairs {
		if usedX[p.i] || usedY[p.j] {
			continue
		}
		usedX[p.i], usedY[p.j] = true, true
		l := float64(max(len(x[p.i]), len(y[p.j])))
		s := p.s
		if s < 0.7 { // two different words, not one with an error
			s = 0
		}
		sum, letters = sum+s*l, letters+l
	}
	for j, used := range usedY {
		if !used {
			letters += float64(len(y[j])) / 2
		}
	}
	return sum / letters
}

// PartialDates compares two days written 1965, 1965-03 or 1965-03-21, in which a
// part may be missing or written short: 3 where all parts that both have are equal
// and they have the day, 2 where one digit differs or two neighbours are exchanged,
// or day and month are, or the year is one off and the rest equal, 1 where the years
// are equal or next to one another, 0 where nothing of it holds.
func PartialDates(a, b []byte) int {
	x, y := dateParts(a), dateParts(b)
	switch {
	case x[0] == 0 || y[0] == 0:
		return 0
	case x == y && x[2] != 0:
		return 3
	}
	apart := math.Abs(float64(x[0] - y[0]))
	if x[2] != 0 && y[2] != 0 {
		switch {
		case x[0] == y[0] && (x[1] == y[2] && x[2] == y[1] || x[1] == y[1] || x[2] == y[2]), apart <= 1 && x[1] == y[1] && x[2] == y[2], within1(bytes.TrimSpace(a), bytes.TrimSpace(b)):
			return 2
		}
	}
	if apart <= 1 {
		return 1
	}
	if x[1] == y[1] && x[2] == y[2] && x[2] != 0 && apart <= 10 {
		return 1
	}
	return 0
}

func dateParts(b []byte) (out [3]int) {
	for i, part := range bytes.SplitN(bytes.TrimSpace(b), []byte{'-'}, 3) {
		n := 0
		for _, c := range part {
			if !isDigit(c) {
				return out
			}
			n = n*10 + int(c-'0')
		}
		out[i] = n
	}
	return out
}

// postcodePart cuts a United Kingdom postcode: the area (letters), the district
// (all but the last three signs) or the sector (all but the last two). What is not
// shaped like a postcode has none.
func postcodePart(part int) func([]value) value {
	return func(v []value) value {
		return onText(v, func(b []byte) value {
			p := strings.ToUpper(strings.ReplaceAll(string(b), " ", ""))
			letters := 0
			for letters < len(p) && p[letters] >= 'A' && p[letters] <= 'Z' {
				letters++
			}
			if letters == 0 || letters > 2 || len(p) < 5 || len(p) > 7 || !isDigit(p[letters]) || !isDigit(p[len(p)-3]) {
				return value{}
			}
			return textOf([]byte(p[:[]int{letters, len(p) - 3, len(p) - 2}[part]]))
		})
	}
}

//go:embed nicknames.txt
var nicknameLines string

// nicknames are the names that belong together, folded: each name's groups.
var nicknames = readNicknames(nicknameLines)

func readNicknames(s string) map[string][]int {
	out := map[string][]int{}
	n := 0
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		for name := range strings.FieldsSeq(line) {
			out[name] = append(out[name], n)
		}
	}
	return out
}

// Nicknames says whether two given names are one or a known short or second form
// of one another. The list is ours (nicknames.txt), of names used in the United
// Kingdom and Ireland, and of spellings of one name of another script.
func Nicknames(a, b string) bool {
	x, y := string(Fold([]byte(a))), string(Fold([]byte(b)))
	if x == y {
		return true
	}
	for _, g := range nicknames[x] {
		if slices.Contains(nicknames[y], g) {
			return true
		}
	}
	return false
}
