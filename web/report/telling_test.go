package report_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candour"
	"candour/cases"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
)

// visitor is somebody's browser: it keeps the cookies that it is given.
type visitor struct {
	*door
	cookies map[string]string
}

func (d *door) browser() *visitor { return &visitor{d, map[string]string{}} }

// visit asks for a page, follows where it leads, and gives what stands there.
func (v *visitor) visit(method, path string, form url.Values) (status int, page string, h http.Header) {
	v.t.Helper()
	for range 5 {
		var cookie []string
		for name, value := range v.cookies {
			cookie = append(cookie, name+"="+value)
		}
		r := v.ask(method, path, strings.Join(cookie, "; "), form)
		for _, c := range r.Cookies() {
			if v.cookies[c.Name] = c.Value; c.MaxAge < 0 || c.Value == "" {
				delete(v.cookies, c.Name)
			}
		}
		if r.StatusCode == http.StatusSeeOther {
			method, path, form = http.MethodGet, r.Header.Get("Location"), nil
			continue
		}
		b, err := io.ReadAll(r.Body)
		if err != nil {
			v.t.Fatal(err)
		}
		return r.StatusCode, string(b), r.Header
	}
	v.t.Fatalf("%s leads in a circle", path)
	return 0, "", nil
}

func (v *visitor) post(path string, fields ...string) (int, string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	status, page, _ := v.visit(http.MethodPost, path, form)
	return status, page
}

func (v *visitor) open(path string) (int, string) {
	v.t.Helper()
	status, page, _ := v.visit(http.MethodGet, path, nil)
	return status, page
}

// TestOnlyTheirOwn: nothing of what is done around a report is there for a stranger
// or for whoever comes with the code of another.
func TestOnlyTheirOwn(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	hers, other := w.Send(2), w.Send(1)
	w.OpenCase(crew.Triage.Who, hers.Report)
	w.Do(crew.Triage.Who, &cases.DescribeAllegation{Allegation: hers.Allegations[0], Category: "H", OnDuty: cases.WasOnDuty})
	w.Do(hers.Reporter, &intake.WriteToUs{Report: hers.Report, Message: "m", Words: candour.Mark("a word of hers")})
	before := w.Dump("journal", "journal_head", "session")

	d := open(t, w)
	for name, code := range map[string]string{"a stranger": "", "another person": other.Code.Words()} {
		v := d.browser()
		if code != "" {
			if status, page := v.post("/report/come-back", "code", code); status != 200 || !strings.Contains(page, "What you told us") {
				t.Fatalf("the other person's own code: %d", status)
			}
		}
		for _, path := range []string{"/report/mine", "/report/mine/write", "/report/mine/record/1", "/report/mine/record/2", "/report/mine/record/0", "/report/mine/record/x"} {
			if _, page := v.open(path); strings.Contains(page, "a word of hers") || strings.Contains(page, "Being rude") {
				t.Errorf("%s reads %s", name, path)
			}
		}
		if status, _ := v.post("/report/mine/record/1", "answer", "wrong", "words", "not hers", "version", "1"); status != http.StatusNotFound && status != http.StatusUnprocessableEntity {
			t.Errorf("%s answers what was recorded of hers: %d", name, status)
		}
	}
	if after := w.Dump("journal", "journal_head", "session"); after != before {
		t.Error("a stranger changed something")
	}

	// A draft that was begun for one report is never sent to another.
	v := d.browser()
	v.post("/report/come-back", "code", other.Code.Words())
	v.post("/report/mine/add")
	v.post("/report/1/what", "what", "for the other report")
	v.post("/report/come-back", "code", hers.Code.Words())
	if status, page := v.post("/report/check"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Type your code") {
		t.Errorf("sending it as another: %d", status)
	}
	if n := w.Count("intake_allegation"); n != 3 {
		t.Errorf("%d things were told, want 3", n)
	}
	v.post("/report/come-back", "code", other.Code.Words())
	for range 2 { // pressing twice
		if status, page := v.post("/report/check"); status != 200 {
			t.Errorf("sending it as themselves: %d %s", status, page)
		}
	}
	if n := w.Count("intake_allegation"); n != 4 {
		t.Errorf("%d things were told, want 4", n)
	}
}

// TestKeptWhileTyping: nothing is kept, and nothing may connect, before the person
// asks for it; what comes late or after they have left changes nothing.
func TestKeptWhileTyping(t *testing.T) {
	w := testdb.Open(t)
	d := open(t, w)
	v := d.browser()
	typing := func(at, words string) {
		t.Helper()
		if status, page := v.post("/report/1/what?typing", "what", words, "at", at); status != http.StatusNoContent || page != "" {
			t.Errorf("what a browser sends by itself is answered %d %q", status, page)
		}
	}
	shows := func(want string) {
		t.Helper()
		if _, page := v.open("/report/1/what"); !strings.Contains(page, ">"+want+"</textarea>") {
			t.Errorf("the page does not hold %q: %s", want, page)
		}
	}
	connects := func() bool {
		_, _, h := v.visit(http.MethodGet, "/report/1/what", nil)
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "require-trusted-types-for 'script'") || !strings.Contains(csp, "trusted-types 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("the policy is %s", csp)
		}
		return strings.Contains(csp, "connect-src")
	}
	v.post("/report/")
	if connects() {
		t.Error("the page may connect before anybody asked for it")
	}
	typing("10", "nobody asked")
	shows("")

	if status, _ := v.post("/report/1/what", "what", "first", "then", "keep"); status != 200 || !connects() {
		t.Errorf("asking for it: %d, and the page may connect: %v", status, connects())
	}
	shows("first")
	typing("20", "second")
	shows("second")
	typing("19", "older, and late")
	typing("x", "no clock")
	typing("30", "no\x00sign")
	shows("second")
	if status, _ := v.post("/report/1/what", "what", "third", "at", "40"); status != 200 {
		t.Errorf("going on: %d", status)
	}
	typing("35", "sent before, and late")
	shows("third")
	v.post("/report/1/what", "what", "third", "then", "stop")
	typing("50", "not any more")
	if shows("third"); connects() {
		t.Error("the page may still connect")
	}

	// After leaving, nothing comes back, though the browser still holds the cookie.
	v.post("/report/1/what", "what", "third", "then", "keep")
	held := v.cookies["__Host-notes"]
	v.open("/report/leave")
	v.cookies["__Host-notes"] = held
	if status, page := v.post("/report/1/what?typing", "what", "after leaving", "at", "60"); status == http.StatusInternalServerError {
		t.Errorf("after leaving: %d %s", status, page)
	}
	if n := w.Count("intake_draft"); n != 0 {
		t.Errorf("%d drafts are there after leaving", n)
	}
}

