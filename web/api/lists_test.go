package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/internal/testdb"
	"candour/seal"
	"candour/web/api"
	"candour/workforce"
)

// many is a world with cases on several days, some of which the case worker must not see,
// and a program of theirs.
func many(t *testing.T) (o *office, as http.Header, seen, hidden []string) {
	o = newOffice(t)
	seen = []string{string(o.open)}
	for i := range 12 {
		if i%3 == 0 {
			o.Later(1)
		}
		about := o.crew.Officer.Officer
		if i%4 == 1 {
			about = o.crew.CaseWorker.Officer
		}
		c, _ := o.matter(about)
		if about == o.crew.Officer.Officer {
			seen = append(seen, string(c))
		} else {
			hidden = append(hidden, string(c))
		}
	}
	return o, o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{})), seen, hidden
}

// TestPages goes through each list in pages of every size: each row comes once, in the
// order of the whole list, and none that is hidden.
func TestPages(t *testing.T) {
	o, as, seen, hidden := many(t)
	for _, path := range []string{"/api/v1/cases", "/api/v1/allegations", "/api/v1/clocks", "/api/v1/events"} {
		want := items[json.RawMessage](t, o, as, path+"?limit=200")
		if len(want) < len(seen) {
			t.Fatalf("%s has %d rows", path, len(want))
		}
		for _, limit := range []string{"1", "2", "3", "7"} {
			got := items[json.RawMessage](t, o, as, path+"?limit="+limit)
			if !slices.EqualFunc(got, want, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
				t.Errorf("%s by %s gives %d rows, want the %d of the whole list", path, limit, len(got), len(want))
			}
		}
		all := ""
		for _, r := range want {
			all += string(r)
		}
		for _, id := range seen {
			if !strings.Contains(all, id) {
				t.Errorf("%s is without %s", path, id)
			}
		}
		for _, id := range hidden {
			if strings.Contains(all, id) {
				t.Errorf("%s shows %s, which is about the one who answers for the program", path, id)
			}
		}
	}
	var counted struct{ Count api.Count }
	w := o.ask(t, as, http.MethodGet, "/api/v1/cases?limit=1", "", nil)
	if err := json.Unmarshal(w.Body.Bytes(), &counted); err != nil || counted.Count.Exact == nil || *counted.Count.Exact != len(seen) {
		t.Errorf("counted %s, want %d", w.Body, len(seen))
	}
	if rows := items[api.Case](t, o, as, "/api/v1/cases?opened_from="+candour.On(o.Now).String()); len(rows) == 0 || len(rows) == len(seen) {
		t.Errorf("of today there are %d", len(rows))
	}
	for _, r := range items[api.Clock](t, o, as, "/api/v1/clocks") {
		if r.Law == "" || r.Why == "" || r.By == "" {
			t.Errorf("a clock without its law or its reason: %+v", r)
		}
	}
}

// TestACursorIsItsOwners: one opens for whom it was made, in its own list and with its
// own filters; all are of one length; and none says where it is.
func TestACursorIsItsOwners(t *testing.T) {
	o, as, _, _ := many(t)
	other := o.draw(o.crew.Supervisor, o.service(o.crew.Supervisor, workforce.ProposeService{Role: "supervisor"}))
	next := func(as http.Header, path string) string {
		m := regexp.MustCompile(`"next":"([^"]+)"`).FindStringSubmatch(o.ask(t, as, http.MethodGet, path, "", nil).Body.String())
		if m == nil {
			t.Fatalf("%s has no next", path)
		}
		return m[1]
	}
	mine := next(as, "/api/v1/cases?limit=1")
	for _, x := range []struct {
		as   http.Header
		path string
		want int
	}{
		{as, "/api/v1/cases?limit=2&cursor=" + mine, 200},
		{other, "/api/v1/cases?limit=1&cursor=" + mine, 422},
		{o.person(t, o.crew.CaseWorker), "/api/v1/cases?limit=1&cursor=" + mine, 422},
		{as, "/api/v1/cases?state=assessed&cursor=" + mine, 422},
		{as, "/api/v1/clocks?cursor=" + mine, 422},
		{as, "/api/v1/events?cursor=" + mine, 422},
	} {
		if w := o.ask(t, x.as, http.MethodGet, x.path, "", nil); w.Code != x.want {
			t.Errorf("%s: %d, want %d", x.path, w.Code, x.want)
		}
	}
	length := map[int]bool{}
	same := map[string]bool{}
	for _, path := range []string{"/api/v1/cases?limit=1", "/api/v1/cases?limit=5", "/api/v1/clocks?limit=3", "/api/v1/allegations?limit=2", "/api/v1/events?limit=1", "/api/v1/events?limit=100", "/api/v1/events?limit=100"} {
		c := next(as, path)
		length[len(c)], same[c] = true, true
	}
	if len(length) != 1 || len(same) != 7 {
		t.Errorf("cursors of %d lengths, %d of 7 different", len(length), len(same))
	}
}

