package linkage

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// Frequencies are how often each value stood in the columns whose values a model
// adjusts for, by column and a keyed mark of the value. They are kept where later
// matches must weigh as the first one did: frequencies that were counted again would
// move every weight a little, and then nothing that was found before could stand. Who
// reads them reads no name; who has the key can try names out.
type Frequencies map[string]map[uint64]uint64

// valueMark is 64 bits of a keyed hash, so that two values in 10^19 are taken for one.
// It takes bytes as they are: a value may be no UTF-8.
func valueMark(key []byte, column string, value []byte) uint64 {
	b := append([]byte("value"), byte(len(key)))
	b = append(b, key...)
	b = append(binary.AppendUvarint(b, uint64(len(column))), column...)
	sum := sha256.Sum256(append(b, value...))
	return binary.LittleEndian.Uint64(sum[:])
}

// Frequencies counts these tables, and marks values under the key.
func (p *Plan) Frequencies(key []byte, tables ...*Table) Frequencies {
	out := Frequencies{}
	for _, c := range p.Model.Comparisons {
		for _, l := range c.Levels {
			if l.TF == "" || out[l.TF] != nil {
				continue
			}
			counts := map[uint64]uint64{}
			col := p.column(l.TF)
			for _, t := range tables {
				by := make([]uint64, t.dicts[col].Len())
				for _, id := range t.cols[col] {
					by[id]++
				}
				for id := 1; id < len(by); id++ {
					if by[id] > 0 {
						counts[valueMark(key, l.TF, t.dicts[col].Text(uint32(id)))] += by[id]
					}
				}
			}
			out[l.TF] = counts
		}
	}
	return out
}

// NewEngineKnowing is NewEngine with frequencies that were counted before, under this
// key. A value that they do not hold is adjusted for by that of the other record, or
// not at all.
func NewEngineKnowing(p *Plan, dicts []*Dict, key []byte, f Frequencies) (*Engine, error) {
	return newEngine(p, dicts, func(column string) common {
		counts, d := f[column], dicts[p.column(column)]
		c := common{log: make([]float64, d.Len()), once: math.Inf(1)}
		all, least := 0.0, math.Inf(1)
		for _, n := range counts {
			all += float64(n)
			least = min(least, float64(n))
		}
		c.once = math.Log2(least / all)
		for id := range c.log {
			c.log[id] = math.NaN()
			if id == 0 {
				continue // no value
			}
			if n := counts[valueMark(key, column, d.Text(uint32(id)))]; n > 0 {
				c.log[id] = math.Log2(float64(n) / all)
			}
		}
		return c
	})
}
