package invented

import (
	"strings"
	"unicode/utf8"
)

// record is a row of the other file.
type record struct {
	person
	role    string
	officer int    // of the workforce, or -1
	changes string // what was done to it, joined by spaces
}

// roles are how often somebody stands in a record as what. Most are not suspected of
// anything: a hit on them is a person whom nobody may have asked how they are.
var roles = []struct {
	name  string
	upTo  float64
	known float64 // of the workforce, added up
}{
	{"victim", 0.30, 0.46}, {"witness", 0.52, 0.76}, {"suspect", 0.78, 0.88}, {"arrested", 0.88, 0.93}, {"convicted", 0.95, 0.955}, {"intelligence", 1, 1},
}

func role(d *draw, known bool) string {
	at := d.Unit()
	for _, r := range roles {
		if !known && at < r.upTo || known && at < r.known {
			return r.name
		}
	}
	return roles[0].name
}

// record is the row at a place. The places of the workforce's records are scattered
// by a stride that has no divisor in common with the number of rows.
func (w *world) record(i int) record {
	n := uint64(w.Records)
	hi := uint64(i) * w.stride % n // both are under 2^27
	d := drawOf(w.Seed, "record", i)
	if at := int(hi); at < w.about() {
		who := w.listed(at % max(w.people(), 1))
		r := record{person: w.officer(who), officer: who, role: role(&d, true)}
		r.spoil(w, &d)
		return r
	}
	// A stranger has a record and a half on average.
	who := drawOf(w.Seed, "stranger", int(hi*2/3))
	r := record{officer: -1, role: role(&d, false)}
	if who.Chance(0.02) { // a relative: another person with the same name and home
		kin := w.officer(who.Below(w.Workforce))
		r.person = kin
		r.woman = who.Chance(0.5)
		r.given = kin.origin.given(&who, r.woman)
		r.middle = ""
		r.born(&who, 16, 75)
		r.reached(&who)
		if who.Chance(0.35) {
			r.lives(who.Next())
		}
		if who.Chance(0.01) { // a twin
			r.year, r.month, r.day = kin.year, kin.month, kin.day
		}
	} else {
		r.person = w.somebody(&who, 14, 80)
	}
	r.spoil(w, &d)
	return r
}

// listed is the nth of the workforce of whom there is a record.
func (w *world) listed(n int) int {
	return int(uint64(n) * uint64(w.Workforce) / uint64(max(w.people(), 1)))
}

// shorts are short and second forms of given names. They are the package's own, and
// not those of the engine that is measured by it.
var shorts = pairsOf("David=Dave Michael=Mike Andrew=Andy Christopher=Chris Stephen=Steve Robert=Rob Robert=Bob Matthew=Matt Daniel=Dan Richard=Rick Thomas=Tom Peter=Pete William=Will William=Bill Anthony=Tony Joshua=Josh Samuel=Sam Alexander=Alex Nicholas=Nick Philip=Phil Jonathan=Jon Edward=Ed Edward=Ted Charles=Charlie Joseph=Joe Benjamin=Ben Kenneth=Ken Geoffrey=Geoff Timothy=Tim Dominic=Dom James=Jim James=Jamie John=Jack Patrick=Paddy Gerard=Ger Rebecca=Becky Victoria=Vicky Samantha=Sam Jennifer=Jenny Nicola=Nicky Katie=Kate Michelle=Shell Charlotte=Lottie Susan=Sue Jessica=Jess Elizabeth=Liz Elizabeth=Beth Joanne=Jo Stephanie=Steph Catherine=Cath Katherine=Kathy Danielle=Dani Amanda=Mandy Deborah=Debbie Margaret=Maggie Patricia=Pat Christine=Chris Abigail=Abi Philippa=Pip Eleanor=Ellie Katarzyna=Kasia Małgorzata=Gosia Agnieszka=Aga Joanna=Asia Aleksandra=Ola Krzysztof=Krzys Tomasz=Tomek Jakub=Kuba Grzegorz=Grzes Stanisław=Staszek Mohammed=Mo Muhammad=Mo Mohamed=Mo Emmanuel=Emma Oluwaseun=Seun Oluwafemi=Femi Chukwuemeka=Emeka Babatunde=Tunde Abdullah=Abdul Harpreet=Harp Gurpreet=Gary Manpreet=Mandy Rajesh=Raj")

func pairsOf(s string) map[string][]string {
	out := map[string][]string{}
	for _, f := range strings.Fields(s) {
		a, b, _ := strings.Cut(f, "=")
		out[a] = append(out[a], b)
	}
	return out
}

