package signin_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candour"
	"candour/internal/testdb"
	"candour/web/signin"
	"candour/workforce"
)

// bound is an office whose force has a provider, and triage an account there.
func bound(t *testing.T, change func(*signin.ProviderSettings)) (*office, *idp) {
	t.Helper()
	var o *office
	p := newIDP(t, func() time.Time { return o.Now })
	s := signin.ProviderSettings{Name: "North account", Issuer: p.issuer, Client: oidcClient, Secret: oidcSecret, ACR: []string{"phishing-resistant"}, AMR: []string{"mfa"}, MaxAge: time.Hour, Skew: time.Minute}
	if change != nil {
		change(&s)
	}
	provider, err := signin.NewProvider(s)
	if err != nil {
		t.Fatal(err)
	}
	o = officeAt(t, deskOrigin, subjectOrigin, provider)
	o.bind(o.triage, p.issuer, "00u-triage")
	return o, p
}

// bind gives somebody an account, by two people.
func (o *office) bind(p testdb.Person, issuer, sub string) {
	id := o.Do(o.one.Who, &workforce.ProposeAccount{Officer: p.Officer, Issuer: issuer, Account: candour.Mark(sub), Reasons: candour.Mark("x")})[0].Subject.ID
	o.Do(o.two.Who, &workforce.ApproveGrant{Grant: id, Reasons: candour.Mark("x")})
}

// out sends a browser to the provider, and gives the address at which it comes back.
func (p *person) out(at *idp) string {
	p.o.T.Helper()
	w := p.get("/desk/sign-in/provider")
	if w.Code != http.StatusSeeOther {
		p.o.T.Fatalf("to the provider: %d\n%s", w.Code, w.Body)
	}
	return at.visit(w.Header().Get("Location"))
}

// TestSignInWithAnAccount: what is asked of the provider, and that nothing but the
// account itself counts of what it says.
func TestSignInWithAnAccount(t *testing.T) {
	o, p := bound(t, nil)
	b := o.browser()
	if w := b.get("/desk/sign-in"); !strings.Contains(w.Body.String(), "Sign in with North account") {
		t.Errorf("it is not offered:\n%s", w.Body)
	}
	if w := b.get("/subject/sign-in"); strings.Contains(w.Body.String(), "North account") {
		t.Error("it is offered at the subject door")
	}
	if w := b.get("/subject/sign-in/provider"); w.Code != http.StatusNotFound {
		t.Errorf("the subject door sends to the provider: %d", w.Code)
	}
	back := b.out(p)
	q := p.asked[0]
	for name, want := range map[string]string{"response_type": "code", "scope": "openid", "client_id": oidcClient, "redirect_uri": deskOrigin + "/desk/sign-in/provider/back", "code_challenge_method": "S256", "max_age": "3600", "acr_values": "phishing-resistant"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("state")) < 26 || len(q.Get("nonce")) < 26 || q.Get("state") == q.Get("nonce") {
		t.Errorf("state %q, nonce %q", q.Get("state"), q.Get("nonce"))
	}
	w := b.get(back)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `content="0; url=/desk/"`) {
		t.Fatalf("back: %d\n%s", w.Code, w.Body)
	}
	if w := b.get("/desk/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Officer to") {
		t.Errorf("the worklist: %d\n%s", w.Code, w.Body)
	}
	if w := b.get("/desk/sign-ins/"); w.Code != http.StatusNotFound {
		t.Errorf("the role in the token counts: %d", w.Code)
	}
	if rows := o.Rows("ledger_access_waiting"); len(rows) == 0 {
		t.Error("it is not on record")
	}
	for _, table := range []string{"web_session", "workforce_account", "workforce_grant_account", "journal", "ledger_access_waiting"} {
		if text := strings.Join(o.Rows(table), "\n"); strings.Contains(text, "00u-triage") || strings.Contains(text, "north.example") {
			t.Errorf("%s holds the account in clear: %s", table, text)
		}
	}
	o.Now = o.Now.Add(30*time.Minute + time.Microsecond)
	if w := b.get("/desk/"); w.Code != http.StatusSeeOther {
		t.Errorf("when the provider’s word is over: %d", w.Code)
	}
}

