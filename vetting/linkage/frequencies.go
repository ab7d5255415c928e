package linkage

import "math"

// Frequencies are how often each value stood in the columns whose values a model
// adjusts for, by column and value. They are kept where later matches must weigh as
// the first one did: frequencies that were counted again would move every weight a
// little, and then nothing that was found before could stand.
type Frequencies map[string]map[string]uint64

// Frequencies counts these tables.
func (p *Plan) Frequencies(tables ...*Table) Frequencies {
	out := Frequencies{}
	for _, c := range p.Model.Comparisons {
		for _, l := range c.Levels {
			if l.TF == "" || out[l.TF] != nil {
				continue
			}
			counts := map[string]uint64{}
			col := p.column(l.TF)
			for _, t := range tables {
				by := make([]uint64, t.dicts[col].Len())
				for _, id := range t.cols[col] {
					by[id]++
				}
				for id := 1; id < len(by); id++ {
					if by[id] > 0 {
						counts[string(t.dicts[col].Text(uint32(id)))] += by[id]
					}
				}
			}
			out[l.TF] = counts
		}
	}
	return out
}

// NewEngineKnowing is NewEngine with frequencies that were counted before. A value
// that they do not hold is adjusted for by that of the other record, or not at all.
func NewEngineKnowing(p *Plan, dicts []*Dict, f Frequencies) (*Engine, error) {
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
			if n := counts[string(d.Text(uint32(id)))]; n > 0 && id > 0 {
				c.log[id] = math.Log2(float64(n) / all)
			}
		}
		return c
	})
}
