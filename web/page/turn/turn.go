// Package turn keeps one client from closing a door for others.
//
// Requests are worked on a few at a time. Those that wait stand in one line for
// each client, and the client that had the least of the server's time is next; no
// client has more than half of the places. When too many wait, whoever has the
// most waiting loses the newest of theirs. What can be guessed at, such as a code,
// has a number of tries for each client as well.
//
// It promises that what it remembers has an end, whatever is sent; that a page on
// which a person tells something is refused only for what that same client does;
// and that a request which is refused gets a sentence, a time to wait, and what
// was typed back.
//
// It never writes down who asked: addresses are in memory, for as long as they ask.
package turn

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrBusy says that a client has too many requests waiting.
var ErrBusy = errors.New("too many requests of one client wait")

// Limits of what waits. A browser has six connections.
const (
	mostWaiting = 2000 // of all clients, but for what is told
	mostTelling = 200  // of one client: whoever tells something sends one page at a time
	mostTold    = 2000 // of what is told, by all: each holds half a megabyte at most
)

// Turns hands out the places. The zero value is not ready: use New.
type Turns struct {
	places int
	now    func() time.Time

	mu      sync.Mutex
	busy    int              // places taken
	waiting int              // tickets in all lines
	telling int              // of those, what is told
	lines   map[Client]*line // of those who are at work or wait, and of nobody else
	floor   time.Duration    // the least time that anybody who is served now has had: newcomers begin here
}

// line is one client.
type line struct {
	used    time.Duration // of the server's time, counted from the floor on
	working int
	waiting []*ticket
	telling int // of those that wait
}

// ticket is one request that waits.
type ticket struct {
	tells bool
	out   chan error // nil: your turn
}

// New has so many places, at least two.
func New(places int, now func() time.Time) *Turns {
	return &Turns{places: max(places, 2), now: now, lines: map[Client]*line{}}
}

// Take waits for a turn and gives what must be called at its end. tells marks what
// is not refused because of others.
func (t *Turns) Take(ctx context.Context, c Client, tells bool) (done func(), err error) {
	t.mu.Lock()
	l := t.of(c)
	if t.busy < t.places && t.may(l) && len(l.waiting) == 0 {
		t.begin(l)
		t.mu.Unlock()
		return t.ending(c, l), nil
	}
	x := &ticket{tells, make(chan error, 1)}
	if err := t.join(c, l, x); err != nil {
		t.mu.Unlock()
		return nil, err
	}
	t.mu.Unlock()
	select {
	case err := <-x.out:
		if err != nil {
			return nil, err
		}
		return t.ending(c, l), nil
	case <-ctx.Done():
		t.leave(c, l, x)
		return nil, ctx.Err()
	}
}

func (t *Turns) of(c Client) *line {
	l := t.lines[c]
	if l == nil {
		l = &line{used: t.floor}
		t.lines[c] = l
	}
	return l
}

// may reports whether a client may have one place more.
func (t *Turns) may(l *line) bool { return l.working < t.places/2 }

func (t *Turns) begin(l *line) {
	t.busy++
	l.working++
	t.floor = max(t.floor, l.used)
}

// join puts a ticket into its line, and makes room for it.
func (t *Turns) join(c Client, l *line, x *ticket) error {
	switch {
	case x.tells && l.telling >= mostTelling:
		return ErrBusy
	case x.tells && t.telling >= mostTold, !x.tells && t.waiting-t.telling >= mostWaiting:
		heaviest := t.heaviest(x.tells)
		if heaviest == nil || heaviest.of(x.tells) <= l.of(x.tells)+1 {
			t.forget(c, l)
			return ErrBusy
		}
		t.drop(heaviest, x.tells)
	}
	l.waiting = append(l.waiting, x)
	t.waiting++
	if x.tells {
		l.telling++
		t.telling++
	}
	return nil
}

// of is how many wait in a line: of what is told, or of all else.
func (l *line) of(tells bool) int {
	if tells {
		return l.telling
	}
	return len(l.waiting) - l.telling
}

// heaviest is the line with the most of what is told, or of all else.
func (t *Turns) heaviest(tells bool) (h *line) {
	for _, l := range t.lines {
		if n := l.of(tells); n > 0 && (h == nil || n > h.of(tells)) {
			h = l
		}
	}
	return h
}

// drop refuses the newest in a line of what is told, or of all else.
func (t *Turns) drop(l *line, tells bool) {
	for i := len(l.waiting) - 1; i >= 0; i-- {
		if x := l.waiting[i]; x.tells == tells {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			t.waiting--
			if tells {
				l.telling--
				t.telling--
			}
			x.out <- ErrBusy
			return
		}
	}
}

// ending gives a place back, once, and counts what it cost.
func (t *Turns) ending(c Client, l *line) func() {
	began := t.now()
	return sync.OnceFunc(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		l.used += t.now().Sub(began)
		t.back(c, l)
	})
}

func (t *Turns) back(c Client, l *line) {
	t.busy--
	l.working--
	t.next()
	t.forget(c, l)
}

// next gives free places to those who had the least.
func (t *Turns) next() {
	for t.busy < t.places {
		var least *line
		for _, l := range t.lines {
			if len(l.waiting) > 0 && t.may(l) && (least == nil || l.used < least.used) {
				least = l
			}
		}
		if least == nil {
			return
		}
		x := least.waiting[0]
		least.waiting = least.waiting[1:]
		t.waiting--
		if x.tells {
			least.telling--
			t.telling--
		}
		t.begin(least)
		x.out <- nil
	}
}

// leave takes back a ticket of somebody who went away. It may have come to its
// turn, or have been refused, in the same moment.
func (t *Turns) leave(c Client, l *line, x *ticket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, y := range l.waiting {
		if x == y {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			t.waiting--
			if x.tells {
				l.telling--
				t.telling--
			}
			t.forget(c, l)
			return
		}
	}
	if err := <-x.out; err == nil {
		t.back(c, l)
	}
}

// forget drops a client who neither works nor waits.
func (t *Turns) forget(c Client, l *line) {
	if l.working == 0 && len(l.waiting) == 0 && t.lines[c] == l {
		delete(t.lines, c)
	}
}
