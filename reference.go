package candour

import "strings"

// refLetters are the letters of an id, in the order of their values.
const refLetters = "abcdefghijklmnopqrstuvwxyz234567"

// refStart is how many letters of an id its reference begins with: 40 bits. Of a
// million cases about one pair has the same; a search then shows both.
const refStart = 8

// Reference is what people call a report or a case: "K3V-5X7-Q2M", the beginning of
// its id and a letter by which a slip of the pen shows. It is computed from the id,
// is no secret, and is stored nowhere. An id that is too short, or has other letters,
// is its own.
func Reference(id string) string {
	if len(id) < refStart || strings.Trim(id[:refStart], refLetters) != "" {
		return id
	}
	r := strings.ToUpper(id[:refStart] + string(refCheck(id[:refStart])))
	return r[:3] + "-" + r[3:6] + "-" + r[6:]
}

// FromReference reads what somebody typed: the beginning of an id, or a whole one.
// looks says that it has the form of one, and right that its last letter fits: one
// letter typed wrong, or two in the wrong order, and it does not. Digits that are in
// no id are read as the letters they look like.
func FromReference(typed string) (start string, looks, right bool) {
	s := strings.NewReplacer("-", "", " ", "", "0", "o", "1", "l", "8", "b").Replace(strings.ToLower(strings.TrimSpace(typed)))
	for _, kind := range []string{"case", "report", "allegation"} {
		if rest, ok := strings.CutPrefix(s, kind); ok && len(rest) >= refStart+1 {
			s = rest
		}
	}
	if strings.Trim(s, refLetters) != "" {
		return "", false, false
	}
	switch len(s) {
	case 2 * refStart:
		return s, true, true
	case refStart + 1:
		return s[:refStart], true, s[refStart] == refCheck(s[:refStart])
	}
	return "", false, false
}

// refCheck is a sum over the field of 32 elements, each letter times a power of its
// own: so every single wrong letter, and every two that changed places, give another
// sum.
func refCheck(s string) byte {
	sum := 0
	for i := range len(s) {
		if sum <<= 1; sum >= 32 { // times the generator, modulo x^5 + x^2 + 1
			sum ^= 0b100101
		}
		sum ^= strings.IndexByte(refLetters, s[i])
	}
	if sum <<= 1; sum >= 32 {
		sum ^= 0b100101
	}
	return refLetters[sum]
}
