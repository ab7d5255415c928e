package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candour/outbox"
)

// TestAProgramAndTheRealBinary is a program’s whole life: three people give it an account
// at the command line, beside a server that runs; it reads, acts, keeps a calendar, and is
// called when something is new, also where the server is killed in the moment of the call;
// its secrets are changed; and it is stopped. Nowhere in the data folder stands a secret.
func TestAProgramAndTheRealBinary(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: -short leaves out the tests that start the real binary")
	}
	type call struct {
		head http.Header
		body []byte
	}
	calls, killed := make(chan call, 20), make(chan bool)
	var d *process
	first := true // of the one goroutine that is called at a time
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		calls <- call{r.Header.Clone(), body}
		if first {
			first = false
			d.kill() // between calling and noting
			close(killed)
		}
	}))
	defer hook.Close()
	bin, dir := binary(t), memory(t)
	settleOutbox(t, dir, hook.URL, []byte("0123456789abcdef0123456789abcdef"))
	d = demo(t, bin, dir)
	run := func(as, in string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), bin, append(args, "--dir", dir, "--force", "north", "--as", as)...)
		cmd.Stdin = strings.NewReader(in)
		var talk bytes.Buffer
		cmd.Stderr = &talk
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("candour %s: %v\n%s%s", strings.Join(args, " "), err, out, talk.Bytes())
		}
		return string(out)
	}
	found := func(pattern, in string) string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(in)
		if m == nil {
			t.Fatalf("no %s in\n%s", pattern, in)
		}
		return m[1]
	}

	last := func(out string) string { // before it stands that this is a demonstration
		lines := strings.Fields(out)
		return lines[len(lines)-1]
	}

	me := newBrowser(d.at)
	_, page, err := me.do(t.Context(), "/desk/sign-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(page, "Case worker C, North force")
	_, person, _ := strings.Cut(before[strings.LastIndex(before, `value="`):], `"`)
	person, _, _ = strings.Cut(person, `"`)
	if _, _, err := me.do(t.Context(), "/desk/sign-in", url.Values{"as": {person}}); err != nil {
		t.Fatal(err)
	}

	// Three people.
	worker := found(`(?m)^(\S+).*Case worker C`, run("Approver P", "", "staff", "list"))
	until := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	run("Administrator N", "The evidence store\ncase-worker\nname-source\n"+until+"\n\n"+hook.URL+"/zq-where-it-is-called\nIt names sources.\n", "staff", "do", "propose-service", worker)
	account := found(`(?m)^(\S+).*answer for a program`, run("Approver P", "", "staff", "grants"))
	run("Approver P", "I asked them.\n", "staff", "do", "approve-grant", account)
	secret := last(run("Case worker C", "", "staff", "service", "secret", account))
	signs := last(run("Case worker C", "", "staff", "service", "hook-secret", account))

	ask := func(secret, method, path, name, body string) (int, http.Header, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(context.Background(), method, strings.Replace(d.at, "localhost", "127.0.0.1", 1)+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if secret != "" {
			r.Header.Set("Authorization", "Bearer "+secret)
		} else {
			for n, v := range me.cookies {
				r.AddCookie(&http.Cookie{Name: n, Value: v})
			}
		}
		if name != "" {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", name)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, res.Header, string(text)
	}
	want := func(what string, code int, secret, method, path, name, body string) string {
		t.Helper()
		got, _, text := ask(secret, method, path, name, body)
		if got != code {
			t.Fatalf("%s: %d %s", what, got, text)
		}
		return text
	}

	// It reads.
	var list struct{ Items []struct{ ID, State string } }
	if err := json.Unmarshal([]byte(want("the list", 200, secret, "GET", "/api/v1/cases?state=opened", "", "")), &list); err != nil || len(list.Items) == 0 {
		t.Fatal("no cases", err)
	}
	about := list.Items[0].ID
	_, headHidden, hidden := ask(secret, "GET", "/api/v1/cases/"+about, "", "") // its person has not said whom they know
	_, headAbsent, absent := ask(secret, "GET", "/api/v1/cases/aaaaaaaaaaaaaaaa", "", "")
	headHidden.Del("Date")
	headAbsent.Del("Date")
	if hidden != absent || fmt.Sprint(headHidden) != fmt.Sprint(headAbsent) {
		t.Errorf("hidden: %v %s\nabsent: %v %s", headHidden, hidden, headAbsent, absent)
	}
	if text := want("the calendar", 200, secret, "GET", "/api/v1/calendar.ics", "", ""); !strings.Contains(text, "BEGIN:VEVENT") || strings.Contains(text, about) {
		t.Errorf("%s", text)
	}
	want("the document", 200, secret, "GET", "/api/v1/openapi.json", "", "")
	want("a wrong secret", 401, secret+"x", "GET", "/api/v1/cases", "", "")

	// Something happens; the server is killed while it calls, and calls again.
	want("whom they know", 200, "", "POST", "/api/v1/acts/declare-on-case", "the-question-comes-first", `{"case":"`+about+`","knows":"nobody"}`)
	next := func() call {
		t.Helper()
		select {
		case c := <-calls:
			return c
		case <-time.After(time.Minute):
			t.Fatal("it was not called within a minute")
			return call{}
		}
	}
	one := next()
	<-killed
	d = demo(t, bin, dir)
	two := next()
	if a, b := one.head.Get(outbox.HeaderID), two.head.Get(outbox.HeaderID); a == "" || a != b {
		t.Errorf("called again under %q, and before under %q", b, a)
	}
	for _, c := range []call{one, two} {
		if err := outbox.Verify([]byte(signs), c.head, c.body, time.Now()); err != nil {
			t.Errorf("a call that is not ours: %v", err)
		}
		if bytes.Contains(c.body, []byte(about)) || !bytes.Contains(c.body, []byte(`"says":"Something is new. Ask for what happened."`)) {
			t.Errorf("a call says %s", c.body)
		}
	}
	if text := want("the feed", 200, secret, "GET", "/api/v1/events?limit=200", "", ""); !strings.Contains(text, about) {
		t.Errorf("the feed has %s", text)
	}

	// It acts, once under one name; and its calls have both signatures while the secret is changed.
	newer := last(run("Case worker C", "", "staff", "service", "hook-secret", account))
	var whole struct{ Allegations []struct{ ID string } }
	if err := json.Unmarshal([]byte(want("the case", 200, secret, "GET", "/api/v1/cases/"+about, "", "")), &whole); err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"allegation":%q,"what":"cctv","where":"a camera","deleted":%q}`, whole.Allegations[0].ID, time.Now().AddDate(0, 0, 20).Format(time.DateOnly))
	done := want("an act", 200, secret, "POST", "/api/v1/acts/name-source", "once-under-one-name", body)
	if again := want("the same again", 200, secret, "POST", "/api/v1/acts/name-source", "once-under-one-name", body); again != done {
		t.Errorf("answered %s and then %s", done, again)
	}
	want("another under its name", 422, secret, "POST", "/api/v1/acts/name-source", "once-under-one-name", strings.Replace(body, "camera", "door", 1))
	want("a decision", 404, secret, "POST", "/api/v1/acts/close-case", "a-program-decides", `{"case":"`+about+`","reasons":"x"}`)
	three := next()
	for _, s := range []string{signs, newer} {
		if err := outbox.Verify([]byte(s), three.head, three.body, time.Now()); err != nil {
			t.Errorf("while the secret is changed: %v", err)
		}
	}
	if text := run("Case worker C", "", "staff", "service", "list"); !strings.Contains(text, "called last on") {
		t.Errorf("the list says %s", text)
	}

	run("Case worker C", "It is needed no more.\n", "staff", "do", "stop-service", account)
	want("once it is stopped", 401, secret, "GET", "/api/v1/cases", "", "")
	d.interrupt()
	part := secret[strings.LastIndexByte(secret, '.')+1:]
	files := 0
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrPermission) {
			return nil
		}
		files++
		for _, s := range []string{part, signs, newer, "zq-where-it-is-called"} {
			if bytes.Contains(b, []byte(s)) {
				t.Errorf("%s holds a secret in clear", path)
			}
		}
		return err
	}); err != nil || files < 3 {
		t.Error(files, err)
	}
}
