package signals

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestWithoutIsSo reads the sentence of a listing as a person does, takes away what it
// names from the record, and sorts and scores again: the record is then not listed. One
// group fewer, and it still is.
func TestWithoutIsSo(t *testing.T) {
	r := Invent(600, 9000, today, 5)
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	group := regexp.MustCompile(`the (one|\d+) (\d{4}) (.+?) allegations?`)
	asked, several := 0, 0
	who := r.Population(today)
	all := NewScorer(r, m).All(who, today, Independent)
	slices.SortFunc(all, func(a, b Score) int { return int(b.Total - a.Total) })
	for _, x := range all[:len(all)/20] {
		o := x.Officer
		l, err := Explain(r, m, r.Officers[o].ID, today, Independent)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(l.Without, "Without ") {
			continue
		}
		asked++
		named := group.FindAllStringSubmatch(l.Without, -1)
		if len(named) == 0 {
			t.Fatalf("%q names nothing", l.Without)
		}
		score := func(named [][]string) int64 {
			c := &Record{Officers: r.Officers, Postings: r.Postings, ForceReports: r.ForceReports, Payouts: r.Payouts, Signs: r.Signs}
			gone := make([]int, len(named))
			for _, a := range r.Allegations {
				i := slices.IndexFunc(named, func(g []string) bool {
					return a.Officer == o && a.Counts(today, Independent) && g[2] == strconv.Itoa(a.Received.Date().Year) && g[3] == a.Type.Words()
				})
				if i >= 0 {
					gone[i]++
					continue
				}
				c.Allegations = append(c.Allegations, a)
			}
			for i, g := range named {
				if want := strings.Replace(g[1], "one", "1", 1); fmt.Sprint(gone[i]) != want {
					t.Errorf("officer %s: %q, and %d are on record", l.Officer, g[0], gone[i])
				}
			}
			c.Sort()
			return NewScorer(c, m).Officer(o, today, Independent).Total
		}
		if got := score(named); got >= l.From {
			t.Errorf("officer %s: %q, and without it there are %d points of %d", l.Officer, l.Without, got, l.From)
		}
		if len(named) > 1 {
			several++
			if got := score(named[:len(named)-1]); got < l.From {
				t.Errorf("officer %s: %q, and fewer would do: %d points of %d", l.Officer, l.Without, got, l.From)
			}
		}
	}
	if asked < 10 || several == 0 {
		t.Errorf("%d listings were read, %d of several groups: this test sees little", asked, several)
	}
}

// TestSeriousNeverFadesToNothing: a domestic or sexual allegation still counts a quarter
// after a career, one about anything else fades, and so does volume.
func TestSeriousNeverFadesToNothing(t *testing.T) {
	old := func(is Type) *Seen { return &Seen{Allegation: &Allegation{Type: is}, Age: 40 * year} }
	for _, is := range []Type{Domestic, Sexual} {
		if got := abuse.Weigh(old(is)); got < one/4 {
			t.Errorf("%s counts %d after 40 years", is, got)
		}
	}
	if got := force.Weigh(old(Force)); got != 0 {
		t.Errorf("force counts %d after 40 years", got)
	}
	if got := recent.Weigh(old(Sexual)); got != 0 {
		t.Errorf("volume counts %d after 40 years", got)
	}
}
