package view

import "candour/clock"

// BeginWith sets up to how many matters a list begins with them, for tests that go
// both ways on a small record. It gives the way back.
func BeginWith(n int) (back func()) {
	was := few
	few = n
	return func() { few = was }
}

// TrackOf is the track of a limit, or NewReport for none.
func TrackOf(r *clock.Rule) string {
	if r == nil {
		return NewReport
	}
	return trackOf(*r)
}

// Compare is the order of a list.
func (s Sort) Compare(a, b Work) int { return s.compare(a, b) }