// TestTheFeedHasNoGaps: the journal is numbered without gaps, and hidden events take
// numbers. The attacker is the accused, who has a program of their own and reads the feed
// before and after something is said about them: whatever comes back is what would come
// back if nothing had been said.
func TestTheFeedHasNoGaps(t *testing.T) {
	answers := func(said bool) (out []string) {
		o := newOffice(t)
		as := o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{}))
		ask := func(path string) *regexp.Regexp {
			w := o.ask(t, as, http.MethodGet, path, "", nil)
			at := regexp.MustCompile(`"next":"([^"]+)"`)
			cursor := at.FindStringSubmatch(w.Body.String())[1]
			out = append(out, at.ReplaceAllString(w.Body.String(), `"next":""`))
			return regexp.MustCompile(regexp.QuoteMeta(cursor))
		}
		cursor := ask("/api/v1/events").String()
		seq := func() (n int64) {
			o.Read(func(tx *seal.Tx) error {
				return tx.One(`SELECT seq FROM journal_head WHERE force = $1`, []any{string(testdb.Force)}, &n)
			})
			return n
		}
		before := seq()
		if said {
			o.matter(o.crew.CaseWorker.Officer)
			if seq() == before {
				t.Fatal("nothing was said: this test sees nothing")
			}
		}
		ask("/api/v1/events?cursor=" + cursor)
		ask("/api/v1/events?limit=1&cursor=" + cursor)
		return out
	}
	with, without := answers(true), answers(false)
	id := regexp.MustCompile(`"(id|case)":"[a-z0-9]+"`) // random, and drawn from the same stream
	for i := range with {
		a, b := id.ReplaceAllString(with[i], ""), id.ReplaceAllString(without[i], "")
		if a != b {
			t.Errorf("answer %d tells that something was said:\n%s\n%s", i, a, b)
		}
		if strings.Contains(with[i], "seq") {
			t.Errorf("it gives a number of the journal: %s", with[i])
		}
	}
}

// TestTheFeedMissesNothing reads the feed while acts are done: each event comes once.
func TestTheFeedMissesNothing(t *testing.T) {
	o := newOffice(t)
	as := o.draw(o.crew.CaseWorker, o.service(o.crew.CaseWorker, workforce.ProposeService{}))
	cursor, got := "", map[string]int{}
	read := func() {
		for {
			path := "/api/v1/events?limit=4"
			if cursor != "" {
				path += "&cursor=" + cursor
			}
			w := o.ask(t, as, http.MethodGet, path, "", nil)
			var f api.Feed
			if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil || w.Code != 200 {
				t.Fatal(w.Code, w.Body)
			}
			for _, e := range f.Items {
				got[e.ID]++
			}
			if cursor = f.Next; !f.More {
				return
			}
		}
	}
	for range 5 {
		read()
		o.matter(o.crew.Officer.Officer)
		o.matter(o.crew.CaseWorker.Officer)
	}
	read()
	want := 0
	o.Read(func(tx *seal.Tx) error {
		return tx.One(`SELECT count(*) FROM journal j WHERE j.force = $1 AND j.subject_kind = 'case' AND NOT EXISTS (SELECT 1 FROM authz_wall w WHERE w.force = j.force AND w.subject = 'case/' || j.subject_id AND w.person = $2)`,
			[]any{string(testdb.Force), string(o.crew.CaseWorker.ID)}, &want)
	})
	for id, n := range got {
		if n != 1 {
			t.Errorf("event %s came %d times", id, n)
		}
	}
	if len(got) != want || want < 20 {
		t.Errorf("%d events came, want %d", len(got), want)
	}
}
