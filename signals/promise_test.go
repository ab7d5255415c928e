package signals

import (
	"testing"

	"pgregory.net/rapid"
)

// today is the day on which made-up records are scored.
const today Day = 733000

// drawn is a made-up record of four officers and a model that ships.
func drawn(t *rapid.T) *Record {
	r := &Record{}
	for _, id := range []string{"A", "B", "C", "D"} {
		r.Officers = append(r.Officers, Officer{ID: id, Appointed: today - 4000, Serving: true})
	}
	n := rapid.IntRange(0, 25).Draw(t, "allegations")
	for i := range n {
		r.Allegations = append(r.Allegations, allegation(t, i))
	}
	for range rapid.IntRange(0, 5).Draw(t, "reports") {
		r.ForceReports = append(r.ForceReports, ForceReport{int32(rapid.IntRange(0, 3).Draw(t, "officer")), today - Day(rapid.IntRange(-10, 900).Draw(t, "age"))})
	}
	r.Sort()
	return r
}

func allegation(t *rapid.T, i int) Allegation {
	a := Allegation{
		Officer:   int32(rapid.IntRange(0, 3).Draw(t, "officer")),
		Case:      string(rune('a'+rapid.IntRange(0, 8).Draw(t, "case"))) + string(rune('0'+i/4)),
		Received:  today - Day(rapid.IntRange(-50, 4000).Draw(t, "age")),
		Type:      Type(rapid.IntRange(0, int(RecordsMisuse)).Draw(t, "type")),
		Code:      rapid.SampledFrom([]string{"", codeDiscrimination}).Draw(t, "code"),
		Finding:   Finding(rapid.IntRange(0, int(Discharged)).Draw(t, "finding")),
		ByOfficer: rapid.Bool().Draw(t, "by officer"),
		Accused:   int16(rapid.IntRange(1, 5).Draw(t, "accused")),
	}
	if rapid.Bool().Draw(t, "closed") {
		a.Closed = a.Received + Day(rapid.IntRange(0, 900).Draw(t, "took"))
	}
	return a
}

// points scores everybody, at both doors.
func points(t *rapid.T, r *Record) (all [2][4]Score) {
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s := NewScorer(r, m)
	for o := range int32(4) {
		all[0][o], all[1][o] = s.One(o, today, Independent), s.One(o, today, Line)
	}
	return all
}

// with is a copy of a record with one more allegation.
func with(r *Record, a Allegation) *Record {
	c := &Record{Officers: r.Officers, ForceReports: r.ForceReports, Allegations: append(append([]Allegation{}, r.Allegations...), a)}
	c.Sort()
	return c
}

// notLess fails where anybody's points for anything are less in b than in a.
func notLess(t *rapid.T, what string, a, b [2][4]Score) {
	for d := range a {
		for o := range a[d] {
			for j := range a[d][o].By {
				if b[d][o].By[j] < a[d][o].By[j] {
					t.Fatalf("%s: officer %d had %d points for %s and has %d", what, o, a[d][o].By[j], Outcomes[j].ID, b[d][o].By[j])
				}
			}
		}
	}
}

func TestOneMoreNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t)
		notLess(t, "one more allegation", points(t, r), points(t, with(r, allegation(t, 99))))
	})
}

func TestNotSustainedNeverRaises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, a := drawn(t), allegation(t, 99)
		a.Closed = NoDay
		open := points(t, with(r, a))
		a.Closed, a.Finding = max(a.Received, today-Day(rapid.IntRange(1, 300).Draw(t, "closed"))), rapid.SampledFrom([]Finding{NotSustained, Unfounded, Exonerated, NoFinding, NoAffidavit}).Draw(t, "finding")
		notLess(t, "closed as not sustained", points(t, with(r, a)), open)
	})
}

