package linkage

import (
	"bytes"
	"math"
	"strconv"
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
	return func(to []byte, pairs []Pair) []byte {
		var kept [256]struct { // most weights come again and again
			weight uint64
			text   []byte
		}
		for _, p := range pairs {
			to = appendCSV(to, left.ID(int(p.L)))
			to = append(to, ',')
			to = appendCSV(to, right.ID(int(p.R)))
			bits := math.Float64bits(p.Weight)
			k := &kept[mix(bits)>>56]
			if k.text == nil || k.weight != bits {
				k.weight = bits
				k.text = append(k.text[:0], ',')
				k.text = strconv.AppendFloat(k.text, p.Weight, 'g', -1, 64)
				k.text = append(k.text, ',')
				k.text = strconv.AppendFloat(k.text, Probability(p.Weight), 'g', -1, 64)
				k.text = append(k.text, '\n')
			}
			to = append(to, k.text...)
		}
		return to
	}
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
