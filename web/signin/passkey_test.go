// One file over 500 lines: each attack on a sign-in is one test, and they share the
// device, made here, that answers the challenges.

package signin_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/authz"
	"candour/internal/testdb"
	"candour/view"
	"candour/web/api"
	"candour/web/desk"
	"candour/web/page/session"
	"candour/web/signin"
	"candour/web/subject"
	"candour/workforce"
)

const (
	deskOrigin    = "https://desk.example"
	subjectOrigin = "https://subject.example"

	firstCode  = "ABCDE-FGHIJ-KLMNO-PQRST"
	secondCode = "UVWXY-Z2345-67ABC-DEFGH"
)

// office is a desk of a deployment where nobody is invented.
type office struct {
	*testdb.World
	desk, api     http.Handler
	subject       http.Handler
	triage, other testdb.Person
	one, two      testdb.Person // who invite
}

func newOffice(t *testing.T) *office { return officeAt(t, deskOrigin, subjectOrigin, nil) }

func officeAt(t *testing.T, deskAt, subjectAt string, provider *signin.Provider) *office {
	w := testdb.Open(t)
	o := &office{World: w, one: w.Enrol("one", authz.Administrator), two: w.Enrol("two", authz.Approver), triage: w.Enrol("to", authz.Triage), other: w.Enrol("other", authz.Triage)}
	passkeys, err := signin.NewPasskeys(testdb.Force, deskAt)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := signin.NewPasskeys(testdb.Force, subjectAt)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return w.Now }
	sessions := session.New(w.DB.DB, "desk", time.Hour, 10*time.Hour, now)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	v := view.View{Runner: w.Runner, Acts: testdb.Kinds()}
	o.subject = (&subject.Server{View: v, Runner: w.Runner, Sessions: session.New(w.DB.DB, "subject", time.Hour, 10*time.Hour, now), Passkeys: theirs, Now: now, Log: log}).Handler()
	d := &desk.Server{View: v, Runner: w.Runner, Sessions: sessions, Passkeys: passkeys, Provider: provider, Now: now, Log: log}
	o.desk = d.Handler()
	o.api = (&api.Server{Runner: w.Runner, Acts: testdb.Kinds(), Sessions: sessions, In: d.WayIn().Who, Now: now, Log: log}).Handler()
	return o
}

// invite gives a person two codes.
func (o *office) invite(p testdb.Person) {
	id := o.Do(o.one.Who, (&workforce.InvitePasskey{Officer: p.Officer, Reasons: candour.Mark("x")}).With(workforce.HalfOf(firstCode)))[0].Subject.ID
	o.Do(o.two.Who, (&workforce.ApproveGrant{Grant: id, Reasons: candour.Mark("x")}).With(workforce.HalfOf(secondCode)))
}

// person is somebody at a browser.
type person struct {
	o       *office
	cookies map[string]string
	from    string // address, as the proxy says it
}

func (o *office) browser() *person { return &person{o, map[string]string{}, ""} }

func (p *person) send(door http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	p.o.T.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.RemoteAddr = "127.0.0.1:9"
	if p.from != "" {
		r.Header.Set("X-Forwarded-For", p.from)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, v := range p.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: v})
	}
	w := httptest.NewRecorder()
	door.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if p.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(p.cookies, c.Name)
		}
	}
	return w
}

// door is the door of an address.
func (o *office) door(path string) http.Handler {
	if strings.HasPrefix(path, "/subject/") {
		return o.subject
	}
	return o.desk
}

func (p *person) get(path string) *httptest.ResponseRecorder {
	return p.send(p.o.door(path), http.MethodGet, path, nil)
}

func (p *person) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return p.send(p.o.door(path), http.MethodPost, path, form)
}

var optionsOf = regexp.MustCompile(`data-options="([^"]*)"`)

// challenge is what a page asks a device to sign.
func (p *person) challenge(w *httptest.ResponseRecorder) string {
	p.o.T.Helper()
	m := optionsOf.FindStringSubmatch(w.Body.String())
	if m == nil {
		p.o.T.Fatalf("%d asks for no passkey:\n%s", w.Code, w.Body)
	}
	var o struct {
		PublicKey struct {
			Challenge        string
			RPID             string `json:"rpId"`
			UserVerification string
		}
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &o); err != nil {
		p.o.T.Fatal(err)
	}
	return o.PublicKey.Challenge
}

