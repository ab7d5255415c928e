package outbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The headers of a call. The id is in the signature, so that nobody can send an old
// body under a new one.
const (
	HeaderID        = "Idempotency-Key"
	HeaderTime      = "Candour-Timestamp"
	HeaderSignature = "Candour-Signature"
)

// Webhook calls addresses, each call signed.
type Webhook struct {
	secret []byte
	client *http.Client
}

// NewWebhook makes one. allowed are the addresses inside the house that may be called;
// all others must be public, whatever a name leads to in the moment of the call: a
// name that was harmless when it was typed can lead to the machine's own services
// later.
func NewWebhook(secret []byte, allowed []netip.Prefix) *Webhook {
	dial := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !mayCall(at.Addr(), allowed) {
			return errRefused
		}
		return nil
	}}
	return &Webhook{secret, &http.Client{
		// No proxy: it would resolve names in our place.
		Transport: &http.Transport{DialContext: dial.DialContext, TLSHandshakeTimeout: 5 * time.Second, DisableKeepAlives: true, MaxResponseHeaderBytes: 16 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // the answer is then no 2xx, which is a failure
		},
	}}
}

// mostSignatures is how many one call has at most: of the newest secret and of the one
// before.
const mostSignatures = 2

// Sign is the signature of one call at one time by one secret.
func Sign(secret []byte, at, id string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(at + "." + id + "."))
	m.Write(body)
	return "v1=" + hex.EncodeToString(m.Sum(nil))
}

// Fresh is how old a call may be: one that was overheard cannot be played again
// after that, and before that its id is known already.
const Fresh = 5 * time.Minute

// Verify is what whoever is called has to do, in this order: it is here so that it is
// tested, and so that they can copy it. While a secret is changed a call has two
// signatures with a comma between, and one that fits is enough.
func Verify(secret []byte, h http.Header, body []byte, now time.Time) error {
	at, err := strconv.ParseInt(h.Get(HeaderTime), 10, 64)
	if err != nil {
		return fmt.Errorf("no time")
	}
	ours, want := false, []byte(Sign(secret, h.Get(HeaderTime), h.Get(HeaderID), body))
	for _, s := range strings.SplitN(h.Get(HeaderSignature), ",", mostSignatures+1) {
		ours = hmac.Equal([]byte(s), want) || ours
	}
	if !ours {
		return fmt.Errorf("the signature is not ours")
	}
	if d := now.Sub(time.Unix(at, 0)); d > Fresh || d < -Fresh {
		return fmt.Errorf("it is too old")
	}
	return nil
}

// Call posts a body, signed with each of the secrets, or with the force's own where none
// is given. Any answer but 2xx is a failure, a redirect too: it would take
// the words elsewhere.
func (w *Webhook) Call(ctx context.Context, id, address string, body []byte, now time.Time, secrets ...[]byte) error {
	if len(secrets) == 0 {
		secrets = [][]byte{w.secret}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errRefused // without the address
	}
	at := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "webhook/1")
	r.Header.Set(HeaderID, id)
	r.Header.Set(HeaderTime, at)
	var signatures []string
	for _, s := range secrets[:min(len(secrets), mostSignatures)] {
		signatures = append(signatures, Sign(s, at, id, body))
	}
	r.Header.Set(HeaderSignature, strings.Join(signatures, ","))
	res, err := w.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 4<<10)) // what it says is nothing to us
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %d", res.StatusCode)
	}
	return nil
}

// inside are the networks beyond those that netip knows, in which a call would not
// leave the house or would lead back into it: shared space, tests, documentation,
// and the ways in which an IPv6 address carries an IPv4 one.
var inside = prefixes("0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 fec0::/10")

func prefixes(list string) (out []netip.Prefix) {
	for _, s := range strings.Fields(list) {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// mayCall reports whether an address may be called.
func mayCall(a netip.Addr, allowed []netip.Prefix) bool {
	a = a.Unmap().WithZone("")
	in := func(list []netip.Prefix) bool {
		for _, p := range list {
			if p.Contains(a) {
				return true
			}
		}
		return false
	}
	if in(allowed) {
		return true
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !in(inside)
}
