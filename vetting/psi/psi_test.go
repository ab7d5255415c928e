package psi

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func person(t *testing.T, id, given, surname, birth string) Person {
	t.Helper()
	k, err := Key(given, surname, birth)
	if err != nil {
		t.Fatal(err)
	}
	return Person{id, k}
}

func crowd(t *testing.T, prefix string, n int) (out []Person) {
	for i := range n {
		out = append(out, person(t, fmt.Sprint(prefix, i), "Given"+prefix, fmt.Sprint("Family", i), "1980-01-31"))
	}
	return out
}

func holder(t *testing.T, people []Person) *Holder {
	t.Helper()
	j, err := OpenJournal(filepath.Join(t.TempDir(), "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return &Holder{People: people, Journal: j, Daily: 200, All: 300, Random: rand.Reader}
}

func ask(t *testing.T, people []Person) (Ask, Secret) {
	t.Helper()
	a, s, err := NewAsk(people, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}

// TestTwoParties: the asker learns exactly who is on both lists, written in another
// order or with other signs too; a disclosure gives the holder's id.
func TestTwoParties(t *testing.T) {
	known := append(crowd(t, "h", 90), person(t, "H-1", "Małgorzata", "Nowak-Zając", "1990-05-04"), person(t, "H-2", "Wei", "Zhang", "1971-12-01"))
	asked := append(crowd(t, "a", 20), person(t, "A-1", "Malgorzata", "Nowak Zajac", "1990-05-04"), person(t, "A-2", "Zhang", "Wei", "1971-12-01"), person(t, "A-3", "Wei", "Zhang", "1971-12-02"))
	h := holder(t, known)
	a, s := ask(t, asked)
	got, err := h.Answer("force b", a, day)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := s.Read(got)
	if err != nil || !slices.Equal(hits, []string{"A-1", "A-2"}) {
		t.Fatalf("hits are %q, %v", hits, err)
	}
	d, err := h.Disclose("force b", Request{Version, got.Session, asked[20].Key, "a vetting review is open"}, day)
	if err != nil || !slices.Equal(d.IDs, []string{"H-1"}) {
		t.Errorf("disclosed %q, %v", d.IDs, err)
	}
	for _, e := range h.Journal.Entries {
		if strings.Contains(fmt.Sprint(e), "NOWAK") {
			t.Error("the journal names somebody")
		}
	}
}

// refusedWith asks for a refusal that stands in the journal.
func refusedWith(t *testing.T, h *Holder, err error, says string) {
	t.Helper()
	var r *Refused
	if !errors.As(err, &r) || !strings.Contains(r.Why, says) {
		t.Errorf("got %v, want a refusal that says %q", err, says)
	}
	if n := len(h.Journal.Entries); n == 0 || h.Journal.Entries[n-1].Kind != "refused" {
		t.Error("the refusal is not journalled")
	}
}

// TestBadPoints: a point that is none, the identity, one that stands twice, and one
// that is too short are refused, each by its place.
func TestBadPoints(t *testing.T) {
	good, _ := ask(t, crowd(t, "a", 3))
	for name, c := range map[string]struct {
		spoil func(Ask)
		says  string
	}{
		"malformed":      {func(a Ask) { a.Points[0] = bytes.Repeat([]byte{0xff}, 32) }, "point 1 of the question: it is no point"},
		"odd":            {func(a Ask) { a.Points[0] = append([]byte{1}, make([]byte, 31)...) }, "point 1 of the question: it is no point"},
		"identity":       {func(a Ask) { a.Points[0] = make([]byte, 32) }, "point 1 of the question: it is the identity"},
		"short":          {func(a Ask) { a.Points[5] = a.Points[5][:31] }, "point 6 of the question: it has 31 bytes"},
		"twice":          {func(a Ask) { a.Points[4] = a.Points[3] }, "point 5 of the question: it is not behind"},
		"not in a round": {func(Ask) {}, "points: they come in full 64s"},
	} {
		t.Run(name, func(t *testing.T) {
			h := holder(t, crowd(t, "h", 3))
			a := Ask{Version, slices.Clone(good.Points)}
			if c.spoil(a); name == "not in a round" {
				a.Points = a.Points[:63]
			}
			_, err := h.Answer("force b", a, day)
			refusedWith(t, h, err, c.says)
		})
	}
	a, s := ask(t, crowd(t, "a", 3))
	got, err := holder(t, crowd(t, "h", 3)).Answer("force b", a, day)
	if err != nil {
		t.Fatal(err)
	}
	got.Points[7] = make([]byte, 32)
	if _, err := s.Read(got); err == nil || !strings.Contains(err.Error(), "point 8 of the answer: it is the identity") {
		t.Errorf("an answer with the identity: %v", err)
	}
}

// TestReplay: a question is answered once; asked anew, the same people get an answer
// that shares nothing with the first.
func TestReplay(t *testing.T) {
	h := holder(t, crowd(t, "a", 3))
	a, _ := ask(t, crowd(t, "a", 3))
	first, err := h.Answer("force b", a, day)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Answer("force c", a, day.Add(48*time.Hour))
	refusedWith(t, h, err, "was answered on 2026-03-02")
	again, _ := ask(t, crowd(t, "a", 3))
	second, err := h.Answer("force b", again, day)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range append(first.Held, first.Points...) {
		for _, y := range append(second.Held, second.Points...) {
			if bytes.Equal(x, y) {
				t.Fatal("two answers share a point, so that they can be laid side by side")
			}
		}
	}
}

// TestLimits: too many at once, too many in a day in pieces, another name, and a
// disclosure all meet the limit; the next day there is room again.
func TestLimits(t *testing.T) {
	h := holder(t, crowd(t, "h", 3))
	big, _ := ask(t, crowd(t, "a", 201))
	_, err := h.Answer("force b", big, day)
	refusedWith(t, h, err, "256 points, and 200 are allowed")
	for i := range 3 {
		a, _ := ask(t, crowd(t, "a", 60))
		if _, err := h.Answer("force b", a, day.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatalf("question %d: %v", i+1, err)
		}
	}
	a, _ := ask(t, crowd(t, "a", 1))
	_, err = h.Answer("force b", a, day.Add(4*time.Hour))
	refusedWith(t, h, err, "force b has asked 192 questions")
	session := h.Journal.Entries[1].Session
	for i := range 8 {
		if _, err := h.Disclose("force b", Request{Version, session, "GUESS|1980-01-01", "trying it out, one by one"}, day.Add(5*time.Hour)); err != nil {
			t.Fatalf("disclosure %d: %v", i+1, err)
		}
	}
	_, err = h.Disclose("force b", Request{Version, session, "GUESS|1980-01-02", "trying it out, one by one"}, day.Add(5*time.Hour))
	refusedWith(t, h, err, "force b has asked 200 questions")
	if _, err := h.Answer("force c", a, day.Add(5*time.Hour)); err != nil {
		t.Fatal(err)
	}
	b, _ := ask(t, crowd(t, "a", 1))
	_, err = h.Answer("force d", b, day.Add(5*time.Hour))
	refusedWith(t, h, err, "all together have asked 264 questions")
	if _, err := h.Answer("force b", b, day.Add(30*time.Hour)); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

// TestDisclosureNeedsAnAnswer: nobody gets an id without a question of their own, or
// without a reason.
func TestDisclosureNeedsAnAnswer(t *testing.T) {
	h := holder(t, crowd(t, "h", 3))
	a, _ := ask(t, crowd(t, "h", 1))
	got, err := h.Answer("force b", a, day)
	if err != nil {
		t.Fatal(err)
	}
	key := h.People[0].Key
	_, err = h.Disclose("force c", Request{Version, got.Session, key, "a vetting review is open"}, day)
	refusedWith(t, h, err, "ask yes or no first")
	_, err = h.Disclose("force b", Request{Version, got.Session, key, " "}, day)
	refusedWith(t, h, err, "gives no reason")
}

// TestCounts: how many are asked for or held does not show below the round number,
// and the order of a list does not show at all.
func TestCounts(t *testing.T) {
	few, _ := ask(t, crowd(t, "a", 1))
	many, _ := ask(t, crowd(t, "a", 64))
	if len(few.Points) != len(many.Points) {
		t.Errorf("a question about 1 has %d points and one about 64 has %d", len(few.Points), len(many.Points))
	}
	one, err := holder(t, crowd(t, "h", 1)).Answer("force b", few, day)
	if err != nil {
		t.Fatal(err)
	}
	all, err := holder(t, crowd(t, "h", 60)).Answer("force b", few, day)
	if err != nil {
		t.Fatal(err)
	}
	if len(one.Held) != len(all.Held) {
		t.Errorf("a holder of 1 shows %d and one of 60 shows %d", len(one.Held), len(all.Held))
	}
	for _, list := range [][][]byte{few.Points, one.Held} {
		if !slices.IsSortedFunc(list, bytes.Compare) {
			t.Error("a list is not sorted: its order tells something")
		}
	}
}

// TestJournal: a changed or cut line stops everything, and two cannot use it at once.
func TestJournal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal.jsonl")
	j, err := OpenJournal(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenJournal(name); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second one opened it: %v", err)
	}
	for i := range 3 {
		if err := j.add(Entry{Kind: "answered", Asker: "force b", Count: 64 * (i + 1)}, day); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(whole, []byte{'\n'})
	for what, b := range map[string][]byte{
		"line 2": bytes.Replace(whole, []byte(`"count":128`), []byte(`"count":1`), 1),
		"line 1": bytes.Join(lines[1:], nil),
		"line 3": whole[:len(whole)-5],
	} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenJournal(name); err == nil || !strings.Contains(err.Error(), what+": the journal was changed") {
			t.Errorf("%s was changed: %v", what, err)
		}
	}
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if j, err = OpenJournal(name); err != nil || len(j.Entries) != 3 {
		t.Fatalf("unchanged: %v", err)
	}
	_ = j.Close()
}
