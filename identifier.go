package candour

import (
	"slices"
	"strings"
	"unicode"
)

// IdentifierID is the name of a kind of identifier: "collar-number".
type IdentifierID string

// The kinds of identifier.
const (
	CollarNumber  IdentifierID = "collar-number"
	WarrantNumber IdentifierID = "warrant-number"
	NationalID    IdentifierID = "national-id"
	StaffNumber   IdentifierID = "staff-number"
	EmailAddress  IdentifierID = "e-mail"
	PhoneNumber   IdentifierID = "phone"
	VehicleMark   IdentifierID = "vehicle"
)

// Strength is how far one value points to one person.
type Strength int

// The strengths, the weakest first.
const (
	Shared    Strength = iota // a family, a household or a shift may have one
	Reused                    // one person's at a time, given to somebody else later
	OnePerson                 // one person's for good
)

// IdentifierKind is all that is known of one kind of identifier. Two values are
// of one thing where their normal forms are equal. What has no normal form is not
// of this kind, and Normal then gives "".
type IdentifierKind struct {
	ID       IdentifierID
	Words    string
	Strength Strength
	Normal   func(string) string
	Vectors  string // file in testdata: what is written, and its normal form; a browser can share it
}

// IdentifierKinds are all of them.
var IdentifierKinds = []IdentifierKind{
	{CollarNumber, "collar number", Reused, lettersAndDigits, "identifier/collar-number.json"},
	{WarrantNumber, "warrant number", OnePerson, lettersAndDigits, "identifier/warrant-number.json"},
	{NationalID, "national police id", OnePerson, lettersAndDigits, "identifier/national-id.json"},
	{StaffNumber, "staff number", OnePerson, lettersAndDigits, "identifier/staff-number.json"},
	{EmailAddress, "e-mail address", Reused, emailAddress, "identifier/e-mail.json"},
	{PhoneNumber, "phone number", Shared, phoneNumber, "identifier/phone.json"},
	{VehicleMark, "vehicle registration", Shared, vehicleMark, "identifier/vehicle.json"},
}

// Identifier is the kind of a name, if there is one.
func Identifier(id IdentifierID) (IdentifierKind, bool) {
	i := slices.IndexFunc(IdentifierKinds, func(k IdentifierKind) bool { return k.ID == id })
	if i < 0 {
		return IdentifierKind{}, false
	}
	return IdentifierKinds[i], true
}

// Normal is the normal form of a value, or "" where it is none of that kind.
func Normal(id IdentifierID, s string) string {
	k, ok := Identifier(id)
	if !ok {
		return ""
	}
	return k.Normal(s)
}

// lettersAndDigits is a number as two people would write it: small letters and
// digits. A zero in front counts: 0047 and 47 are two people's in some forces.
func lettersAndDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r = unicode.ToLower(r); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// emailAddress is in small letters as a whole. By the standard the part before
// the @ may tell letters apart; no system that a force uses does.
func emailAddress(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	local, domain, ok := strings.Cut(s, "@")
	odd := func(r rune) bool {
		return r <= ' ' || r == 0x7f || unicode.IsSpace(r) || strings.ContainsRune(`<>(),;:"[]\@`, r)
	}
	if !ok || local == "" || len(s) > 254 || strings.ContainsFunc(local, odd) || strings.ContainsFunc(domain, odd) ||
		!strings.Contains(strings.Trim(domain, "."), ".") || strings.Trim(domain, ".") != domain || strings.Contains(domain, "..") {
		return ""
	}
	return s
}

// phoneNumber is + and the digits from the country code on, for a number that is
// written so that the country is known: with + or 00 in front, or with one 0 as
// within the United Kingdom. Any other is its digits. The zero in +44 (0)20 is
// dialled by nobody.
func phoneNumber(s string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case !strings.ContainsRune(" -().\u00a0\u2011\u2013/", r):
			return "" // an extension, or no number
		}
	}
	n := b.String()
	switch {
	case strings.HasPrefix(n, "00"):
		n = "+" + n[2:]
	case strings.HasPrefix(n, "0"):
		n = "+44" + n[1:]
	}
	if rest, uk := strings.CutPrefix(n, "+44"); uk {
		n = "+44" + strings.TrimLeft(rest, "0")
	}
	digits := strings.TrimPrefix(n, "+")
	if len(digits) < 7 || len(digits) > 15 || strings.HasPrefix(digits, "0") {
		return "" // no country code begins with 0
	}
	return n
}

// vehicleMark is in capitals without spaces. In a mark of the present style (AB12
// CDE) an O or I among the two digits is taken for the digit that it looks like.
func vehicleMark(s string) string {
	m := []rune(strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s))
	if len(m) < 2 || len(m) > 8 || slices.ContainsFunc(m, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		return ""
	}
	letter := func(list ...rune) bool {
		return !slices.ContainsFunc(list, func(r rune) bool { return r < 'A' || r > 'Z' })
	}
	if len(m) == 7 && letter(m[0], m[1], m[4], m[5], m[6]) {
		for i := 2; i < 4; i++ {
			switch m[i] {
			case 'O':
				m[i] = '0'
			case 'I':
				m[i] = '1'
			}
		}
	}
	return string(m)
}
