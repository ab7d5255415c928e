package lookups

import (
	"cmp"
	"math"
	"slices"
)

// brief is what is kept of a pair until it is known whether it becomes a case.
type brief struct {
	officer, person int32
	first           minute
	points, small   int16
	signs           uint32 // small ones: of AccessRules
	opens           bool
	once            bool // see byNameOnce
	near            bool // comes near an explanation: see helped and alike
}

// file is all pairs of one officer, in the order in which they began.
type file struct {
	officer int32
	unit    int32
	pairs   []brief
	strange []brief // those that come near no explanation
	base    *baseline
}

// finding is what a rule about an officer found, and about whom.
type finding struct {
	rule   *Rule
	people []int32
	times  int // of the rule, for its weight
	points int // where it is not by times
}

// sameAddress looks for three people of one address within two months.
func (w *World) sameAddress(f *file) (all []finding) {
	type at struct {
		address int32
		brief
	}
	var list []at
	own := w.officer(f.officer).address
	for _, p := range f.pairs {
		if a := w.person(p.person).address; a != 0 && a != own {
			list = append(list, at{a, p})
		}
	}
	slices.SortFunc(list, func(a, b at) int {
		return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.first, b.first), cmp.Compare(a.person, b.person))
	})
	for i := 0; i < len(list); {
		n := i
		for n < len(list) && list[n].address == list[i].address && list[n].first-list[i].first <= 60*day {
			n++
		}
		if n-i >= 3 {
			x := finding{times: n - i - 2}
			for ; i < n; i++ {
				x.people = append(x.people, list[i].person)
			}
			all = append(all, x)
			continue
		}
		i++
	}
	return all
}

// baseline is how many women and men the people of each unit opened without a reason
// that is known, those left out that come near one.
type baseline struct {
	units      map[int32][2]float64
	usuals     map[int32][2]float64 // by unit: officers who opened anybody so, and how many people
	women, men float64
	spread     float64
	// How many people an officer opened so is Gamma-Poisson over officers: its shape,
	// and its mean over all days.
	shape, mean float64
	from, to    minute
	rare        rarity
}

// What it takes to speak of a skew: so many people, and so small a chance of so many of
// one sex. A unit's share is shrunk to the force's by skewShrunk people. Whoever does it
// for some months of a year is looked for in these months too. Then the chance of so many
// of that sex must be small, after all else that the officer opened, and together with the
// chance of the small signs about all in these months; and it must stand out somewhat by
// itself, or every busy quarter would be a skew.
const (
	skewPeople  = 8
	skewChance  = 0.001
	skewTooMany = 0.005
	skewAtAll   = 0.3
	skewShrunk  = 50.0
)

// skewSpans are what is looked at besides everything: some do it for weeks, some for half
// a year.
var skewSpans = [...]minute{60 * day, 90 * day, 180 * day}

// skewed compares with the unit, the officer left out, by the beta-binomial
// distribution (Skellam, 1948).
func (w *World) skewed(f *file) []finding {
	if all := w.skewedIn(f, f.strange, skewChance); all != nil {
		return all
	}
	for _, span := range skewSpans {
		from := 0
		for i := range f.strange {
			for f.strange[i].first-f.strange[from].first > span {
				from++
			}
			months := f.strange[from : i+1]
			if len(months) < skewPeople || bothChances(w.tooMany(f, months, span), f.base.rare.chanceOf(months)) >= skewTooMany {
				continue
			}
			if all := w.skewedIn(f, months, skewAtAll); all != nil {
				return all
			}
		}
	}
	return nil
}