// TestAccountAttacks: each way in which somebody would come in by the provider who must
// not. All are answered alike.
func TestAccountAttacks(t *testing.T) {
	claim := func(name string, v any) func(*idp, *office) {
		return func(p *idp, _ *office) {
			p.claims = func(c map[string]any) {
				if c[name] = v; v == nil {
					delete(c, name)
				}
			}
		}
	}
	ago := func(name string, d time.Duration) func(*idp, *office) {
		return func(p *idp, o *office) { claim(name, o.Now.Add(-d).Unix())(p, o) }
	}
	says := ""
	for _, c := range []struct {
		name string
		does func(*idp, *office)
		back func(t *testing.T, p *idp, o *office, b *person, back string) string
	}{
		{name: "another issuer", does: claim("iss", "https://evil.example")},
		{name: "the issuer with a slash", does: func(p *idp, o *office) { claim("iss", p.issuer+"/")(p, o) }},
		{name: "another audience", does: claim("aud", "another-program")},
		{name: "two audiences", does: claim("aud", []string{oidcClient, "another-program"})},
		{name: "two audiences, of another party", does: func(p *idp, _ *office) {
			p.claims = func(c map[string]any) { c["aud"], c["azp"] = []string{oidcClient, "another"}, "another" }
		}},
		{name: "of another party", does: claim("azp", "another")},
		{name: "not signed", does: func(p *idp, _ *office) {
			p.header, p.sign = map[string]any{"alg": "none"}, func(string) []byte { return nil }
		}},
		{name: "signed by somebody else", does: func(p *idp, _ *office) {
			p.sign = func(string) []byte { return make([]byte, 256) }
		}},
		{name: "signed with the public key as a secret", does: func(p *idp, _ *office) {
			p.header = map[string]any{"alg": "HS256", "kid": "k"}
			p.sign = func(signed string) []byte {
				der, err := x509.MarshalPKIXPublicKey(&p.key.PublicKey)
				if err != nil {
					p.t.Error(err)
				}
				m := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
				m.Write([]byte(signed))
				return m.Sum(nil)
			}
		}},
		{name: "signed with the client’s secret", does: func(p *idp, _ *office) {
			p.header = map[string]any{"alg": "HS256"}
			p.sign = func(signed string) []byte {
				m := hmac.New(sha256.New, []byte(oidcSecret))
				m.Write([]byte(signed))
				return m.Sum(nil)
			}
		}},
		{name: "no nonce", does: claim("nonce", nil)},
		{name: "an empty nonce", does: claim("nonce", "")},
		{name: "another nonce", does: claim("nonce", "AAAAAAAAAAAAAAAAAAAAAAAAAA")},
		{name: "expired", does: ago("exp", 61*time.Second)},
		{name: "no end", does: claim("exp", nil)},
		{name: "issued in time to come", does: ago("iat", -61*time.Second)},
		{name: "issued long ago", does: ago("iat", 7*time.Minute)},
		{name: "never issued", does: claim("iat", nil)},
		{name: "not before time to come", does: ago("nbf", -61*time.Second)},
		{name: "signed in there too long ago", does: ago("auth_time", time.Hour+61*time.Second)},
		{name: "does not say when", does: claim("auth_time", nil)},
		{name: "another way of signing in", does: claim("acr", "password")},
		{name: "no word of how", does: claim("acr", nil)},
		{name: "one factor", does: claim("amr", []string{"pwd"})},
		{name: "an account of nobody", does: func(p *idp, _ *office) { p.sub = "00u-somebody" }},
		{name: "no account", does: claim("sub", "")},
		{name: "the mail address of somebody as the account", does: claim("sub", "triage@north.example")},
		{name: "an account that was proposed only", does: func(p *idp, o *office) {
			o.Do(o.one.Who, &workforce.ProposeAccount{Officer: o.other.Officer, Issuer: p.issuer, Account: candour.Mark("00u-other"), Reasons: candour.Mark("x")})
			p.sub = "00u-other"
		}},
		{name: "the same account of another provider", does: func(p *idp, o *office) {
			o.bind(o.other, "https://login.example", "00u-other")
			p.sub = "00u-other"
		}},
		{name: "withdrawn", does: func(p *idp, o *office) {
			o.Do(o.one.Who, &workforce.WithdrawAccount{Officer: o.triage.Officer, Reasons: candour.Mark("x")})
		}},
		{name: "suspended", does: func(p *idp, o *office) { o.suspend(o.triage) }},
		{name: "without a role", does: func(p *idp, o *office) {
			o.Do(o.one.Who, &workforce.WithdrawRole{Officer: o.triage.Officer, Role: "triage", Reasons: candour.Mark("x")})
		}},
		{name: "the wrong secret", does: func(p *idp, _ *office) { p.secret = "another secret" }},
		{name: "a provider that sends the secret on", does: func(p *idp, _ *office) { p.redirect = p.issuer + "/elsewhere" }},

		{name: "another state", back: func(_ *testing.T, _ *idp, _ *office, _ *person, back string) string {
			return with(back, "state", "AAAAAAAAAAAAAAAAAAAAAAAAAA")
		}},
		{name: "no state", back: func(_ *testing.T, _ *idp, _ *office, _ *person, back string) string { return with(back, "state", "") }},
		{name: "no code", back: func(_ *testing.T, _ *idp, _ *office, _ *person, back string) string { return with(back, "code", "") }},
		{name: "a code of another browser", back: func(_ *testing.T, p *idp, o *office, _ *person, back string) string {
			u, _ := url.Parse(o.browser().out(p))
			return with(back, "code", u.Query().Get("code"))
		}},
		{name: "another browser’s way back", back: func(_ *testing.T, p *idp, o *office, _ *person, _ string) string { return o.browser().out(p) }},
		{name: "an answer of another provider", back: func(_ *testing.T, _ *idp, _ *office, _ *person, back string) string {
			return with(back, "iss", "https://evil.example")
		}},
		{name: "without having asked", back: func(_ *testing.T, _ *idp, _ *office, b *person, back string) string {
			delete(b.cookies, "__Host-desk-goes")
			return back
		}},
		{name: "the question to a device", back: func(_ *testing.T, _ *idp, _ *office, b *person, back string) string {
			b.get("/desk/sign-in")
			b.cookies["__Host-desk-goes"] = b.cookies["__Host-desk-asks"]
			return back
		}},
		{name: "it took too long", back: func(_ *testing.T, _ *idp, o *office, _ *person, back string) string {
			o.Now = o.Now.Add(5*time.Minute + time.Microsecond)
			return back
		}},
		{name: "a second time", back: func(t *testing.T, p *idp, _ *office, b *person, back string) string {
			kept := b.cookies["__Host-desk-goes"]
			if w := b.get(back); w.Code != http.StatusOK {
				t.Fatalf("the first time: %d", w.Code)
			}
			b.post("/desk/sign-out")
			b.cookies["__Host-desk-goes"] = kept
			return back
		}},
		{name: "a second time, by a provider that takes codes twice", back: func(t *testing.T, p *idp, _ *office, b *person, back string) string {
			kept := b.cookies["__Host-desk-goes"]
			u, _ := url.Parse(back)
			q := p.codes[u.Query().Get("code")]
			if w := b.get(back); w.Code != http.StatusOK {
				t.Fatalf("the first time: %d", w.Code)
			}
			b.post("/desk/sign-out")
			b.cookies["__Host-desk-goes"] = kept
			p.codes[u.Query().Get("code")] = q
			return back
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, p := bound(t, nil)
			if c.does != nil {
				c.does(p, o)
			}
			b := o.browser()
			back := b.out(p)
			if c.back != nil {
				back = c.back(t, p, o, b, back)
			}
			w := b.get(back)
			if says == "" {
				says = without(w.Body.String())
			}
			if w.Code != http.StatusUnprocessableEntity || without(w.Body.String()) != says {
				t.Errorf("%d, and not as all others:\n%s", w.Code, w.Body)
			}
			if in := b.get("/desk/"); in.Code != http.StatusSeeOther {
				t.Errorf("signed in: %d", in.Code)
			}
		})
	}
	if !strings.Contains(says, "could not be signed in with this account") {
		t.Errorf("it says\n%s", says)
	}
}

