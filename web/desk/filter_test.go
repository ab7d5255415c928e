package desk

import (
	"net/url"
	"strings"
	"testing"

	"candour"
	"candour/view"
)

// TestFilterAddress: an address keeps a filter whole, is the same for the same filter,
// and holds nothing that was not offered.
func TestFilterAddress(t *testing.T) {
	whole := view.Filter{
		Due: view.Overdue, Whose: view.Mine, Rule: "complaints-13-delay-report", Track: "complaint", State: "opened", Category: "J", Unit: "R-12", Sensitive: true,
		From: candour.Date{Year: 2026, Month: 1, Day: 2}, To: candour.Date{Year: 2026, Month: 3, Day: 31}, Sort: view.ByNewest,
	}
	for _, f := range []view.Filter{{}, whole, {Unit: "R12"}, {Sort: view.ByLatest}} {
		if got, wrong := filterOf(query(f)); got != f || len(wrong) > 0 {
			t.Errorf("%+v comes back as %+v, %q", f, got, wrong)
		}
	}
	for _, said := range selected(whole) {
		if strings.Contains(said.without, "R-12") && strings.HasPrefix(said.says, "Unit") {
			t.Errorf("without %q the address is %s", said.says, said.without)
		}
	}
	if got := len(selected(whole)); got != 10 {
		t.Errorf("%d filters show, want 10", got)
	}
	for typed, want := range map[string]string{
		"due=Jo+Smith&whose=Jo&kind=x&state=y&category=Z&track=q&sort=s&sensitive=Jo": "",
		"unit=Jo+Smith":                           "",
		"unit=" + strings.Repeat("a", 100):        "",
		"from-day=Jo&from-month=&from-year=Smith": "from",
		"to=31.3.2026":                            "to",
		"from=2026-03-02&to=2026-03-01":           "order",
		"wrong=order&wrong=Jo":                    "order",
	} {
		q, err := url.ParseQuery(typed)
		if err != nil {
			t.Fatal(err)
		}
		f, wrong := filterOf(q)
		p := worklistPage{Filter: f, Slips: problems(wrong)}
		if f.Narrows() || len(problems(wrong)) != min(len(want), 1) || want != "" && problems(wrong)[0].code != want {
			t.Errorf("%s is read as %+v, %q", typed, f, wrong)
		}
		if at := p.address(0, 0); strings.Contains(at, "Jo") || strings.Contains(at, "Smith") || strings.Contains(at, "aaaa") {
			t.Errorf("%s leads to %s", typed, at)
		}
	}
}

// FuzzFilter: whatever an address says, the page it leads to is its own address, so
// that nobody is led round and round.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{"", "due=overdue", "all=yes&page=1", "from-day=31&from-month=3&from-year=2026", "from=0000-00-00", "unit=a%2Fb&wrong=to", "page=%00&undated=99999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		at := func(q url.Values) string {
			f, wrong := filterOf(q)
			return worklistPage{Filter: f, Slips: problems(wrong)}.address(0, 0)
		}
		once := at(q)
		to, err := url.Parse(once)
		if err != nil {
			t.Fatal(err)
		}
		if again := at(to.Query()); again != once {
			t.Fatalf("%q leads to %s, and that to %s", s, once, again)
		}
	})
}
