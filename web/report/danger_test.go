package report_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"candour"
	"candour/intake"
	"candour/internal/testdb"
	"candour/seal"
)

// said are the words of all calls on file, and how to reach who called.
func said(w *testdb.World) (out []string) {
	w.Read(func(tx *seal.Tx) error {
		out = nil
		return tx.Each(`SELECT report FROM intake_danger WHERE force = $1 ORDER BY at, report`, []any{string(testdb.Force)}, func(scan func(...any) error) error {
			var id string
			if err := scan(&id); err != nil {
				return err
			}
			d, err := intake.ReadDanger(tx, testdb.Force, candour.ReportID(id))
			out = append(out, d.Words.Words()+"|"+d.Reach.Words())
			return err
		})
	})
	return out
}

// TestTheSecondWordsOfACall: who writes more after they called, from the page that is
// still open, loses no word: either it is sent, or it stands there again and says that
// it was not. Pressing twice calls once.
func TestTheSecondWordsOfACall(t *testing.T) {
	const first, second, reach, keepOut = "he is in the yard", "he has moved me to the other house", "text the other phone", "number 7001"
	for name, fields := range map[string][]string{
		"words": {"words", second}, "how to reach her": {"words", first, "reach", reach}, "whom to keep out": {"words", first, "keep-out", keepOut},
	} {
		w := testdb.Open(t)
		d := open(t, w)
		her := d.browser()
		her.open("/report/danger")
		for range 2 {
			if status, page := her.post("/report/danger", "words", first); status != http.StatusOK || !strings.Contains(page, "We paged somebody at") {
				t.Fatalf("%s: calling gives %d", name, status)
			}
		}
		_, called := her.open("/report/danger/called")
		status, page := her.post("/report/danger", fields...)
		typed := fields[len(fields)-1]
		if status != http.StatusConflict || !strings.Contains(page, typed) || !strings.Contains(page, "not sent") {
			t.Errorf("%s: the second time gives %d without what was typed", name, status)
		}
		if code := codeOn(t, called); !strings.Contains(page, code) {
			t.Errorf("%s: the code of the first call is lost", name)
		}
		if got := said(w); !slices.Equal(got, []string{first + "|"}) {
			t.Errorf("%s: on file is %q", name, got)
		}
		for range 2 {
			if status, page := her.post("/report/danger", fields...); status != http.StatusOK || !strings.Contains(page, "We paged somebody at") {
				t.Errorf("%s: pressing again gives %d", name, status)
			}
		}
		if got := said(w); len(got) != 2 {
			t.Errorf("%s: on file is %q, want a second call", name, got)
		}
	}
}

// TestPressedAgainWithoutWords: that is the call that was sent already.
func TestPressedAgainWithoutWords(t *testing.T) {
	w := testdb.Open(t)
	her := open(t, w).browser()
	her.open("/report/danger")
	her.post("/report/danger", "words", "he is in the yard")
	if status, page := her.post("/report/danger"); status != http.StatusOK || !strings.Contains(page, "We paged somebody at") {
		t.Errorf("gives %d", status)
	}
	if got := said(w); len(got) != 1 {
		t.Errorf("on file is %q, want one call", got)
	}
}

// codeOn is the code that a page shows.
func codeOn(t *testing.T, page string) string {
	t.Helper()
	_, after, ok := strings.Cut(page, `<p class="app-code__letters">`)
	code, _, end := strings.Cut(after, "</p>")
	if !ok || !end || code == "" {
		t.Fatal("the page shows no code")
	}
	return code
}