// device is an authenticator in software: what it may do wrong is a field.
type device struct {
	key    *ecdsa.PrivateKey
	id     []byte
	handle string
	origin string
	rp     string
	does   string // the ceremony that it says it takes part in, or the right one
	flags  byte
	uses   uint32
}

const (
	present, verified, copied, attested = 1, 4, 8, 64
)

func newDevice(t *testing.T, p testdb.Person) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	return &device{key: key, id: id, handle: string(testdb.Force) + "/" + string(p.ID), origin: deskOrigin, rp: "desk.example", flags: present | verified}
}

var b64 = base64.RawURLEncoding

func (d *device) client(does, challenge string) []byte {
	if d.does != "" {
		does = d.does
	}
	return fmt.Appendf(nil, `{"type":%q,"challenge":%q,"origin":%q,"crossOrigin":false}`, does, challenge, d.origin)
}

func (d *device) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(d.rp))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), d.uses)
}

// made is the answer of a device that makes a passkey.
func (d *device) made(t *testing.T, challenge string) string {
	t.Helper()
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		t.Fatal(err)
	}
	data := append(d.data(d.flags|attested), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32) // a COSE key: EC2, ES256, P-256
	data = append(append(data, point[1:33]...), 0x22, 0x58, 32)
	data = append(data, point[33:]...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return d.answer(t, map[string]any{"clientDataJSON": b64.EncodeToString(d.client("webauthn.create", challenge)), "attestationObject": b64.EncodeToString(append(object, data...))})
}

// signed is the answer of a device that signs a challenge.
func (d *device) signed(t *testing.T, challenge string) string {
	t.Helper()
	client := d.client("webauthn.get", challenge)
	data, hash := d.data(d.flags), sha256.Sum256(client)
	sum := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return d.answer(t, map[string]any{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(sig), "userHandle": b64.EncodeToString([]byte(d.handle)),
	})
}

