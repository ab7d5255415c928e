package signals

import "math"

// one is a whole allegation: values are counted in thousandths, in integers, so
// that a sum is the same in any order and on any machine.
const one = 1000

// year is 365 days.
const year = 365

// halving is what one allegation is still worth, in thousandths, by its age in days:
// 1000 * 2^(-age/half).
type halving []int64

// halfLife makes the table of a half-life in days. It ends where less than half a
// thousandth is left.
func halfLife(days float64) halving { return halfLifeOf(one, days) }

func halfLifeOf(whole, days float64) halving {
	var h halving
	for age := 0; ; age++ {
		left := int64(math.Round(whole * math.Exp2(-float64(age)/days)))
		if left == 0 {
			return h
		}
		h = append(h, left)
	}
}

func (h halving) at(age int32) int64 {
	if int(age) < len(h) {
		return h[age]
	}
	return 0
}

// oneYear, twoYears and fiveYears are the half-lives that signals use.
var (
	oneYear   = halfLife(year)
	twoYears  = halfLife(2 * year)
	fiveYears = halfLife(5 * year)

	// fineYear counts in thousandths of a millionth and with the mean year of the
	// calendar: the floor is measured without the ties that thousandths make.
	fineYear = halfLifeOf(1e9, 365.25)
)
