package candour_test

import (
	"errors"
	"strings"
	"testing"

	"candour"
)

// TestAddressesOfAttackers: each of these would put a header, a recipient or a
// place into what is sent that nobody meant.
func TestAddressesOfAttackers(t *testing.T) {
	for _, s := range []string{
		"", "nobody", "a@b", "a@example.org\r\nBcc: all@example.org", "a@example.org\nSubject: x", "a@example.org,b@example.org",
		"Chief <a@example.org>", "<a@example.org>", `"a b"@example.org`, "a@[127.0.0.1]", "a b@example.org", " a@example.org", "a@example.org ",
		"a@example.org\x00", "ä@example.org", strings.Repeat("a", 250) + "@example.org", "a@@example.org", "a@example.org;b@example.org", "a@exam\tple.org",
	} {
		if err := candour.CheckMail("address", s); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("mail %q: %v, want it refused", s, err)
		}
	}
	for _, s := range []string{
		"", "example.org", "http://example.org/", "https://", "https:///x", "https://user:pw@example.org/", "https://u@example.org/", "https://example.org/#x",
		"file:///etc/passwd", "gopher://example.org/", "https:example.org", "http://127.0.0.1.example.org/", "http://169.254.169.254/", "https://example.org/\r\nHost: x", "https://example.org\\@other.org/",
	} {
		if err := candour.CheckHook("address", s); !errors.Is(err, candour.ErrInvalid) {
			t.Errorf("hook %q: %v, want it refused", s, err)
		}
	}
	for _, s := range []string{"a@example.org", "first.last+desk@mail.example.org"} {
		if err := candour.CheckMail("address", s); err != nil {
			t.Errorf("mail %q: %v", s, err)
		}
	}
	for _, s := range []string{"https://pager.example.org/hook?to=7", "http://127.0.0.1:8099/", "http://localhost:1/x", "http://[::1]:9/"} {
		if err := candour.CheckHook("address", s); err != nil {
			t.Errorf("hook %q: %v", s, err)
		}
	}
}
