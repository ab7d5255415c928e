package lookups

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAccessRules tries each rule about one access where it must speak, and beside it
// where it must not.
func TestAccessRules(t *testing.T) {
	const more = `
relationships: anna,far,ex-partner,2019-01-01,2020-01-01
relationships: bert,love,partner,,
relationships: anna,able,contact,,
complaints: c1,p1,anna,2025-03-01,
assignments: i,love,anna,,attended,2025-01-01,2025-01-02
assignments: k,able,anna,,attended,2025-01-01,2025-01-02
assignments: l,able,anna,,attended,2025-06-01,2025-06-02
assignments: m,far,anna,,attended,2025-06-01,2025-06-02
rosters: anna,2025-03-10T08:00,2025-03-10T16:00
followups: looked-at,2025-03-12
`
	on := "2025-03-10T12:00"
	for name, c := range map[string]struct {
		e    Event
		want string
		not  string
	}{
		"her own record":            {Event{Person: "p-anna"}, "self", "household surname colleague"},
		"what hers shows":           {Event{Person: "p-anna", Area: "south", Fields: Name | Vulnerability}, "self", "out-of-area vulnerability-shown"},
		"another at her address":    {Event{Person: "same-home"}, "household", "self neighbour surname"},
		"somebody on her list":      {Event{Person: "able"}, "household surname", "self"},
		"three numbers on":          {Event{Person: "near"}, "neighbour", "household"},
		"far down the street":       {Event{Person: "p1"}, "no-task", "neighbour"},
		"a colleague":               {Event{Person: "p-bert"}, "colleague", "self"},
		"a colleague’s partner":     {Event{Person: "love"}, "colleagues-partner", "colleague partner"},
		"a former partner":          {Event{Person: "far"}, "partner out-of-area", ""},
		"who complained of her":     {Event{Person: "p1"}, "complained", "partner"},
		"before the complaint":      {Event{Person: "p1", At: at("2025-02-27")}, "", "complained"},
		"the record of a complaint": {Event{Person: "able", Ref: "c1"}, "complained", ""},
		"after her task ended":      {Event{Person: "love"}, "after-the-end", "no-task"},
		"ended, and again later":    {Event{Person: "able"}, "after-the-end", "no-task"},
		"before any task":           {Event{Person: "far"}, "no-task", "after-the-end"},
		"what makes vulnerable":     {Event{Person: "p1", Fields: Vulnerability | Name}, "vulnerability-shown", "vulnerable"},
		"in her shift":              {Event{Person: "p1"}, "", "off-duty"},
		"an hour after it":          {Event{Person: "p1", At: at("2025-03-10T17:00")}, "", "off-duty"},
		"later":                     {Event{Person: "p1", At: at("2025-03-10T17:01")}, "off-duty", ""},
		"nobody’s roster":           {Event{Officer: "bert", Person: "p1", At: at("2025-03-10T23:00")}, "", "off-duty"},
		"by attribute":              {Event{Person: "p1", Found: ByAttribute}, "browsed", "vulnerable"},
		"by vulnerability":          {Event{Person: "p1", Found: ByVulnerability}, "vulnerable", "browsed"},
		"the address":               {Event{Person: "p1", Fields: Address}, "address-only", ""},
		"the address and the name":  {Event{Person: "p1", Fields: Address | Name}, "", "address-only"},
		"by force":                  {Event{Person: "p1", Breach: true, ID: "x"}, "break-glass", ""},
		"by force, looked at":       {Event{Person: "p1", Breach: true, ID: "looked-at"}, "", "break-glass"},
		"the record’s own area":     {Event{Person: "far", Area: "north"}, "", "out-of-area"},
	} {
		if c.e.Officer == "" {
			c.e.Officer = "anna"
		}
		if c.e.At.IsZero() {
			c.e.At = at(on)
		}
		v := judged(t, smallWorld(t, town+more), c.e)
		got := ids_(v.Rules)
		for _, r := range strings.Fields(c.want) {
			if !slices.Contains(got, r) {
				t.Errorf("%s: %v, want %s", name, got, r)
			}
		}
		for _, r := range strings.Fields(c.not) {
			if slices.Contains(got, r) {
				t.Errorf("%s: %v, and must not have %s", name, got, r)
			}
		}
	}
}

func ids_(rules []*Rule) (all []string) {
	for _, r := range rules {
		all = append(all, r.ID)
	}
	return all
}

