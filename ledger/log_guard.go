package ledger

import (
	"errors"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
)

// guard is the log's key, which signs no more than has been vouched for. The
// library asks for a signature as soon as a batch is on the disk; it waits here
// until the batch has been confirmed, or for ever if it never is.
type guard struct {
	note.Signer
	mu      sync.Mutex
	change  *sync.Cond
	vouched int64 // the log's first so many leaves are the journal's
	signed  int64
	closed  bool
}

func newGuard(s note.Signer, vouched int64) *guard {
	g := &guard{Signer: s, vouched: vouched}
	g.change = sync.NewCond(&g.mu)
	return g
}

// Sign signs the text of a checkpoint.
func (g *guard) Sign(text []byte) ([]byte, error) {
	lines := strings.SplitN(string(text), "\n", 3)
	if len(lines) < 3 {
		return nil, errors.New("only checkpoints are signed with this key")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return nil, errors.New("only checkpoints are signed with this key")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for size > g.vouched && !g.closed {
		g.change.Wait()
	}
	if g.closed {
		return nil, errors.New("the log is closed")
	}
	g.signed = max(g.signed, size)
	return g.Signer.Sign(text)
}

func (g *guard) vouch(size int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.vouched = max(g.vouched, size)
	g.change.Broadcast()
}

// close makes every signature from now on fail, and says what was signed.
func (g *guard) close() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.change.Broadcast()
	return g.signed
}
