package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// down presses keys one after the other, each let go before the next.
func (b *tab) down(ctx context.Context, keys ...string) error {
	for _, k := range keys {
		for _, t := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: t, Key: k}); err != nil {
				return err
			}
		}
	}
	return nil
}

// leavingAtOnce is somebody who hears steps: a key three times, or the link, and the
// page is gone from the screen, from the history and from “Back”.
func leavingAtOnce(t *testing.T, h *house) {
	for _, s := range []screen{desktop, oldPhone} {
		for _, way := range []string{"Escape", "Shift", "link"} {
			b := h.visit(s)
			b.open("/") // what Back shows afterwards
			begin(b)
			b.fill("What happened?", "My own words.")
			b.must("pressing keys", b.down(b.ctx, "Escape", "Escape", "a", "Escape", "Shift", "a", "Shift", "Shift"))
			b.heading("What happened?") // typing a capital is no wish to leave
			if way == "link" {
				b.press("Leave this page")
			} else {
				b.loads("pressing "+way+" three times", func(ctx context.Context) error { return b.down(ctx, way, way, way) })
			}
			b.heading("You have left")
			if got := b.cookies(); len(got) != 0 {
				t.Errorf("%v: after %s the browser still keeps %q", s, way, got)
			}
			if n := eval[int](b, "history.length"); n != 4 { // the empty tab, the doors, the start; and the page that was left is replaced
				t.Errorf("%v: after %s the tab remembers %d pages", s, way, n)
			}
			b.back()
			if b.not("My own words"); strings.Contains(eval[string](b, "location.pathname"), "what") {
				t.Errorf("%v: after %s, Back leads to where it was", s, way)
			}
		}
	}

	// A slow third press is no third press.
	b := h.visit(desktop)
	begin(b)
	b.must("pressing keys", b.down(b.ctx, "Escape", "Escape"))
	eval[bool](b, "new Promise(r => setTimeout(() => r(true), 2100))")
	b.must("pressing a key", b.down(b.ctx, "Escape"))
	b.heading("What happened?")
	if !slices.Contains(b.cookies(), "__Host-notes") {
		t.Error("the draft is gone")
	}
}
