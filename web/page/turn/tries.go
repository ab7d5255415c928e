package turn

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// mostCounted is how many clients are counted at a time.
const mostCounted = 10_000

// Tries is how often each client may try what can be guessed at. It holds
// addresses in memory only.
type Tries struct {
	atOnce int
	each   time.Duration
	mu     sync.Mutex
	all    map[Client]*rate.Limiter
}

// NewTries allows so many tries at once, and one more each time.
func NewTries(atOnce int, each time.Duration) *Tries {
	return &Tries{atOnce: atOnce, each: each, all: map[Client]*rate.Limiter{}}
}

// May takes one try from a client. Whoever holds a cookie of ours has no tries
// more for it: it is had for the asking. Behind an address that many people share
// nobody is counted, or one of them could shut out all the others: there the turns
// alone see to it that nobody takes the time of others.
func (t *Tries) May(c Client, now time.Time) bool {
	if c.shared {
		return true
	}
	c = c.network()
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.all[c]
	if l == nil {
		if len(t.all) >= mostCounted {
			t.forget(now)
		}
		l = rate.NewLimiter(rate.Every(t.each), t.atOnce)
		t.all[c] = l
	}
	return l.AllowN(now, 1)
}

// forget makes room: those who have all their tries again, and, where that is not
// enough, any tenth. An attacker with so many addresses has tries enough without.
func (t *Tries) forget(now time.Time) {
	for c, l := range t.all {
		if l.TokensAt(now) >= float64(t.atOnce) {
			delete(t.all, c)
		}
	}
	for c := range t.all {
		if len(t.all) <= mostCounted*9/10 {
			return
		}
		delete(t.all, c)
	}
}
