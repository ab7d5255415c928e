package lookups

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Change is a day from which a source tells something that it did not tell before, or
// no longer: periods before and after it must not be compared.
type Change struct {
	Feed   string  `json:"feed"`
	Day    string  `json:"day"` // the first day of the new way
	What   string  `json:"what"`
	Before float64 `json:"share_before"`
	After  float64 `json:"share_after"`
}

// told are the things that a source may tell of an access.
var told = []struct {
	what string
	of   func(*dayCount) int32
}{
	{"a typed purpose", func(d *dayCount) int32 { return d.purpose }},
	{"a case number", func(d *dayCount) int32 { return d.ref }},
	{"which fields were shown", func(d *dayCount) int32 { return d.fields }},
	{"how the record was found", func(d *dayCount) int32 { return d.found }},
	{"that a program read", func(d *dayCount) int32 { return d.machine }},
}

// changes looks, source by source, for the day that best divides what is told into two
// different shares: a difference of 20 in 100 and more between the fortnights around
// it, and far beyond chance (a z of 8).
func changes(days map[feedDay]*dayCount, feeds []string) (all []Change) {
	for f, name := range feeds {
		var list []feedDay
		for k := range days {
			if k.feed == uint8(f) {
				list = append(list, k)
			}
		}
		slices.SortFunc(list, func(a, b feedDay) int { return cmp.Compare(a.day, b.day) })
		for _, t := range told {
			best, bestZ := Change{}, 8.0
			for i := 7; i+7 <= len(list); i++ {
				b, bn := shareOf(days, list[max(0, i-14):i], t.of)
				a, an := shareOf(days, list[i:min(len(list), i+14)], t.of)
				all := (b*bn + a*an) / (bn + an)
				z := math.Abs(a-b) / math.Sqrt(max(all*(1-all), 1e-9)*(1/bn+1/an))
				if math.Abs(a-b) >= 0.2 && z > bestZ {
					bestZ = z
					best = Change{name, dayWords(list[i].day), fmt.Sprintf("the source changed how often it tells %s", t.what), b, a}
				}
			}
			if best.Day != "" {
				all = append(all, best)
			}
		}
	}
	return all
}

func shareOf(days map[feedDay]*dayCount, list []feedDay, of func(*dayCount) int32) (share, n float64) {
	k := 0.0
	for _, d := range list {
		n += float64(days[d].events)
		k += float64(of(days[d]))
	}
	return k / max(n, 1), max(n, 1)
}
