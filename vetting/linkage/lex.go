package linkage

import (
	"fmt"
	"strings"
)

// SyntaxError is a condition that is outside the grammar: where it stands, the
// token, and what to do.
type SyntaxError struct {
	Where string // such as: comparison "dob", level 3
	Text  string // the whole condition
	Token string
	At    int // character of Text, from 1
	Says  string
}

func (e *SyntaxError) Error() string {
	where := ""
	if e.Where != "" {
		where = e.Where + ": "
	}
	return fmt.Sprintf("%s%q at character %d: %s. The condition is: %s", where, e.Token, e.At, e.Says, e.Text)
}

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenQuoted // a name in double quotes: never a keyword or a function
	tokenNumber
	tokenText
	tokenSign
)

type token struct {
	kind tokenKind
	text string
	at   int // byte, from 0
}

// is says whether a token is that keyword or sign.
func (t token) is(word string) bool {
	return t.kind == tokenSign && t.text == word || t.kind == tokenName && strings.EqualFold(t.text, word)
}

var twoSigns = []string{"<=", ">=", "<>", "!=", "||", "::"}

// lex cuts a condition into tokens, of which the last is tokenEnd.
func lex(s string) ([]token, *SyntaxError) {
	var out []token
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			i++
		case c == '"' || c == '\'':
			text, n, ok := quoted(s[i:])
			if !ok {
				return nil, &SyntaxError{Text: s, Token: s[i:], At: i + 1, Says: "a quote is opened and not closed"}
			}
			kind := tokenQuoted
			if c == '\'' {
				kind = tokenText
			}
			out = append(out, token{kind, text, i})
			i += n
		case c >= '0' && c <= '9':
			j := i
			for j < len(s) && (isDigit(s[j]) || s[j] == '.' || s[j] == 'e' || s[j] == 'E' || (s[j] == '-' || s[j] == '+') && (s[j-1] == 'e' || s[j-1] == 'E')) {
				j++
			}
			out = append(out, token{tokenNumber, s[i:j], i})
			i = j
		case isLetter(c):
			j := i
			for j < len(s) && (isLetter(s[j]) || isDigit(s[j])) {
				j++
			}
			out = append(out, token{tokenName, s[i:j], i})
			i = j
		default:
			text := s[i : i+1]
			for _, two := range twoSigns {
				if strings.HasPrefix(s[i:], two) {
					text = two
				}
			}
			if !strings.Contains("()=<>+-*/,.[]|:!", text[:1]) {
				return nil, &SyntaxError{Text: s, Token: text, At: i + 1, Says: "this sign has no meaning here"}
			}
			out = append(out, token{tokenSign, text, i})
			i += len(text)
		}
	}
	return append(out, token{tokenEnd, "", len(s)}), nil
}

// quoted reads what stands in quotes, where the quote itself is written twice.
func quoted(s string) (text string, n int, ok bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == s[0] {
			b.WriteByte(s[0])
			i++
			continue
		}
		return b.String(), i + 1, true
	}
	return "", 0, false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
