package main

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// odd is what people paste, and what people try.
const odd = "<script>document.title='broken'</script> & \"quoted\" 'too' \u202eright to left\u202c עברית العربية 🙂👩🏽‍🚒 \\0 %00 ${x} {{.}} ' OR 1=1 --"

// nonsense goes through the report door: each thing is answered by a sentence,
// and what was typed is still there.
func nonsense(t *testing.T, h *house) {
	b := h.visit(oldPhone)
	begin(b)
	long := strings.Repeat("He said it again. ", 60_000/18+1)[:60_000]
	b.fill("What happened?", long)
	b.press("Continue")
	b.status(422)
	b.sees("There is a problem", "This answer is longer than one page can take.")
	if got := b.value("What happened?"); got != long {
		t.Errorf("of 60,000 characters %d were kept", utf8.RuneCountInString(got))
	}
	b.look("report-what-too-long")
	b.fill("What happened?", odd+strings.Repeat("w", 400))
	b.press("Continue")
	for range 3 {
		b.press("Continue")
	}
	b.choose("No, that is all")
	b.press("Continue")
	b.fill("Is there anybody who must not see what you wrote?", long)
	b.press("Continue")
	b.status(422)
	b.sees("There is a problem", "This answer is longer than one page can take.")
	b.look("report-keep-out-error")
	b.fill("Is there anybody who must not see what you wrote?", odd)
	b.press("Continue")
	b.sees("Read it back", "<script>document.title='broken'</script>")
	b.look("report-check-odd")
	if got := eval[string](b, "document.querySelector('.govuk-summary-list__value').textContent"); !strings.Contains(got, odd) {
		t.Errorf("read back is %q, want %q", got, odd)
	}

	for _, path := range []string{"/report/0/what", "/report/2/what", "/report/-1/what", "/report/x/when", "/report/9999999999999999999/who", "/report/1/why", "/report/%00", "/report/%3Cscript%3E"} {
		b.open(path)
		b.status(404)
		b.heading("There is no such page")
	}
	b.open("/report/more?page=-1&x=%FF")
	b.heading("Is there more?")

	b.open("/report/come-back")
	for typed, says := range map[string]string{
		"":                        "A code has 16 letters and numbers",
		"hello":                   "A code has 16 letters and numbers",
		"ABCD-2345-EFGH-6789":     "One of the letters or numbers is not right",
		"0000-0000-0000-0000":     "We do not find this code",
		"🙂🙂🙂🙂-<script>":           "A code has 16 letters and numbers",
		strings.Repeat("7", 5000): "A code has 16 letters and numbers",
	} {
		b.fill("What is your code?", typed)
		b.press("Continue")
		b.status(422)
		b.sees("There is a problem", says)
		if got := b.value("What is your code?"); got != typed {
			t.Errorf("the code typed as %.40q is now %.40q", typed, got)
		}
	}
	b.look("report-come-back-wrong")

	// What no keyboard types: a program can.
	c := newBrowser(h.demo.at)
	post := func(path string, form url.Values) (int, string) {
		t.Helper()
		status, body, err := c.do(t.Context(), path, form)
		if err != nil {
			t.Fatal(err)
		}
		return status, body
	}
	post("/report/", url.Values{"force": {"north"}})
	for what, says := range map[string]string{"a\x00b": "cannot be kept", "\xff\xfe": "cannot be kept", " \n\t ": "A few words are enough"} {
		if status, body := post("/report/1/what", url.Values{"what": {what}}); status != 422 || !strings.Contains(body, says) {
			t.Errorf("%q: %d, want 422 and %q in\n%s", what, status, says, body)
		}
	}
	for _, force := range []string{"", "west", "north\x00", strings.Repeat("n", 10_000)} {
		if status, body := post("/report/", url.Values{"force": {force}}); status != 422 || !strings.Contains(body, "Choose which police force") {
			t.Errorf("force %.20q: %d\n%s", force, status, body)
		}
	}
	if status, body := post("/report/more", url.Values{"more": {"perhaps"}}); status != 422 || !strings.Contains(body, "Choose one.") {
		t.Errorf("more: %d\n%s", status, body)
	}
	if status, body := post("/report/check", url.Values{}); status != 422 || !strings.Contains(body, "There is a problem") {
		t.Errorf("an empty report: %d\n%s", status, body)
	}
	c.cookies["__Host-notes"] = "not-a-secret"
	if status, body := post("/report/1/what", url.Values{"what": {"x"}}); status != 200 || !strings.Contains(body, "Please start again") {
		t.Errorf("a made-up draft: %d\n%s", status, body)
	}
}