// with is an address with one value of its query changed, or taken out.
func with(at, name, v string) string {
	u, err := url.Parse(at)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	if q.Set(name, v); v == "" {
		q.Del(name)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// TestTheClockMayDiffer: by the skew that is set, and no more.
func TestTheClockMayDiffer(t *testing.T) {
	for name, d := range map[string]time.Duration{"exp": 59 * time.Second, "iat": -60 * time.Second, "nbf": -60 * time.Second, "auth_time": time.Hour + time.Minute} {
		o, p := bound(t, nil)
		p.claims = func(c map[string]any) { c[name] = o.Now.Add(-d).Unix() }
		b := o.browser()
		if w := b.get(b.out(p)); w.Code != http.StatusOK {
			t.Errorf("%s by %s: %d", name, d, w.Code)
		}
	}
}

// TestProviderLies: what it tells of itself is not taken where it would send people or
// the secret elsewhere; and while it does not answer, passkeys still work.
func TestProviderLies(t *testing.T) {
	for name, says := range map[string]func(map[string]any){
		"another issuer":                func(d map[string]any) { d["issuer"] = "https://evil.example" },
		"its tokens in plain HTTP":      func(d map[string]any) { d["token_endpoint"] = "http://evil.example/token" },
		"its keys in plain HTTP":        func(d map[string]any) { d["jwks_uri"] = "http://evil.example/keys" },
		"a script as where people sign": func(d map[string]any) { d["authorization_endpoint"] = "javascript:alert(1)" },
	} {
		o, p := bound(t, nil)
		p.says = says
		w := o.browser().get("/desk/sign-in/provider")
		if w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), "does not answer now") || !strings.Contains(w.Body.String(), "Sign in with your passkey") {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
		p.says = nil
		if w := o.browser().get("/desk/sign-in/provider"); w.Code != http.StatusSeeOther {
			t.Errorf("%s: when it tells the truth again: %d", name, w.Code)
		}
	}
}

// TestAccountSessionsEnd: at the next page when the account is withdrawn, and at once
// when the provider says that the person signed out there.
func TestAccountSessionsEnd(t *testing.T) {
	in := func(t *testing.T) (*office, *idp, *person) {
		o, p := bound(t, nil)
		b := o.browser()
		if w := b.get(b.out(p)); w.Code != http.StatusOK {
			t.Fatalf("signing in: %d", w.Code)
		}
		return o, p, b
	}
	o, _, b := in(t)
	o.Do(o.one.Who, &workforce.WithdrawAccount{Officer: o.triage.Officer, Reasons: candour.Mark("x")})
	if w := b.get("/desk/"); w.Code != http.StatusSeeOther {
		t.Errorf("withdrawn: %d", w.Code)
	}
	out := map[string]any{"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}, "jti": "1"}
	for name, c := range map[string]struct {
		word func(*idp, *office) string
		code int
		ends bool
	}{
		"the provider says so": {func(p *idp, _ *office) string { return p.word(out) }, http.StatusOK, true},
		"of somebody else":     {func(p *idp, _ *office) string { p.sub = "00u-somebody"; return p.word(out) }, http.StatusOK, false},
		"a word of signing in": {func(p *idp, _ *office) string { return p.word(map[string]any{"nonce": "x"}) }, http.StatusBadRequest, false},
		"with a nonce": {func(p *idp, _ *office) string {
			p.claims = func(c map[string]any) { c["nonce"] = "x" }
			return p.word(out)
		}, http.StatusBadRequest, false},
		"to another program": {func(p *idp, _ *office) string {
			p.claims = func(c map[string]any) { c["aud"] = "x" }
			return p.word(out)
		}, http.StatusBadRequest, false},
		"over": {func(p *idp, o *office) string {
			p.claims = func(c map[string]any) { c["exp"] = o.Now.Add(-2 * time.Minute).Unix() }
			return p.word(out)
		}, http.StatusBadRequest, false},
		"signed by nobody": {func(p *idp, _ *office) string { p.sign = func(string) []byte { return nil }; return p.word(out) }, http.StatusBadRequest, false},
		"nothing":          {func(*idp, *office) string { return "" }, http.StatusBadRequest, false},
	} {
		o, p, b := in(t)
		if w := o.browser().post("/desk/sign-in/provider/ended", "logout_token", c.word(p, o)); w.Code != c.code {
			t.Errorf("%s: %d, want %d", name, w.Code, c.code)
		}
		if w := b.get("/desk/"); (w.Code == http.StatusSeeOther) != c.ends {
			t.Errorf("%s: the session answers %d", name, w.Code)
		}
	}
}

// TestAnAccountIsOnePersons: what was one person's account is never another's.
func TestAnAccountIsOnePersons(t *testing.T) {
	o, p := bound(t, nil)
	o.Do(o.one.Who, &workforce.WithdrawAccount{Officer: o.triage.Officer, Reasons: candour.Mark("x")})
	id := o.Do(o.one.Who, &workforce.ProposeAccount{Officer: o.other.Officer, Issuer: p.issuer, Account: candour.Mark("00u-triage"), Reasons: candour.Mark("x")})[0].Subject.ID
	if _, err := o.Try(o.two.Who, &workforce.ApproveGrant{Grant: id, Reasons: candour.Mark("x")}); !errors.Is(err, candour.ErrConflict) {
		t.Errorf("of somebody else: %v", err)
	}
	o.Later(1)
	if _, err := o.Try(o.one.Who, &workforce.ApproveGrant{Grant: id, Reasons: candour.Mark("x")}); err == nil {
		t.Error("by the one who proposed it")
	}
	o.bind(o.triage, p.issuer, "00u-triage") // theirs again
}

// TestUnsafeProviders are refused with a sentence.
func TestUnsafeProviders(t *testing.T) {
	good := signin.ProviderSettings{Issuer: "https://login.example", Client: "c", Secret: oidcSecret, ACR: []string{"2"}, MaxAge: time.Hour, Skew: time.Minute}
	if _, err := signin.NewProvider(good); err != nil {
		t.Fatal(err)
	}
	for says, change := range map[string]func(*signin.ProviderSettings){
		"is not the address":      func(s *signin.ProviderSettings) { s.Issuer = "http://login.example" },
		`"https://a@b" is not`:    func(s *signin.ProviderSettings) { s.Issuer = "https://a@b" },
		"client id":               func(s *signin.ProviderSettings) { s.Client = "" },
		"less than 16 letters":    func(s *signin.ProviderSettings) { s.Secret = "short" },
		"how people must":         func(s *signin.ProviderSettings) { s.ACR = nil },
		"is met by anything":      func(s *signin.ProviderSettings) { s.AMR = []string{""} },
		"“0”, is met by anything": func(s *signin.ProviderSettings) { s.ACR = []string{"0"} },
		"at most 24h0m0s ago":     func(s *signin.ProviderSettings) { s.MaxAge = 25 * time.Hour },
		"not in time to come":     func(s *signin.ProviderSettings) { s.MaxAge = 0 },
		"may differ by 5m0s":      func(s *signin.ProviderSettings) { s.Skew = 6 * time.Minute },
	} {
		s := good
		change(&s)
		if _, err := signin.NewProvider(s); !errors.Is(err, candour.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