// TestWhatNeverScores adds an allegation that must change nothing at all, and then
// shows that the same one without its reason would.
func TestWhatNeverScores(t *testing.T) {
	changed := map[string]int{}
	for name, set := range map[string]func(*Allegation){
		"disproved":               func(a *Allegation) { a.Disproved = today - 1 },
		"not this person":         func(a *Allegation) { a.NotThisPerson = today - 1 },
		"listing-caused":          func(a *Allegation) { a.ListingCaused = true },
		"cross before review":     func(a *Allegation) { a.Cross = true },
		"cross reviewed today":    func(a *Allegation) { a.Cross, a.CrossReviewed = true, today },
		"shielded":                func(a *Allegation) { a.Shielded, a.ShieldEnds = true, today },
		"anonymous, alone":        func(a *Allegation) { a.Anonymous = true },
		"of an erased person":     func(a *Allegation) { a.Erased = true },
		"received on the day":     func(a *Allegation) { a.Received = today },
		"corroborated on the day": func(a *Allegation) { a.Anonymous, a.Corroborated = true, today },
	} {
		rapid.Check(t, func(t *rapid.T) {
			r, a := drawn(t), allegation(t, 99)
			a.Received = min(a.Received, today-1)
			b := a
			set(&a)
			was := points(t, r)
			if got := points(t, with(r, a)); got != was {
				t.Fatalf("%s changed the points from %v to %v", name, was, got)
			}
			if points(t, with(r, b)) != was {
				changed[name]++
			}
		})
		if changed[name] == 0 {
			t.Errorf("%s: no drawn allegation would have counted without it: this test cannot fail", name)
		}
	}
}

// TestOnceLookedAtItCounts is the other side: after review, the end of the shield or
// corroboration, an allegation counts like any other.
func TestOnceLookedAtItCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, a := drawn(t), allegation(t, 99)
		want := points(t, with(r, a))
		for name, set := range map[string]func(*Allegation){
			"cross reviewed":   func(a *Allegation) { a.Cross, a.CrossReviewed = true, today-1 },
			"shield read":      func(a *Allegation) { a.Shielded, a.ShieldRead, a.ShieldEnds = true, today-1, today+9 },
			"shield over":      func(a *Allegation) { a.Shielded, a.ShieldEnds = true, today-1 },
			"corroborated":     func(a *Allegation) { a.Anonymous, a.Corroborated = true, today-1 },
			"disproved later":  func(a *Allegation) { a.Disproved = today + 1 },
			"disclosed before": func(a *Allegation) { a.Undisclosed = today - 1 },
		} {
			b := a
			set(&b)
			if got := points(t, with(r, b)); got != want {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	})
}

// TestUndisclosedIsNotFelt: what somebody must not know of yet changes nothing that
// they or their supervisors are shown, and all that the independent reader is.
func TestUndisclosedIsNotFelt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, a := drawn(t), allegation(t, 99)
		open := points(t, with(r, a))
		a.Undisclosed = rapid.SampledFrom([]Day{Never, today, today + 30}).Draw(t, "until")
		got, was := points(t, with(r, a)), points(t, r)
		if got[1] != was[1] {
			t.Fatalf("the line sees %v, and saw %v", got[1], was[1])
		}
		if got[0] != open[0] {
			t.Fatalf("the independent reader sees %v, want %v", got[0], open[0])
		}
	})
}

// TestAnonymousOpens: an anonymous report is worth no points and is put before
// somebody.
func TestAnonymousOpens(t *testing.T) {
	a := Allegation{Case: "x", Received: today - 10, Type: Sexual, Accused: 1, Anonymous: true}
	r := with(&Record{Officers: []Officer{{ID: "A", Appointed: today - 4000, Serving: true}}}, a)
	if f := r.FileOf(0, today, Independent); len(f.Opened) != 1 || len(f.Allegations) != 0 {
		t.Errorf("opened %d, counted %d, want 1 and 0", len(f.Opened), len(f.Allegations))
	}
}

// TestTablesNeverFall: the model that ships was refused otherwise, and a fallen table
// is.
func TestTablesNeverFall(t *testing.T) {
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for _, w := range m.Outcomes {
		for _, x := range w.Tables {
			for v := int64(0); v < 40*one; v += 7 {
				if x.Points(v) > x.Points(v+7) {
					t.Fatalf("%s, %s falls at %d", w.Outcome, x.Signal, v)
				}
			}
			steps += len(x.Steps)
		}
	}
	if steps < 100 {
		t.Errorf("only %d steps ship", steps)
	}
	s := m.Outcomes[0].Tables[0].Steps
	s[1].Points = s[0].Points - 1
	if m.check() == nil {
		t.Error("a table that falls was taken")
	}
}
