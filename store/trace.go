package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Trace notes what the database was asked: each statement, and how many rows it
// gave. Two answers with one trace cost the same but for what the engine skips
// inside a statement. It is for tests: in service there is none.
type Trace struct {
	Order Order

	mu    sync.Mutex
	lines []string
	trips int
}

// Order is how the readings of Tx.Together run.
type Order int

// The orders. A test compares them.
const (
	AsTheEngine Order = iota // asked at once on a server, one by one in a file
	OneByOne
	AtOnce
)

// Trips is how often a reading went to the engine: what it had asked before it knew, and
// what was asked at once it went for once.
func (t *Trace) Trips() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.trips
}

func (t *Trace) went() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips++
}

type traceKey struct{}

// Traced is a context whose transactions are noted.
func Traced(ctx context.Context, t *Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// Lines are all that was noted, sorted: the order says nothing that the number
// does not.
func (t *Trace) Lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(slices.Values(t.lines))
}

// Reset forgets what was noted.
func (t *Trace) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines, t.trips = nil, 0
}

func traceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

func (t *Trace) note(q string, rows int64) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, fmt.Sprintf("%s: %d rows", strings.Join(strings.Fields(q), " "), rows))
}
