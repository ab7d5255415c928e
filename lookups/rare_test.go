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

// TestSignsInASpan holds the chance of signs in a span of time to a sum over what an officer's
// rate may be: a gamma distribution, what was seen at other times, and what is seen in the
// span, each by its own formula.
func TestSignsInASpan(t *testing.T) {
	b := &baseline{shape: 1.3, mean: 8, from: 0, to: 400 * day, usuals: map[int32][2]float64{7: {21, 300}}}
	var all []brief
	for i := range 2000 {
		p := brief{person: int32(i)}
		if i%9 == 0 {
			p.signs = 1 << (i % 4)
		}
		all = append(all, p)
	}
	b.rare = rarityOf(all)
	f := &file{unit: 7, base: b, strange: make([]brief, 12)}
	mean := (300.0 - 12 + 8*usualShrunk) / (20 + usualShrunk) // the unit, this officer left out
	poisson := func(n int, x float64) float64 {
		p := math.Exp(-x)
		for i := 1; i <= n; i++ {
			p *= x / float64(i)
		}
		return p
	}
	for _, c := range []struct {
		span                            minute
		many, worth, without, elsewhere int
	}{{30 * day, 3, 0, 9, 0}, {30 * day, 3, 36, 9, 2}, {90 * day, 4, 50, 0, 0}, {365 * day, 5, 0, 30, 1}, {7 * day, 3, 30, 14, 0}, {800 * day, 3, 0, 2, 0}} {
		here := b.rare.any * min(float64(c.span)/float64(400*day), 1)
		sum, whole := 0.0, 0.0
		for x := 0.005; x < 150; x += 0.01 { // people in all the time
			w := math.Pow(x, b.shape-1) * math.Exp(-x*b.shape/mean) * poisson(c.without, x*(1-b.rare.any)) * poisson(c.elsewhere, x*(b.rare.any-here))
			whole += w
			for n := c.many; n < 40; n++ {
				sum += w * poisson(n, x*here) * b.rare.sums[n][c.worth]
			}
		}
		got, want := f.signsIn(c.span, c.many, c.worth, c.without, c.elsewhere), sum/whole
		if math.Abs(got-want) > 1e-9+0.001*want {
			t.Errorf("%+v: %g, want %g", c, got, want)
		}
		if none := f.signsIn(c.span, 0, 0, c.without, c.elsewhere); math.Abs(none-1) > 1e-9 {
			t.Errorf("%+v: no sign or more has the chance %g", c, none)
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
