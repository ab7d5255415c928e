package lookups

import (
	"fmt"
	"math"
	"testing"
)

// TestRareChance holds the chance of so many and so rare signs to what comes out where
// every way in which a few people can bear them is gone through.
func TestRareChance(t *testing.T) {
	var all []brief
	for i := range 3000 {
		p := brief{officer: 1, person: int32(i)}
		switch {
		case i%40 == 0:
			p.signs = 1 << 3
		case i%90 == 1:
			p.signs = 1<<3 | 1<<5
		case i%25 == 2:
			p.signs = 1 << 5
		}
		all = append(all, p, brief{person: int32(i), signs: 1 << 7, opens: true}) // whoever has a case does not count
	}
	r := rarityOf(all)
	if r.worth[7] != r.worth[9] {
		t.Errorf("a sign about those who have a case already is worth %d, one that nobody bears %d", r.worth[7], r.worth[9])
	}
	of := map[int]float64{} // the share of people by what their signs are worth
	n := 0
	for i := range all {
		if !all[i].opens {
			of[r.of(&all[i])]++
			n++
		}
	}
	of[0] += rareWeight * (1 - rareAny)
	of[int(math.Round(-2*math.Log2(rareEach)))] += rareWeight * rareAny
	for k := range of {
		of[k] /= float64(n) + rareWeight
	}
	var through func(people, signs, worth, wantSigns, wantWorth int) float64
	through = func(people, signs, worth, wantSigns, wantWorth int) (sum float64) {
		if people == 0 {
			if signs >= wantSigns && worth >= wantWorth {
				return 1
			}
			return 0
		}
		for k, p := range of {
			more := 0
			if k > 0 {
				more = 1
			}
			sum += p * through(people-1, signs+more, worth+k, wantSigns, wantWorth)
		}
		return sum
	}
	for _, c := range [][3]int{{1, 1, 1}, {3, 3, 0}, {3, 3, 30}, {4, 2, 25}, {5, 3, 33}, {5, 0, 0}} {
		got, want := r.chance(c[0], c[1], c[2]), through(c[0], 0, 0, c[1], c[2])
		if math.Abs(got-want) > 1e-12+1e-9*want {
			t.Errorf("%d people, %d with signs worth %d: %g, want %g", c[0], c[1], c[2], got, want)
		}
	}
}

// TestCommonIsNoSign holds that three addresses within a month are a case where hardly
// anybody opens an address only, and none where everybody does.
func TestCommonIsNoSign(t *testing.T) {
	rows := ""
	for i := range 300 {
		rows += fmt.Sprintf("officers: u%d,officer,,,,\npeople: q%d,Q%d,,,F,,no\n", i, i, i)
	}
	for _, others := range []Fields{Name, Address} {
		s := NewScreen(smallWorld(t, town+rows), Options{})
		n, _ := s.Feed("test")
		for i := range 300 {
			if _, err := s.Add(n, &Event{ID: fmt.Sprint("u", i), Officer: fmt.Sprint("u", i), Person: fmt.Sprint("q", i), At: at("2025-03-05"), Fields: others}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			if _, err := s.Add(n, &Event{ID: fmt.Sprint("a", i), Officer: "anna", Person: fmt.Sprint("q", i), At: at("2025-03-05").AddDate(0, 0, i), Fields: Address}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Finish()
		if err != nil {
			t.Fatal(err)
		}
		want := 1
		if others == Address {
			want = 0
		}
		if len(r.Cases) != want || want == 1 && r.Cases[0].Officer != "anna" {
			t.Errorf("others open %s: %d cases, want %d", others, len(r.Cases), want)
		}
	}
}
