package candour

import (
	"net"
	"net/mail"
	"net/url"
	"strings"
)

// longestAddress is more than any real address needs (RFC 5321 allows 254 for mail).
const longestAddress = 254

// CheckMail refuses what is not one plain mail address. Whoever types it may be an
// attacker who wants a second header, a second recipient or a display name that
// misleads: so nothing but local part and domain is taken, in ASCII.
func CheckMail(field, s string) error {
	no := Invalid(field, "Write one mail address, such as name@example.org, and nothing else.")
	if s == "" || len(s) > longestAddress || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>[\]`, r) }) {
		return no
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || !strings.Contains(s[strings.LastIndexByte(s, '@')+1:], ".") {
		return no
	}
	return nil
}

// CheckHook refuses what is not the address of a service that can be called: HTTPS,
// or plain HTTP on this machine alone. Names and passwords in an address end in
// logs. Where a name leads to is judged when it is called, not here: it can change.
func CheckHook(field, s string) error {
	no := Invalid(field, "Write an address that begins with https://, without a name or a password in it.")
	if s == "" || len(s) > 2*longestAddress || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }) {
		return no
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return no
	}
	switch {
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()):
		return nil
	}
	return no
}