// TestNothingTypedIsLost: what is wrong, what is too long, and a visit that ran out
// leave the words on the page.
func TestNothingTypedIsLost(t *testing.T) {
	w := testdb.Open(t)
	crew := w.Crew()
	s := w.Send(1)
	w.OpenCase(crew.Triage.Who, s.Report)
	w.Do(crew.Triage.Who, &cases.DescribeAllegation{Allegation: s.Allegations[0], Category: "H", OnDuty: cases.WasOnDuty})
	v := open(t, w).browser()
	const words = "my <own> words"
	holds := func(doing string, status, want int, page string) {
		t.Helper()
		if status != want || !strings.Contains(page, "my &lt;own&gt; words") {
			t.Errorf("%s: %d, and the words are gone: %s", doing, status, page)
		}
	}
	// The time ran out: they go through the page for the code, a wrong code too.
	status, page := v.post("/report/mine/write", "words", words, "message", strings.Repeat("a", 26))
	holds("writing without a visit", status, 422, page)
	status, page = v.post("/report/come-back", "code", "nonsense", "to", "write", "words", words)
	holds("a wrong code", status, 422, page)
	status, page = v.post("/report/come-back", "code", s.Code.Words(), "to", "write", "words", words)
	holds("the right code", status, 200, page)
	status, page = v.post("/report/come-back", "code", s.Code.Words(), "to", "record/1", "words", words, "answer", "wrong")
	holds("the right code, at the record", status, 200, page)
	status, page = v.post("/report/come-back", "code", s.Code.Words(), "to", "record/99", "words", words)
	if status != 200 || !strings.Contains(page, "What you told us") {
		t.Errorf("to a record that is not there: %d", status)
	}

	status, page = v.post("/report/mine/record/1", "words", words, "version", "1")
	holds("no answer chosen", status, 422, page)
	status, page = v.post("/report/mine/record/1", "words", words, "version", "7", "answer", "wrong")
	holds("a record that changed", status, 422, page)
	status, page = v.post("/report/mine/write", "words", words+strings.Repeat("x", 50_001))
	holds("too long", status, 422, page)
	for range 2 { // pressing twice sends one
		if status, page = v.post("/report/mine/write", "words", words, "message", strings.Repeat("a", 26)); status != 200 {
			t.Errorf("sending: %d", status)
		}
		holds("sent", status, 200, page)
	}
	if n := w.Count("intake_message"); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
	// No word of a person stands in an address or in the log.
	if strings.Contains(v.log.String(), "own") {
		t.Errorf("the log has the words: %s", v.log.String())
	}
	w.Read(func(tx *seal.Tx) error {
		all, err := intake.Messages(tx, testdb.Force, s.Report)
		if err != nil || all[0].Words.Words() != words {
			t.Errorf("what was kept is not what was typed: %v", err)
		}
		return nil
	})
}

// TestBackFromWhoReads: the page leads back to where somebody was, and nowhere else.
func TestBackFromWhoReads(t *testing.T) {
	v := open(t, testdb.Open(t)).browser()
	for from, want := range map[string]string{
		"1/what": "/report/1/what", "2/who?change": "/report/2/who?change", "keep-out": "/report/keep-out", "mine/record/3": "/report/mine/record/3", "check": "/report/check",
		"": "/report/", "/evil.example": "/report/", "//evil.example": "/report/", "javascript:alert(1)": "/report/", "leave": "/report/", "1/what?typing": "/report/", "../desk/": "/report/",
	} {
		if _, page := v.open("/report/who?from=" + url.QueryEscape(from)); !strings.Contains(page, `href="`+want+`"`) || strings.Contains(page, "evil") {
			t.Errorf("from %q it does not lead back to %q", from, want)
		}
	}
	// What was typed goes along, without being checked first.
	v.post("/report/")
	if _, page := v.post("/report/1/what", "what", "", "then", "who"); !strings.Contains(page, "Who can read this, now and later") {
		t.Error("somebody who has typed nothing cannot look who reads it")
	}
	if _, page := v.post("/report/1/what", "what", "half a sen", "then", "who"); !strings.Contains(page, `href="/report/1/what"`) {
		t.Error("the way back is not there")
	}
	if _, page := v.open("/report/1/what"); !strings.Contains(page, "half a sen") {
		t.Error("what was typed is gone")
	}
}
