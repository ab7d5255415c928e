package turn

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// door is a handler behind turns. /hold waits until the test ends it; /again gives a
// cookie; all else answers at once.
type door struct {
	t     *testing.T
	turns *Turns
	h     http.Handler
	free  chan bool
}

func open(t *testing.T, places int) *door {
	d := &door{t: t, turns: New(places, time.Now), free: make(chan bool)}
	d.h = d.turns.Handler(&Clients{Header: "X-Forwarded-For", Tells: true}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cookie" {
			http.SetCookie(w, &http.Cookie{Name: "__Host-notes", Value: r.URL.RawQuery})
		}
		if strings.HasSuffix(r.URL.Path, "hold") {
			<-d.free
		}
		fmt.Fprint(w, "served")
	}))
	return d
}

// ask sends one request from an address, as the proxy says it.
func (d *door) ask(from, method, path, cookie string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(d.t.Context(), method, path, strings.NewReader(form.Encode()))
	r.RemoteAddr = "127.0.0.1:9"
	if from != "" {
		r.Header.Set("X-Forwarded-For", from)
	}
	if cookie != "" {
		r.Header.Set("Cookie", "__Host-notes="+cookie)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w
}

const attacker, other = "192.0.2.66", "192.0.2.7"

// TestTheOtherClientIsServedWhileTheFirstIsHeld: however much one client sends, and
// however long it takes, another has its answer meanwhile.
func TestTheOtherClientIsServedWhileTheFirstIsHeld(t *testing.T) {
	for name, is := range map[string]struct{ from, cookie, other, held string }{
		"two addresses":                  {attacker, "", other, ""},
		"two networks of IPv6":           {"2001:db8:1:1::1", "", "2001:db8:1:2::1", ""},
		"one address, one gave a cookie": {"", "", "", "given"}, // as by an onion service
		"cookies that were made up":      {"", "made-up", "", "given"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := open(t, 8)
				d.ask(is.other, http.MethodGet, "/cookie?given", "", nil)
				for range 500 {
					go d.ask(is.from, http.MethodGet, "/hold", is.cookie, nil)
				}
				synctest.Wait()
				if d.turns.busy != 4 || d.turns.waiting != 496 {
					t.Errorf("%d at work and %d waiting, want 4 and 496: one client has half of the places", d.turns.busy, d.turns.waiting)
				}
				for range 20 {
					if w := d.ask(is.other, http.MethodGet, "/", is.held, nil); w.Code != http.StatusOK || w.Body.String() != "served" {
						t.Fatalf("the other: %d %s", w.Code, w.Body)
					}
				}
				close(d.free)
				synctest.Wait()
				if len(d.turns.lines) != 0 || d.turns.busy != 0 || d.turns.waiting != 0 {
					t.Errorf("afterwards: %d lines, %d at work, %d waiting", len(d.turns.lines), d.turns.busy, d.turns.waiting)
				}
			})
		})
	}
}

// TestTheHeaviestGoesWithout: when too many wait, whoever has the most waiting
// loses the newest of theirs, and nobody else does.
func TestTheHeaviestGoesWithout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, 2)
		codes := make(chan string, 3*mostWaiting)
		ask := func(from, method, path string) {
			w := d.ask(from, method, path, "", url.Values{"what": {"x"}})
			codes <- fmt.Sprint(from, " ", w.Code)
		}
		go ask("192.0.2.200", http.MethodGet, "/hold") // the other place
		for range mostWaiting + 100 {
			go ask(attacker, http.MethodGet, "/hold")
		}
		synctest.Wait()
		if d.turns.waiting != mostWaiting || len(codes) != 99 {
			t.Errorf("%d wait and %d are refused, want %d and 99", d.turns.waiting, len(codes), mostWaiting)
		}
		for i := range 50 {
			go ask(fmt.Sprint("192.0.2.", i), http.MethodGet, "/")
		}
		go ask(attacker, http.MethodPost, "/report/1/what") // who floods may tell something too
		synctest.Wait()
		if got := len(codes); got != 149 {
			t.Errorf("%d are refused, want 149", got)
		}
		close(d.free)
		synctest.Wait()
		close(codes)
		count := map[string]int{}
		for c := range codes {
			who, code, _ := strings.Cut(c, " ")
			if who != attacker {
				who = "other"
			}
			count[who+" "+code]++
		}
		if count["other 200"] != 51 || count["other 429"] != 0 || count[attacker+" 429"] != 149 {
			t.Errorf("%v", count)
		}
	})
}

