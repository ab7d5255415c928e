package linkage

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"os"
)

// State is what one match keeps for the next, which then compares only what changed on
// either side: the model, how common values were, a mark of each row and the pairs that
// were found. A row is known again by a keyed hash of 64 bits of its unique id and of
// all that the model reads, so that two rows in 10^19 are taken for one. Whoever has
// the file can try out whether a row was there, and how common a value is: it is kept
// as the files are.
type State struct {
	path string
	kept bool // an earlier match left it
	said stateWords
	rows [2]map[uint64]bool // marks of the last match's rows
	was  [][2]uint64        // its pairs, by mark

	left, right *Table
	marks       [2][]uint64 // of each row of this match
	found       [][2]uint64
}

// stateWords is the part of a state in words.
type stateWords struct {
	Settings    string          `json:"settings"` // a mark of what was asked
	Model       json.RawMessage `json:"model"`
	Columns     []string        `json:"columns"`
	Numbers     [2]bool         `json:"numbers"` // of each side: its unique ids are ordered as numbers
	Key         []byte          `json:"key"`
	Frequencies Frequencies     `json:"frequencies"`
}

const matchMagic = "candour match 1\n"

var errNoState = errors.New("this is not the state of a match, or it is damaged: take the file away, and the next run compares everything")

// OpenState reads a state, or begins one where the file is not there. settings says
// all that a match was asked: model or settings, and threshold; a state of others is
// refused, and so is a damaged one. random makes its key: crypto/rand.
func OpenState(path string, settings []byte, least float64, random io.Reader) (*State, error) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s", math.Float64bits(least), settings))
	mark := fmt.Sprintf("sha256:%x", sum)
	s := &State{path: path}
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		s.said = stateWords{Settings: mark, Key: make([]byte, 16)}
		if _, err := io.ReadFull(random, s.said.Key); err != nil {
			return nil, fmt.Errorf("making the key of the state: %w", err)
		}
		return s, nil
	case err != nil:
		return nil, err
	}
	if err := s.read(b); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if s.said.Settings != mark {
		return nil, fmt.Errorf("%s was kept with another model, other settings or another threshold: what it knows says nothing of this match; give another file, or take it away", path)
	}
	s.kept = true
	return s, nil
}

func (s *State) read(b []byte) error {
	if len(b) < len(matchMagic)+sha256.Size || string(b[:len(matchMagic)]) != matchMagic {
		return errNoState
	}
	end := len(b) - sha256.Size
	if sum := sha256.Sum256(b[:end]); !bytes.Equal(sum[:], b[end:]) {
		return errNoState
	}
	b = b[len(matchMagic):end]
	var parts [4][]byte
	for i, wide := range []uint64{1, 8, 8, 16} {
		if len(b) < 8 {
			return errNoState
		}
		n := binary.LittleEndian.Uint64(b)
		if b = b[8:]; n > uint64(len(b))/wide {
			return errNoState
		}
		parts[i], b = b[:n*wide], b[n*wide:]
	}
	if len(b) > 0 || json.Unmarshal(parts[0], &s.said) != nil || len(s.said.Key) != 16 {
		return errNoState
	}
	for side := range s.rows {
		s.rows[side] = make(map[uint64]bool, len(parts[1+side])/8)
		for b := parts[1+side]; len(b) > 0; b = b[8:] {
			s.rows[side][binary.LittleEndian.Uint64(b)] = true
		}
	}
	for b := parts[3]; len(b) > 0; b = b[16:] {
		s.was = append(s.was, [2]uint64{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])})
	}
	return nil
}

// Kept says whether an earlier match left something.
func (s *State) Kept() bool { return s.kept }

// Model is the one that the first match had, trained by it where it trained.
func (s *State) Model() (*Model, error) {
	m, err := ReadModel(bytes.NewReader(s.said.Model))
	if err != nil {
		return nil, fmt.Errorf("%s: the model that it keeps: %w", s.path, err)
	}
	return m, nil
}

// Begin gives a new state what later matches weigh by: the model of this one, and how
// common values are in its files. right is nil where duplicates are looked for.
func (s *State) Begin(p *Plan, left, right *Table) error {
	var b bytes.Buffer
	if err := p.Model.Write(&b); err != nil {
		return err
	}
	tables := []*Table{left}
	if right != nil {
		tables = append(tables, right)
	}
	s.said.Model, s.said.Columns, s.said.Frequencies = b.Bytes(), p.Columns, p.Frequencies(s.said.Key, tables...)
	return nil
}