// tooMany is the chance of so many people of one sex or more in some months, after all
// others whom the officer opened: those of the other sex at any time, and those of the
// same at other times. By the negative binomial distribution, whose prior is what officers
// differ by, and with the unit's share of that sex, the officer left out.
func (w *World) tooMany(f *file, months []brief, span minute) float64 {
	b := f.base
	all := float64(max(b.to-b.from, day))
	here := min(float64(span), all)
	if b.mean == 0 {
		return 1
	}
	women, men := sexes(w, f.strange)
	many, other := sexes(w, months)
	share := b.shareBut(f, women, men)
	if float64(many) < share*float64(many+other) {
		many, share = other, 1-share
	}
	// A year of the officer is 1: of it the other sex is seen whole, this one in part.
	known, now := 1-share*here/all, share*here/all
	shape := b.shape + float64(women+men-many)
	rate := b.shape/b.usual(f) + known
	return negativeBinomialTail(many, shape, rate/(rate+now))
}

func (w *World) skewedIn(f *file, pairs []brief, chance float64) []finding {
	women, men := sexes(w, pairs)
	n := women + men
	if n < skewPeople {
		return nil
	}
	ow, om := sexes(w, f.strange)
	share := f.base.shareBut(f, ow, om)
	many, p, sex := women, share, byte('F')
	if float64(women) < share*float64(n) {
		many, p, sex = men, 1-share, 'M'
	}
	if betaBinomialTail(many, n, p*f.base.spread, (1-p)*f.base.spread) >= chance {
		return nil
	}
	x := finding{times: 1}
	for _, b := range pairs {
		if w.person(b.person).sex == sex {
			x.people = append(x.people, b.person)
		}
	}
	return []finding{x}
}

// shareBut is the share of women in an officer's unit, without those whom they opened.
func (b *baseline) shareBut(f *file, women, men int) float64 {
	u := b.units[f.unit]
	return b.share(max(u[0]-float64(women), 0), max(u[1]-float64(men), 0))
}

// share is a unit's share of women, shrunk to the force's.
func (b *baseline) share(women, men float64) float64 {
	force := b.women / max(b.women+b.men, 1)
	return min(max((women+force*skewShrunk)/(women+men+skewShrunk), 0.02), 0.98)
}

// spreadOf is how much officers of a unit differ besides by chance, as the weight of a
// beta distribution: by moments, from Pearson's statistic over those who opened four
// people or more (Williams, 1982), and not beyond 10 to 1,000.
func (b *baseline) spreadOf(w *World, files []file) {
	sum, squares := 0.0, 0.0
	for i := range files {
		n := float64(len(files[i].strange))
		sum, squares = sum+n, squares+n*n
	}
	if of := float64(len(files)); of > 0 {
		b.mean = sum / of
		b.shape = b.mean * b.mean / max(squares/of-b.mean*b.mean-b.mean, b.mean*b.mean/100)
	}
	x2, n, people := 0.0, 0.0, 0.0
	for i := range files {
		women, men := sexes(w, files[i].strange)
		of := float64(women + men)
		if of < 4 {
			continue
		}
		u := b.units[files[i].unit]
		p := b.share(u[0], u[1])
		x2 += (float64(women) - of*p) * (float64(women) - of*p) / (of * p * (1 - p))
		n, people = n+1, people+of
	}
	b.spread = 1000
	if n > 1 && people > n {
		if rho := (x2/n - 1) / (people/n - 1); rho > 0 {
			b.spread = min(max(1/rho-1, 10), 1000)
		}
	}
}

func sexes(w *World, pairs []brief) (women, men int) {
	for _, p := range pairs {
		switch w.person(p.person).sex {
		case 'F':
			women++
		case 'M':
			men++
		}
	}
	return women, men
}

// betaBinomialTail is the chance of k or more of n.
func betaBinomialTail(k, n int, a, b float64) float64 {
	lbeta := func(x, y float64) float64 {
		p, _ := math.Lgamma(x)
		q, _ := math.Lgamma(y)
		r, _ := math.Lgamma(x + y)
		return p + q - r
	}
	sum := 0.0
	for i := k; i <= n; i++ {
		choose := -math.Log(float64(n+1)) - lbeta(float64(i+1), float64(n-i+1))
		sum += math.Exp(choose + lbeta(float64(i)+a, float64(n-i)+b) - lbeta(a, b))
	}
	return sum
}
