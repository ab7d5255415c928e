package lookups

import (
	"strings"
	"testing"
	"time"
)

// smallWorld builds a World from lines "table: value,value". A line that begins as the
// one before may leave its table out.
func smallWorld(t *testing.T, text string) *World {
	t.Helper()
	b := NewBuilder(16, 16)
	for _, table := range Tables {
		n := 1
		for line := range strings.Lines(text) {
			name, values, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok || name != table.Name {
				continue
			}
			n++
			v := strings.Split(values, ",")
			for len(v) < len(table.Columns) {
				v = append(v, "")
			}
			if err := b.Take(table, n, v...); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	}
	return b.World()
}

// town is two units, a few officers and people.
const town = `
units: response,response,north
units: control,control-room,
officers: anna,officer,p-anna,Able,home-1,t1
officers: bert,officer,p-bert,Best,home-2,t2
officers: carl,officer,p-carl,Cool,home-3,t3
officers: room,staff,,,,
officers: plates,system,,,,
postings: anna,response,carl,,,active
postings: bert,response,carl,,,active
postings: carl,response,,,,active
postings: room,control,,,,active
addresses: home-1,mill-lane,1,north
addresses: home-4,mill-lane,4,north
addresses: home-9,mill-lane,90,north
people: p-anna,Able,home-1,t1,F,north,no
people: p-bert,Best,home-2,t2,M,north,no
people: p1,Nobody,home-9,t9,F,north,no
people: same-home,Other,home-1,t8,M,north,no
people: near,Other,home-4,t7,M,north,no
people: far,Other,home-7,t6,M,south,no
people: able,Able,home-8,t5,M,north,no
people: love,Other,home-8,t5,M,north,no
`

func at(s string) time.Time {
	x, err := ParseTime(s)
	if err != nil {
		panic(err)
	}
	return x
}

// judged gives the verdict on one access.
func judged(t *testing.T, w *World, e Event) Verdict {
	t.Helper()
	s := NewScreen(w, Options{})
	n, err := s.Feed("test")
	if err != nil {
		t.Fatal(err)
	}
	return s.Judge(n, &e)
}
