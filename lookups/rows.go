package lookups

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// buckets is into how many parts accesses are divided by person, so that one part at a
// time is sorted.
const buckets = 64

// rowBytes is the length of an access in a file.
const rowBytes = 64

// rows keeps accesses by bucket: in memory, and beyond a limit in files of their own
// that lie in a folder and are removed at the end.
type rows struct {
	mem   [buckets][]access
	held  int
	limit int
	dir   string
	files [buckets]*os.File
	all   int64
	twice [buckets]int // sent twice, and left out of memory already
	buf   []byte
}

func bucketOf(person int32) int { return int(uint32(person) * 2654435761 >> 26) }

func (r *rows) add(a *access) error {
	b := bucketOf(a.person)
	r.mem[b] = append(r.mem[b], *a)
	r.held++
	r.all++
	if r.held < r.limit || r.dir == "" {
		return nil
	}
	return r.spill()
}

// spill writes all that is in memory behind what the files hold.
func (r *rows) spill() error {
	for b := range r.mem {
		if r.files[b] == nil {
			f, err := os.OpenFile(filepath.Join(r.dir, fmt.Sprintf(".accesses-%02d", b)), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
			if err != nil {
				return fmt.Errorf("making room on disk for accesses: %w", err)
			}
			r.files[b] = f
		}
		r.buf = r.buf[:0]
		for i := range r.mem[b] {
			r.buf = r.mem[b][i].append(r.buf)
		}
		if _, err := r.files[b].Write(r.buf); err != nil {
			return fmt.Errorf("keeping accesses on disk: %w", err)
		}
		r.mem[b] = r.mem[b][:0]
	}
	r.held = 0
	return nil
}

// bucket gives all accesses of a bucket. What it gives may be sorted in place.
func (r *rows) bucket(b int) ([]access, error) {
	f := r.files[b]
	if f == nil {
		return r.mem[b], nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	s, err := f.Stat()
	if err != nil {
		return nil, err
	}
	all := slices.Grow([]access(nil), int(s.Size()/rowBytes)+len(r.mem[b]))
	in := bufio.NewReaderSize(f, 1<<18)
	var one [rowBytes]byte
	for {
		if _, err := io.ReadFull(in, one[:]); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading accesses from disk: %w", err)
		}
		all = append(all, readAccess(one[:]))
	}
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		return nil, err
	}
	return append(all, r.mem[b]...), nil
}

// sorted gives the accesses of a bucket in order, each once, and how many were sent
// twice.
func (r *rows) sorted(b int) (all []access, twice int, err error) {
	if all, err = r.bucket(b); err != nil {
		return nil, 0, err
	}
	slices.SortFunc(all, byPair)
	n := len(all)
	all = slices.CompactFunc(all, same)
	twice = n - len(all)
	if r.files[b] == nil {
		r.mem[b] = all
		r.twice[b] += twice
		return all, r.twice[b], nil
	}
	return all, twice + r.twice[b], nil
}

// drop gives back memory and files.
func (r *rows) drop() (err error) {
	for b, f := range r.files {
		r.mem[b] = nil
		if f != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
		r.files[b] = nil
	}
	return err
}

func (a *access) append(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, uint64(a.at))
	b = le.AppendUint64(b, a.key)
	b = le.AppendUint64(b, a.text)
	for _, v := range [...]int32{a.officer, a.onFor, a.person, a.ref, a.area} {
		b = le.AppendUint32(b, uint32(v))
	}
	b = le.AppendUint32(b, a.rules)
	b = le.AppendUint32(b, a.line)
	b = le.AppendUint16(b, uint16(a.fields))
	return append(b, byte(a.found), a.feed, a.why, a.flags, 0, 0, 0, 0, 0, 0)
}

func readAccess(b []byte) access {
	le := binary.LittleEndian
	i32 := func(at int) int32 { return int32(le.Uint32(b[at:])) }
	return access{
		at: int64(le.Uint64(b)), key: le.Uint64(b[8:]), text: le.Uint64(b[16:]),
		officer: i32(24), onFor: i32(28), person: i32(32), ref: i32(36), area: i32(40),
		rules: le.Uint32(b[44:]), line: le.Uint32(b[48:]), fields: Fields(le.Uint16(b[52:])),
		found: Found(b[54]), feed: b[55], why: b[56], flags: b[57],
	}
}
