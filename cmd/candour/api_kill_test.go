package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestKilledBetweenDoingAndAnswering kills the real program while acts come in through
// the API, and sends each that was not answered again under its name: every one is done,
// and none twice.
func TestKilledBetweenDoingAndAnswering(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	const kills, atOnce, each = 6, 4, 5
	bin, dir := binary(t), memory(t)
	d := demo(t, bin, dir)
	me := newBrowser(d.at)
	_, page, err := me.do(t.Context(), "/desk/sign-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(page, "Case worker C, North force")
	id := before[strings.LastIndex(before, `value="`)+7:]
	id, _, _ = strings.Cut(id, `"`)
	if _, _, err := me.do(t.Context(), "/desk/sign-in", url.Values{"as": {id}}); err != nil {
		t.Fatal(err)
	}
	send := func(at, method, path, name, body string) (*http.Response, string, error) {
		r, err := http.NewRequestWithContext(context.Background(), method, at+path, strings.NewReader(body))
		if err != nil {
			return nil, "", err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", name)
		for n, v := range me.cookies {
			r.AddCookie(&http.Cookie{Name: n, Value: v})
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return nil, "", err
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		return res, string(text), err
	}
	read := func(path string, into any) {
		t.Helper()
		res, text, err := send(d.at, http.MethodGet, path, "", "")
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(path, err, text)
		}
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	var list struct{ Items []struct{ ID string } }
	read("/api/v1/cases?state=opened", &list)
	about := list.Items[0].ID
	if res, text, err := send(d.at, http.MethodPost, "/api/v1/acts/declare-on-case", "the-question-comes-first", `{"case":"`+about+`","knows":"nobody"}`); err != nil || res.StatusCode != 200 {
		t.Fatal(err, text)
	}
	var whole struct{ Allegations []struct{ ID string } }
	read("/api/v1/cases/"+about, &whole)
	source := func(n string) string {
		return fmt.Sprintf(`{"allegation":%q,"what":"cctv","where":"camera %s","deleted":%q}`, whole.Allegations[0].ID, n, time.Now().AddDate(0, 0, 20).Format(time.DateOnly))
	}
	var mu sync.Mutex
	var open []string // sent, and not answered
	done := map[string]bool{}
	replayed := 0
	try := func(at, name string) bool {
		res, text, err := send(at, http.MethodPost, "/api/v1/acts/name-source", name, source(name))
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			if !slices.Contains(open, name) {
				open = append(open, name)
			}
			return false
		}
		if res.StatusCode != 200 {
			t.Errorf("%s: %d %s", name, res.StatusCode, text)
			return false
		}
		if res.Header.Get("Idempotent-Replayed") == "true" {
			replayed++
		}
		done[name] = true
		return true
	}
	for round := range kills {
		answers := make(chan bool, atOnce*each)
		var all sync.WaitGroup
		for line := range atOnce {
			all.Go(func() {
				for n := range each {
					answers <- try(d.at, fmt.Sprintf("request-of-round-%d-%d-%d", round, line, n))
				}
			})
		}
		for range atOnce + round { // others are at work
			<-answers
		}
		d.kill()
		all.Wait()
		d = demo(t, bin, dir)
		mu.Lock()
		again := open
		open = nil
		mu.Unlock()
		for _, name := range again {
			if !try(d.at, name) {
				t.Errorf("%s is not answered by a server that runs", name)
			}
		}
	}
	var history struct{ Items []struct{ Kind string } }
	read("/api/v1/cases/"+about+"/events", &history)
	found := 0
	for _, e := range history.Items {
		if e.Kind == "evidence-source-known" {
			found++
		}
	}
	t.Logf("%d kills: %d acts answered, found %d, lost %d, done twice %d; done before the kill and answered after it: %d", kills, len(done), found, max(0, len(done)-found), max(0, found-len(done)), replayed)
	if found != len(done) || len(done) != kills*atOnce*each {
		t.Errorf("answered %d, found %d, want %d", len(done), found, kills*atOnce*each)
	}
	d.interrupt()
}
