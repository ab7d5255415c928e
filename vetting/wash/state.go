package wash

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"candour/vetting/linkage"
)

// State is what one wash keeps for the next, which then looks only at what changed on
// either side: a mark of each row, the pairs that were found, and how common names
// were. Rows are known again by a keyed hash of 64 bits of all that the model reads of
// them, so that two rows in 10^19 are taken for one. Whoever has the file can try out
// whether a row was there, and how common a name is: it is kept as the files are.
type State struct {
	said  said
	rows  [2]marks // of the workforce, of the records
	pairs map[uint64][]uint64
	kept  bool // something was read

	path  string
	next  *os.File
	to    *bufio.Writer
	sum   hashing
	count [3]uint64
	left  []uint64 // marks of this workforce
	found []uint64 // pairs of this wash: record, workforce
}

// said is the part of a state in words.
type said struct {
	Model       string              `json:"model"`
	Least       string              `json:"least"`
	Columns     []string            `json:"columns"`
	Key         []byte              `json:"key"`
	Frequencies linkage.Frequencies `json:"frequencies"`
}

const stateMagic = "candour wash 2\n" // 1 held values in clear

// stateEnd is how long the end of the file is: four lengths and a digest of all else.
const stateEnd = 4*8 + sha256.Size

// OpenState reads a state, or begins one where the file is not there: then frequencies
// are those of this workforce, and all that a later wash weighs by. A state of another
// model, threshold or set of columns is refused, and so is one that is damaged. random
// makes its key: crypto/rand.
func OpenState(path, model string, p *linkage.Plan, least float64, workforce *linkage.Table, random io.Reader) (*State, error) {
	s := &State{path: path, pairs: map[uint64][]uint64{}}
	want := said{Model: model, Least: fmt.Sprint(math.Float64bits(least)), Columns: p.Columns}
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		s.said = want
		s.said.Key = make([]byte, 16)
		if _, err := io.ReadFull(random, s.said.Key); err != nil {
			return nil, fmt.Errorf("making the key of the state: %w", err)
		}
		s.said.Frequencies = p.Frequencies(s.said.Key, workforce)
		return s, nil
	case err != nil:
		return nil, err
	}
	if err := s.read(b); err != nil {
		return nil, fmt.Errorf("%s: %w: take the file away, and the next wash looks at everything", path, err)
	}
	if s.said.Model != want.Model || s.said.Least != want.Least || fmt.Sprint(s.said.Columns) != fmt.Sprint(want.Columns) {
		return nil, fmt.Errorf("%s was kept with another model, threshold or columns: what it knows says nothing of this wash; give another file, or take it away", path)
	}
	s.kept = true
	return s, nil
}

// errDamaged is said of a state that is none.
var errDamaged = errors.New("this is not the state of a wash, or it is damaged")

func (s *State) read(b []byte) error {
	if len(b) < len(stateMagic)+stateEnd || string(b[:len(stateMagic)]) != stateMagic {
		return errDamaged
	}
	end := b[len(b)-stateEnd:]
	sum := sha256.Sum256(b[:len(b)-sha256.Size])
	if !bytes.Equal(sum[:], end[32:]) {
		return errDamaged
	}
	b = b[len(stateMagic) : len(b)-stateEnd]
	var parts [4][]byte
	for i, wide := range []uint64{8, 8, 16, 1} {
		n := binary.LittleEndian.Uint64(end[8*i:])
		if n > uint64(len(b))/wide {
			return errDamaged
		}
		parts[i], b = b[:n*wide], b[n*wide:]
	}
	if len(b) > 0 || json.Unmarshal(parts[3], &s.said) != nil || len(s.said.Key) != 16 {
		return errDamaged
	}
	for side, i := range []int{1, 0} { // records come first in the file: they are written while they pass by
		for b := parts[i]; len(b) > 0; b = b[8:] {
			s.rows[side].add(binary.LittleEndian.Uint64(b))
		}
	}
	for b := parts[2]; len(b) > 0; b = b[16:] {
		r := binary.LittleEndian.Uint64(b)
		s.pairs[r] = append(s.pairs[r], binary.LittleEndian.Uint64(b[8:]))
	}
	return nil
}

