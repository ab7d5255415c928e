package ledger

import (
	"encoding/base64"
	"fmt"
	"strconv"

	"candour"
	"candour/seal"
	"candour/store"
)

// Restored is the event that the journal was put back from a backup. It names the
// rows that were lost, if the log has leaves of some: those leaves stand for ever, and
// what they committed to is gone.
const Restored candour.EventKind = "restored"

// The fields of Restored that a check reads.
const (
	LostFrom = "lost-from" // number of the first lost row, or ''
	LostTo   = "lost-to"   // number of the last
)

// Lose takes the numbers of rows that the log has and the journal has lost, so that
// the journal goes on behind them, and keeps their leaves. Only a restore calls it,
// and journals Restored in the same act: a gap that no act declares is a difference.
func Lose(tx *seal.Tx, force candour.ForceID, leaves [][]byte) (first, last int64, err error) {
	for i, leaf := range leaves {
		if err := checkLeaf(leaf); err != nil {
			return 0, 0, fmt.Errorf("lost leaf %d: %w", i, err)
		}
	}
	if last, err = take(tx, force, int64(len(leaves))); err != nil {
		return 0, 0, err
	}
	first = last - int64(len(leaves)) + 1
	for i, leaf := range leaves {
		if _, err := tx.Exec(`INSERT INTO ledger_lost (force, seq, leaf) VALUES ($1, $2, $3)`, string(force), first+int64(i), base64.RawStdEncoding.EncodeToString(leaf)); err != nil {
			return 0, 0, err
		}
	}
	return first, last, nil
}

// lostLeaves are the leaves of lost rows with these numbers, both included.
func lostLeaves(tx *store.Tx, force candour.ForceID, from, to int64) (out []numbered, err error) {
	err = tx.Each(`SELECT seq, leaf FROM ledger_lost WHERE force = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq`, []any{string(force), from, to}, func(scan func(...any) error) error {
		var n numbered
		var leaf string
		if err := scan(&n.seq, &leaf); err != nil {
			return err
		}
		n.leaf, err = base64.RawStdEncoding.DecodeString(leaf)
		out = append(out, n)
		return err
	})
	return out, err
}

type numbered struct {
	seq  int64
	leaf []byte
}

// hole is a run of lost rows: as the rows themselves show it, or as an act declares it.
type hole struct{ from, to int64 }

// gaps holds what is missing in the journal against what acts say was lost.
type gaps struct {
	lost     map[int64][]byte // all leaves that are kept, by number
	found    []hole
	declared map[int64]hole // by the number of the row that says so
}

func (c *checker) loadLost(tx *store.Tx, force candour.ForceID, head int64) error {
	c.gaps = gaps{lost: map[int64][]byte{}, declared: map[int64]hole{}}
	all, err := lostLeaves(tx, force, 1, head)
	for _, n := range all {
		c.gaps.lost[n.seq] = n.leaf
	}
	return err
}

// over goes over a gap that ends before a row, as far as there are leaves for it, and
// gives the last number that it reached.
func (c *checker) over(last, next int64) int64 {
	from := last + 1
	for last+1 < next && c.gaps.lost[last+1] != nil {
		last++
		c.root.add(c.gaps.lost[last])
		c.report.Lost++
	}
	if last >= from {
		c.gaps.found = append(c.gaps.found, hole{from, last})
	}
	return last
}

// declares notes a row that says what was lost.
func (c *checker) declares(r row) {
	var g hole
	for _, f := range r.Data {
		n, _ := strconv.ParseInt(f.Value, 10, 64)
		switch f.Name {
		case LostFrom:
			g.from = n
		case LostTo:
			g.to = n
		}
	}
	if g != (hole{}) {
		c.gaps.declared[r.Seq] = g
	}
	var e Ended
	if e.read(r) {
		c.report.Ended = append(c.report.Ended, e)
	}
}

// lost holds the gaps against each other: each is declared by the row behind it.
func (c *checker) lostRows() {
	for _, g := range c.gaps.found {
		if c.gaps.declared[g.to+1] != g {
			c.report.differs("Rows %d to %d of the journal are gone, and no act says that they were lost.", g.from, g.to)
		}
		delete(c.gaps.declared, g.to+1)
	}
	for seq, g := range c.gaps.declared {
		c.report.differs("Row %d of the journal says that rows %d to %d were lost, and the journal has no such gap.", seq, g.from, g.to)
	}
	if n := int64(len(c.gaps.lost)) - c.report.Lost; n != 0 {
		c.report.differs("%d leaves are kept of lost rows that are not missing.", n)
	}
}
