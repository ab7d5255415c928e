package turn

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestWhoAsks: what makes two requests those of one client.
func TestWhoAsks(t *testing.T) {
	of := func(header, remote, cookie string, says ...string) Client {
		c := &Clients{Header: header}
		c.note(http.Header{"Set-Cookie": {"notes=given; Secure"}})
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("Cookie", cookie)
		for _, s := range says {
			r.Header.Add("X-Forwarded-For", s)
		}
		return c.of(r)
	}
	const proxy, h = "127.0.0.1:9", "X-Forwarded-For"
	one := of(h, proxy, "", "192.0.2.1")
	for name, x := range map[string]struct {
		is   Client
		same bool
	}{
		"another port":                        {of(h, "[::1]:7", "", "192.0.2.1"), true},
		"what came with the request":          {of(h, proxy, "", "203.0.113.5, 192.0.2.1"), true},
		"the last of two headers":             {of(h, proxy, "", "203.0.113.5", "192.0.2.1"), true},
		"IPv4 written as IPv6":                {of(h, proxy, "", "::ffff:192.0.2.1"), true},
		"a cookie that was made up":           {of(h, proxy, "notes=made-up", "192.0.2.1"), true},
		"a cookie that was given":             {of(h, proxy, "notes=given", "192.0.2.1"), true},
		"with a port":                         {of(h, proxy, "", "192.0.2.1:4711"), true},
		"another address":                     {of(h, proxy, "", "192.0.2.2"), false},
		"a header that nobody named":          {of("", proxy, "", "192.0.2.1"), false},
		"a header from elsewhere than here":   {of(h, "203.0.113.9:1", "", "192.0.2.1"), false},
		"connected without a proxy":           {of(h, "192.0.2.1:5", ""), true},
		"a header that is no address":         {of(h, proxy, "", "nonsense"), false},
		"no header where there should be one": {of(h, proxy, ""), false},
	} {
		if (x.is == one) != x.same {
			t.Errorf("%s: %v and %v, the same: %v, want %v", name, x.is, one, x.is == one, x.same)
		}
	}
	if a, b := of(h, proxy, "", "2001:db8:1:1::1"), of(h, proxy, "", "2001:db8:1:1:ffff::2"); a != b {
		t.Errorf("one network of IPv6 is two clients: %v %v", a, b)
	}
	if !of("", proxy, "").Shared() || of("", proxy, "notes=given").Shared() || of(h, proxy, "", "192.0.2.1").Shared() {
		t.Error("only those without a proxy's word and without a cookie share an address")
	}
}

// TestWhatIsRememberedHasAnEnd, whatever is sent.
func TestWhatIsRememberedHasAnEnd(t *testing.T) {
	c := &Clients{}
	for i := range 5 * mostGiven {
		c.note(http.Header{"Set-Cookie": {fmt.Sprint("notes=", i)}})
	}
	if n := len(c.given) + len(c.old); n > 2*mostGiven {
		t.Errorf("%d cookies", n)
	}
	if c.held(&http.Request{Header: http.Header{"Cookie": {fmt.Sprint("notes=", 5*mostGiven-1)}}}) == [8]byte{} {
		t.Error("the newest cookie is forgotten")
	}
	tries := NewTries(20, time.Second)
	for i := range 3 * mostCounted {
		tries.May(Client{addr: netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})}, time.Unix(0, 0))
	}
	if n := len(tries.all); n > mostCounted {
		t.Errorf("%d clients counted", n)
	}
}

// TestTries: who tries too often waits, a cookie brings no tries more, and where
// many share an address nobody is shut out by another.
func TestTries(t *testing.T) {
	tries, now := NewTries(20, 3*time.Second), time.Unix(0, 0)
	c := Client{addr: netip.MustParseAddr("192.0.2.1")}
	may := map[bool]int{}
	for i := range 30 {
		c.holds = [8]byte{byte(i)}
		may[tries.May(c, now)]++
	}
	if may[true] != 20 {
		t.Errorf("%v", may)
	}
	if !tries.May(Client{addr: netip.MustParseAddr("192.0.2.2")}, now) || !tries.May(c, now.Add(3*time.Second)) || tries.May(c, now.Add(3*time.Second)) {
		t.Error("another client, or the same after a while")
	}
	for range 1000 {
		if !tries.May(Client{shared: true}, now) {
			t.Fatal("one of those who share an address was refused")
		}
	}
}

// TestRefusedLosesNothing: whoever is refused is told so in the words of the door,
// and has what they typed in a form that sends it again, to us and nobody else.
func TestRefusedLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, 2)
		go d.ask(other, http.MethodGet, "/hold", "", nil)
		for range mostWaiting + 1 {
			go d.ask(attacker, http.MethodGet, "/hold", "", nil)
		}
		synctest.Wait()
		const words = `<b>"mine"</b>`
		for path, want := range map[string]string{"/desk/cases/x/decide?a=b": "Please wait", "/report/come-back": "Notes", "/subject/disclosures/x/y": "Please wait", "/": "Please wait"} {
			w := d.ask(attacker, http.MethodPost, path, "", url.Values{"reasons": {words}})
			body := w.Body.String()
			if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Security-Policy") == "" {
				t.Errorf("%s: %d %v", path, w.Code, w.Header())
			}
			for _, x := range []string{want, `name="reasons" value="` + html.EscapeString(words) + `"`, `action="` + path + `"`, "not sent yet"} {
				if !strings.Contains(body, x) {
					t.Errorf("%s: no %s in\n%s", path, x, body)
				}
			}
			if strings.Contains(body, words) {
				t.Errorf("%s: what was typed is markup", path)
			}
		}
		if w := d.ask(attacker, http.MethodPost, "/api/v1/acts/x", "", nil); w.Code != 429 || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("the api: %d %v", w.Code, w.Header())
		}
		if w := d.ask(attacker, http.MethodGet, "//elsewhere.example/x", "", nil); w.Code != 429 || strings.Contains(w.Body.String(), "elsewhere") {
			t.Errorf("an address of somebody else: %d\n%s", w.Code, w.Body)
		}
		close(d.free)
		synctest.Wait()
	})
}