// TestInSpiteOf holds that a task excuses neither somebody suspended nor somebody
// complained of, and that it excuses everybody else.
func TestInSpiteOf(t *testing.T) {
	w := smallWorld(t, town+`
postings: bert,response,,2025-03-05,,suspended
complaints: c1,p1,anna,2025-03-01,
assignments: i,p1,anna,,in-charge,2025-03-01,
assignments: i,p1,bert,,in-charge,2025-03-01,
assignments: i,p1,carl,,in-charge,2025-03-01,
`)
	for officer, want := range map[string]string{"anna": "[complained]", "bert": "[restricted]", "carl": "[]"} {
		v := judged(t, w, Event{Officer: officer, Person: "p1", At: at("2025-03-10")})
		if got := fmt.Sprint(ids_(v.Rules)); id(v.Explained) != "in-charge" || got != want {
			t.Errorf("%s: %q, %s; want in-charge, %s", officer, id(v.Explained), got, want)
		}
	}
}

// TestSent holds that whoever is sent to somebody who complained of them is not asked
// about that, and is asked about what they open before, afterwards and of the complaint,
// and that no other task and nobody else’s is an answer.
func TestSent(t *testing.T) {
	w := smallWorld(t, town+`
complaints: c1,p1,anna,2025-03-01,
complaints: c2,able,anna,2025-03-01,
complaints: c3,love,anna,2025-03-01,
assignments: i,p1,anna,,attended,2025-03-10T08:00,2025-03-10T10:00
assignments: i,p1,anna,,in-charge,2025-03-10T08:00,
assignments: i,able,anna,,in-charge,2025-03-10T08:00,2025-03-10T10:00
assignments: i,love,bert,,attended,2025-03-10T08:00,2025-03-10T10:00
`)
	for name, c := range map[string]struct {
		e    Event
		want bool
	}{
		"on the way":        {Event{Person: "p1", At: at("2025-03-10T07:30")}, false},
		"before":            {Event{Person: "p1", At: at("2025-03-10T06:30")}, true},
		"there":             {Event{Person: "p1", At: at("2025-03-10T09:00")}, false},
		"writing it down":   {Event{Person: "p1", At: at("2025-03-10T21:30")}, false},
		"the next day":      {Event{Person: "p1", At: at("2025-03-11T09:00")}, true},
		"of the complaint":  {Event{Person: "p1", At: at("2025-03-10T09:00"), Ref: "c1"}, true},
		"in charge":         {Event{Person: "able", At: at("2025-03-10T09:00")}, true},
		"a colleague there": {Event{Person: "love", At: at("2025-03-10T09:00")}, true},
	} {
		c.e.Officer = "anna"
		if got := slices.Contains(ids_(judged(t, w, c.e).Rules), "complained"); got != c.want {
			t.Errorf("%s: complained is %v, want %v", name, got, c.want)
		}
	}
}

