package lookups

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// addressesOnly gives the rules of the case about anna, where she opened the addresses of p1,
// of love and of whom, on three days at noon.
func addressesOnly(t *testing.T, more, whom string, found Found) []string {
	t.Helper()
	s := NewScreen(smallWorld(t, town+more), Options{})
	n, _ := s.Feed("test")
	for i, p := range []string{"p1", "love", whom} {
		if err := s.Keep(n, &Event{ID: p, Officer: "anna", Person: p, At: at("2025-03-01T12:00").AddDate(0, 0, i), Fields: Address, Found: found}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return rulesOf(r, "anna", "")
}

// TestNear holds what comes near an explanation: somebody of the unit was there, or another
// of that surname was where the officer was; within an hour, and of nobody who is a
// neighbour or a colleague. Where it does, two of three people are left, and no case.
func TestNear(t *testing.T) {
	const bert, anna = "assignments: i,%s,bert,,attended,2025-03-03T%s,2025-03-03T%s\n", "assignments: i,%s,anna,,attended,2025-03-03T%s,2025-03-03T%s\n"
	for name, c := range map[string]struct {
		more, whom string
		found      Found
		near       bool
	}{
		"nobody there":             {"", "far", ByName, false},
		"a colleague there":        {fmt.Sprintf(bert, "far", "11:00", "13:00"), "far", ByLink, true},
		"there an hour later":      {fmt.Sprintf(bert, "far", "13:00", "14:00"), "far", ByName, true},
		"there still later":        {fmt.Sprintf(bert, "far", "13:01", "14:00"), "far", ByName, false},
		"of another unit":          {strings.ReplaceAll(fmt.Sprintf(bert, "far", "11:00", "13:00"), "bert", "room"), "far", ByName, false},
		"a colleague in charge":    {strings.ReplaceAll(fmt.Sprintf(bert, "far", "11:00", "13:00"), "attended", "in-charge"), "far", ByName, false},
		"a neighbour":              {fmt.Sprintf(bert, "near", "11:00", "13:00"), "near", ByName, false},
		"two alike":                {"people: alike,Other,h,,F,north,no\n" + fmt.Sprintf(anna, "far", "11:00", "13:00"), "alike", ByName, true},
		"alike, hours later":       {"people: alike,Other,h,,F,north,no\n" + fmt.Sprintf(anna, "far", "08:00", "10:59"), "alike", ByName, false},
		"alike, a colleague’s":     {"people: alike,Other,h,,F,north,no\n" + fmt.Sprintf(bert, "far", "11:00", "13:00"), "alike", ByName, false},
		"alike, found by a number": {"people: alike,Other,h,,F,north,no\n" + fmt.Sprintf(anna, "far", "11:00", "13:00"), "alike", ByNumber, false},
		"another name":             {"people: else,Else,h,,F,north,no\n" + fmt.Sprintf(anna, "far", "11:00", "13:00"), "else", ByName, false},
	} {
		if got := !slices.Contains(addressesOnly(t, c.more, c.whom, c.found), "added-up"); got != c.near {
			t.Errorf("%s: near is %v, want %v", name, got, c.near)
		}
	}
}

// TestHandedOver holds that who comes back in the matter of a colleague who does not look any
// more is a case with one sign more, and that nobody else's matter is an answer.
func TestHandedOver(t *testing.T) {
	const matter = "assignments: i,p1,bert,,in-charge,2025-03-01,2025-03-30\n"
	three := []string{"anna p1 2025-03-02T10:00", "anna p1 2025-03-10T10:00", "anna p1 2025-03-20T10:00"}
	for name, c := range map[string]struct {
		more     string
		accesses []string
		want     string
	}{
		"nobody’s matter":       {"", three, "no-task repeated"},
		"a colleague’s":         {matter, three, ""},
		"and off duty":          {matter + "rosters: anna,2025-01-01,2025-01-02\n", three, "no-task off-duty repeated-beside"},
		"who looked before":     {matter, append([]string{"bert p1 2025-03-02T09:00"}, three...), ""},
		"who looks on":          {matter, append([]string{"bert p1 2025-03-03T09:00"}, three...), "no-task repeated"},
		"of another unit":       {strings.ReplaceAll(matter, "bert", "room"), three, "no-task repeated"},
		"ended long before":     {strings.ReplaceAll(matter, "03-30", "03-18"), three, "no-task repeated"},
		"begun later":           {strings.ReplaceAll(matter, "03-01", "03-03"), three, "no-task repeated"},
		"only a word on a crew": {strings.ReplaceAll(matter, "in-charge", "attended"), three, "no-task repeated"},
	} {
		if got := strings.Join(rulesOf(screened(t, smallWorld(t, town+c.more), c.accesses...), "anna", "p1"), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestFarApart holds that small signs about four people on two days that lie far apart are a
// case of an officer who opens nobody else, and about two people none.
func TestFarApart(t *testing.T) {
	rows := ""
	for i := range 400 {
		rows += fmt.Sprintf("officers: u%d,officer,,,,\npostings: u%d,response,,,,active\npeople: q%d,Q%d,,,%s,,no\n", i, i, i, i, []string{"F", "M"}[i%2])
	}
	for people, want := range map[int]bool{2: false, 4: true} {
		s := NewScreen(smallWorld(t, town+rows), Options{})
		n, _ := s.Feed("test")
		keep := func(who string, i, day int, f Found) {
			if err := s.Keep(n, &Event{ID: fmt.Sprint(who, i, day), Officer: who, Person: fmt.Sprint("q", i), At: at("2025-01-01").AddDate(0, 0, day), Found: f}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 400 { // each opens two in the year
			for k := range 2 {
				keep(fmt.Sprint("u", i), (i+k*7)%400, (i*5+k*100)%364, ByNumber)
			}
		}
		for i := range people {
			keep("anna", i, 147+i%2*79, ByAttribute)
		}
		r, err := s.Finish()
		if err != nil {
			t.Fatal(err)
		}
		if got := rulesOf(r, "anna", ""); slices.Contains(got, "added-up") != want {
			t.Errorf("%d people: %v, added-up wanted: %v", people, got, want)
		}
	}
}

// TestUnlike holds that eight people within two months are a case where the unit opens
// hardly anybody so, and none where it always does.
func TestUnlike(t *testing.T) {
	rows := ""
	for i := range 400 {
		rows += fmt.Sprintf("officers: u%d,officer,,,,\npostings: u%d,response,,,,active\npeople: q%d,Q%d,,,%s,,no\n", i, i, i, i, []string{"F", "M"}[i%2])
	}
	for _, each := range []int{1, 30} {
		s := NewScreen(smallWorld(t, town+rows), Options{})
		n, _ := s.Feed("test")
		keep := func(who string, i, day int) {
			if err := s.Keep(n, &Event{ID: fmt.Sprint(who, i), Officer: who, Person: fmt.Sprint("q", i), At: at("2025-01-01").AddDate(0, 0, day), Found: ByNumber}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 400 {
			for k := range each {
				keep(fmt.Sprint("u", i), (i+k*13)%400, (i*5+k*12)%364)
			}
		}
		for i := range 8 {
			keep("anna", i*31, 150+i*6)
		}
		r, err := s.Finish()
		if err != nil {
			t.Fatal(err)
		}
		got := rulesOf(r, "anna", "")
		if want := each == 1; slices.Contains(got, "unlike") != want {
			t.Errorf("where others open %d: %v, unlike wanted: %v", each, got, want)
		}
	}
}
