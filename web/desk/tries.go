package desk

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Of one client: a person needs three tries or four; whoever guesses codes of 100
// bits gets no further, and takes the time of nobody else.
const (
	triesAtOnce = 20
	aTryEach    = 3 * time.Second
	mostClients = 10_000
)

// tries counts how often each client tried to sign in or to register. It holds
// addresses in memory only.
type tries struct {
	mu  sync.Mutex
	all map[netip.Addr]*rate.Limiter
}

func newTries() *tries { return &tries{all: map[netip.Addr]*rate.Limiter{}} }

// may takes one try from a client.
func (t *tries) may(client netip.Addr, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.all[client]
	if l == nil {
		if len(t.all) >= mostClients {
			t.forget(now)
		}
		l = rate.NewLimiter(rate.Every(aTryEach), triesAtOnce)
		t.all[client] = l
	}
	return l.AllowN(now, 1)
}

// forget makes room: those who have all their tries again, and, where that is not
// enough, any tenth. An attacker with so many addresses has tries enough without.
func (t *tries) forget(now time.Time) {
	for c, l := range t.all {
		if l.TokensAt(now) >= triesAtOnce {
			delete(t.all, c)
		}
	}
	for c := range t.all {
		if len(t.all) <= mostClients*9/10 {
			return
		}
		delete(t.all, c)
	}
}

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

// mayTry answers a client that tries too often.
func (s *Server) mayTry(w http.ResponseWriter, r *http.Request) bool {
	if s.Passkeys.tries.may(clientOf(r), s.Now()) {
		return true
	}
	w.Header().Set("Retry-After", "60")
	s.show(w, r, http.StatusTooManyRequests, tooOftenPage())
	return false
}
