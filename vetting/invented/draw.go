package invented

import "candour/internal/chance"

// draw is where all that is invented is drawn from.
type draw = chance.Source

// drawOf is the source of chance of one thing of a kind: it depends on nothing that
// was drawn before, so that any row can be made alone, on any core.
func drawOf(seed uint64, kind string, n int) draw {
	d := draw(seed)
	for _, c := range []byte(kind) {
		d = draw(d.Next() ^ uint64(c))
	}
	d = draw(d.Next() ^ uint64(n))
	return draw(d.Next())
}
