package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"candour"
	"candour/workforce"

	"github.com/coreos/go-oidc/v3/oidc"
)

// ProviderSettings are those of a force's own identity provider.
type ProviderSettings struct {
	Name   string        // what people call it
	Issuer string        // its address, exactly as it writes it itself
	Client string        // what it calls this desk
	Secret string        // shared with it
	ACR    []string      // one of these must be how somebody signed in there, or
	AMR    []string      // each of these must be among the ways in which they did
	MaxAge time.Duration // how long ago they may have signed in there
	Skew   time.Duration // by how much its clock may differ from ours
}

// Provider is an identity provider with which the people of a force sign in at the
// desk, by OpenID Connect's authorization code with PKCE.
type Provider struct {
	ProviderSettings
	client *http.Client

	mu    sync.Mutex
	heard *hearing // the last, or nil
}

// hearing is one asking of the provider what it is, for all who wait for it.
type hearing struct {
	late  chan struct{} // closed when nobody waits longer
	over  chan struct{} // closed when there is what follows
	known *endpoints
	err   error
}

// endpoints are what the provider tells of itself.
type endpoints struct {
	Authorize string `json:"authorization_endpoint"`
	Token     string `json:"token_endpoint"`
	Keys      string `json:"jwks_uri"`
	verifier  *oidc.IDTokenVerifier
}

// The longest that may be set. With a longer skew a token that somebody found counts
// long after its time.
const (
	longestSkew = 5 * time.Minute
	longestAge  = 24 * time.Hour
)

// How long anybody waits for the provider: whoever waits has one of the few places at
// which requests are worked on, and a provider that takes requests and answers none
// would have them all. To take a code is the longer work, and cannot be done again.
const (
	patience       = 2 * time.Second
	exchangeWithin = 5 * time.Second
)

// errSilent says that the provider does not answer, or not so that it counts.
var errSilent = errors.New("the identity provider does not answer")

// NewProvider refuses settings with which somebody could come in who must not.
func NewProvider(s ProviderSettings) (*Provider, error) {
	if err := workforce.Issuer(s.Issuer); err != nil {
		return nil, err
	}
	switch {
	case s.Client == "":
		return nil, candour.Invalid("oidc-client", "say what the identity provider calls this desk, its client id: without it the provider’s word for any other program would count here")
	case len(s.Secret) < 16:
		return nil, candour.Invalid("oidc-secret-file", "the secret shared with the identity provider has less than 16 letters: ask whoever runs it for a longer one")
	case len(s.ACR) == 0 && len(s.AMR) == 0:
		return nil, candour.Invalid("oidc-acr", "say how people must have signed in at the identity provider, with oidc-acr or oidc-amr: else whoever knows somebody’s password opens the desk")
	case slices.Contains(s.ACR, "") || slices.Contains(s.AMR, "") || slices.Contains(s.ACR, "0"):
		return nil, candour.Invalid("oidc-acr", "an empty oidc-acr or oidc-amr, or “0”, is met by anything: write what the identity provider says of two factors")
	case s.MaxAge <= 0 || s.MaxAge > longestAge:
		return nil, candour.Invalid("oidc-max-age", "people sign in at the identity provider at most %s ago, and not in time to come: set oidc-max-age", longestAge)
	case s.Skew < 0 || s.Skew > longestSkew:
		return nil, candour.Invalid("oidc-skew", "the clocks of the identity provider and of this machine may differ by %s at most: set them right instead", longestSkew)
	}
	if s.Name == "" {
		s.Name = "your force’s account"
	}
	return &Provider{ProviderSettings: s, client: &http.Client{
		Timeout:       10 * time.Second,
		Transport:     short{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the secret goes where it was set, and nowhere else
	}}, nil
}

// short reads no more than a provider has to say.
type short struct{ next http.RoundTripper }

// RoundTrip asks.
func (s short) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.next.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, 1<<20), res.Body}
	}
	return res, err
}

// signs are the signatures that count: none with a shared secret, and not “none”.
var signs = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// ask gives what the provider is. It is asked once for all who want to know, and in
// their absence too, so that nobody waits for whoever came before them. A provider that
// does not answer keeps nobody from signing in with a passkey, and is asked again.
func (p *Provider) ask(ctx context.Context, now func() time.Time) (*endpoints, error) {
	h := p.hear(now)
	select {
	case <-h.over: // also when it is long too late to wait
		return h.known, h.err
	default:
	}
	select {
	case <-h.over:
		return h.known, h.err
	case <-h.late:
		return nil, fmt.Errorf("%w in %s", errSilent, patience)
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", errSilent, ctx.Err())
	}
}

// hear is the asking that goes on, or came to something; or a new one.
func (p *Provider) hear(now func() time.Time) *hearing {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.heard; h != nil {
		select {
		case <-h.over:
			if h.err == nil {
				return h
			}
		default:
			return h
		}
	}
	h := &hearing{late: make(chan struct{}), over: make(chan struct{})}
	p.heard = h
	time.AfterFunc(patience, func() { close(h.late) })
	go func() {
		defer close(h.over)
		h.known, h.err = p.find(now)
	}()
	return h
}

