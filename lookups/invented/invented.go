// Package invented makes a force, its people and a stretch of its accesses, with the
// truth about each: for tests, for measuring, and for whoever wants to try the engine.
//
// It promises: everything follows from the seed; nobody in it is real; it knows nothing
// of the rules, and plants what people did, not what a rule looks for. Hours, volumes
// and typed reasons have the shape of a real log of a police search system (4,294
// searches of 147 people in 168 days), of which only these counts are here.
package invented

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"candour"
	"candour/lookups"
)

// Size is how much is made.
type Size struct {
	Officers, People, Days int
	Seed                   uint64
	// Planted is how many instances of each scenario; one for 200 officers where 0, and
	// none at all, so that everybody is innocent, where negative.
	Planted int
}

// Check refuses what cannot be made.
func (s Size) Check() error {
	switch {
	case s.Officers < 100 || s.Officers > 400_000:
		return candour.Invalid("officers", "give a number of officers from 100 to 400,000")
	case s.People < 10*s.Officers || s.People > 100_000_000:
		return candour.Invalid("people", "give at least ten people for each officer, and no more than 100,000,000")
	case s.Days < 30 || s.Days > 3660:
		return candour.Invalid("days", "give from 30 to 3,660 days")
	}
	return nil
}

// Label is the truth about an access.
type Label struct {
	Scenario string // planted scenario, or the innocent reason
	Planted  bool
	Instance int // of a planted scenario, from 1
}

// Out is where everything goes. Row is called for a row of a table of the context:
// officers come before whatever names them. Event is called in the order of time.
type Out struct {
	Row   func(t *lookups.Table, values ...string) error
	Event func(e *lookups.Event, l Label) error
}

// Begin is the first day of every invented force.
var Begin = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// Make makes a force.
func Make(s Size, out Out) error {
	if err := s.Check(); err != nil {
		return err
	}
	if s.Planted == 0 {
		s.Planted = max(1, s.Officers/200)
	}
	s.Planted = max(s.Planted, 0)
	f := &force{Size: s, draw: drawOf(s.Seed*0x9e3779b97f4a7c15 + 1), out: out}
	f.settle()
	f.employ()
	f.work()
	slices.SortFunc(f.dealings, func(a, b dealing) int { return cmp.Compare(a.person, b.person) })
	f.plant()
	f.rosters()
	if f.err != nil {
		return f.err
	}
	return f.tell()
}

// force is the state of one making. Minutes count from Begin.
type force struct {
	Size
	draw
	out Out
	err error

	areas     int
	teams     [][4][]int32 // by area: the response teams
	squads    []squad      // all other units
	officers  []officer
	people    []person
	homes     [][]int32 // people of an address
	areaOf    [][]int32 // people of an area
	known     [][]int32 // those of an area with whom the police deal again and again
	controls  []int32
	bureau    []int32
	standards []int32
	vetting   []int32
	custody   []int32
	programs  []int32
	accesses  []access
	scenarios []string
	dealings  []dealing
	instance  int
}

type squad struct {
	unit  string
	area  int
	kind  string
	staff []int32
}

type officer struct {
	unit, boss int32 // boss 0 for nobody
	area       int
	team       int // 0 to 3 in a response team, -1 else
	person     int32
	busy       float64
	partner    int32
	off        uint64 // which shifts were missed
	suspended  int32  // minute, or 0
	squad      int
	unitName   string
}

type person struct {
	surname, home int32
	area          int16
	sex           byte
	protected     bool
	officer       int32
	phone         int32
}

// access is an event before it has a name.
type access struct {
	at                     int64 // microseconds from Begin
	officer, onFor, person int32
	instance               int32
	scenario               uint8
	fields                 lookups.Fields
	found                  lookups.Found
	purpose                uint8
	area                   int16
	flags                  uint8
}

const (
	machine uint8 = 1 << iota
	breach
	planted
)

func officerID(o int32) string { return fmt.Sprintf("O%06d", o) }
func personID(p int32) string  { return fmt.Sprintf("P%08d", p) }
func areaID(a int) string      { return fmt.Sprintf("area-%d", a) }
func (f *force) when(m int32) string {
	return Begin.Add(time.Duration(m) * time.Minute).Format("2006-01-02T15:04:05Z")
}

func (f *force) row(table string, values ...string) {
	if f.err != nil {
		return
	}
	for _, t := range lookups.Tables {
		if t.Name == table {
			f.err = f.out.Row(t, values...)
			return
		}
	}
	panic("no table " + table)
}
