package caseload

import (
	"context"
	"fmt"
	"slices"

	"candour"
	"candour/act"
	"candour/workforce"
)

// source is what the rows call the system that history came from.
const source = "invented"

// rank is a place in the line; those above are enrolled first.
type rank uint8

const (
	superintendent rank = iota
	inspector
	sergeant
	constable
)

var rankNames = []string{"Superintendent", "Inspector", "Sergeant", "Constable"}

// officer is what is remembered of one: the rest is drawn again when it is needed.
type officer struct {
	joined, left int32 // days after the first day; left 0: serves
	unit         int32
	boss         int32 // index of the manager; nobody: -1
	rank         rank
}

// drawn is what a caseload needs to remember of its force.
type drawn struct {
	officers []officer
	weights  []uint32 // running sum of how often each is complained of
	founders []int32  // who were there from the first day on
	units    int
	postings int
	star     int // the one with the most concerns
	concerns int // how many
}

// The shape of the force.
const (
	bigUnit  = 1_200 // people in the one large unit, or two fifths of a small force
	team     = 12    // people under one sergeant of the large unit
	teams    = 8     // sergeants under one inspector
	commands = 10    // inspectors under one superintendent
)

// concern says how concerns are spread: of a hundred officers, how many have how
// large a share. One in a hundred has nine times the mean, five in a hundred have
// a third of all.
var concern = []share[uint32]{{50, 1}, {30, 4}, {15, 12}, {4, 30}, {1, 45}}

// draw lays out the force: nothing in it depends on the number of allegations but
// how many concerns the one officer has.
func draw(s Size) *drawn {
	w := &drawn{officers: make([]officer, s.Officers), star: 5}
	w.concerns = min(200, max(1, s.Allegations/10))
	big := min(bigUnit, s.Officers*2/5)
	var bosses, seconds []int32 // sergeants, inspectors
	end, lead := 0, 0
	for i := range w.officers {
		o := &w.officers[i]
		d := s.dice("officer", i)
		if i == end {
			end, lead = i+min(d.from(8, 30), len(w.officers)-i), i
			if i == 0 {
				end = big
			}
			w.units++
		}
		o.unit, o.rank, o.boss = int32(w.units-1), constable, int32(lead)
		leads := i == lead
		if i < big {
			leads = i%team == 0
			o.boss = int32(i / team * team)
		}
		o.joined = int32(d.below(365*years - since - 60))
		if leads {
			o.rank = sergeant
			bosses = append(bosses, int32(i))
		} else if i >= big && d.percent(8) { // the large unit is as large as it says today
			o.left = o.joined + 30 + int32(d.below(365*years-since-60-int(o.joined)))
		}
		if leads || d.percent(25) || i == w.star {
			o.joined = 0
			w.founders = append(w.founders, int32(i))
		}
		weight := pick(&d, concern)
		if i == w.star {
			weight = 0 // has theirs otherwise
		}
		if i > 0 {
			weight += w.weights[i-1]
		}
		w.weights = append(w.weights, weight)
	}
	for i := range w.officers {
		w.postings += len(w.postingsOf(s, i))
	}
	// The first sergeant of each group is made its inspector, and so on upwards:
	// a line of four ranks, in which nobody is under anybody of their own rank.
	for k, i := range bosses {
		if k%teams == 0 {
			w.officers[i].rank = inspector
			seconds = append(seconds, i)
		}
		w.officers[i].boss = seconds[len(seconds)-1]
	}
	top := int32(-1)
	for k, i := range seconds {
		if k%commands == 0 {
			w.officers[i].rank, top = superintendent, i
		}
		w.officers[i].boss = top
		if i == top {
			w.officers[i].boss = -1
		}
	}
	return w
}

// posted is one posting of a drawn officer, in days after the first day.
type posted struct {
	unit     int32
	from, to int32 // to 0: it lasts
}

