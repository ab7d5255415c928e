package linkage

import (
	"math"
	"math/bits"
)

// worker is what one goroutine needs to compare records: caches, and words that no
// dictionary has because their record only passes by.
type worker struct {
	e       *Engine
	extra   []*Dict // of each column; columns that share a dictionary share it here
	base    []uint32
	keys    *Dict      // of derived keys that no indexed record has
	caches  [][]kept   // of each feature, by value id
	means   *Dict      // of the texts that features give
	meant   [][]uint32 // of each feature, by value id: its text among them plus 1, or one of the marks below; 0 is not asked yet
	figures []lastFigure
	memo    []memory
	same    [][]uint8 // of each comparison of one column: the level of equal values, by id, plus 1
	levels  []uint8
	room    []uint32
	units   []gathered // of the records in room
	lists   []gatheredList
	touched uint32     // of no use but that the compiler leaves the touching in
	shapes  [][]shape  // of each column, those of the engine
	days    [][]uint32 // likewise: digits
	later   []int      // comparisons that are not told at a glance
	most    []float64  // what each of them adds at most
}

type lastFigure struct {
	a, b     uint32
	done, ok bool
	seen     bool    // bound stands, or ok says that there is none
	bound    float64 // that num does not exceed, while it is not done
	num      float64
}

// memory keeps the level of pairs of values that were compared, direct-mapped: the
// two ids and the level plus 1 in one number, 0 for nothing. Ids over 2^28 are not
// kept.
type memory []uint64

const (
	memoBits = 17
	memoIDs  = 1 << 28
)

func (e *Engine) newWorker() *worker {
	w := &worker{e: e, keys: NewDict(), levels: make([]uint8, len(e.comparisons)), figures: make([]lastFigure, e.figures), caches: make([][]kept, len(e.features)), means: NewDict(), meant: make([][]uint32, len(e.features))}
	groups := map[*Dict]*Dict{}
	for _, d := range e.dicts {
		if groups[d] == nil {
			groups[d] = NewDict()
		}
		w.extra = append(w.extra, groups[d])
		w.base = append(w.base, uint32(d.Len()))
		w.shapes, w.days = append(w.shapes, e.shapes[len(w.shapes)]), append(w.days, e.digits[len(w.days)])
	}
	w.later, w.most = make([]int, 0, len(e.comparisons)), make([]float64, 0, len(e.comparisons))
	for range e.comparisons {
		w.memo = append(w.memo, nil)
		w.same = append(w.same, nil)
	}
	return w
}

// text is the value of an id of a column, nil for none.
func (w *worker) text(col int, id uint32) []byte {
	switch {
	case id == 0:
		return nil
	case id < w.base[col]:
		return w.e.dicts[col].Text(id)
	}
	return w.extra[col].Text(id - w.base[col] + 1)
}

// letters are those of a value of a column.
func (w *worker) letters(col int, id uint32) uint64 {
	if id < w.base[col] {
		return w.shapes[col][id].letters
	}
	return letterMask(w.text(col, id))
}

// digits are those of a day in a column, or noDay.
func (w *worker) digits(col int, id uint32) uint32 {
	if id < w.base[col] {
		return w.days[col][id]
	}
	return dayDigits(w.text(col, id))
}

func (w *worker) kept(f *feature, id uint32) *kept {
	cache := w.caches[f.at]
	if int(id) >= len(cache) {
		cache = reach(cache, id)
		w.caches[f.at] = cache
	}
	k := &cache[id]
	if !k.done {
		v := w.feature(f, id)
		*k = kept{kind: v.kind, done: true, num: v.num}
		if v.kind != numberValue && v.kind != truthValue {
			k.text = v.written()
			k.letters = letterMask(k.text)
		}
	}
	return k
}

// reach is a list that has a place for an id.
func reach[T any](list []T, id uint32) []T {
	if id == unseen { // Index.looks said that nobody asks for this value
		panic("linkage: a condition reads a value that was given no number")
	}
	if int(id) >= cap(list) {
		grown := make([]T, len(list), max(int(id)+1, 2*cap(list)))
		copy(grown, list)
		list = grown
	}
	from := len(list)
	list = list[:int(id)+1]
	clear(list[from:])
	return list
}

func (w *worker) feature(f *feature, id uint32) value {
	b := w.text(f.column, id)
	return f.e.eval(func(string, side) []byte { return b })
}

// What a feature means besides a text.
const (
	meansNothing = 1
	meansNoText  = math.MaxUint32 // a number or a list
)

