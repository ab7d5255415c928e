package lookups

// What it takes to speak of many small signs: about so many people, and so small a chance of
// so many and so rare ones, for as many stretches of that length as there are in all the
// time. Whoever does it for a week and whoever does it for a year are looked for alike.
const (
	smallPeople = 3
	smallChance = 0.02
)

var smallSpans = [...]minute{7 * day, 30 * day, 90 * day, 365 * day}

// small looks for stretches of time with more or rarer signs than the officer's other time
// and unit would let expect, leaving out who has a case already. It gives everybody with a
// sign in such stretches, and the points of the fullest.
func (f *file) small() []finding {
	var signs []brief // whoever bears one
	without := 0
	for _, p := range f.strange {
		if p.opens {
			continue
		}
		if f.base.rare.of(&p) > 0 { // what everybody bears is no sign
			signs = append(signs, p)
		} else {
			without++
		}
	}
	if len(signs) < smallPeople {
		return nil
	}
	var all finding
	in := make([]bool, len(signs))
	for _, span := range smallSpans {
		times := max(float64(f.base.to-f.base.from)/float64(span), 1)
		for from := range signs {
			worth, points, last := 0, 0, -1
			for to := from; to < len(signs) && signs[to].first-signs[from].first <= span; to++ {
				worth, points = worth+f.base.rare.of(&signs[to]), points+int(signs[to].small)
				many := to - from + 1
				if many >= smallPeople && f.signsIn(span, many, worth, without, len(signs)-many)*times < smallChance {
					last, all.points = to, max(all.points, points, Enough)
				}
			}
			for i := from; i <= last; i++ {
				in[i] = true
			}
		}
	}
	for i, p := range signs {
		if in[i] {
			all.people = append(all.people, p.person)
		}
	}
	if all.people == nil {
		return nil
	}
	return []finding{all}
}

// signsIn is the chance that in a span of the officer's time so many people or more bear a
// sign and that these are worth so much or more, after all else whom they opened: those
// without a sign at any time, and those with one at other times. By the negative binomial
// distribution, whose prior is what officers of the unit differ by, and with the force's
// share of people who bear a sign.
func (f *file) signsIn(span minute, many, worth, without, elsewhere int) float64 {
	b := f.base
	all := float64(max(b.to-b.from, day))
	now := b.rare.any * min(float64(span), all) / all // an officer's whole time is 1
	shape, rate := b.shape+float64(without+elsewhere), b.shape/b.usual(f)+1-now
	p := rate / (rate + now)
	return b.rare.tail(logNone(shape, p), func(n int) float64 { return likelier(n, shape, p) }, many, worth)
}
