package signin

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"candour/web/page/session"
)

// clientOf is who asks: what the proxy before us says, which is on this machine, or
// who is connected. Of what a client may write itself into the header only the last
// entry counts, which the proxy adds. A network of IPv6 is one client: it is one
// subscriber's.
func clientOf(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	if list := r.Header.Values("X-Forwarded-For"); a.IsLoopback() && len(list) > 0 {
		last := list[len(list)-1]
		last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
		if said, err := netip.ParseAddr(last); err == nil {
			a = said
		} else if said, err := netip.ParseAddrPort(last); err == nil { // some proxies add the port
			a = said.Addr()
		}
	}
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if net, err := a.Prefix(64); err == nil {
			a = net.Addr()
		}
	}
	return a
}

// mayTry takes one try of a client, and answers one that tries too often. Addresses
// are kept as keyed hashes, for a minute.
func (d *Door) mayTry(w http.ResponseWriter, r *http.Request) bool {
	key, err := d.key(r.Context(), "tries", d.Now())
	ok := false
	if err == nil {
		ok, err = session.May(r.Context(), d.Runner.DB.DB, string(d.Is), keyed(key, clientOf(r).String()), d.Now())
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
