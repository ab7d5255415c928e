package workforce

import (
	"slices"
	"strings"
	"unicode"
)

// spoken is one distinct word of what somebody wrote, in lower case.
type spoken struct {
	word    string
	capital bool // it was written with a capital at least once: it may be a name that is misspelt
	number  bool // it holds a digit
}

// letters is how many letters or digits a word has.
func (s spoken) letters() int { return len([]rune(s.word)) }

// hearWords takes a text apart into its distinct words, in order of appearance.
// A frightened person types fast: nothing depends on punctuation. What hangs
// together by hyphens, apostrophes or dots ("o'neill", "X-12") counts in its
// parts, as it was written and joined; letters and digits that stand together
// ("pc4711") in their parts too; digits that were typed apart ("47 11") joined.
// It stops at a number of words, and says so.
func hearWords(text string, most int) (out []spoken, beyond bool) {
	at := map[string]int{}
	add := func(w string) {
		low := strings.ToLower(w)
		if low == "" {
			return
		}
		i, seen := at[low]
		if !seen {
			i = len(out)
			at[low] = i
			out = append(out, spoken{word: low, number: strings.ContainsFunc(low, unicode.IsDigit)})
		}
		out[i].capital = out[i].capital || startsCapital(w)
	}
	digits, apart := "", 0 // a run of words that are only digits
	flush := func() {
		if apart > 1 && len(digits) <= longestNumber {
			add(digits)
		}
		digits, apart = "", 0
	}
	done := map[string]bool{} // chunks without a digit, exactly as they stood
	for chunk := range strings.FieldsFuncSeq(text, unicode.IsSpace) {
		if done[chunk] {
			flush()
			continue
		}
		if len(out) > most {
			return out[:most], true
		}
		if !strings.ContainsFunc(chunk, unicode.IsDigit) {
			done[chunk] = true
		}
		chunk = strings.TrimFunc(chunk, func(r rune) bool { return !spellable(r) })
		parts := strings.FieldsFunc(chunk, func(r rune) bool { return !spellable(r) })
		for _, p := range parts {
			add(p)
			pieces := byLettersAndDigits(p)
			if len(pieces) > 1 {
				for _, x := range pieces {
					add(x)
				}
			}
			if len(pieces) == 1 && unicode.IsDigit(first(p)) {
				apart++
				if len(digits) <= longestNumber {
					digits += p
				}
			} else {
				flush()
			}
		}
		if len(parts) > 1 && len(chunk) <= longestNumber {
			add(chunk)
			add(strings.Join(parts, ""))
		}
	}
	flush()
	return out[:min(len(out), most)], len(out) > most
}

// longestNumber is more bytes than any name or number that is written with marks
// or spaces inside; beyond it stand addresses and nonsense.
const longestNumber = 60

func spellable(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func startsCapital(w string) bool { return unicode.IsUpper(first(w)) }

func first(w string) rune {
	for _, r := range w {
		return r
	}
	return 0
}

// byLettersAndDigits cuts a word where letters meet digits.
func byLettersAndDigits(w string) (out []string) {
	from, digit := 0, false
	for i, r := range w {
		if d := unicode.IsDigit(r); i == 0 {
			digit = d
		} else if d != digit {
			out = append(out, w[from:i])
			from, digit = i, d
		}
	}
	if from < len(w) {
		out = append(out, w[from:])
	}
	return out
}

// plain is the normal form in which a unit is looked for in a text: its words in
// lower case, letters apart from digits, so that "Response 1", "response-1" and
// "RESPONSE1" are one. It tells which were written with a capital.
func plain(text string) (words []string, capital []bool) {
	for p := range strings.FieldsFuncSeq(text, func(r rune) bool { return !spellable(r) }) {
		for _, w := range byLettersAndDigits(p) {
			words, capital = append(words, strings.ToLower(w)), append(capital, startsCapital(w))
		}
	}
	return words, capital
}

// namedUnit is a unit as it may stand in a text.
type namedUnit struct {
	code   string
	words  []string
	number bool // one or two digits: a unit beside the word, and the time of day elsewhere
	word   bool // one word without a digit, such as "Custody": in a story it may be no more than that
}

func asNamed(code string) namedUnit {
	u := namedUnit{code: code}
	u.words, _ = plain(code)
	if len(u.words) == 1 {
		digits := unicode.IsDigit(first(u.words[0]))
		u.number, u.word = digits && len(u.words[0]) < 3, !digits
	}
	return u
}

// unitsIn adds the units whose whole name stands in a text. A single word is one
// in an answer to "who", with a capital, or beside a word such as "team".
func unitsIn(text string, who bool, units map[string][]namedUnit, found map[string]bool) {
	words, capital := plain(text)
	for i, w := range words {
		for _, u := range units[w] {
			if found[u.code] || len(words)-i < len(u.words) || !slices.Equal(words[i:i+len(u.words)], u.words) {
				continue
			}
			beside := i > 0 && besideUnit[words[i-1]] || i+1 < len(words) && besideUnit[words[i+1]]
			switch {
			case u.number && !beside, u.word && !who && !capital[i] && !beside:
			default:
				found[u.code] = true
			}
		}
	}
}

// besideUnit are the words beside which a bare number is a unit.
var besideUnit = wordList(`unit units team district division section station area shift squad department group response watch`)

// titles stand before a name and are part of none: unless it is their surname,
// nobody is meant by them.
var titles = wordList(`mr mrs miss ms mx dr sir madam the an of and police officer constable sergeant inspector chief superintendent commander
	detective special staff pc ps dc ds di dci dcs pcso wpc sgt insp supt cpl`)

// common are words with which sentences begin. They are not taken for a name that
// was misspelt; who is called so is found by it as it is written.
var common = wordList(`the this that these those then than they them their there here his her hers him she you your yours our ours its who whom whose what when where why how
	and but not nor for from with was were are has had have did does done can could will would shall should may might must
	all any some one two both each other another same more most much many very just only also even ever never always again after before since while until about
	over under into onto out off down per yes no man woman male female guy someone somebody anyone anybody nobody
	monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december`)

func wordList(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}
