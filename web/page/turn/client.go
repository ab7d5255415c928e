package turn

import (
	"context"
	"crypto/sha256"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
)

// Client is one client, as far as we can tell them apart: an address, or the
// network that one subscriber of IPv6 has; and where many share an address, a
// browser that holds a cookie which we gave out.
type Client struct {
	addr   netip.Addr
	shared bool // many people's address: who comes by an onion service, or past no proxy that says who asks
	holds  [8]byte
}

// Shared reports whether many people may stand behind this one client, so that none
// of them may be refused for what another did.
func (c Client) Shared() bool { return c.shared && c.holds == [8]byte{} }

// network is the client whatever it holds.
func (c Client) network() Client { return Client{addr: c.addr, shared: c.shared} }

// Clients tells clients apart.
type Clients struct {
	// Header names the header in which the proxy on this machine says who asks, such
	// as X-Forwarded-For; of a list, the last. Empty: there is none, and whatever a
	// client writes there itself counts for nothing.
	Header string

	// Tells says that people tell things here: the report door is served.
	Tells bool

	mu    sync.Mutex
	given map[[8]byte]bool // of cookies
	old   map[[8]byte]bool // given before those
}

// mostGiven is how many cookies are remembered, twice: the newer and the older.
const mostGiven = 50_000

// of tells who asks. Cookies that anybody may have made up make nobody another
// client: only those that we gave out do.
func (c *Clients) of(r *http.Request) Client {
	var out Client
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err == nil {
		out.addr, err = netip.ParseAddr(host)
	}
	if err != nil {
		return Client{shared: true}
	}
	if out.addr.Unmap().IsLoopback() {
		out.shared = true
		if said, ok := c.said(r); ok {
			out = Client{addr: said}
		}
	}
	out.addr = out.addr.Unmap().WithZone("")
	if out.addr.Is6() {
		if net, err := out.addr.Prefix(64); err == nil {
			out.addr = net.Addr()
		}
	}
	if out.shared { // where an address tells one from another, a cookie had for the asking tells no more
		out.holds = c.held(r)
	}
	return out
}

// said is what the proxy says. Only the last entry counts: those before it may
// have come with the request.
func (c *Clients) said(r *http.Request) (netip.Addr, bool) {
	if c.Header == "" {
		return netip.Addr{}, false
	}
	list := r.Header.Values(c.Header)
	if len(list) == 0 {
		return netip.Addr{}, false
	}
	last := list[len(list)-1]
	a, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:]))
	return a, err == nil
}

func (c *Clients) held(r *http.Request) (none [8]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cookie := range r.Cookies() {
		if key := mark(cookie); c.given[key] || c.old[key] {
			return key
		}
	}
	return none
}

// note remembers the cookies that an answer gives out, and as many of those before.
func (c *Clients) note(h http.Header) {
	if len(h.Values("Set-Cookie")) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cookie := range (&http.Response{Header: h}).Cookies() {
		if cookie.Value == "" {
			continue
		}
		if c.given == nil || len(c.given) >= mostGiven {
			c.given, c.old = map[[8]byte]bool{}, c.given
		}
		c.given[mark(cookie)] = true
	}
}

// mark is a part of a hash: a cookie is a secret, and none lies about here.
func mark(c *http.Cookie) (out [8]byte) {
	sum := sha256.Sum256([]byte(c.Name + "=" + c.Value))
	copy(out[:], sum[:])
	return out
}

type clientKey struct{}

// Of is who asks. Where no Handler stands before a door, as in some tests, it is
// whoever is connected.
func Of(r *http.Request) Client {
	if c, ok := r.Context().Value(clientKey{}).(Client); ok {
		return c
	}
	return (&Clients{}).of(r)
}

func with(r *http.Request, c Client) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), clientKey{}, c))
}
