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

// TestListingOfTheLineFeelsNothing: the whole text of a listing, as the officer and their
// line read it, is the same byte for byte with matters that are not disclosed and without:
// the counts of others too. The independent reader's is another.
func TestListingOfTheLineFeelsNothing(t *testing.T) {
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	text := func(o int, hidden Day, ages []Day, who Audience) string {
		r := Invent(300, 3000, today, 9)
		for _, age := range ages { // of everybody, so that every count would move
			for k := range r.Officers {
				r.Allegations = append(r.Allegations, Allegation{Officer: int32(k), Case: fmt.Sprint("kept ", k, age), Received: today - age, Closed: today - age + 30, Finding: Sustained, Severe: true, Type: Sexual, Accused: 1, Undisclosed: hidden})
			}
		}
		r.Sort()
		l, err := Explain(r, m, r.Officers[o].ID, today, who)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := l.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	who := int(Invent(300, 3000, today, 9).Population(today)[0])
	was := text(who, NoDay, nil, Line)
	if !strings.Contains(was, "listed like this on") || !strings.Contains(was, "within two years") {
		t.Fatalf("nothing is counted of others: this test sees little\n%s", was)
	}
	for _, age := range []Day{100, 500, 2000} {
		ages := []Day{age}
		if got := text(who, Never, ages, Line); got != was {
			t.Errorf("what is not disclosed, received %d days before, is felt:\n%s\nand was\n%s", age, got, was)
		}
		if got := text(who, Never, ages, Independent); got == text(who, NoDay, nil, Independent) {
			t.Errorf("the independent reader does not see what was received %d days before", age)
		}
	}
}