func (d *device) answer(t *testing.T, response map[string]any) string {
	t.Helper()
	id := b64.EncodeToString(d.id)
	b, err := json.Marshal(map[string]any{"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// enrol registers a passkey as a person does.
func (o *office) enrol(p testdb.Person, d *device) *httptest.ResponseRecorder {
	o.T.Helper()
	b := o.browser()
	c := b.challenge(b.post("/desk/enrol", "number", string(p.ID), "first-code", firstCode, "second-code", secondCode))
	return b.post("/desk/enrol/passkey", "name", "phone", "answer", d.made(o.T.(*testing.T), c))
}

// withPasskey is an office in which triage has one.
func withPasskey(t *testing.T) (*office, *device) {
	t.Helper()
	o := newOffice(t)
	d := newDevice(t, o.triage)
	o.invite(o.triage)
	if w := o.enrol(o.triage, d); w.Code != http.StatusSeeOther {
		t.Fatalf("registering: %d\n%s", w.Code, w.Body)
	}
	return o, d
}

// signIn signs in with a device, and reports the answer.
func (p *person) signIn(d *device) *httptest.ResponseRecorder {
	p.o.T.Helper()
	c := p.challenge(p.get("/desk/sign-in"))
	return p.post("/desk/sign-in/passkey", "answer", d.signed(p.o.T.(*testing.T), c))
}

// without takes out of a page what differs each time.
func without(page string) string { return optionsOf.ReplaceAllString(page, "") }

// TestSignInAttacks: each way in which somebody would sign in who must not, or as
// somebody else. All are answered alike, and nobody is signed in.
func TestSignInAttacks(t *testing.T) {
	says := ""
	for _, c := range []struct {
		name string
		play func(t *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder
	}{
		{"a passkey that nobody has", func(t *testing.T, o *office, b *person, _ *device) *httptest.ResponseRecorder {
			return b.signIn(newDevice(t, o.triage))
		}},
		{"another’s passkey by its id", func(t *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder {
			mine := newDevice(t, o.other)
			mine.id, mine.handle = d.id, d.handle
			return b.signIn(mine)
		}},
		{"one’s own passkey in another’s name", func(t *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder {
			d.handle = string(testdb.Force) + "/" + string(o.other.ID)
			return b.signIn(d)
		}},
		{"of another origin", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.origin = "https://desk.example.evil"
			return b.signIn(d)
		}},
		{"of plain http", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.origin = "http://desk.example"
			return b.signIn(d)
		}},
		{"of another port", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.origin = "https://desk.example:8443"
			return b.signIn(d)
		}},
		{"for another site", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.rp = "evil.example"
			return b.signIn(d)
		}},
		{"without unlocking the device", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.flags = present
			return b.signIn(d)
		}},
		{"the answer to another question", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.does = "webauthn.create"
			return b.signIn(d)
		}},
		{"a device that becomes one that copies", func(_ *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.flags |= copied
			return b.signIn(d)
		}},
		{"an answer sent again", func(t *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			answer := d.signed(t, b.challenge(b.get("/desk/sign-in")))
			if w := b.post("/desk/sign-in/passkey", "answer", answer); w.Code != http.StatusSeeOther {
				t.Fatalf("the first time: %d", w.Code)
			}
			b.post("/desk/sign-out")
			b.get("/desk/sign-in")
			return b.post("/desk/sign-in/passkey", "answer", answer)
		}},
		{"an answer sent again at once", func(t *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			answer := d.signed(t, b.challenge(b.get("/desk/sign-in")))
			b.post("/desk/sign-in/passkey", "answer", answer)
			w := b.post("/desk/sign-in/passkey", "answer", answer)
			b.post("/desk/sign-out")
			return w
		}},
		{"an answer for another browser", func(t *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder {
			victim := o.browser()
			answer := d.signed(t, victim.challenge(victim.get("/desk/sign-in")))
			b.get("/desk/sign-in")
			return b.post("/desk/sign-in/passkey", "answer", answer)
		}},
		{"an answer to nothing", func(t *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			return b.post("/desk/sign-in/passkey", "answer", d.signed(t, "AAAA"))
		}},
		{"an answer that took too long", func(t *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder {
			c := b.challenge(b.get("/desk/sign-in"))
			o.Now = o.Now.Add(5*time.Minute + time.Microsecond)
			return b.post("/desk/sign-in/passkey", "answer", d.signed(t, c))
		}},
		{"a copy of the device", func(t *testing.T, _ *office, b *person, d *device) *httptest.ResponseRecorder {
			d.uses = 7
			if w := b.signIn(d); w.Code != http.StatusSeeOther {
				t.Fatalf("the device itself: %d", w.Code)
			}
			b.post("/desk/sign-out")
			d.uses = 7
			return b.signIn(d)
		}},
		{"withdrawn", func(_ *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder {
			o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: o.triage.Officer, Reasons: candour.Mark("lost")})
			return b.signIn(d)
		}},
		{"somebody without a role", func(_ *testing.T, o *office, b *person, d *device) *httptest.ResponseRecorder {
			o.Do(o.one.Who, &workforce.WithdrawRole{Officer: o.triage.Officer, Role: "triage", Reasons: candour.Mark("x")})
			return b.signIn(d)
		}},
		{"nonsense", func(_ *testing.T, _ *office, b *person, _ *device) *httptest.ResponseRecorder {
			b.get("/desk/sign-in")
			return b.post("/desk/sign-in/passkey", "answer", `{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{}}`)
		}},
		{"nothing", func(_ *testing.T, _ *office, b *person, _ *device) *httptest.ResponseRecorder {
			return b.post("/desk/sign-in/passkey")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, d := withPasskey(t)
			b := o.browser()
			w := c.play(t, o, b, d)
			if says == "" {
				says = without(w.Body.String())
			}
			if w.Code != http.StatusUnprocessableEntity || without(w.Body.String()) != says {
				t.Errorf("%d, and not as all others:\n%s", w.Code, w.Body)
			}
			if in := b.get("/desk/"); in.Code != http.StatusSeeOther || in.Header().Get("Location") != "/desk/sign-in" {
				t.Errorf("signed in: %d", in.Code)
			}
		})
	}
	if !strings.Contains(says, "You could not be signed in with this passkey") {
		t.Errorf("it says\n%s", says)
	}
}

// TestSignInWithAPasskey: the token is new, the session ends when the passkey is
// withdrawn, at both doors, and the entry is on record.
func TestSignInWithAPasskey(t *testing.T) {
	o, d := withPasskey(t)
	b := o.browser()
	d.uses = 1
	b.signIn(d)
	before := b.cookies["__Host-desk"]
	d.uses = 2
	if w := b.signIn(d); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/" {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	if after := b.cookies["__Host-desk"]; before == "" || after == before {
		t.Error("the token of the session is the one from before: whoever planted it is signed in too")
	}
	if rows := o.Rows("ledger_access_waiting"); len(rows) != 2 {
		t.Errorf("the entry is not on record: %q", rows)
	}
	if w := b.get("/desk/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Worklist") || !strings.Contains(w.Body.String(), "Officer to") {
		t.Errorf("the worklist: %d\n%s", w.Code, w.Body)
	}
	acts := func() int {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/acts/declare-on-report", strings.NewReader(`{"report":"`+string(o.Send(1).Report)+`","knows":"nobody"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", rand.Text())
		r.AddCookie(&http.Cookie{Name: "__Host-desk", Value: b.cookies["__Host-desk"]})
		w := httptest.NewRecorder()
		o.api.ServeHTTP(w, r)
		return w.Code
	}
	if got := acts(); got != http.StatusOK {
		t.Errorf("the API: %d", got)
	}
	o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: o.triage.Officer, Reasons: candour.Mark("lost")})
	if got := acts(); got != http.StatusUnauthorized {
		t.Errorf("the API after it was withdrawn: %d", got)
	}
	if w := b.get("/desk/"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/sign-in" {
		t.Errorf("the desk after it was withdrawn: %d", w.Code)
	}
}

