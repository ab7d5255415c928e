package invented

import (
	"fmt"
	"math"
	"strconv"
)

// surnames is how many there are. The commonest is borne by about one in a hundred.
const surnames = 6000

// settle lets people live somewhere.
func (f *force) settle() {
	f.areas = max(2, f.Officers/160)
	f.people = make([]person, 1, f.People+1)
	f.homes = append(f.homes, nil)
	f.areaOf, f.known = make([][]int32, f.areas), make([][]int32, f.areas)
	perStreet, number, street := 0, 0, 0
	for len(f.people) <= f.People {
		if perStreet == 0 {
			street++
			perStreet, number = 20+f.Below(120), 0
		}
		perStreet--
		number++
		area := street % f.areas
		home := int32(len(f.homes))
		f.row("addresses", homeID(home), "street-"+strconv.Itoa(street), strconv.Itoa(number), areaID(area))
		f.homes = append(f.homes, f.household(home, area))
	}
}

func homeID(h int32) string { return fmt.Sprintf("A%07d", h) }

// household moves one to six people in. Most bear one name.
func (f *force) household(home int32, area int) (all []int32) {
	name := f.surname()
	for range 1 + min(f.poisson(1.4), 5) {
		n := int32(len(f.people))
		p := person{surname: name, home: home, area: int16(area), sex: 'F', protected: f.Chance(0.003), phone: n}
		if f.Chance(0.35) {
			p.surname = f.surname()
		}
		if f.Chance(0.5) {
			p.sex = 'M'
		}
		if len(all) > 0 && f.Chance(0.15) {
			p.phone = all[0]
		}
		f.people = append(f.people, p)
		f.areaOf[area] = append(f.areaOf[area], n)
		if f.Chance(0.02) {
			f.known[area] = append(f.known[area], n)
		}
		all = append(all, n)
	}
	return all
}

// surname has the long tail that names have.
func (f *force) surname() int32 {
	return int32(math.Pow(surnames, math.Pow(f.Unit(), 0.75)))
}

// local is somebody with whom the police of an area deal: a third are people with whom
// they deal again and again.
func (f *force) local(area int) int32 {
	if f.Chance(0.3) && len(f.known[area]) > 0 {
		return f.one(f.known[area])
	}
	return f.one(f.areaOf[area])
}
