package signin

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"candour/web/page/session"
	"candour/web/page/turn"
)

// oneNetwork reports whether two are one client, whatever cookies they hold. Of those
// who share an address with many nobody is one with anybody, themselves included:
// turn.Tries counts none of them.
func oneNetwork(a, b turn.Client) bool {
	once := turn.NewTries(1, time.Hour)
	once.May(a, time.Time{})
	return !once.May(b, time.Time{})
}

// networkOf is where who asks comes from, and whether they come from there alone. Who
// that is, is decided in package turn, which gives no address away: so it is that one,
// of those which the request names, that is the same client there. What a client writes
// into a header can therefore make them no other.
func networkOf(r *http.Request) (netip.Addr, bool) {
	who := turn.Of(r)
	if !oneNetwork(who, who) {
		return netip.Addr{}, false
	}
	for _, a := range named(r) {
		if !oneNetwork(who, turn.Of(&http.Request{RemoteAddr: netip.AddrPortFrom(a, 0).String()})) {
			continue
		}
		a = a.Unmap().WithZone("")
		if net, err := a.Prefix(64); err == nil && a.Is6() { // one subscriber's
			a = net.Addr()
		}
		return a, true
	}
	return netip.Addr{}, false
}

// named are the addresses in a request: whoever is connected, and the last of each
// header.
func named(r *http.Request) (out []netip.Addr) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	says := []string{host}
	for _, list := range r.Header {
		if len(list) > 0 {
			last := list[len(list)-1]
			says = append(says, strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:]))
		}
	}
	for _, s := range says {
		if a, err := netip.ParseAddr(s); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// mayTry takes one try of a client, and answers one that tries too often. It is for
// what can be guessed at, and nothing else: whoever brings an answer to a question of
// ours, or the provider's own signature, takes none, so that nobody keeps those behind
// the same address from signing in. Where many share an address nobody is counted, and
// the turns alone see to it that nobody takes the time of others. Addresses are kept as
// keyed hashes, for a minute.
func (d *Door) mayTry(w http.ResponseWriter, r *http.Request) bool {
	from, alone := networkOf(r)
	if !alone {
		return true
	}
	key, err := d.key(r.Context(), "tries", d.Now())
	ok := false
	if err == nil {
		ok, err = session.May(r.Context(), d.Runner.DB.DB, string(d.Is), keyed(key, from.String()), d.Now())
	}
	if err != nil {
		d.Trouble(w, r, Me{}, err)
		return false
	}
	if !ok {
		w.Header().Set("Retry-After", "60")
		d.Show(w, r, http.StatusTooManyRequests, d.tooOftenPage())
	}
	return ok
}
