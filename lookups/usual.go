package lookups

import "math"

// What it takes to speak of more than at other times: so many people, and so small a chance
// of so many, for as many stretches of that length as there are. A unit's mean is shrunk to
// the force's by usualShrunk officers.
const (
	unlikePeople = 8
	unlikeChance = 0.001
	usualShrunk  = 5.0
)

// usual is how many people an officer of the unit opens in all the time, this one left out,
// of those who opened anybody without a reason that is known.
func (b *baseline) usual(f *file) float64 {
	u := b.usuals[f.unit]
	return (max(u[1]-float64(len(f.strange)), 0) + b.mean*usualShrunk) / (max(u[0]-1, 0) + usualShrunk)
}

// unlike looks for months in which the officer opened many more people than in others.
func (f *file) unlike() []finding {
	b := f.base
	all := float64(max(b.to-b.from, day))
	for _, span := range skewSpans {
		here, from := min(float64(span)/all, 1), 0
		for i := range f.strange {
			for f.strange[i].first-f.strange[from].first > span {
				from++
			}
			months := f.strange[from : i+1]
			if len(months) < unlikePeople {
				continue
			}
			shape, rate := b.shape+float64(len(f.strange)-len(months)), b.shape/b.usual(f)+1-here
			if negativeBinomialTail(len(months), shape, rate/(rate+here))/here >= unlikeChance {
				continue
			}
			x := finding{times: 1}
			for _, p := range months {
				x.people = append(x.people, p.person)
			}
			return []finding{x}
		}
	}
	return nil
}

// negativeBinomialTail is the chance of so many or more, where the waiting is for shape and
// each of what is counted has the chance 1-p.
func negativeBinomialTail(many int, shape, p float64) float64 {
	tail, log := 1.0, logNone(shape, p)
	for n := range many {
		if n > 0 {
			log += math.Log(likelier(n, shape, p))
		}
		tail -= math.Exp(log)
	}
	return min(max(tail, 0), 1)
}

// logNone is the logarithm of the chance of none, and likelier how much likelier n are than
// one fewer.
func logNone(shape, p float64) float64 { return shape * math.Log(p) }

func likelier(n int, shape, p float64) float64 { return (shape + float64(n-1)) / float64(n) * (1 - p) }
