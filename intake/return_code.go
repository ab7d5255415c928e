package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"log/slog"
	"strings"

	"candour"
	"candour/act"
	"candour/seal"
)

// ReturnCode is what a person remembers or writes down to come back: 16 letters
// and digits in four groups. 75 random bits and one check letter, so that a slip
// of the pen is told apart from a code that does not exist. It is not kept: only
// a blind index of it under the force's key is.
type ReturnCode struct{ code string }

// letters are Crockford's 32: no I, L, O or U, which are misread or misheard.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewReturnCode makes a code from 32 random bytes.
func NewReturnCode(random []byte) ReturnCode {
	var b strings.Builder
	for _, x := range random[:15] {
		b.WriteByte(letters[x&31])
	}
	return ReturnCode{b.String() + check(b.String())}
}

// ParseReturnCode reads a code as people type one: any case, spaces, dashes, O
// for 0, I or L for 1.
func ParseReturnCode(s string) (ReturnCode, error) {
	if len(s) > 200 {
		s = s[:200]
	}
	s = strings.NewReplacer(" ", "", "-", "", ".", "", "\t", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	switch {
	case len(s) != 16 || strings.Trim(s, letters) != "":
		return ReturnCode{}, candour.Invalid("code", "A code has 16 letters and numbers in four groups, like ABCD-2345-EFGH-6789. Check it and type it again.")
	case check(s[:15]) != s[15:]:
		return ReturnCode{}, candour.Invalid("code", "One of the letters or numbers is not right. Check the code and type it again.")
	}
	return ReturnCode{s}, nil
}

// check is the letter that makes a slip show. It is the last digit of a code over
// the field of 32 elements in which each place weighs twice the one after it: so
// a wrong letter shows, and so do any two that were swapped, near or far. (With
// sums modulo 32 one swap in thirty passed.) It guards against slips, not attackers.
func check(s string) string {
	sum := 0
	for _, r := range s {
		sum = twice(sum) ^ strings.IndexRune(letters, r)
	}
	sum = twice(sum)
	return letters[sum : sum+1]
}

// twice is x·a modulo x^5 + x^2 + 1: its powers go through all 31 elements.
func twice(a int) int {
	if a <<= 1; a >= 32 {
		a ^= 0b100101
	}
	return a
}

// Words is the code as it is shown, once.
func (c ReturnCode) Words() string {
	if len(c.code) != 16 {
		return ""
	}
	return c.code[:4] + "-" + c.code[4:8] + "-" + c.code[8:12] + "-" + c.code[12:]
}

// String keeps a code out of logs.
func (ReturnCode) String() string { return "[withheld]" }

// GoString keeps a code out of logs.
func (ReturnCode) GoString() string { return "[withheld]" }

// LogValue keeps a code out of logs.
func (ReturnCode) LogValue() slog.Value { return slog.StringValue("[withheld]") }

func codeToken(tx *seal.Tx, m act.Made, c ReturnCode) (string, error) {
	if len(c.code) != 16 {
		return "", errors.New("a report without a return code")
	}
	key, err := tx.Make(m.Force, forceSubject(m.Force), m.NewKey)
	if err != nil {
		return "", err
	}
	return key.Token("return-code", c.code)
}

func forceSubject(f candour.ForceID) candour.Subject {
	return candour.Subject{Kind: "force", ID: string(f)}
}

// ByCode finds the report that a code belongs to, or candour.ErrNotFound. It
// tries the forces in turn: a person need not remember which one they told.
func ByCode(tx *seal.Tx, forces []candour.ForceID, c ReturnCode) (force candour.ForceID, id candour.ReportID, reporter candour.PersonID, err error) {
	for _, f := range forces {
		key, err := tx.Key(f, forceSubject(f))
		if errors.Is(err, candour.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", "", "", err
		}
		token, err := key.Token("return-code", c.code)
		if err != nil {
			return "", "", "", err
		}
		var r, who, stored string
		err = tx.One(`SELECT id, reporter, code FROM intake_report WHERE force = $1 AND code = $2`, []any{string(f), token}, &r, &who, &stored)
		if errors.Is(err, candour.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", "", "", err
		}
		if same(stored, token) {
			return f, candour.ReportID(r), candour.PersonID(who), nil
		}
	}
	return "", "", "", candour.ErrNotFound
}

func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return hmac.Equal(x[:], y[:])
}
