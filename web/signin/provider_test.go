package signin

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"candour/workforce"

	"github.com/a-h/templ"
)

// silent is a provider that takes every request and answers none, but for what it is
// once it tells that.
type silent struct {
	asked atomic.Int32 // what it is
	tells chan struct{}
}

// RoundTrip asks it.
func (s *silent) RoundTrip(r *http.Request) (*http.Response, error) {
	tells := s.tells
	if strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration") {
		s.asked.Add(1)
	} else {
		tells = nil
	}
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-tells:
	}
	const at = "https://login.example"
	body := fmt.Sprintf(`{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q}`, at, at+"/authorize", at+"/token", at+"/keys")
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// silently is a door whose provider does not answer.
func silently(t *testing.T) (*Door, *silent) {
	t.Helper()
	p, err := NewProvider(ProviderSettings{Issuer: "https://login.example", Client: "c", Secret: "a secret of sixteen letters", ACR: []string{"2"}, MaxAge: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	s := &silent{tells: make(chan struct{})}
	p.client.Transport = s
	keys, err := NewPasskeys("north", "https://desk.example")
	if err != nil {
		t.Fatal(err)
	}
	whole := func(string) templ.Component {
		return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return templ.GetChildren(ctx).Render(ctx, w) })
	}
	d := &Door{Is: workforce.DeskDoor, Look: Look{Passkey: whole}, Passkeys: keys, Provider: p, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	d.keys.all = map[string][]byte{}
	for _, which := range []string{toDevice, toProvider} { // of the force, which has no database here
		d.keys.all[fmt.Sprintf("candour/web/signin desk %s %s", which, time.Now().UTC().Format(time.DateOnly))] = make([]byte, 32)
	}
	return d, s
}

// answered is what a door answers, and after how long.
func (d *Door) answered(method, path, cookie string, form url.Values) (*httptest.ResponseRecorder, time.Duration) {
	m := http.NewServeMux()
	d.Routes(m)
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", cookie)
	w, began := httptest.NewRecorder(), time.Now()
	m.ServeHTTP(w, r)
	return w, time.Since(began)
}

// TestASilentProviderKeepsNobodyWaiting: it is asked once for all, nobody waits for it
// longer than two seconds or than they stay, nobody at all who comes after those, and
// whoever has a passkey does not wait. What it tells late is not lost.
func TestASilentProviderKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, s := silently(t)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				w, took := d.answered(http.MethodGet, "/desk/sign-in/provider", "", nil)
				if w.Code != http.StatusBadGateway || took != 2*time.Second || !strings.Contains(w.Body.String(), "does not answer now") || !strings.Contains(w.Body.String(), "data-options") {
					t.Errorf("%d after %s\n%s", w.Code, took, w.Body)
				}
			})
		}
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			began := time.Now()
			if _, err := d.Provider.ask(ctx, d.Now); err == nil || time.Since(began) != 50*time.Millisecond {
				t.Errorf("who goes away after 50 ms: %v after %s", err, time.Since(began))
			}
		})
		synctest.Wait()
		if w, took := d.answered(http.MethodGet, "/desk/sign-in", "", nil); w.Code != http.StatusOK || took != 0 {
			t.Errorf("with a passkey: %d after %s", w.Code, took)
		}
		all.Wait()
		for path, method := range map[string]string{"/desk/sign-in/provider": http.MethodGet, "/desk/sign-in/provider/ended": http.MethodPost} {
			if w, took := d.answered(method, path, "", nil); w.Code != http.StatusBadGateway || took != 0 {
				t.Errorf("%s while it is known not to answer: %d after %s", path, w.Code, took)
			}
		}
		if n := s.asked.Load(); n != 1 {
			t.Errorf("it was asked %d times at once", n)
		}
		time.Sleep(10 * time.Second)
		d.answered(http.MethodGet, "/desk/sign-in/provider", "", nil)
		if n := s.asked.Load(); n != 2 {
			t.Errorf("after the first asking came to nothing it was asked %d times in all", n)
		}
		close(s.tells) // when all who asked are gone
		synctest.Wait()
		if w, took := d.answered(http.MethodGet, "/desk/sign-in/provider", "", nil); w.Code != http.StatusSeeOther || took != 0 {
			t.Errorf("when it has told: %d after %s", w.Code, took)
		}
		if n := s.asked.Load(); n != 2 {
			t.Errorf("it was asked again: %d", n)
		}
	})
}

// TestAProviderThatFallsSilent, after it told what it is: whoever comes back from it is
// told so in seconds, and it is told itself to say again who signed out.
func TestAProviderThatFallsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, s := silently(t)
		close(s.tells)
		w, _ := d.answered(http.MethodGet, "/desk/sign-in/provider", "", nil)
		to, err := url.Parse(w.Header().Get("Location"))
		if w.Code != http.StatusSeeOther || err != nil {
			t.Fatalf("%d %v", w.Code, err)
		}
		asks := w.Result().Cookies()[0]
		w, took := d.answered(http.MethodGet, "/desk/sign-in/provider/back?code=x&state="+to.Query().Get("state"), asks.Name+"="+asks.Value, nil)
		if w.Code != http.StatusBadGateway || took > 5*time.Second || !strings.Contains(w.Body.String(), "does not answer now") {
			t.Errorf("back: %d after %s\n%s", w.Code, took, w.Body)
		}
		part := base64.RawURLEncoding.EncodeToString
		token := part([]byte(`{"alg":"RS256","kid":"new"}`)) + "." + part([]byte(`{}`)) + "." + part(make([]byte, 256))
		w, took = d.answered(http.MethodPost, "/desk/sign-in/provider/ended", "", url.Values{"logout_token": {token}})
		if w.Code != http.StatusBadGateway || took > 2*time.Second {
			t.Errorf("ended: %d after %s", w.Code, took)
		}
		time.Sleep(10 * time.Second) // until nobody asks for its keys any more
	})
}
