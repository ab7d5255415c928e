package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"candour"
	"candour/cases"
	"candour/web/api"
	"candour/workforce"
)

// calendar asks for one, holds it to what RFC 5545 wants of every line, and gives its
// events as maps of their properties.
func (o *office) calendar(t *testing.T, as http.Header) (all []map[string]string, text string) {
	t.Helper()
	w := o.ask(t, as, http.MethodGet, "/api/v1/calendar.ics", "", nil)
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for _, line := range bytes.Split(bytes.TrimSuffix(w.Body.Bytes(), []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || !utf8.Valid(line) || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	text = strings.NewReplacer("\r\n ", "", "\\,", ",", "\\;", ";").Replace(w.Body.String())
	if !strings.HasPrefix(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
		t.Errorf("no calendar: %s", text)
	}
	uids := map[string]bool{}
	for _, part := range strings.Split(text, "BEGIN:VEVENT\r\n")[1:] {
		e := map[string]string{}
		part, _, _ = strings.Cut(part, "END:VEVENT")
		for _, line := range strings.Split(strings.TrimSpace(part), "\r\n") {
			name, v, _ := strings.Cut(line, ":")
			name, _, _ = strings.Cut(name, ";")
			e[name] = v
		}
		for _, must := range []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} {
			if e[must] == "" {
				t.Errorf("an event without %s: %v", must, e)
			}
		}
		if uids[e["UID"]] {
			t.Errorf("two events are one: %v", e)
		}
		uids[e["UID"]] = true
		all = append(all, e)
	}
	return all, text
}

// TestCalendarTellsNoTriggerDate: of a matter that is not disclosed a calendar has the
// last days, and nothing from which the day could be counted on which its limits began:
// no rule, no title, no law, no case and no day but those. Once it is disclosed to all
// whom it is about it has all that; and of a matter about its owner it has nothing.
func TestCalendarTellsNoTriggerDate(t *testing.T) {
	o := newOffice(t)
	c := o.crew.CaseWorker
	as := o.draw(c, o.service(c, workforce.ProposeService{}))
	due := items[api.Clock](t, o, as, "/api/v1/clocks?limit=200")
	began := candour.On(o.Now)
	if len(due) < 2 || !strings.Contains(due[0].Why, began.Words()) {
		t.Fatalf("limits %+v", due)
	}
	o.Later(3) // so that no day of today's is the day on which they began
	undisclosed, text := o.calendar(t, as)
	days := map[string]bool{}
	for _, d := range due {
		if b := strings.ReplaceAll(d.By, "-", ""); d.By >= candour.On(o.Now).String() {
			days[b] = true
		}
		for _, word := range []string{d.Case, candour.Reference(d.Case), d.Rule, d.Title, d.Law, d.Why} {
			if strings.Contains(text, word) {
				t.Errorf("it says %q of a matter that is not disclosed", word)
			}
		}
	}
	if len(days) == 0 {
		t.Fatal("nothing is due: this test sees nothing")
	}
	var got []string
	for _, e := range undisclosed {
		if e["SUMMARY"] == "Something is overdue" { // of what had to be done at once
			continue
		}
		if e["SUMMARY"] != "Something is due" || e["DESCRIPTION"] != "Open the desk to see what." || !strings.HasPrefix(e["DTSTAMP"], strings.ReplaceAll(candour.On(o.Now).String(), "-", "")) {
			t.Errorf("%v", e)
		}
		got = append(got, e["DTSTART"])
	}
	for _, d := range got {
		if !days[d] {
			t.Errorf("%s is in it, and nothing is due then", d)
		}
	}
	if len(got) != len(days) {
		t.Errorf("days %q, want %v, each once", got, days)
	}
	slices.Sort(got)
	for _, word := range []string{strings.ReplaceAll(began.String(), "-", ""), began.String(), began.Words(), "CREATED", "LAST-MODIFIED", "SEQUENCE"} {
		if strings.Contains(text, word) {
			t.Errorf("it has %q", word)
		}
	}

	// A second matter with more limits changes nothing but the days.
	other, _ := o.matter(o.crew.Officer.Officer)
	// Disclosed: the first alone.
	o.Plan(o.crew.Liaison.Who, o.open, o.crew.Officer.Officer)
	o.Do(o.crew.Authority.Who, &cases.Disclose{Case: o.open, Officer: o.crew.Officer.Officer, Says: reasons, Harm: reasons})
	disclosed, text := o.calendar(t, as)
	if !strings.Contains(text, candour.Reference(string(o.open))) || strings.Contains(text, candour.Reference(string(other))) {
		t.Errorf("one is disclosed and one not: %s", text)
	}
	if !slices.ContainsFunc(disclosed, func(e map[string]string) bool {
		return strings.Contains(e["SUMMARY"], due[len(due)-1].Title) && strings.Contains(e["DESCRIPTION"], began.Words())
	}) || !slices.ContainsFunc(disclosed, func(e map[string]string) bool { return e["SUMMARY"] == "Something is due" }) {
		t.Errorf("%s", text)
	}

	// About whoever answers for the program: no day of it.
	before, _ := o.calendar(t, as)
	o.matter(c.Officer)
	if after, _ := o.calendar(t, as); len(after) != len(before) {
		t.Errorf("a matter about its owner: %d events, before %d", len(after), len(before))
	}
	// What is past is no day any more: that there is something is said today.
	o.Later(400)
	as = o.draw(c, o.service(c, workforce.ProposeService{}))
	late, text := o.calendar(t, as)
	if len(late) != 1 || late[0]["SUMMARY"] != "Something is overdue" || late[0]["DTSTART"] != strings.ReplaceAll(candour.On(o.Now).String(), "-", "") {
		t.Errorf("a year later: %s", text)
	}
}

// TestCalendarIsAskedForWithASecret: not without one, and not with one in its address.
func TestCalendarIsAskedForWithASecret(t *testing.T) {
	o := newOffice(t)
	as := o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{}))
	secret := strings.TrimPrefix(as.Get("Authorization"), "Bearer ")
	for _, path := range []string{"/api/v1/calendar.ics", "/api/v1/calendar.ics?token=" + secret, "/api/v1/calendar.ics?access_token=" + secret, "/api/v1/" + secret + "/calendar.ics"} {
		if w := o.ask(t, nil, http.MethodGet, path, "", nil); w.Code != 401 {
			t.Errorf("%.30s: %d", path, w.Code)
		}
	}
	if w := o.ask(t, as, http.MethodGet, "/api/v1/calendar.ics?token="+secret, "", nil); w.Code != 422 || strings.Contains(w.Body.String(), secret) {
		t.Errorf("with it in both: %d %s", w.Code, w.Body)
	}
	r, _ := http.NewRequest(http.MethodGet, "/", nil)
	i := strings.LastIndexByte(secret, '.')
	r.SetBasicAuth(secret[:i], secret[i+1:])
	before := o.Count("ledger_access")
	if all, _ := o.calendar(t, r.Header); len(all) == 0 {
		t.Error("a calendar program, which asks with a name and a password, gets nothing")
	}
	if o.Count("ledger_access") != before+1 {
		t.Error("it is not on record")
	}
}
