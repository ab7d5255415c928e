package linkage

import (
	"bytes"
	"math"
	"strconv"
	"sync"
)

// PairHeader names the columns that PairWriter writes.
const PairHeader = "unique_id_l,unique_id_r,match_weight,match_probability\n"

// PairWriter is the function that writes pairs as CSV, as Stream wants it: unique
// ids, match weight in bits, match probability, each figure so that reading it gives
// the same number. right is nil where duplicates of one table are written.
func PairWriter(left, right *Table) func(to []byte, pairs []Pair) []byte {
	if right == nil {
		right = left
	}
	l, r := left.idWriter(), right.idWriter()
	return func(to []byte, pairs []Pair) []byte {
		known := figuresPool.Get().(*figures)
		for _, p := range pairs {
			to = append(l(to, left.ID(int(p.L))), ',')
			to = r(to, right.ID(int(p.R)))
			to = known.append(to, p.Weight)
		}
		figuresPool.Put(known)
		return to
	}
}

// figures are match weights as they are written, with their probabilities:
// direct-mapped by the weight, because most come again and again and the shortest
// figure that reads as the same number is dear to find. Half a megabyte stays near a
// core.
type figures [1 << 13]struct {
	weight uint64
	n      uint8 // of text; 0 is free
	text   [55]byte
}

var figuresPool = sync.Pool{New: func() any { return new(figures) }}

func (f *figures) append(to []byte, weight float64) []byte {
	bits := math.Float64bits(weight)
	k := &f[mix(bits)>>51]
	if k.n == 0 || k.weight != bits {
		b := append(k.text[:0], ',')
		b = strconv.AppendFloat(b, weight, 'g', -1, 64)
		b = append(b, ',')
		b = strconv.AppendFloat(b, Probability(weight), 'g', -1, 64)
		b = append(b, '\n')
		if len(b) > len(k.text) { // no figure is so long; if one were, it would not be kept
			k.n = 0
			return append(to, b...)
		}
		k.weight, k.n = bits, uint8(len(b))
	}
	return append(to, k.text[:k.n]...)
}

// idWriter writes unique ids of a table as values of CSV: where none of them needs a
// quotation mark, none is looked for again.
func (t *Table) idWriter() func(to, id []byte) []byte {
	for _, c := range []byte("\",\n\r") {
		if bytes.IndexByte(t.ids.all, c) >= 0 {
			return appendCSV
		}
	}
	return func(to, id []byte) []byte { return append(to, id...) }
}

// WriteMembers writes clusters as CSV, behind unique_id,cluster_id.
func WriteMembers(to []byte, members []Member) []byte {
	for _, m := range members {
		to = appendCSV(to, m.Table.ID(int(m.Row)))
		to = append(to, ',')
		to = appendCSV(to, m.Cluster)
		to = append(to, '\n')
	}
	return to
}

// appendCSV writes a value, in quotation marks where it needs them.
func appendCSV(to, value []byte) []byte {
	if bytes.IndexByte(value, '"') < 0 && bytes.IndexByte(value, ',') < 0 && bytes.IndexByte(value, '\n') < 0 && bytes.IndexByte(value, '\r') < 0 {
		return append(to, value...)
	}
	to = append(to, '"')
	to = append(to, bytes.ReplaceAll(value, []byte{'"'}, []byte(`""`))...)
	return append(to, '"')
}

// AppendPair writes a line of pairs, as PairWriter does.
func AppendPair(to, left, right []byte, weight float64) []byte {
	to = append(appendCSV(to, left), ',')
	to = append(appendCSV(to, right), ',')
	to = append(strconv.AppendFloat(to, weight, 'g', -1, 64), ',')
	return append(strconv.AppendFloat(to, Probability(weight), 'g', -1, 64), '\n')
}

// AppendCluster writes a line of a file of clusters: a unique id and its cluster.
func AppendCluster(to, id, cluster []byte) []byte {
	to = append(appendCSV(to, id), ',')
	return append(appendCSV(to, cluster), '\n')
}