// nonsenseAtTheDesk does the same where staff work.
func nonsenseAtTheDesk(t *testing.T, h *house) {
	b := h.visit(desktop)
	signIn(b, "Assessor S")
	for _, q := range []string{"?page=-1", "?page=x", "?page=99999999999999999999", "?page=7", "?undated=-5", "?page=%00"} {
		b.open("/desk/" + q)
		b.status(200)
		b.heading("Worklist")
	}
	for _, path := range []string{"/desk/cases/x", "/desk/cases/%3Cscript%3E", "/desk/cases/%00", "/desk/reports/aaaaaaaaaaaaaaaa", "/desk/officers/aaaaaaaaaaaaaaaa", "/desk/allegations/aaaaaaaaaaaaaaaa/decide-allegation", "/desk/cases/aaaaaaaaaaaaaaaa/assess-severity", "/desk/cases/aaaaaaaaaaaaaaaa/no-such-act", "/desk/nothing", "/desk/nothing/x/y", "/desk/cases/" + strings.Repeat("a", 5000)} {
		b.open(path)
		b.status(404)
		b.heading("Page not found")
	}
	b.open("/desk/search")
	for _, typed := range []string{odd, "9999", "'; DROP TABLE workforce_officer; --", "/2"} {
		b.fill("Name, number or reference", typed)
		b.press("Search")
		b.status(200)
		b.sees("Nothing that you can see has this name, number or reference.")
		if got := b.value("Name, number or reference"); got != typed {
			t.Errorf("searched for %.40q, and there stands %.40q", typed, got)
		}
		if at := eval[string](b, "location.href"); strings.Contains(at, "?") {
			t.Errorf("what was searched for stands in the address: %s", at)
		}
	}
	b.look("desk-find-nothing")
	b.fill("Name, number or reference", strings.Repeat("long ", 1000))
	b.press("Search")
	b.status(422)
	b.sees("That is longer than any name or reference.")
	b.fill("Name, number or reference", "")
	b.press("Search")
	b.status(422)
	b.sees("Type a name, a number or a reference.")

	b.press("Worklist")
	row := ""
	for _, r := range rowsOf(b) {
		if i := strings.Index(r, "Case "); i >= 0 {
			row = r[i : i+len("Case ")+16]
		}
	}
	b.press(row)
	knowsNobody(b)
	describe(b, "(Allegation 1)", "H. Individual behaviours")
	describe(b, "(Allegation 2)", "H. Individual behaviours")
	b.press("Assess severity")
	long := strings.Repeat("Because it is so. ", 60_000/18+1)[:60_000]
	b.choose("Misconduct")
	b.fill("What are your reasons?", long)
	b.press("Assess severity")
	b.status(422)
	b.sees("There is a problem")
	if got := b.value("What are your reasons?"); got != long {
		t.Errorf("of 60,000 characters %d were kept", utf8.RuneCountInString(got))
	}
	b.fill("What are your reasons?", odd)
	b.choose("Misconduct")
	b.press("Assess severity")
	b.sees("Severity", "Misconduct", "<script>document.title='broken'</script>")
	b.look("desk-case-odd")
	// Back after signing out shows nothing, to whoever sits there next.
	b.press("Worklist")
	b.press(row)
	b.sees("Earlier concerns")
	b.press("Sign out")
	b.back()
	b.not("Earlier concerns", "He knew my new address")
}