func (r *record) did(what string) {
	if r.changes != "" {
		r.changes += " "
	}
	r.changes += what
}

// spoil does to a person what happens between two files.
func (r *record) spoil(w *world, d *draw) {
	e, o := w.Errors, r.origin
	if r.woman && d.Chance(e*o.Marries) {
		r.did("married")
		if other := o.family(d, true); d.Chance(0.2) {
			r.surname += "-" + other
		} else {
			r.surname = other
		}
	}
	if a, b, ok := strings.Cut(r.surname, "-"); ok && a != "" && !strings.HasSuffix(a, "Al") && !strings.HasSuffix(a, "El") && d.Chance(e*0.4) {
		r.did("one-surname")
		if r.surname = b; d.Chance(0.5) {
			r.surname = a
		}
	}
	if list := shorts[r.given]; len(list) > 0 && d.Chance(e*0.14) {
		r.did("short-name")
		r.given = list[d.Below(len(list))]
	}
	if d.Chance(e * o.Respell) {
		if s := o.again(d, r.surname); s != r.surname {
			r.surname = s
			r.did("respelt-surname")
		}
	}
	if d.Chance(e * o.Respell) {
		if s := o.again(d, r.given); s != r.given {
			r.given = s
			r.did("respelt-given-name")
		}
	}
	if d.Chance(e * o.Swap) {
		r.given, r.surname = r.surname, r.given
		r.did("swapped")
	}
	if d.Chance(e * 0.035) {
		r.given = slip(d, r.given)
		r.did("slip-given-name")
	}
	if d.Chance(e * 0.04) {
		r.surname = slip(d, r.surname)
		r.did("slip-surname")
	}
	switch d.Below(20) {
	case 0, 1, 2, 3, 4, 5, 6, 7:
		r.middle = ""
	case 8, 9, 10:
		if _, n := utf8.DecodeRuneInString(r.middle); r.middle != "" {
			r.middle = r.middle[:n]
		}
	}
	r.spoilDay(e, d)
	if d.Chance(e * 0.34) {
		r.lives(d.Next())
		r.did("moved")
	}
	if d.Chance(e * 0.12) {
		r.postcode = ""
	}
	if d.Chance(e * 0.3) {
		r.phone = "099" + digits(d, 8)
	}
	if d.Chance(e * 0.55) {
		r.phone = ""
	}
}

func (r *record) spoilDay(e float64, d *draw) {
	switch at := d.Unit(); {
	case at < e*0.012 && r.day <= 12 && r.day != r.month:
		r.day, r.month = r.month, r.day
		r.did("day-and-month-exchanged")
	case at < e*0.022:
		r.year += 1 - 2*d.Below(2)
		r.did("year-one-off")
	case at < e*0.034:
		r.day = 1 + (r.day+d.Below(26))%28
		r.did("day-wrong")
	case at < e*0.040:
		r.month, r.day = 1, 1
		r.did("day-not-known")
	case at < e*0.060:
		r.noDay = true
		r.did("no-day-of-birth")
	}
}

// again spells a name in another way that its origin knows.
func (n *naming) again(d *draw, s string) string {
	from := d.Below(len(n.respell))
	for i := range n.respell {
		x := n.respell[(from+i)%len(n.respell)]
		for _, y := range [2][2]string{x, {x[1], x[0]}} {
			if len(y[0]) > 0 && strings.Contains(s, y[0]) && (len(y[0]) > 1 || y == x) && y[0] != " " {
				if out := strings.Replace(s, y[0], y[1], 1); out != s && len(out) > 1 {
					return out
				}
			}
		}
	}
	return s
}

const keys = "qwertyuiop asdfghjkl zxcvbnm"

// slip is an error of the keyboard: a letter left out, doubled, exchanged with its
// neighbour, or one beside it on the keyboard.
func slip(d *draw, s string) string {
	r := []rune(s)
	if len(r) < 3 {
		return s
	}
	at := 1 + d.Below(len(r)-1)
	switch d.Below(4) {
	case 0:
		return string(append(r[:at:at], r[at+1:]...))
	case 1:
		return string(append(r[:at:at], r[at-1:]...))
	case 2:
		if at == len(r)-1 {
			at--
		}
		r[at], r[at+1] = r[at+1], r[at]
		return string(r)
	}
	if k := strings.IndexRune(keys, r[at]); k > 0 && keys[k-1] != ' ' {
		r[at] = rune(keys[k-1])
	} else {
		r[at] = 'e'
	}
	return string(r)
}
