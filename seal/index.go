package seal

import (
	"strings"
	"unicode"
)

// The kinds of blind index of a name or number, the strongest first. Each is
// keyed for itself and for its force, so that no token says anything beside
// another one. What they give away is how often a token stands in the table:
// whoever has the database alone can count, and guess that the commonest name is
// Smith.
const (
	IndexNumber = "number"     // a whole number, or a part of one between dashes
	IndexName   = "name"       // a whole word of a name
	Index4      = "name-4"     // its first four letters
	Index3      = "name-3"     // its first three
	IndexSound  = "name-sound" // how it sounds
)

// Index is one token to be stored or looked for.
type Index struct{ Kind, Token string }

// NameIndexes are the tokens of one folded word of a name.
func (k *Key) NameIndexes(room, word string) ([]Index, error) {
	list := [][2]string{{IndexName, word}}
	letters := []rune(word)
	if len(letters) >= 4 {
		list = append(list, [2]string{Index4, string(letters[:4])})
	}
	if len(letters) >= 3 {
		list = append(list, [2]string{Index3, string(letters[:3])})
	}
	if sound := Sounds(word); sound != "" {
		list = append(list, [2]string{IndexSound, sound})
	}
	var out []Index
	for _, x := range list {
		i, err := k.Index(room, x[0], x[1])
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

// Index is the token of one value, for a room's table.
func (k *Key) Index(room, kind, value string) (Index, error) {
	token, err := k.Token(room+"/"+kind, value)
	return Index{kind, token}, err
}

// Sounds is Sound for words that are long enough to be told apart by it, and are
// no numbers. A y within a word is taken for the i that it sounds like: NYSIIS
// counts y as a consonant, and would part Smyth from Smith.
func Sounds(word string) string {
	letters := []rune(word)
	if len(letters) < 3 || strings.ContainsFunc(word, unicode.IsDigit) {
		return ""
	}
	within := strings.NewReplacer("y", "i", "Y", "I").Replace(string(letters[1:]))
	return Sound(string(letters[:1]) + within)
}

// Fold gives the words of a name or number in the form in which they are indexed:
// small letters without accents, and no punctuation but that which parts words.
// An apostrophe parts nothing: O'Neil is one word.
func Fold(s string) []string {
	s = strings.NewReplacer("'", "", "’", "", "‘", "", "ʼ", "").Replace(strings.ToLower(s))
	var b strings.Builder
	for _, r := range s {
		switch plain, ok := plainLetters[r]; {
		case ok:
			b.WriteString(plain)
		case unicode.Is(unicode.Mn, r): // an accent that stands beside its letter
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// plainLetters are the accented small letters of the Latin alphabets of Europe,
// Welsh and Gaelic among them, with what stands for each without its accent.
var plainLetters = func() map[rune]string {
	out := map[rune]string{}
	for plain, accented := range map[string]string{
		"a": "àáâãäåāăąǎ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįıǐ", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł",
		"n": "ñńņňŉ", "o": "òóôõöøōŏőǒ", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűųǔ", "w": "ŵẁẃẅ", "y": "ýÿŷỳ", "z": "źżž",
		"ae": "æ", "oe": "œ", "ss": "ß", "th": "þ",
	} {
		for _, r := range accented {
			out[r] = plain
		}
	}
	return out
}()