// Engine is one that weighs as the first wash did.
func (s *State) Engine(p *linkage.Plan, dicts []*linkage.Dict) (*linkage.Engine, error) {
	return linkage.NewEngineKnowing(p, dicts, s.said.Key, s.said.Frequencies)
}

// Kept says whether an earlier wash left something.
func (s *State) Kept() bool { return s.kept }

// mark is that of a row: n columns, and the value of each.
func (s *State) mark(room []byte, id []byte, n int, value func(column int) []byte) (uint64, []byte) {
	room = append(room[:0], s.said.Key...)
	room = append(binary.AppendUvarint(room, uint64(len(id))), id...)
	for c := range n {
		v := value(c)
		room = append(binary.AppendUvarint(room, uint64(len(v))), v...)
	}
	sum := sha256.Sum256(room)
	return binary.LittleEndian.Uint64(sum[:]), room
}

// begin marks the workforce and says which of its rows are new or have changed, and
// where a mark of one that has not stands.
func (s *State) begin(t *linkage.Table, columns int) (changed []bool, n int, rows map[uint64]uint32, err error) {
	changed, rows = make([]bool, t.Rows()), make(map[uint64]uint32, t.Rows())
	var room []byte
	for row := range t.Rows() {
		var m uint64
		m, room = s.mark(room, t.ID(row), columns, func(c int) []byte { return t.Cell(row, c) })
		s.left = append(s.left, m)
		if s.rows[0].has(m) {
			rows[m] = uint32(row)
		} else {
			changed[row] = true
			n++
		}
	}
	s.next, err = linkage.NextTo(s.path)
	if err != nil {
		return nil, 0, nil, err
	}
	s.sum = hashing{to: s.next, sum: sha256.New()}
	s.to = bufio.NewWriterSize(&s.sum, 1<<18)
	_, err = s.to.WriteString(stateMagic)
	return changed, n, rows, err
}

// passed keeps the mark of a record.
func (s *State) passed(mark uint64) error {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], mark)
	s.count[0]++
	_, err := s.to.Write(b[:])
	return err
}

// pair keeps a pair that was written.
func (s *State) pair(record uint64, row uint32) { s.found = append(s.found, record, s.left[row]) }

// Keep puts this wash's state in the place of the last one's, all of it or nothing.
func (s *State) Keep() error {
	words, err := json.Marshal(s.said)
	if err != nil {
		return err
	}
	var b []byte
	for _, list := range [][]uint64{s.left, s.found} {
		for _, m := range list {
			if b = binary.LittleEndian.AppendUint64(b, m); len(b) >= 1<<16 {
				_, _ = s.to.Write(b) // Flush says it again
				b = b[:0]
			}
		}
	}
	b = append(b, words...)
	for _, n := range []uint64{s.count[0], uint64(len(s.left)), uint64(len(s.found)) / 2, uint64(len(words))} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	_, _ = s.to.Write(b)
	err = s.to.Flush()
	if err == nil {
		_, err = s.next.Write(s.sum.sum.Sum(nil))
	}
	if err = errors.Join(err, s.next.Sync(), s.next.Close()); err == nil {
		err = os.Rename(s.next.Name(), s.path)
	}
	return err
}

// Drop leaves the last state as it was, where a wash did not come to its end.
func (s *State) Drop() {
	if s.next != nil {
		_ = s.next.Close()
		_ = os.Remove(s.next.Name()) // after Keep it is not there any more
	}
}

// hashing writes and takes a digest of what it writes.
type hashing struct {
	to  io.Writer
	sum interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func (h *hashing) Write(b []byte) (int, error) {
	_, _ = h.sum.Write(b) // it never fails
	return h.to.Write(b)
}