// postingsOf are where an officer was: two or three years in each place, and the
// unit of now at the end. Who leads a unit has always been there.
func (w *drawn) postingsOf(s Size, i int) (out []posted) {
	d, o := s.dice("postings", i), &w.officers[i]
	end := int32(365*years - since - 30)
	if o.left > 0 {
		end = o.left
	}
	at := o.joined
	if o.rank == constable {
		for ; len(out) < 4 && end-at > 900 && d.percent(60); at = out[len(out)-1].to + 1 {
			out = append(out, posted{int32(d.below(w.units)), at, at + int32(d.from(400, 800))})
		}
	}
	return append(out, posted{o.unit, at, o.left})
}

func (s Size) day(after int32) candour.Date { return s.first().AddDays(int(after)) }

func unitName(u int32) string { return fmt.Sprintf("Invented %04d", u+1) }

func (s Size) officerID(i int) candour.OfficerID { return candour.OfficerID(s.id("officer", i)) }
func (s Size) personID(i int) candour.PersonID   { return candour.PersonID(s.id("person", i)) }

var recordedLater = candour.Mark("Invented: on file since the force began with this system.")

// enrolAll puts everybody on file, then under their managers from the top down:
// whoever has nobody below them yet is quickly placed.
func (c *Caseload) enrolAll(ctx context.Context) error {
	b := batch{c: c}
	for i := range c.officers {
		acts := c.enrol(i)
		if err := b.add(ctx, 2+len(acts), 1, acts...); err != nil {
			return err
		}
	}
	for r := superintendent; r <= constable; r++ {
		for i := range c.officers {
			o := &c.officers[i]
			if o.rank != r || o.left > 0 {
				continue
			}
			boss, from := c.Cast.Chief, c.began()
			if o.boss >= 0 {
				boss = c.officerID(int(o.boss))
				all := c.postingsOf(c.Size, i)
				from = c.day(all[len(all)-1].from)
			}
			if err := b.add(ctx, 1, 0, &workforce.SetManager{Officer: c.officerID(i), Manager: boss, From: from, Reason: recordedLater}); err != nil {
				return err
			}
		}
	}
	return b.flush(ctx)
}

// enrol makes the acts that put one officer on file. Who left before the force
// had this system comes by the act of an import, without a name, as such rows do.
func (c *Caseload) enrol(i int) []act.Act {
	o := &c.officers[i]
	d := c.dice("name", i)
	all := c.postingsOf(c.Size, i)
	if o.left > 0 {
		a := &workforce.ImportOfficer{Officer: c.officerID(i), Person: c.personID(i), Source: source, Appointed: c.day(o.joined), Left: c.day(o.left), Serving: "no"}
		for _, p := range all {
			a.Postings = append(a.Postings, workforce.Posting{Unit: unitName(p.unit), From: c.day(p.from), To: c.day(p.to)})
		}
		return []act.Act{a}
	}
	acts := []act.Act{&workforce.Enrol{
		Officer: c.officerID(i), Person: c.personID(i), Rank: rankNames[o.rank], Name: candour.Mark(name(&d)), Number: candour.Mark(number(i)),
		Unit: unitName(all[0].unit), From: c.day(o.joined),
	}}
	for _, p := range all[1:] {
		acts = append(acts, &workforce.PostOfficer{Officer: c.officerID(i), Unit: unitName(p.unit), From: c.day(p.from), Reason: recordedLater})
	}
	return acts
}

// accused draws whom one allegation is about among those who worked for the force
// on a day. Nobody is drawn again for ever: in the end it is somebody who was there
// from the first day on.
func (c *Caseload) accused(d *dice, on int32) int {
	sum := int(c.weights[len(c.weights)-1])
	for range 12 {
		n := uint32(d.below(sum))
		i, _ := slices.BinarySearch(c.weights, n+1)
		if o := &c.officers[i]; o.joined <= on && (o.left == 0 || on <= o.left) {
			return i
		}
	}
	for {
		i := int(c.founders[d.below(len(c.founders))])
		if o := &c.officers[i]; i != c.star && (o.left == 0 || on <= o.left) {
			return i
		}
	}
}
