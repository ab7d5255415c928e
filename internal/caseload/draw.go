package caseload

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"

	"candour"
)

// dice gives numbers that follow from the seed, a name and a number. They are no
// secret (SplitMix64, Steele, Lea and Flood 2014): what must not be guessed in a
// real folder is guessable here anyway, by whoever has the seed.
type dice struct{ state uint64 }

func (s Size) dice(name string, i int) dice {
	b := s.secret(name, uint64(i))
	return dice{binary.BigEndian.Uint64(b[:])}
}

// secret is 32 bytes for one purpose.
func (s Size) secret(name string, i uint64) [32]byte {
	b := binary.BigEndian.AppendUint64([]byte("candour caseload/"+name+"/"), uint64(s.Seed))
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, i))
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1. The bias is below n in 2^64.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// from is a number from a to b, both included.
func (d *dice) from(a, b int) int { return a + d.below(b-a+1) }

// percent is true that often.
func (d *dice) percent(p int) bool { return d.below(100) < p }

// pick is a value out of a table of shares, which come to 100.
func pick[T any](d *dice, table []share[T]) T {
	n := d.below(100)
	for _, x := range table {
		if n -= x.percent; n < 0 {
			return x.of
		}
	}
	return table[len(table)-1].of
}

type share[T any] struct {
	percent int
	of      T
}

// sorting writes bytes so that ids sort as the bytes do, in the letters of every
// other id: most indexes begin with an id, and are then written at their ends, as
// in an import, which sorts.
var sorting = base32.NewEncoding("234567abcdefghijklmnopqrstuvwxyz")

// id is an id in no order.
func (s Size) id(name string, i int) string {
	b := s.secret("id/"+name, uint64(i))
	return sorting.EncodeToString(b[:10])
}

// caseID begins with the place of the case among all, so that they are in order.
func (s Size) caseID(i int) candour.CaseID { return candour.CaseID(s.placed("case", i, i)) }

// allegationID begins as the id of its case does.
func (s Size) allegationID(i, k int) candour.AllegationID {
	return candour.AllegationID(s.placed("allegation", i, i*most+k))
}

func (s Size) placed(name string, place, i int) string {
	b := s.secret("id/"+name, uint64(i))
	binary.BigEndian.PutUint32(b[:], uint32(uint64(place)<<32/uint64(s.Allegations))) // there are no more cases than allegations
	return sorting.EncodeToString(b[:10])
}
