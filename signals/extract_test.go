package signals

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// extractDir is where the real extract lies, or the test is skipped and says so.
func extractDir(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIP: to fit on the whole extract takes minutes under the race detector; make test does it without")
	}
	root := os.Getenv("CANDOUR_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	dir := filepath.Join(root, "complaints")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("SKIP: the complaint extract is not at %s (set CANDOUR_DATA): %v", dir, err)
	}
	return dir
}

var extractOnce = sync.OnceValues(func() (*Reading, error) {
	root := os.Getenv("CANDOUR_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "data")
	}
	return Read(filepath.Join(root, "complaints"))
})

func extract(t *testing.T) *Reading {
	t.Helper()
	extractDir(t)
	r, err := extractOnce()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func day(t *testing.T, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestBaselines holds the rows that any force could have to the published table for
// 1 January 2008, and their AUC to a count of every pair, which shares nothing with
// Measure.
func TestBaselines(t *testing.T) {
	r := extract(t).Record
	at := day(t, "2008-01-01")
	who := r.Population(at)
	if len(who) != 12788 {
		t.Fatalf("population %d, want 12788", len(who))
	}
	want := map[string][]string{ // sustained, payout, abuse
		"three-in-a-year":    {".530 / 1.9 / 1.9", ".576 / 3.3 / 3.3", ".537 / 2.1 / 2.1"},
		"two-years":          {".600 / 1.7 / 1.7", ".705 / 4.8 / 3.5", ".599 / 1.3 / 2.4"},
		"decayed":            {".623 / 2.4 / 2.1", ".719 / 4.9 / 3.8", ".616 / 1.6 / 2.6"},
		"domestic-or-sexual": {".537 / 2.6 / 2.4", ".504 / 1.2 / 1.2", ".595 / 5.1 / 4.7"},
	}
	for _, b := range Baselines {
		score := r.baseline(b, who, at)
		for i, o := range []*Outcome{sustainedOutcome, payoutOutcome, abuseOutcome} {
			came := r.came(o, who, at, Never)
			m := Rank(score).Measure(came, nil)
			if got := m.Triple(); got != want[b.ID][i] {
				t.Errorf("%s, %s: %s, want %s", b.ID, o.ID, got, want[b.ID][i])
			}
			if by := pairsInOrder(score, came); math.Abs(by-m.AUC) > 1e-12 {
				t.Errorf("%s, %s: AUC %v, by counting every pair %v", b.ID, o.ID, m.AUC, by)
			}
		}
	}
}

// pairsInOrder looks at every pair of one for whom it came to pass and one for whom
// it did not.
func pairsInOrder(score []int64, came []bool) float64 {
	right, pairs := 0.0, 0.0
	for i := range score {
		if !came[i] {
			continue
		}
		for k := range score {
			if came[k] {
				continue
			}
			pairs++
			if score[i] > score[k] {
				right++
			} else if score[i] == score[k] {
				right += 0.5
			}
		}
	}
	return right / pairs
}

// fitted is the model of a day, fitted once for all tests.
func fitted(t *testing.T, d string) *Model {
	t.Helper()
	r, at := extract(t).Record, day(t, d) // skips, where there is none: inside, it would for all who ask later
	once, _ := fits.LoadOrStore(d, sync.OnceValues(func() (*Model, error) { return Fit(r, at) }))
	m, err := once.(func() (*Model, error))()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var fits sync.Map

// TestAboveTheFloor is the bar: fitted on what was known before each day, the model
// is above the decayed count, and its lists keep the usual gate's bounds on disparity.
func TestAboveTheFloor(t *testing.T) {
	r := extract(t).Record
	for y := 1999; y <= 2010; y++ {
		d := fmt.Sprintf("%d-01-01", y)
		at := day(t, d)
		m := fitted(t, d)
		who := r.Population(at)
		units := make([]string, len(who))
		for k, o := range who {
			units[k] = r.UnitOn(o, at)
		}
		scores := NewScorer(r, m).All(who, at, Independent)
		base := Rank(r.baseline(Baselines[floor], who, at))
		for j, o := range Outcomes {
			came := r.came(o, who, at, Never)
			if count(came) == 0 {
				t.Logf("%s %-9s not measured: nothing of it is held of the two years after", d, o.ID)
				continue
			}
			own := make([]int64, len(who))
			for k := range scores {
				own[k] = scores[k].By[j]
			}
			sum := make([]int64, len(who))
			for k := range scores {
				sum[k] = scores[k].Total
			}
			rank := Rank(own)
			got, low, score := rank.Measure(came, nil), base.Measure(came, nil), Rank(sum).Measure(came, nil)
			raw, in := 0.0, 0.0
			for _, x := range r.Disparities(who, rank.Top(listed), came, units) {
				raw, in = max(raw, x.Raw), max(in, x.Within)
			}
			t.Logf("%s %-9s AUC %.3f against %.3f, lift@5%% %.2f against %.2f; score %.3f, %.2f; disparity %.2f, in units %.2f; pulled %d", d, o.ID, got.AUC, low.AUC, got.Lift5, low.Lift5, score.AUC, score.Lift5, raw, in, m.Outcomes[j].Pulled)
			if raw > UsualGate.MaxRaw || in > UsualGate.MaxWithin {
				t.Errorf("%s, %s: a group is listed %.2f times as often as the largest, %.2f in units", d, o.ID, raw, in)
			}
			if got.AUC < low.AUC || got.Lift5 < low.Lift5 || o != payoutOutcome && (got.AUC == low.AUC || got.Lift5 == low.Lift5) {
				t.Errorf("%s, %s: AUC %.3f lift %.2f is not above %.3f, %.2f", d, o.ID, got.AUC, got.Lift5, low.AUC, low.Lift5)
			}
		}
	}
}

// TestLaterRowsChangeNothing poisons everything from the day on: more allegations,
// other findings, other groups, other reports. Scores and the fitted model stay byte
// for byte the same.
func TestLaterRowsChangeNothing(t *testing.T) {
	r := extract(t).Record
	at := day(t, "2007-01-01")
	clean := scoresAndModel(t, r, at, fitted(t, "2007-01-01"))
	bad := &Record{Officers: append([]Officer{}, r.Officers...), Postings: r.Postings, ForceReports: append([]ForceReport{}, r.ForceReports...), Payouts: append([]Payout{}, r.Payouts...), Allegations: append([]Allegation{}, r.Allegations...)}
	for i := range bad.Allegations {
		a := &bad.Allegations[i]
		if a.Received >= at {
			a.Type, a.Finding, a.Severe, a.Closed, a.Received = Sexual, Sustained, true, a.Received+3, a.Received+1
		} else if a.Closed == NoDay || a.Closed >= at {
			a.Closed, a.Finding, a.Severe = at+5, Sustained, true
		}
	}
	for i := int32(0); i < 5000; i++ {
		o := i * 5
		bad.Allegations = append(bad.Allegations, Allegation{Officer: o, Case: "later" + string(rune('a'+i%26)) + r.Officers[o].ID, Received: at, Type: Sexual, Accused: 2})
		bad.ForceReports = append(bad.ForceReports, ForceReport{o, at})
		bad.Payouts = append(bad.Payouts, Payout{o, at})
	}
	bad.Sort()
	if got := scoresAndModel(t, bad, at, nil); !bytes.Equal(got, clean) {
		t.Error("what came in on the day or later changed the scores or the model")
	}
	bad.Allegations[0].Received, bad.Allegations[0].Type = at-1, Sexual
	bad.Allegations[0].Officer = r.Population(at)[0]
	bad.Sort()
	if got := scoresAndModel(t, bad, at, fitted(t, "2007-01-01")); bytes.Equal(got, clean) {
		t.Error("an allegation of the day before changed nothing: this test cannot fail")
	}
}

// scoresAndModel fits where no model is given.
func scoresAndModel(t *testing.T, r *Record, at Day, m *Model) []byte {
	t.Helper()
	if m == nil {
		var err error
		if m, err = Fit(r, at); err != nil {
			t.Fatal(err)
		}
	}
	b, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	var w bytes.Buffer
	w.Write(b)
	if err := WriteScores(&w, r, NewScorer(r, m).All(r.Population(at), at, Independent)); err != nil {
		t.Fatal(err)
	}
	return w.Bytes()
}

// TestShippedModel fits what ships again, by the documented command's day.
func TestShippedModel(t *testing.T) {
	b, err := fitted(t, "2012-01-01").Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, shipped) {
		t.Error("the model that ships is not the one that the documented command fits: run it and look at the difference")
	}
}

// TestListingAddsUp explains people along the list and adds up what is written.
func TestListingAddsUp(t *testing.T) {
	r := extract(t).Record
	at := day(t, "2008-01-01")
	m, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	without := 0
	for k, o := range r.Population(at) {
		if k%640 != 0 {
			continue
		}
		l, err := Explain(r, m, r.Officers[o].ID, at, Independent)
		if err != nil {
			t.Fatal(err)
		}
		var total int64
		var by [4]int64
		for _, row := range l.Rows {
			total += row.Points
			for j, p := range row.By {
				by[j] += p
			}
			var sum int64
			for _, x := range row.Traces {
				sum += x.Adds
				if !x.On.before(at) {
					t.Errorf("officer %s: %s is traced to %s, not before %s", l.Officer, row.Signal.ID, x.On, at)
				}
			}
			if sum != row.Value {
				t.Errorf("officer %s: %s is %d, its cases add up to %d", l.Officer, row.Signal.ID, row.Value, sum)
			}
		}
		if total != l.Score.Total || by != l.Score.By || total != by[0]+by[1]+by[2]+by[3] {
			t.Errorf("officer %s: rows add up to %d %v, the score is %d %v", l.Officer, total, by, l.Score.Total, l.Score.By)
		}
		if l.Listed {
			without++
		}
		var w strings.Builder
		if err := l.WriteText(&w); err != nil {
			t.Fatal(err)
		}
		for _, never := range []string{"risk", "guilt", "perpetrator", "liar"} {
			if strings.Contains(strings.ToLower(w.String()), never) {
				t.Errorf("officer %s: the listing says %q", l.Officer, never)
			}
		}
	}
	if without == 0 {
		t.Log("nobody of those explained was listed")
	}
}
