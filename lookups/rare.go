package lookups

import (
	"math"
	"math/bits"
)

// rarity is how often the people whom the officers of a force open without a reason that
// is known bear a small sign, those left out of whom there is a case already or who come
// near an explanation. A system that shows an address on every page makes the sign of an
// address worth nothing; points that are set by hand could not know.
type rarity struct {
	worth [32]int                             // of each of AccessRules, in half bits: two for a sign that one person of two bears
	any   float64                             // the share of people with a sign
	sums  [rareSigns + 1][rareSum + 1]float64 // by people with a sign: the chance that the signs are worth so much, or more
}

// What is known of a small force is mixed with this: one person of twelve bears a sign,
// and each sign one of thirty, as if of so many people. What more than one of twelve bears
// is no sign.
const (
	rareWeight = 200.0
	rareAny    = 1 / 12.0
	rareEach   = 1 / 30.0
	rarePair   = 40   // the most that the signs about one person are worth
	rareSigns  = 40   // people with a sign, and
	rareSum    = 1600 // what all signs are worth, are counted so far
)

func rarityOf(all []brief) (r rarity) {
	var each [32]int
	people := 0
	for i := range all {
		if all[i].aside() {
			continue
		}
		people++
		for k := range each {
			each[k] += int(all[i].signs >> k & 1)
		}
	}
	for k, n := range each {
		if share := (float64(n) + rareWeight*rareEach) / (float64(people) + rareWeight); share < rareAny {
			r.worth[k] = int(math.Round(-2 * math.Log2(share)))
		}
	}
	one := make([]float64, rarePair+1)
	one[0] = rareWeight * (1 - rareAny)
	one[int(math.Round(-2*math.Log2(rareEach)))] = rareWeight * rareAny
	for i := range all {
		if !all[i].aside() {
			one[r.of(&all[i])]++
		}
	}
	for i := range one {
		one[i] /= float64(people) + rareWeight
	}
	r.any = 1 - one[0]
	now := make([]float64, rareSum+1) // by what the signs of some people with one are worth
	now[0] = 1
	for n := range r.sums {
		above := 0.0
		for i := rareSum; i >= 0; i-- {
			above += now[i]
			r.sums[n][i] = min(above, 1)
		}
		next := make([]float64, rareSum+1)
		for i, x := range now {
			for k := 1; x > 0 && k < len(one); k++ {
				next[min(i+k, rareSum)] += x * one[k] / r.any
			}
		}
		now = next
	}
	return r
}

// aside says that a person does not count for how often signs are borne.
func (p *brief) aside() bool { return p.opens || p.near }

// of is what the signs about one person are worth.
func (r *rarity) of(p *brief) (n int) {
	for s := p.signs; s != 0; s &= s - 1 {
		n += r.worth[bits.TrailingZeros32(s)]
	}
	return min(n, rarePair)
}

// chance is that of so many people with a sign, or more, among so many, whose signs are
// worth so much, or more.
func (r *rarity) chance(people, signs, worth int) float64 {
	return r.tail(float64(people)*math.Log(1-r.any), func(n int) float64 {
		return float64(people-n+1) / float64(n) * r.any / (1 - r.any)
	}, signs, worth)
}

// tail adds up over how many people bear a sign. It is given the logarithm of the chance of
// none, and how much likelier n are than one fewer. More than rareSigns are worth whatever
// is asked.
func (r *rarity) tail(log float64, likelier func(n int) float64, signs, worth int) float64 {
	sum, mass := 0.0, 0.0
	for n := range r.sums {
		if n > 0 {
			log += math.Log(max(likelier(n), 0))
		}
		p := math.Exp(log)
		if mass += p; n >= signs {
			sum += p * r.sums[n][min(worth, rareSum)]
		}
	}
	return min(sum+max(1-mass, 0), 1)
}

// chanceOf is that of the signs about some people.
func (r *rarity) chanceOf(some []brief) float64 {
	people, signs, worth := 0, 0, 0
	for i := range some {
		if some[i].aside() {
			continue
		}
		people++
		if w := r.of(&some[i]); w > 0 {
			signs, worth = signs+1, worth+w
		}
	}
	return r.chance(people, signs, worth)
}

// bothChances is the chance that two independent ones are as small together (Fisher, 1932).
func bothChances(a, b float64) float64 {
	p := max(a*b, 1e-300)
	return p * (1 - math.Log(p))
}