// TestTellingIsRefusedForNobodyElse: a page on which something is told is taken
// however full it is, but for somebody who sends hundreds at once.
func TestTellingIsRefusedForNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, 2)
		refused := make(chan int, 2*mostTelling)
		for range mostWaiting {
			go d.ask("192.0.2.200", http.MethodGet, "/hold", "", nil)
			go d.ask(attacker, http.MethodGet, "/hold", "", nil)
		}
		synctest.Wait()
		for range mostTelling + 30 {
			go func() {
				if w := d.ask(attacker, http.MethodPost, "/report/1/hold", "", url.Values{"what": {"x"}}); w.Code == http.StatusTooManyRequests {
					refused <- w.Code
				}
			}()
		}
		told := make(chan int, 1)
		go func() {
			told <- d.ask(other, http.MethodPost, "/report/1/what", "", url.Values{"what": {"words"}}).Code
		}()
		synctest.Wait()
		if len(refused) != 30 {
			t.Errorf("%d of the flood are refused, want 30", len(refused))
		}
		close(d.free)
		if got := <-told; got != http.StatusOK {
			t.Errorf("what the other told: %d", got)
		}
		synctest.Wait()
	})
}

// TestWhoHadLessIsNext: turns go by the time that each had, not by who asks oftener.
func TestWhoHadLessIsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(2, time.Now)
		a, b, c := Client{shared: true}, Client{holds: [8]byte{1}}, Client{holds: [8]byte{2}}
		take := func(c Client) func() {
			done, err := turns.Take(t.Context(), c, false)
			if err != nil {
				t.Error(err)
			}
			return done
		}
		doneC := take(c)
		doneA := take(a)
		var order []string
		for range 3 {
			go func() { done := take(a); order = append(order, "a"); time.Sleep(time.Minute); done() }()
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		for range 3 {
			go func() { done := take(b); order = append(order, "b"); time.Sleep(time.Second); done() }()
			synctest.Wait()
		}
		doneA()
		time.Sleep(time.Hour)
		doneC()
		synctest.Wait()
		if got := strings.Join(order, ""); got != "bbbaaa" {
			t.Errorf("served in the order %s, want those who had less before those who had a minute", got)
		}
	})
}

// TestWhoGoesAwayLeavesNothing: a request that nobody waits for any more gives its
// place in the line up, or its turn if it had come.
func TestWhoGoesAwayLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := New(2, time.Now)
		done, _ := turns.Take(t.Context(), Client{}, false)
		ctx, cancel := context.WithCancel(t.Context())
		for range 100 {
			go func() {
				if done, err := turns.Take(ctx, Client{}, true); err == nil {
					done()
				} else if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}()
		}
		synctest.Wait()
		go cancel()
		go done()
		synctest.Wait()
		if len(turns.lines) != 0 || turns.busy != 0 || turns.waiting != 0 {
			t.Errorf("%d lines, %d at work, %d waiting", len(turns.lines), turns.busy, turns.waiting)
		}
	})
}

// TestManyCookiesOfOneAddress: whoever has an address of their own is one client,
// however many cookies they have had for the asking, and whatever they send.
func TestManyCookiesOfOneAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, 32)
		for i := range 12 {
			d.ask(attacker, http.MethodGet, fmt.Sprintf("/cookie?c%d", i), "", nil)
		}
		for i := range 12 {
			for range mostTelling + 20 {
				go d.ask(attacker, http.MethodPost, "/report/hold", fmt.Sprintf("c%d", i), url.Values{"x": {"y"}})
			}
		}
		synctest.Wait()
		if d.turns.busy != 16 || d.turns.waiting > mostTelling {
			t.Errorf("one address holds %d of 32 places, and %d of it wait", d.turns.busy, d.turns.waiting)
		}
		if w := d.ask(other, http.MethodGet, "/report/", "", nil); w.Code != http.StatusOK {
			t.Errorf("somebody else's first page: %d", w.Code)
		}
		close(d.free)
		synctest.Wait()
		if d.turns.telling != 0 || d.turns.waiting != 0 || len(d.turns.lines) != 0 {
			t.Errorf("afterwards %d told, %d waiting, %d lines", d.turns.telling, d.turns.waiting, len(d.turns.lines))
		}
	})
}

// TestWhatIsToldHasAnEnd: of all that is told and waits at once, whoever has the most
// loses, and whoever sends one page has it taken.
func TestWhatIsToldHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := open(t, 2)
		for i := range 20 { // as many addresses as somebody may have
			for range mostTelling {
				go d.ask(fmt.Sprint("192.0.2.", 100+i), http.MethodPost, "/report/hold", "", url.Values{"x": {"y"}})
			}
		}
		synctest.Wait()
		if d.turns.telling != mostTold {
			t.Errorf("%d wait, want %d", d.turns.telling, mostTold)
		}
		got := make(chan int, 1)
		go func() { got <- d.ask(other, http.MethodPost, "/report/1/what", "", url.Values{"x": {"y"}}).Code }()
		synctest.Wait()
		close(d.free)
		synctest.Wait()
		if code := <-got; code != http.StatusOK {
			t.Errorf("one page of somebody else: %d", code)
		}
		if d.turns.telling != 0 || len(d.turns.lines) != 0 {
			t.Errorf("afterwards %d told, %d lines", d.turns.telling, len(d.turns.lines))
		}
	})
}