// find asks the provider what it is, of nobody's request: the client has a time limit
// of its own.
func (p *Provider) find(now func() time.Time) (*endpoints, error) {
	ctx := oidc.ClientContext(context.Background(), p.client)
	found, err := oidc.NewProvider(ctx, p.Issuer) // which refuses another issuer than the one that is set
	if err != nil {
		return nil, fmt.Errorf("%w: %.200s", errSilent, err) // which may hold all that it answered
	}
	var e endpoints
	if err := found.Claims(&e); err != nil {
		return nil, fmt.Errorf("%w: %w", errSilent, err)
	}
	for _, at := range []string{e.Authorize, e.Token, e.Keys} {
		if u, err := url.Parse(at); err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost" || !strings.HasPrefix(p.Issuer, "http://localhost")) {
			return nil, fmt.Errorf("%w: it says that it is at %q, for which anybody on the way could answer", errSilent, at)
		}
	}
	// When a token ends is for us to see: the library allows no skew there, and five
	// minutes elsewhere.
	e.verifier = found.VerifierContext(ctx, &oidc.Config{ClientID: p.Client, SupportedSigningAlgs: signs, SkipExpiryCheck: true, Now: now})
	return &e, nil
}

// exchange gives the provider's word for a code. Whoever has the code alone has
// nothing: the verifier is in a cookie of the browser that asked for it.
func (p *Provider) exchange(ctx context.Context, e *endpoints, code, verifier, back string) (idToken string, err error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}, "code_verifier": {verifier}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.Token, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("exchanging a code: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(p.Client), url.QueryEscape(p.Secret))
	res, err := p.client.Do(r)
	if err != nil {
		return "", fmt.Errorf("%w: exchanging a code: %w", errSilent, err)
	}
	defer res.Body.Close()
	var says struct {
		IDToken string `json:"id_token"`
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("exchanging a code: the identity provider answers %d", res.StatusCode)
	}
	if err := json.NewDecoder(res.Body).Decode(&says); err != nil || says.IDToken == "" {
		return "", errors.Join(errors.New("exchanging a code: the identity provider sent no word for anybody"), err)
	}
	return says.IDToken, nil
}

// vouched is whom the provider vouches for, and until when.
type vouched struct {
	sub   string
	until time.Time
}

// check reads the provider's word, and gives the reason for which it does not count.
// The reason is for the log only; it holds nothing of whom it is about.
func (p *Provider) check(ctx context.Context, e *endpoints, idToken, nonce string, now time.Time) (v vouched, err error) {
	token, err := e.verifier.Verify(oidc.ClientContext(ctx, p.client), idToken) // signature, issuer, audience
	if err != nil && ctx.Err() != nil {
		return v, fmt.Errorf("%w: asking for its keys: %w", errSilent, ctx.Err())
	}
	if err != nil {
		return v, errors.New("its signature, issuer or audience is not right")
	}
	var c struct {
		Party     string   `json:"azp"`
		ACR       string   `json:"acr"`
		AMR       []string `json:"amr"`
		AuthTime  *int64   `json:"auth_time"`
		NotBefore *int64   `json:"nbf"`
	}
	if err := token.Claims(&c); err != nil {
		return v, errors.New("its claims are not of the right kind")
	}
	early, late := now.Add(p.Skew), now.Add(-p.Skew)
	switch {
	case token.Nonce == "" || !same(token.Nonce, nonce):
		return v, errors.New("it answers another question: the nonce")
	case len(token.Audience) != 1 && c.Party != p.Client, c.Party != "" && c.Party != p.Client:
		return v, errors.New("it was given to another program")
	case token.Subject == "" || len(token.Subject) > 255:
		return v, errors.New("it is about nobody")
	case !token.Expiry.After(late):
		return v, errors.New("its time is over")
	case token.IssuedAt.IsZero() || token.IssuedAt.After(early) || token.IssuedAt.Before(late.Add(-answerWithin)):
		return v, errors.New("it was not issued just now")
	case c.NotBefore != nil && time.Unix(*c.NotBefore, 0).After(early):
		return v, errors.New("its time has not come")
	case c.AuthTime == nil || time.Unix(*c.AuthTime, 0).After(early) || time.Unix(*c.AuthTime, 0).Before(late.Add(-p.MaxAge)):
		return v, errors.New("the person signed in there too long ago, or it does not say when")
	case len(p.ACR) > 0 && !slices.Contains(p.ACR, c.ACR):
		return v, errors.New("the person did not sign in there as oidc-acr demands")
	}
	for _, m := range p.AMR {
		if !slices.Contains(c.AMR, m) {
			return v, errors.New("the person did not sign in there as oidc-amr demands")
		}
	}
	return vouched{token.Subject, token.Expiry}, nil
}
