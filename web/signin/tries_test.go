package signin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"candour/web/page/turn"
)

const proxySays = "X-Forwarded-For"

// behind is an office behind a proxy on this machine that says who asks in the named
// header, or in none.
func (o *office) behind(header string) {
	o.desk = turn.New(8, time.Now).Handler(&turn.Clients{Header: header}, o.desk)
}

// guess tries codes of an invitation from an address, as the proxy says it.
func (p *person) guess(from string) int {
	p.from = from
	return p.post("/desk/enrol", "number", "1", "first-code", "A", "second-code", "B").Code
}

// TestTriesOfOneClient: who tries too often waits, and nobody else does. Neither what
// a client writes into the header itself nor a cookie that they were given nor another
// server of the door makes them another.
func TestTriesOfOneClient(t *testing.T) {
	o := newOffice(t)
	inner := o.desk
	o.behind(proxySays)
	b, codes := o.browser(), map[int]int{}
	for i := range 30 {
		b.get("/desk/sign-in") // which gives a cookie out
		codes[b.guess(fmt.Sprintf("198.51.100.%d, 192.0.2.1", i))]++
	}
	if codes[http.StatusUnprocessableEntity] != 20 || codes[http.StatusTooManyRequests] != 10 {
		t.Errorf("one client: %v", codes)
	}
	for _, other := range []string{"192.0.2.2", "2001:db8:1:1::1"} {
		if got := b.guess(other); got != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", other, got)
		}
	}
	for range 19 {
		b.guess("2001:db8:1:1::2")
	}
	if got := b.guess("2001:db8:1:1:ffff::9"); got != http.StatusTooManyRequests {
		t.Errorf("another address of one network: %d", got)
	}
	first := o.desk
	o.desk = inner
	o.behind(proxySays)
	if got := o.browser().guess("192.0.2.1"); got != http.StatusTooManyRequests {
		t.Errorf("at a second server: %d", got)
	}
	o.desk = first
	o.Now = o.Now.Add(3 * time.Second)
	if got := b.guess("192.0.2.1"); got != http.StatusUnprocessableEntity {
		t.Errorf("after a while: %d", got)
	}
}

// TestAHeaderThatNobodyNamed says nothing of who asks: neither that a client is
// another nor that it is the one whose tries are used up.
func TestAHeaderThatNobodyNamed(t *testing.T) {
	o := newOffice(t)
	o.behind("X-Client")
	post := func(asks, lie string) int {
		form := url.Values{"number": {"1"}, "first-code": {"A"}, "second-code": {"B"}}
		r := httptest.NewRequest(http.MethodPost, "/desk/enrol?"+form.Encode(), nil)
		r.RemoteAddr = "127.0.0.1:9"
		r.Header.Set("X-Client", asks)
		r.Header.Set(proxySays, lie)
		r.Header.Set("Forwarded", lie)
		w := httptest.NewRecorder()
		o.desk.ServeHTTP(w, r)
		return w.Code
	}
	codes := map[int]int{}
	for i := range 30 {
		codes[post("192.0.2.1", fmt.Sprintf("198.51.100.%d", i))]++
	}
	if codes[http.StatusTooManyRequests] != 10 {
		t.Errorf("under other names: %v", codes)
	}
	if got := post("192.0.2.2", "192.0.2.1"); got != http.StatusUnprocessableEntity {
		t.Errorf("under the name of one whose tries are used up: %d", got)
	}
}

// TestNobodyLocksOthersOut: somebody at the same address, who uses up every try there
// is, keeps nobody from signing in; and where the proxy names nobody, so that all of
// the force come from one address, nobody from using their codes either.
func TestNobodyLocksOthersOut(t *testing.T) {
	for name, header := range map[string]string{"behind one address": proxySays, "where the proxy names nobody": ""} {
		t.Run(name, func(t *testing.T) {
			o, at := bound(t, nil)
			o.invite(o.other)
			d := newDevice(t, o.other)
			o.behind(header)
			attack := func() {
				b := o.browser()
				for range 30 {
					b.guess("192.0.2.1")
					b.post("/desk/sign-in/passkey", "answer", "{}")
					b.get("/desk/sign-in/provider/back?code=x&state=x")
					b.post("/desk/enrol/passkey", "name", "x", "answer", "{}")
					b.post("/desk/sign-in/provider/ended", "logout_token", "x")
				}
			}
			officer := o.browser()
			officer.from = "192.0.2.1"
			if header == "" {
				attack()
			}
			asks := officer.challenge(officer.post("/desk/enrol", "number", string(o.other.ID), "first-code", firstCode, "second-code", secondCode))
			attack()
			if w := officer.post("/desk/enrol/passkey", "name", "phone", "answer", d.made(t, asks)); w.Code != http.StatusSeeOther {
				t.Fatalf("making a passkey: %d\n%s", w.Code, w.Body)
			}
			for range 30 { // a whole watch that comes on
				if w := officer.signIn(d); w.Code != http.StatusSeeOther {
					t.Fatalf("with a passkey: %d\n%s", w.Code, w.Body)
				}
				officer.post("/desk/sign-out")
			}
			if w := officer.post("/desk/sign-in/passkey", "answer", "{}"); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("whoever took too long gets no new question: %d", w.Code)
			}
			for range 30 {
				if w := officer.get(officer.out(at)); w.Code != http.StatusOK {
					t.Fatalf("with an account: %d\n%s", w.Code, w.Body)
				}
			}
		})
	}
}

// TestTheProviderEndsManySessions: as many as it must, at once, though somebody at the
// same address has used up its tries; and only words that it did not sign use them.
func TestTheProviderEndsManySessions(t *testing.T) {
	o, p := bound(t, nil)
	o.behind(proxySays)
	out := map[string]any{"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}, "jti": "1"}
	b, codes := o.browser(), map[int]int{}
	b.from = "192.0.2.1"
	end := func(token string) int {
		return b.post("/desk/sign-in/provider/ended", "logout_token", token).Code
	}
	for range 30 {
		if got := end(p.word(out)); got != http.StatusOK {
			t.Fatalf("the provider’s word: %d", got)
		}
	}
	for range 30 {
		codes[end("nonsense")]++
	}
	if codes[http.StatusBadRequest] != 20 || codes[http.StatusTooManyRequests] != 10 {
		t.Errorf("what it did not sign: %v", codes)
	}
	officer := o.browser()
	if w := officer.get(officer.out(p)); w.Code != http.StatusOK {
		t.Fatalf("signing in: %d", w.Code)
	}
	if got := end(p.word(out)); got != http.StatusOK {
		t.Errorf("its word after that: %d", got)
	}
	if w := officer.get("/desk/"); w.Code != http.StatusSeeOther {
		t.Errorf("the session goes on: %d", w.Code)
	}
}
