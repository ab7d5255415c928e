package lookups

import (
	"math"
	"math/bits"
)

// rarity is how often the people whom the officers of a force open without a reason that
// is known bear a small sign, those left out of whom there is a case already. A system that
// shows an address on every page makes the sign of an address worth nothing; points that
// are set by hand could not know.
type rarity struct {
	worth [32]int // of each of AccessRules, in half bits: two for a sign that one person of two bears
	// By how many people: the chance that so many of them bear a sign, or more, and that
	// these are worth so much, or more.
	tails [][rareSigns + 1][rareSum + 1]float64
}

// What is known of a small force is mixed with this: one person of twelve bears a sign,
// and each sign one of thirty, as if of so many people. What more than one of twelve bears
// is no sign.
const (
	rareWeight = 200.0
	rareAny    = 1 / 12.0
	rareEach   = 1 / 30.0
	rareMost   = 200 // people in one stretch
	rarePair   = 40  // the most that the signs about one person are worth
	rareSigns  = 12  // people with a sign, and
	rareSum    = 240 // what all signs are worth, are counted so far
)

func rarityOf(all []brief) (r rarity) {
	var each [32]int
	people := 0
	for i := range all {
		if all[i].opens {
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
		if !all[i].opens {
			one[r.of(&all[i])]++
		}
	}
	for i := range one {
		one[i] /= float64(people) + rareWeight
	}
	var now [rareSigns + 1][rareSum + 1]float64 // people with a sign, and their worth
	now[0][0] = 1
	for range rareMost + 1 {
		var next, tail [rareSigns + 1][rareSum + 1]float64
		for n := rareSigns; n >= 0; n-- {
			above := 0.0
			for i := rareSum; i >= 0; i-- {
				above += now[n][i]
				if tail[n][i] = above; n < rareSigns {
					tail[n][i] += tail[n+1][i]
				}
				if now[n][i] == 0 {
					continue
				}
				for k, q := range one {
					if q > 0 {
						next[min(n+min(k, 1), rareSigns)][min(i+k, rareSum)] += now[n][i] * q
					}
				}
			}
		}
		r.tails, now = append(r.tails, tail), next
	}
	return r
}

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
	if people > rareMost {
		return 1
	}
	return min(r.tails[people][min(signs, rareSigns)][min(worth, rareSum)], 1)
}

// chanceOf is that of the signs about some people.
func (r *rarity) chanceOf(some []brief) float64 {
	people, signs, worth := 0, 0, 0
	for i := range some {
		if some[i].opens {
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