// TestEnrolAttacks: what opens no invitation is answered alike, whatever is wrong
// with it, and a device that is wrong registers nothing.
func TestEnrolAttacks(t *testing.T) {
	o := newOffice(t)
	o.invite(o.triage)
	says := ""
	for name, c := range map[string][3]string{
		"one half":            {string(o.triage.ID), firstCode, ""},
		"the other half":      {string(o.triage.ID), "", secondCode},
		"a half twice":        {string(o.triage.ID), firstCode, firstCode},
		"a wrong code":        {string(o.triage.ID), firstCode, firstCode[1:]},
		"nobody":              {"nobody", firstCode, secondCode},
		"somebody uninvited":  {string(o.other.ID), firstCode, secondCode},
		"nothing":             {"", "", ""},
		"a number that is no": {strings.Repeat("9", 5000), firstCode, secondCode},
	} {
		w := o.browser().post("/desk/enrol", "number", c[0], "first-code", c[1], "second-code", c[2])
		got := regexp.MustCompile(` value="[^"]*"`).ReplaceAllString(w.Body.String(), "")
		if says == "" {
			says = got
		}
		if w.Code != http.StatusUnprocessableEntity || got != says || strings.Contains(w.Body.String(), firstCode) {
			t.Errorf("%s: %d, and not as all others:\n%s", name, w.Code, w.Body)
		}
	}
	refuse := func(name string, d *device, challenge func(b *person, c string) string) {
		t.Helper()
		b := o.browser()
		c := b.challenge(b.post("/desk/enrol", "number", string(o.triage.ID), "first-code", firstCode, "second-code", secondCode))
		if w := b.post("/desk/enrol/passkey", "name", "phone", "answer", d.made(t, challenge(b, c))); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
		if rows := o.Rows("workforce_passkey"); len(rows) > 0 {
			t.Fatalf("%s: registered %q", name, rows)
		}
	}
	same := func(_ *person, c string) string { return c }
	elsewhere := newDevice(t, o.triage)
	elsewhere.origin = "https://evil.example"
	refuse("another origin", elsewhere, same)
	elsewhere = newDevice(t, o.triage)
	elsewhere.rp = "example"
	refuse("another site", elsewhere, same)
	lying := newDevice(t, o.triage)
	lying.flags = present
	refuse("without unlocking", lying, same)
	refuse("another challenge", newDevice(t, o.triage), func(*person, string) string { return "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
	refuse("after the codes were withdrawn", newDevice(t, o.triage), func(_ *person, c string) string {
		o.Do(o.one.Who, &workforce.WithdrawPasskey{Officer: o.triage.Officer, Reasons: candour.Mark("x")})
		return c
	})
}

// TestCodesAreUsedUpAtTheDoor: two browsers with the same codes, of which one is
// first.
func TestCodesAreUsedUpAtTheDoor(t *testing.T) {
	o := newOffice(t)
	o.invite(o.triage)
	first, second := o.browser(), o.browser()
	open := func(b *person) *httptest.ResponseRecorder {
		return b.post("/desk/enrol", "number", string(o.triage.ID), "first-code", firstCode, "second-code", secondCode)
	}
	c1, c2 := first.challenge(open(first)), second.challenge(open(second))
	answer := newDevice(t, o.triage).made(t, c1)
	if w := first.post("/desk/enrol/passkey", "name", "phone", "answer", answer); w.Code != http.StatusSeeOther {
		t.Fatalf("first: %d\n%s", w.Code, w.Body)
	}
	if w := first.post("/desk/enrol/passkey", "name", "phone", "answer", answer); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("sent twice: %d", w.Code)
	}
	if w := second.post("/desk/enrol/passkey", "name", "phone", "answer", newDevice(t, o.triage).made(t, c2)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "do not open an invitation") {
		t.Errorf("second: %d\n%s", w.Code, w.Body)
	}
	if w := open(o.browser()); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("used again: %d", w.Code)
	}
	if n := len(o.Rows("workforce_passkey")); n != 1 {
		t.Errorf("%d passkeys", n)
	}
}

