package page

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Hold begins to measure an answer, and gives what waits until it may leave.
// Nil holds nothing.
type Hold func() (wait func(context.Context))

// The grid on which answers leave that could tell by their time what they do not
// say in words: HoldFirst after the request began, which is several times what
// such an answer takes, and short enough for an act of 20 ms; and whatever missed
// that, on a whole number of HoldStep, which is far longer.
const (
	HoldFirst = 13 * time.Millisecond
	HoldStep  = 50 * time.Millisecond
)

// HoldTo waits until the grid. The clock and the sleep are given, so that tests
// need neither.
//
// It promises that two refusals which take less than the first step leave after the
// same time, whatever was looked up for each. It does not promise anything of an
// answer that takes longer, as on a machine which is overloaded: that one leaves a
// step later, and what can be learnt from it is one bit of one answer in many. It
// hides nothing from whoever can watch the machine itself.
func HoldTo(first, step time.Duration, now func() time.Time, sleep func(context.Context, time.Duration)) Hold {
	return func() func(context.Context) {
		began := now()
		return func(ctx context.Context) {
			took := now().Sub(began)
			if took < first {
				sleep(ctx, first-took)
				return
			}
			sleep(ctx, step-took%step)
		}
	}
}

// Held is middleware that holds what is refused as absent, and what answers an
// act, until the grid. What is hidden costs other look-ups than what is not
// there, and an act may have walls to work out of matters that whoever does it
// must not know of; all other answers cost the same by themselves, which
// internal/twin tests.
func Held(hold Hold) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if hold == nil {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			wait := hold()
			h := &heldWriter{ResponseWriter: w, all: r.Method != http.MethodGet && r.Method != http.MethodHead, wait: sync.OnceFunc(func() { wait(r.Context()) })}
			next.ServeHTTP(h, r)
			if h.all {
				h.wait() // also where nothing was written
			}
		})
	}
}

// heldWriter waits before the first byte of an answer that is held.
type heldWriter struct {
	http.ResponseWriter
	all  bool
	wait func()
}

func (h *heldWriter) WriteHeader(status int) {
	if h.all || status == http.StatusNotFound {
		h.wait()
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *heldWriter) Write(b []byte) (int, error) {
	if h.all {
		h.wait()
	}
	return h.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (h *heldWriter) Unwrap() http.ResponseWriter { return h.ResponseWriter }