// meaning is a number that two features share where they give the same text.
func (w *worker) meaning(f *feature, id uint32) uint32 {
	list := w.meant[f.at]
	if int(id) >= len(list) {
		list = reach(list, id)
		w.meant[f.at] = list
	}
	if list[id] == 0 {
		switch v := w.feature(f, id); v.kind {
		case absent:
			list[id] = meansNothing
		case textValue:
			list[id] = w.means.ID(v.text) + 1
		default:
			list[id] = meansNoText
		}
	}
	return list[id]
}

// refresh forgets values of records that passed by, and all that was kept of them.
func (w *worker) refresh() {
	full := false
	for _, d := range w.extra {
		full = full || d.Len() > mostExtra
	}
	if !full {
		return
	}
	for _, d := range w.extra {
		d.forget()
	}
	clear(w.figures)
	if w.means.Len() > 4*mostExtra {
		w.means.forget()
		clear(w.meant)
	}
	for i, col := range w.e.features {
		w.caches[i] = w.caches[i][:min(len(w.caches[i]), int(w.base[col]))]
		w.meant[i] = w.meant[i][:min(len(w.meant[i]), int(w.base[col]))]
	}
	for i, c := range w.e.comparisons {
		clear(w.memo[i])
		if c.one >= 0 {
			w.same[i] = w.same[i][:min(len(w.same[i]), int(w.base[c.one]))]
		}
	}
}

func (w *worker) keptOrPlain(f *feature, id uint32) kept {
	if f.e.op != "column" {
		return *w.kept(f, id)
	}
	if b := w.text(f.column, id); b != nil {
		return kept{kind: textValue, text: b}
	}
	return kept{}
}

// glance is the level of a comparison where it can be told at once: equal values
// of one column, or one that is absent.
func (w *worker) glance(ci int, c *comparison, l, r []uint32) (uint8, bool) {
	if c.one < 0 {
		return 0, false
	}
	a, b := l[c.one], r[c.one]
	if a == b {
		if c.like >= 0 && a != 0 {
			return uint8(c.like), true
		}
		if same := w.same[ci]; int(a) < len(same) && same[a] != 0 {
			return same[a] - 1, true
		}
		return w.equal(ci, c, l, r), true
	}
	if c.plainNull >= 0 && (a == 0 || b == 0) {
		return uint8(c.plainNull), true
	}
	if c.unlike >= 0 && a != 0 && b != 0 {
		return uint8(c.unlike), true
	}
	return 0, false
}

// level is the level of a comparison on which a pair stands that glance could not
// tell.
func (w *worker) level(ci int, c *comparison, l, r []uint32) uint8 {
	if c.one < 0 {
		return w.ask(c, l, r)
	}
	a, b := l[c.one], r[c.one]
	if c.quick {
		return w.differ(c, l, r)
	}
	if f := c.floor; f != nil && a-1 < w.base[c.one]-1 && b-1 < w.base[c.one]-1 {
		if all := w.shapes[c.one]; f.under(&all[a], &all[b]) {
			return uint8(len(c.tests))
		}
	}
	if a >= memoIDs || b >= memoIDs {
		return w.differ(c, l, r)
	}
	if w.memo[ci] == nil {
		w.memo[ci] = make(memory, 1<<memoBits)
	}
	key := uint64(a)<<36 | uint64(b)<<8
	at := &w.memo[ci][(key*0x9e3779b97f4a7c15)>>(64-memoBits)]
	if got := *at; got&^0xff == key && got&0xff != 0 {
		return uint8(got) - 1
	}
	n := w.differ(c, l, r)
	*at = key | uint64(n) + 1
	return n
}

// differ is ask of two values of one column of which is known that they differ: of
// levels that ask for equality, or that one is absent, nothing is asked where both are
// there.
func (w *worker) differ(c *comparison, l, r []uint32) uint8 {
	if l[c.one] == 0 || r[c.one] == 0 {
		return w.ask(c, l, r)
	}
	for i := c.from; i < len(c.tests); i++ {
		if c.tests[i](w, l, r) == yes {
			return uint8(i)
		}
	}
	return uint8(len(c.tests))
}

func (w *worker) equal(ci int, c *comparison, l, r []uint32) uint8 {
	n := w.ask(c, l, r)
	id := int(l[c.one])
	if id >= len(w.same[ci]) {
		grown := make([]uint8, max(id+1, 1<<bits.Len(uint(id))))
		copy(grown, w.same[ci])
		w.same[ci] = grown
	}
	w.same[ci][id] = n + 1
	return n
}

func (w *worker) ask(c *comparison, l, r []uint32) uint8 {
	for i, t := range c.tests {
		if t(w, l, r) == yes {
			return uint8(i)
		}
	}
	return uint8(len(c.tests))
}