// TestNobodySignsInAsSomebody: where nobody is invented there is no list to choose
// from, and none behind the form either.
func TestNobodySignsInAsSomebody(t *testing.T) {
	o := newOffice(t)
	b := o.browser()
	if w := b.get("/desk/sign-in"); strings.Contains(w.Body.String(), `type="radio"`) || strings.Contains(w.Body.String(), "demonstration") {
		t.Errorf("it offers people:\n%s", w.Body)
	}
	if w := b.post("/desk/sign-in", "as", string(o.triage.ID)); w.Code != http.StatusNotFound {
		t.Errorf("signing in as somebody: %d", w.Code)
	}
	if w := b.get("/desk/"); w.Code != http.StatusSeeOther {
		t.Errorf("signed in: %d", w.Code)
	}
}

// TestWhoMayAsk: only the pages that ask for a passkey have a script, and the right.
func TestWhoMayAsk(t *testing.T) {
	o := newOffice(t)
	o.invite(o.triage)
	b := o.browser()
	for _, w := range []*httptest.ResponseRecorder{b.get("/desk/sign-in"), b.post("/desk/enrol", "number", string(o.triage.ID), "first-code", firstCode, "second-code", secondCode)} {
		h := w.Header()
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "; script-src 'self'; ") || strings.Contains(csp, "connect-src") || strings.Contains(csp, "unsafe") {
			t.Errorf("policy: %s", csp)
		}
		if p := h.Get("Permissions-Policy"); !strings.Contains(p, "publickey-credentials-create=(self)") || !strings.Contains(p, "publickey-credentials-get=(self)") || strings.Count(p, "(self)") != 2 {
			t.Errorf("permissions: %s", p)
		}
	}
	h := b.get("/desk/enrol").Header()
	if strings.Contains(h.Get("Content-Security-Policy"), "script-src") || strings.Contains(h.Get("Permissions-Policy"), "(self)") {
		t.Errorf("a page that asks for none: %v", h)
	}
}

// TestOrigins: a passkey is bound to what stands in the address bar, so that anything
// unclear is refused before somebody has one.
func TestOrigins(t *testing.T) {
	for _, origin := range []string{"https://desk.example", "https://desk.example:8443", "http://localhost:8082"} {
		if _, err := signin.NewPasskeys("north", origin); err != nil {
			t.Errorf("%s: %v", origin, err)
		}
	}
	for _, origin := range []string{"", "desk.example", "http://desk.example", "https://desk.example/", "https://desk.example/desk", "https://desk.example?x", "https://u@desk.example", "https://192.0.2.1", "https://[::1]", "http://127.0.0.1:80", "https://Desk.example", "ftp://desk.example", "https://", "null", "*"} {
		if _, err := signin.NewPasskeys("north", origin); err == nil {
			t.Errorf("%q is taken", origin)
		}
	}
}
