package api

import (
	"crypto/sha256"
	"sync"

	"candour/web/api/answered"
)

// busy are the requests that are being worked on, by whom and under which name: two at
// the same time are one too many.
type busy struct {
	mu sync.Mutex
	of map[[sha256.Size]byte]bool
}

// take notes a request, and gives what must be called at its end; false where one of the
// same name is at work.
func (b *busy) take(r answered.Request) (free func(), ok bool) {
	key := sha256.Sum256([]byte(string(r.Who.Force) + "\n" + string(r.Who.ID) + "\n" + r.Who.Through.ID + "\n" + r.Name))
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of[key] {
		return nil, false
	}
	if b.of == nil {
		b.of = map[[sha256.Size]byte]bool{}
	}
	b.of[key] = true
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.of, key)
	}, true
}
