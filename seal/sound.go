package seal

import "strings"

// Sound writes an English name as it sounds, so that Smith and Schmit, or Brown
// and Braun, are one: NYSIIS, the code of the New York State Identification and
// Intelligence System, as R. L. Taft published it (Name Search Techniques, 1970),
// without its limit of six letters. It takes a folded word (Fold); what has no
// letters has no sound and gives "".
//
// It was made for American surnames of the time and joins names that others tell
// apart: what it finds is a candidate, never an identification.
func Sound(word string) string {
	s := []byte(strings.ToUpper(letters(word)))
	if len(s) == 0 {
		return ""
	}
	s = begin(s)
	s = end(s)
	key := []byte{s[0]}
	for i := 1; i < len(s); i++ {
		change(s, i)
		if s[i] != key[len(key)-1] {
			key = append(key, s[i])
		}
	}
	drop := func(c byte) {
		if n := len(key); n > 1 && key[n-1] == c {
			key = key[:n-1]
		}
	}
	drop('S')
	if n := len(key); n > 2 && key[n-2] == 'A' && key[n-1] == 'Y' {
		key = append(key[:n-2], 'Y')
	}
	drop('A')
	return string(key)
}

func letters(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, word)
}

// begin is the rules for the first letters, end those for the last.
func begin(s []byte) []byte {
	for _, r := range [][2]string{{"MAC", "MCC"}, {"KN", "NN"}, {"K", "C"}, {"PH", "FF"}, {"PF", "FF"}, {"SCH", "SSS"}} {
		if rest, ok := strings.CutPrefix(string(s), r[0]); ok {
			return []byte(r[1] + rest)
		}
	}
	return s
}

func end(s []byte) []byte {
	for _, r := range [][2]string{{"EE", "Y"}, {"IE", "Y"}, {"DT", "D"}, {"RT", "D"}, {"RD", "D"}, {"NT", "D"}, {"ND", "D"}} {
		if rest, ok := strings.CutSuffix(string(s), r[0]); ok {
			return []byte(rest + r[1])
		}
	}
	return s
}

// change is the rules for the letter at i, which is not the first; those before
// it are changed already.
func change(s []byte, i int) {
	rest := string(s[i:])
	switch {
	case strings.HasPrefix(rest, "EV"):
		copy(s[i:], "AF")
	case vowel(s[i]):
		s[i] = 'A'
	case s[i] == 'Q':
		s[i] = 'G'
	case s[i] == 'Z':
		s[i] = 'S'
	case s[i] == 'M':
		s[i] = 'N'
	case strings.HasPrefix(rest, "KN"):
		s[i] = 'N'
	case s[i] == 'K':
		s[i] = 'C'
	case strings.HasPrefix(rest, "SCH"):
		copy(s[i:], "SSS")
	case strings.HasPrefix(rest, "PH"):
		copy(s[i:], "FF")
	case s[i] == 'H' && (!vowel(s[i-1]) || i+1 == len(s) || !vowel(s[i+1])):
		s[i] = s[i-1]
	case s[i] == 'W' && vowel(s[i-1]):
		s[i] = s[i-1]
	}
}

func vowel(c byte) bool { return strings.IndexByte("AEIOU", c) >= 0 }