// Engine is one that weighs as the first match did.
func (s *State) Engine(p *Plan, dicts []*Dict) (*Engine, error) {
	return NewEngineKnowing(p, dicts, s.said.Key, s.said.Frequencies)
}

// Standing marks the rows of these tables, and says which are as they were and which
// pairs were found among them. It is nil in a first match, and where unique ids of one
// side are ordered otherwise than before: then another record of a pair comes first.
func (s *State) Standing(p *Plan, left, right *Table) *Standing {
	s.left, s.right = left, right
	tables := []*Table{left}
	if right != nil {
		tables = append(tables, right)
	}
	out := &Standing{pairs: make(map[uint64]bool, len(s.was))}
	var numbers [2]bool
	var at [2]map[uint64]uint32
	var stands [2][]bool
	for side, t := range tables {
		s.marks[side] = s.markAll(t, len(p.Columns))
		at[side], stands[side] = map[uint64]uint32{}, make([]bool, t.Rows())
		var ties []uint32
		numbers[side], ties = t.ties()
		for row, m := range s.marks[side] {
			stands[side][row] = s.rows[side][m]
		}
		for _, row := range ties {
			stands[side][row] = false
		}
		for row, m := range s.marks[side] {
			if stands[side][row] {
				at[side][m] = uint32(row)
			} else {
				out.New[side]++
			}
		}
	}
	same := s.kept && numbers == s.said.Numbers && fmt.Sprint(p.Columns) == fmt.Sprint(s.said.Columns)
	s.said.Numbers, s.said.Columns = numbers, p.Columns
	if !same {
		return nil
	}
	other := len(tables) - 1
	for _, p := range s.was {
		l, ok := at[0][p[0]]
		r, also := at[other][p[1]]
		if ok && also {
			out.pairs[pairOf(l, r)] = true
		}
	}
	out.left, out.right = stands[0], stands[other]
	return out
}

// markAll are the marks of a table's rows.
func (s *State) markAll(t *Table, columns int) []uint64 {
	out := make([]uint64, t.Rows())
	var room []byte
	for row := range out {
		room = append(room[:0], s.said.Key...)
		room = append(binary.AppendUvarint(room, uint64(len(t.ID(row)))), t.ID(row)...)
		for c := range columns {
			v := t.Cell(row, c)
			room = append(binary.AppendUvarint(room, uint64(len(v))), v...)
		}
		sum := sha256.Sum256(room)
		out[row] = binary.LittleEndian.Uint64(sum[:])
	}
	return out
}

// Found keeps pairs that were written.
func (s *State) Found(pairs []Pair) {
	other := 0
	if s.right != nil {
		other = 1
	}
	for _, p := range pairs {
		s.found = append(s.found, [2]uint64{s.marks[0][p.L], s.marks[other][p.R]})
	}
}

// NextTo is a new file beside path, for what is to take its place when it is whole. It
// has one name, so that the next run takes away what one that was killed left.
func NextTo(path string) (*os.File, error) {
	name := path + ".next"
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// Keep puts this match's state in the place of the last one's, all of it or nothing.
func (s *State) Keep() (err error) {
	words, err := json.Marshal(s.said)
	if err != nil {
		return err
	}
	f, err := NextTo(s.path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	sum := sha256.New()
	if err = s.write(f, sum, words); err != nil {
		return err
	}
	if _, err = f.Write(sum.Sum(nil)); err != nil {
		return err
	}
	if err = errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), s.path)
}

func (s *State) write(to io.Writer, sum hash.Hash, words []byte) error {
	w := bufio.NewWriterSize(io.MultiWriter(to, sum), 1<<18)
	var b [8]byte
	number := func(n uint64) {
		binary.LittleEndian.PutUint64(b[:], n)
		_, _ = w.Write(b[:]) // Flush says it again
	}
	_, _ = w.WriteString(matchMagic)
	number(uint64(len(words)))
	_, _ = w.Write(words)
	for _, marks := range s.marks {
		number(uint64(len(marks)))
		for _, m := range marks {
			number(m)
		}
	}
	number(uint64(len(s.found)))
	for _, p := range s.found {
		number(p[0])
		number(p[1])
	}
	return w.Flush()
}