// screened gives the cases of some accesses, each "officer person minute".
func screened(t *testing.T, w *World, accesses ...string) *Result {
	t.Helper()
	s := NewScreen(w, Options{})
	n, _ := s.Feed("test")
	for i, a := range accesses {
		f := strings.Fields(a)
		if _, err := s.Add(n, &Event{ID: fmt.Sprint("e", i), Officer: f[0], Person: f[1], At: at(f[2])}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rulesOf(r *Result, officer, person string) (all []string) {
	for _, c := range r.Cases {
		if c.Officer == officer && c.Person == person {
			for _, x := range c.Rules {
				all = append(all, x.ID)
			}
		}
	}
	return all
}

// TestTogether tries the rules about more than one access.
func TestTogether(t *testing.T) {
	many := ""
	for i := range 6 {
		many += fmt.Sprintf("officers: o%d,officer,,,,\n", i)
	}
	for i := range 12 {
		many += fmt.Sprintf("people: w%d,N%d,h%d,,F,,no\npeople: m%d,N%d,h,,M,,no\n", i, i, i, i, i)
	}
	for i := range 40 { // others of the unit see as many men as women
		many += fmt.Sprintf("officers: u%d,officer,,,,\npostings: u%d,response,,,,active\n", i, i)
	}
	burst := func(hours int) (all []string) {
		for i := range 6 {
			all = append(all, fmt.Sprintf("o%d p1 %s", i, at("2025-03-10").Add(time.Duration(hours*i)*time.Hour).Format("2006-01-02T15:04")))
		}
		return all
	}
	skewed := []string{}
	for i := range 12 {
		skewed = append(skewed, fmt.Sprintf("anna w%d 2025-%02d-05T10:00", i, i+1))
		skewed = append(skewed, fmt.Sprintf("bert w%d 2025-%02d-05T10:00", i, i+1), fmt.Sprintf("bert m%d 2025-%02d-05T10:00", i, i+1))
		for k := range 40 {
			skewed = append(skewed, fmt.Sprintf("u%d %s%d 2025-%02d-05T10:00", k, []string{"m", "w"}[(k+i)%2], i, i+1))
		}
	}
	for name, c := range map[string]struct {
		more            string
		accesses        []string
		officer, person string
		want, not       string
	}{
		"three days":           {"", []string{"anna p1 2025-03-01", "anna p1 2025-03-20", "anna p1 2025-04-20"}, "anna", "p1", "repeated", ""},
		"three times a day":    {"", []string{"anna p1 2025-03-01T01:00", "anna p1 2025-03-01T02:00", "anna p1 2025-03-01T03:00"}, "anna", "p1", "", "repeated"},
		"three times on two":   {"", []string{"anna p1 2025-03-01T01:00", "anna p1 2025-03-01T12:00", "anna p1 2025-03-08T03:00"}, "anna", "p1", "repeated", ""},
		"thrice, two sittings": {"", []string{"anna p1 2025-03-01T01:00", "anna p1 2025-03-29T12:00", "anna p1 2025-03-29T12:05"}, "anna", "p1", "repeated", ""},
		"and far apart":        {"", []string{"anna p1 2025-03-01T01:00", "anna p1 2025-05-29T12:00", "anna p1 2025-05-29T12:05"}, "anna", "p1", "", "repeated"},
		"and of a past task":   {"assignments: i,p1,anna,,attended,2025-01-01,2025-01-02\n", []string{"anna p1 2025-03-01T01:00", "anna p1 2025-03-29T12:00", "anna p1 2025-03-29T12:05"}, "anna", "p1", "", "repeated"},
		"contact after":        {"contacts: anna,p1,2025-03-14,no\n", []string{"anna p1 2025-03-01", "anna p1 2025-03-02"}, "anna", "p1", "contact-after", ""},
		"contact of duty":      {"contacts: anna,p1,2025-03-14,yes\n", []string{"anna p1 2025-03-01", "anna p1 2025-03-02", "anna p1 2025-03-05"}, "anna", "p1", "repeated", "contact-after"},
		"contact much later":   {"contacts: anna,p1,2025-05-14,no\n", []string{"anna p1 2025-03-01", "anna p1 2025-03-02", "anna p1 2025-03-05"}, "anna", "p1", "repeated", "contact-after"},
		"contact that grows":   {"contacts: anna,p1,2025-01-14,yes\ncontacts: anna,p1,2025-02-01,no\ncontacts: anna,p1,2025-03-02,no\n", []string{"anna p1 2025-03-01"}, "anna", "p1", "contact-grows", ""},
		"many at once":         {"", burst(4), "o3", "p1", "burst", ""},
		"many, not at once":    {"", burst(40), "o3", "p1", "", "burst"},
		"after an allegation":  {"complaints: c,p1,carl,2025-03-01,\n", burst(40), "o3", "p1", "after-allegation", ""},
		"two of his unit":      {"complaints: c,p1,carl,2025-03-01,\n", []string{"u1 p1 2025-03-03", "u2 p1 2025-03-20"}, "u2", "p1", "after-allegation", ""},
		"himself and one":      {"complaints: c,p1,carl,2025-03-01,\n", []string{"u1 p1 2025-03-03", "carl p1 2025-03-20"}, "u1", "p1", "", "after-allegation"},
		"two of another unit":  {"complaints: c,p1,carl,2025-03-01,\n", []string{"o1 p1 2025-03-03", "o2 p1 2025-03-20"}, "o1", "p1", "", "after-allegation"},
		"a household":          {"people: x1,A,h,,F,,no\npeople: x2,A,h,,M,,no\npeople: x3,A,h,,M,,no\n", []string{"anna x1 2025-03-01", "anna x2 2025-03-21", "anna x3 2025-04-01"}, "anna", "", "households", "skew"},
		"two of a household":   {"people: x1,A,h,,F,,no\npeople: x2,A,h,,M,,no\n", []string{"anna x1 2025-03-01", "anna x2 2025-03-21"}, "anna", "", "", "households"},
		"mostly women":         {"", skewed, "anna", "", "skew", ""},
		"as many men":          {"", skewed, "bert", "", "", "skew"},
	} {
		got := rulesOf(screened(t, smallWorld(t, town+many+c.more), c.accesses...), c.officer, c.person)
		for _, r := range strings.Fields(c.want) {
			if !slices.Contains(got, r) {
				t.Errorf("%s: %v, want %s", name, got, r)
			}
		}
		for _, r := range strings.Fields(c.not) {
			if slices.Contains(got, r) {
				t.Errorf("%s: %v, and must not have %s", name, got, r)
			}
		}
	}
}

// TestAddedUp holds that small signs about three people make a case, and about two do
// not.
func TestAddedUp(t *testing.T) {
	w := smallWorld(t, town)
	s := NewScreen(w, Options{})
	n, _ := s.Feed("test")
	for i, p := range []string{"p1", "able", "love"} {
		if _, err := s.Add(n, &Event{ID: p, Officer: "anna", Person: p, At: at("2025-03-01").AddDate(0, 0, i), Found: ByVulnerability}); err != nil {
			t.Fatal(err)
		}
		r, err := s.Finish()
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(r.Cases), i/2; got != want {
			t.Errorf("after %d people: %d cases, want %d", i+1, got, want)
		}
	}
}
