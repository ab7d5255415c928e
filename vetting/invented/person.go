package invented

import (
	"strconv"
	"strings"
)

// person is somebody as a file has them.
type person struct {
	origin                 *naming
	woman                  bool
	given, middle, surname string
	year, month, day       int
	noDay                  bool

	postcode, address string
	phone, email      string
}

// world is what all rows have in common.
type world struct {
	Size
	origins []*naming
	stride  uint64 // to scatter the records of the workforce among the others
}

func newWorld(s Size) *world {
	w := &world{Size: s}
	for _, o := range Origins {
		w.origins = append(w.origins, ready(o))
	}
	n := uint64(s.Records)
	w.stride = uint64(float64(n)*0.6180339887) | 1
	for gcd(w.stride, n) != 1 {
		w.stride += 2
	}
	return w
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (w *world) origin(d *draw) *naming {
	at := d.Unit()
	for _, o := range w.origins {
		if at -= o.Share; at < 0 {
			return o
		}
	}
	return w.origins[0]
}

// officer is somebody of the workforce, as their force has them.
func (w *world) officer(i int) person {
	d := drawOf(w.Seed, "officer", i)
	return w.somebody(&d, 18, 62)
}

func (w *world) somebody(d *draw, youngest, oldest int) person {
	p := person{origin: w.origin(d), woman: d.Chance(0.42)}
	p.given, p.surname = p.origin.given(d, p.woman), p.origin.family(d, p.woman)
	if d.Chance(p.origin.Middle) {
		p.middle = p.origin.given(d, p.woman)
	}
	if d.Chance(p.origin.Double) {
		p.surname += "-" + p.origin.family(d, p.woman)
	}
	p.born(d, youngest, oldest)
	p.lives(d.Next())
	p.reached(d)
	return p
}

// today is the year in which the files are written.
const today = 2026

func (p *person) born(d *draw, youngest, oldest int) {
	p.year = today - youngest - d.Below(oldest-youngest)
	p.month, p.day = 1+d.Below(12), 1+d.Below(28)
	if p.month != 2 && d.Chance(0.08) {
		p.day = 29 + d.Below(2)
	}
}

// Streets are of common words. A household has one address, so that relatives who
// live together share it.
var (
	streets = newList("High Station Church Park Victoria London Green Manor Queens Kings Grange New Mill School North Albert West South York George Chapel Springfield Grove Windsor Highfield Alexandra Chester Richmond Broad Kingsway Bridge Meadow Oak Elm Ash Birch Cedar Beech Hawthorn Holly Laurel Poplar Willow Maple Rowan Orchard Garden Castle Abbey Priory Farm Field Hill Hillside Valley River Lake Brook Spring Well Cross Market Mount Nelson Wellington Marlborough Clarence Cambridge Oxford Warwick Lincoln Durham Kent Essex Devon Cornwall Dorset Surrey Sussex Norfolk Suffolk", shape{6, 0.7, 0})
	ways    = []string{"Road", "Street", "Lane", "Avenue", "Close", "Drive", "Way", "Court"}
	// No postcode of the United Kingdom begins with Q, V or X.
	areas = newList("QA QB QC QD QE QH QK QL QM QN QO QP QR QS QT QU QW VA VB VC VD VE VH VK VL VM VN VO VP VR VS VT VU VW XA XB XC XD XE XH XK XL XM XN XO XP XR XS XT XU XW", shape{3, 0.8, 0})
)

const unitLetters = "ABDEFGHJLNPQRSTUWXYZ"

func (p *person) lives(home uint64) {
	d := draw(home)

	b := append([]byte{}, areas.draw(&d)...)
	b = strconv.AppendInt(b, int64(1+d.Below(30)), 10)
	b = append(b, ' ', byte('0'+d.Below(10)), unitLetters[d.Below(20)], unitLetters[d.Below(20)])
	p.postcode = string(b)
	p.address = strconv.Itoa(1+d.Below(180)) + " " + streets.draw(&d) + " " + ways[d.Below(len(ways))]
}

// reached gives a telephone and mail. No number in the United Kingdom begins with 099.
func (p *person) reached(d *draw) {
	p.phone = "099" + digits(d, 8)
	p.email = strings.ToLower(p.given[:1]) + digits(d, 7) + "@example.org"
	if p.given[0] >= 0x80 {
		p.email = "x" + digits(d, 7) + "@example.org"
	}
}

func digits(d *draw, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.Below(10))
	}
	return string(b)
}

// write adds all columns but the unique id and the last one.
func (p *person) write(to []byte) []byte {
	for _, s := range [3]string{p.given, p.middle, p.surname} {
		to = append(append(to, s...), ',')
	}
	if !p.noDay {
		to = strconv.AppendInt(to, int64(p.year), 10)
		to = append(to, '-', byte('0'+p.month/10), byte('0'+p.month%10), '-', byte('0'+p.day/10), byte('0'+p.day%10))
	}
	to = append(to, ',')
	to = append(append(to, p.postcode...), ',')
	to = append(append(to, p.address...), ',')
	return append(to, p.phone...)
}
