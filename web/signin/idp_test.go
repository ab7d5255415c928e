package signin_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// idp is an identity provider over real HTTP on this machine. What it may do wrong is
// a field; left alone it does all right.
type idp struct {
	t      *testing.T
	srv    *httptest.Server
	issuer string
	key    *rsa.PrivateKey
	now    func() time.Time

	mu     sync.Mutex
	codes  map[string]url.Values // what was asked for with each
	secret string
	sub    string // who signs in there now

	claims   func(map[string]any) // changes what it says
	header   map[string]any       // of the token
	sign     func(signed string) []byte
	says     func(map[string]any) // changes what it tells of itself
	redirect string               // where its token endpoint sends on to
	asked    []url.Values         // authorizations
	taken    int                  // codes that it took
}

const oidcClient, oidcSecret = "candour-desk", "a secret of sixteen letters and more"

var idpKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newIDP(t *testing.T, now func() time.Time) *idp {
	t.Helper()
	key, err := idpKey()
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{t: t, key: key, now: now, codes: map[string]url.Values{}, secret: oidcSecret, sub: "00u-triage"}
	m := http.NewServeMux()
	m.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	m.HandleFunc("GET /authorize", p.authorize)
	m.HandleFunc("POST /token", p.token)
	m.HandleFunc("GET /keys", p.keys)
	p.srv = httptest.NewServer(m)
	t.Cleanup(p.srv.Close)
	_, port, err := net.SplitHostPort(p.srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p.issuer = "http://localhost:" + port
	return p
}

func (p *idp) write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *idp) discovery(w http.ResponseWriter, _ *http.Request) {
	d := map[string]any{
		"issuer": p.issuer, "authorization_endpoint": p.issuer + "/authorize", "token_endpoint": p.issuer + "/token", "jwks_uri": p.issuer + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
	}
	if p.says != nil {
		p.says(d)
	}
	p.write(w, d)
}

func (p *idp) keys(w http.ResponseWriter, _ *http.Request) {
	b64 := base64.RawURLEncoding
	p.write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k", "n": b64.EncodeToString(p.key.N.Bytes()), "e": "AQAB"}}})
}

// authorize signs whoever comes in, and sends them back with a code.
func (p *idp) authorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	p.asked = append(p.asked, q)
	code := rand.Text()
	p.codes[code] = q
	back := q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.issuer}}.Encode()
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// token takes a code once, from the client it was for, with the verifier.
func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.redirect != "" {
		http.Redirect(w, r, p.redirect, http.StatusTemporaryRedirect)
		return
	}
	id, secret, _ := r.BasicAuth()
	code := r.PostFormValue("code")
	q, known := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	want, err := url.QueryUnescape(secret)
	if !known || err != nil || id != oidcClient || want != p.secret || r.PostFormValue("redirect_uri") != q.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(sum[:]) != q.Get("code_challenge") || q.Get("code_challenge_method") != "S256" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.taken++
	p.write(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.word(map[string]any{"nonce": q.Get("nonce"), "acr": "phishing-resistant", "amr": []string{"hwk", "mfa"}, "auth_time": p.now().Unix()})})
}

// word is a signed token.
func (p *idp) word(more map[string]any) string {
	c := map[string]any{
		"iss": p.issuer, "aud": oidcClient, "sub": p.sub, "iat": p.now().Unix(), "exp": p.now().Add(30 * time.Minute).Unix(),
		"email": "triage@north.example", "roles": []string{"administrator"}, "groups": []string{"chief"},
	}
	maps.Copy(c, more)
	if p.claims != nil {
		p.claims(c)
	}
	h := map[string]any{"alg": "RS256", "kid": "k", "typ": "JWT"}
	if p.header != nil {
		h = p.header
	}
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			p.t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	signed := part(h) + "." + part(c)
	sig := func() []byte {
		if p.sign != nil {
			return p.sign(signed)
		}
		sum := sha256.Sum256([]byte(signed))
		s, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
		if err != nil {
			p.t.Error(err)
		}
		return s
	}()
	return fmt.Sprintf("%s.%s", signed, base64.RawURLEncoding.EncodeToString(sig))
}

// visit is a browser at the provider: it follows where the desk sent it, and gives the
// address to which the provider sends it back.
func (p *idp) visit(location string) string {
	p.t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Get(location)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	back := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(back, deskOrigin+"/desk/sign-in/provider/back?") {
		p.t.Fatalf("the provider sends on to %q, %d", back, res.StatusCode)
	}
	return strings.TrimPrefix(back, deskOrigin)
}
