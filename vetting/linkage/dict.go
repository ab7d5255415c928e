package linkage

import (
	"bytes"
	"hash/maphash"
)

// Nothing that is written depends on the seed: ids are given in order of first
// appearance.
var dictSeed = maphash.MakeSeed()

// Dict gives every distinct value of a column a number, in order of first
// appearance. 0 is no value. It holds at most 4 GB of text. Reading is safe from
// many goroutines while nobody adds.
type Dict struct {
	text  []byte
	ends  []uint32 // of value id, in text; ends[0] is 0
	marks []uint32 // of value id: its hash, so that growing reads no text
	slots []uint64 // open addressing, a power of two: hash and id in one number; 0 is free
}

// NewDict is a dictionary without a value.
func NewDict() *Dict {
	return &Dict{ends: []uint32{0}, marks: []uint32{0}, slots: make([]uint64, 16)}
}

// Len is one more than the number of values: the first id that is not given yet.
func (d *Dict) Len() int { return len(d.ends) }

// Text is the value of an id, and empty of 0. It must not be changed.
func (d *Dict) Text(id uint32) []byte {
	if id == 0 {
		return nil
	}
	return d.text[d.ends[id-1]:d.ends[id]]
}

// Find is the id of a value, and 0 where it has none.
func (d *Dict) Find(value []byte) uint32 {
	return d.find(value, uint32(maphash.Bytes(dictSeed, value)))
}

func (d *Dict) find(value []byte, h uint32) uint32 {
	mask := uint32(len(d.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := d.slots[i]
		if id := uint32(s); id == 0 || uint32(s>>32) == h && bytes.Equal(d.Text(id), value) {
			return id
		}
	}
}

// ID is the id of a value, which it gets where it has none.
func (d *Dict) ID(value []byte) uint32 {
	h := uint32(maphash.Bytes(dictSeed, value))
	return d.id(value, h)
}

func (d *Dict) id(value []byte, h uint32) uint32 {
	mask := uint32(len(d.slots) - 1)
	i := h & mask
	for ; ; i = (i + 1) & mask {
		s := d.slots[i]
		if s == 0 {
			break
		}
		if id := uint32(s); uint32(s>>32) == h && bytes.Equal(d.Text(id), value) {
			return id
		}
	}
	id := uint32(len(d.ends))
	d.text = append(d.text, value...)
	d.ends = append(d.ends, uint32(len(d.text)))
	d.marks = append(d.marks, h)
	d.slots[i] = uint64(h)<<32 | uint64(id)
	if len(d.ends)*2 > len(d.slots) {
		d.grow()
	}
	return id
}

// append gives a value a number of its own, under which nobody finds it.
func (d *Dict) append(value []byte) uint32 {
	d.text = append(d.text, value...)
	d.ends = append(d.ends, uint32(len(d.text)))
	d.marks = append(d.marks, 0)
	return uint32(len(d.ends) - 1)
}

func (d *Dict) grow() {
	n := 4 * len(d.slots)
	for n < 2*len(d.ends) { // append asks for no room here
		n *= 4
	}
	d.slots = make([]uint64, n)
	mask := uint32(len(d.slots) - 1)
	for id := 1; id < len(d.marks); id++ {
		i := d.marks[id] & mask
		for d.slots[i] != 0 {
			i = (i + 1) & mask
		}
		d.slots[i] = uint64(d.marks[id])<<32 | uint64(id)
	}
}

// forget takes every value out and keeps the room.
func (d *Dict) forget() {
	d.text, d.ends, d.marks = d.text[:0], d.ends[:1], d.marks[:1]
	clear(d.slots)
}

// texts is a list of byte strings in one piece of memory: the ids of rows, of
// which every one differs.
type texts struct {
	all  []byte
	ends []uint64
}

func (t *texts) add(b []byte) {
	t.all = append(t.all, b...)
	t.ends = append(t.ends, uint64(len(t.all)))
}

func (t *texts) at(i int) []byte {
	from := uint64(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]]
}

func (t *texts) len() int { return len(t.ends) }
