package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// loginSite is an identity provider on this machine that signs whoever comes in as one
// account. What it must be attacked with stands in web/signin.
func loginSite(t *testing.T, sub string) (issuer string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding
	write := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		return b64.EncodeToString(b)
	}
	nonce := make(chan string, 10)
	m := http.NewServeMux()
	m.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"issuer": issuer, "authorization_endpoint": issuer + "/in", "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	m.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		nonce <- q.Get("nonce")
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {"c"}, "state": {q.Get("state")}}.Encode(), http.StatusSeeOther)
	})
	m.HandleFunc("/token", func(w http.ResponseWriter, _ *http.Request) {
		now := time.Now().Unix()
		signed := part(map[string]any{"alg": "RS256"}) + "." + part(map[string]any{"iss": issuer, "aud": "desk", "sub": sub, "iat": now, "auth_time": now, "exp": now + 600, "amr": []string{"mfa"}, "nonce": <-nonce})
		sum := sha256.Sum256([]byte(signed))
		sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Error(err)
		}
		write(w, map[string]any{"id_token": signed + "." + b64.EncodeToString(sig)})
	})
	m.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "n": b64.EncodeToString(key.N.Bytes()), "e": "AQAB"}}})
	})
	srv := httptest.NewServer(m)
	t.Cleanup(srv.Close)
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	issuer = "http://localhost:" + port
	return issuer
}

// signingInWithAnAccount is somebody who signs in with their account of the force's own
// identity provider, once two people said that it is theirs.
func signingInWithAnAccount(t *testing.T, h *house, s screen) {
	o := newOffice(t)
	keys := filepath.Join(filepath.Dir(o.dir), "keys-apart")
	if err := os.Rename(filepath.Join(o.dir, "keys"), keys); err != nil {
		t.Fatal(err)
	}
	issuer := loginSite(t, "00u7triage")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("a secret of some length\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(o.dir, "candour.toml"), fmt.Appendf(nil, "keys = %q\npilot = true\noidc-issuer = %q\noidc-client = \"desk\"\noidc-secret-file = %q\noidc-amr = [\"mfa\"]\noidc-name = \"your North account\"\n", keys, issuer, secret), 0o600); err != nil {
		t.Fatal(err)
	}
	h.demo = serveDoor(t, binary(t), o.dir, "desk")
	b := h.visit(s)
	b.noticed.also = issuer
	b.open("/desk/")
	b.look("desk-account")
	b.press("Sign in with your North account")
	b.status(http.StatusUnprocessableEntity)
	b.sees("There is a problem", "could not be signed in with this account")
	b.look("desk-account-refused")

	out, _ := o.staffDo(t, "40", issuer+"\n00u7triage\nsaw them sign in there\n", "propose-account", "--number", "11")
	grant := strings.Fields(out)[2]
	o.login("41")
	if list := o.must("staff", "grants"); !strings.Contains(list, "to sign in with the account 00u7triage of "+issuer) {
		t.Errorf("what waits: %s", list)
	}
	if out, _ := o.staffDo(t, "41", "asked them\n", "approve-grant", grant); !strings.Contains(out, "account-bound") || strings.Contains(out, "code ") {
		t.Errorf("approved: %s", out)
	}
	b.press("Sign in with your North account")
	for try := 0; !eval[bool](b, "location.pathname === '/desk/' && document.readyState === 'complete'") && try < 500; try++ {
		time.Sleep(20 * time.Millisecond)
	}
	b.heading("Worklist")
	b.sees("Quokkatriage Zebraone")
	if got := b.cookies(); len(got) != 1 || got[0] != "__Host-desk" {
		t.Errorf("cookies: %q", got)
	}
	b.open("/desk/me/")
	b.sees("You have no passkey", "You can also sign in with your account of "+issuer)
	b.look("desk-me-account")
	if out, _ := o.staffDo(t, "40", "left there\n", "withdraw-account", "--number", "11"); !strings.Contains(out, "account-withdrawn") {
		t.Errorf("withdrawing: %s", out)
	}
	b.open("/desk/")
	b.heading("Sign in")
	h.demo.interrupt()
}
