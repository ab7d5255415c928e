package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSessionOfOneDoor: what one door gave to a browser is no sign-in at another,
// whoever sends it there.
func TestSessionOfOneDoor(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	p := demo(t, binary(t), filepath.Join(memory(t), "data"))
	_, page := ask(t, http.MethodGet, p.at+"/subject/sign-in", "", nil)
	id := regexp.MustCompile(`value="([a-z0-9]+)"`).FindStringSubmatch(page)[1] // Officer A, who works here too
	for _, x := range []struct{ door, other string }{{"subject", "desk"}, {"desk", "subject"}} {
		res, _ := ask(t, http.MethodPost, p.at+"/"+x.door+"/sign-in", "as="+id, nil)
		if len(res.Cookies()) != 1 || res.Cookies()[0].Name != "__Host-"+x.door {
			t.Fatalf("signing in at %s gives %v", x.door, res.Cookies())
		}
		token := res.Cookies()[0].Value
		at := func(door string) (int, string) {
			res, body := ask(t, http.MethodGet, p.at+"/"+door+"/", "", map[string]string{"Cookie": "__Host-" + door + "=" + token})
			return res.StatusCode, body
		}
		if status, body := at(x.door); status != http.StatusOK || !strings.Contains(body, "Sign out") {
			t.Errorf("%s does not know its own session: %d", x.door, status)
		}
		if status, _ := at(x.other); status != http.StatusSeeOther {
			t.Errorf("a session of %s opens %s: %d", x.door, x.other, status)
		}
	}
}
